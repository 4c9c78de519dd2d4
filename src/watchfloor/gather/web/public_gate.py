"""Who may post how often at the public's door, and the seal that a form carries instead of a cookie.

Addresses are counted by a keyed hash in memory; the key and every count are thrown away with each window, so that
nothing is left that says who reported. One process holds them: the door runs in one.
"""

import ipaddress
import secrets
import threading
import time
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from uuid import UUID, uuid4

from django.conf import settings
from django.core import signing
from django.http import HttpRequest

from watchfloor.gather.formats.public import Rates, policy
from watchfloor.gather.rules.public import proved

SALT = "watchfloor.public.form"


@dataclass(frozen=True, slots=True)
class Seal:
    """What a form was given with: its id, once for ever one report, and when. `fresh` is False once it has expired."""

    id: UUID
    at: float
    fresh: bool

    @property
    def signed(self) -> str:
        """As it stands in the form."""
        return signing.dumps([self.id.hex, round(self.at)], salt=SALT)

    def waits(self, now: float, *, answer: str) -> int:
        """Seconds until a form may be sent: nobody writes a report in two, a program does."""
        wait = policy().wait[self.proved(answer)].total_seconds()
        return max(0, round(self.at + wait - now + 0.49))

    def proved(self, answer: str) -> bool:
        """Whether the browser did the work that its form asked for."""
        return proved(self.id.hex, answer, bits=policy().proof_bits)


def new_seal(now: datetime) -> Seal:
    """For a fresh form."""
    return Seal(uuid4(), now.timestamp(), True)


def seal_of(said: str, now: datetime) -> Seal | None:
    """The seal that a form came with; None if it is not ours."""
    try:
        told = signing.loads(said, salt=SALT)
        made = Seal(UUID(hex=told[0]), float(told[1]), True)
    except (signing.BadSignature, ValueError, TypeError, IndexError):
        return None
    return Seal(made.id, made.at, now.timestamp() - made.at <= policy().state_for.total_seconds())


class Gate:
    """Counts within one window of some rate; then key and counts are gone."""

    def __init__(self, rates: Rates) -> None:
        self._rates, self._lock, self._until = rates, threading.Lock(), 0.0
        self._key, self._counts = b"", Counter[tuple[bytes, bool]]()

    def passes(self, request: HttpRequest, *, proved: bool = False) -> bool:
        """Count one more; False if it is one too many, of this address or of all."""
        with self._lock:
            if time.monotonic() >= self._until:
                self._key, self._until = secrets.token_bytes(32), time.monotonic() + self._rates.window.total_seconds()
                self._counts.clear()
            one, everybody = (blake2b(_address(request), key=self._key).digest(), proved), (b"", proved)
            if self._counts[one] >= self._rates.one[proved] or self._counts[everybody] >= self._rates.all[proved]:
                return False
            self._counts.update((one, everybody))
            return True

    def forget(self) -> None:
        """Throw key and counts away now."""
        with self._lock:
            self._until = 0.0


def _address(request: HttpRequest) -> bytes:
    """The network of an IPv6 address, the address of another; of a proxy's header the last, which it wrote itself."""
    header = settings.PUBLIC_ADDRESS_HEADER
    said = request.headers.get(header, "").rpartition(",")[2].strip() if header else ""
    try:
        address = ipaddress.ip_address(said or request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return b"unknown"
    return address.packed[:8] if address.version == 6 else address.packed


reports, tries = Gate(policy().rates), Gate(policy().tries)
