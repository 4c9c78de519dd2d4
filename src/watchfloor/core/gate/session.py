"""The audience in the database session: SET LOCAL, authenticated by a MAC, gone with its transaction (rules 9, 21)."""

import hashlib
import hmac
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections, transaction

from watchfloor.core.gate import slots
from watchfloor.core.rules.audience import MOST_GRANTS, Audience


def mac_key() -> bytes:
    """The key that the web process and the database share; 64 bytes, the block size of SHA-256."""
    return slots.lasting("wall.key", 64)


def mac_pads() -> tuple[bytes, bytes]:
    """The two padded blocks of RFC 2104, as the database keeps them."""
    key = mac_key()
    return bytes(b ^ 0x36 for b in key), bytes(b ^ 0x5C for b in key)


def signed_setting(audience: Audience, *, backend_pid: int, started_us: int) -> str:
    """ "bits|granted|person|mac" for one backend and one transaction; replayed anywhere else it opens nothing."""
    granted = "{" + ",".join(map(str, audience.granted[:MOST_GRANTS])) + "}"
    said = f"{audience.bits}|{granted}|{audience.actor.person_id}"
    message = f"{said}|{backend_pid}|{started_us}".encode()
    return f"{said}|{hmac.new(mac_key(), message, hashlib.sha256).hexdigest()}"


def set_audience(audience: Audience, *, using: str = "default") -> None:
    """Open the wall for this transaction. MUST be called inside one; ends with it."""
    with connections[using].cursor() as cursor:
        cursor.execute("select pg_backend_pid(), (extract(epoch from now()) * 1000000)::bigint")
        backend_pid, started_us = cursor.fetchone()
        setting = signed_setting(audience, backend_pid=backend_pid, started_us=started_us)
        cursor.execute("select set_config('wf.audience', %s, true)", [setting])


@contextmanager
def reading(audience: Audience) -> Iterator[Audience]:
    """One transaction with one audience. A page, an action or a chunk is one of these.

    Inside another one it gives the outer audience back at its end: nobody is left with what a service may see.
    """
    with transaction.atomic():
        outer = _standing()
        set_audience(audience)
        yield audience
        # a rollback takes the setting back by itself; the end of an inner block does not
        _restore(outer)


def _standing() -> str:
    with connections["default"].cursor() as cursor:
        cursor.execute("select coalesce(current_setting('wf.audience', true), '')")
        return str(cursor.fetchone()[0])


def _restore(setting: str) -> None:
    with connections["default"].cursor() as cursor:
        cursor.execute("select set_config('wf.audience', %s, true)", [setting])
