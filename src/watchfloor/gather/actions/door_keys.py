"""The key that reports are sealed to: turned every day, published to the public's process, destroyed soon after.

What a database leaves on its disk of a report that was taken out of the drop box opens with nothing from then on.
"""

import secrets
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

from django.conf import settings
from django.db import connection

from watchfloor.core.gate import slots
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.gather.actions.dropping import DOOR
from watchfloor.gather.formats.land import state_at
from watchfloor.gather.formats.public import Published, packed, policy
from watchfloor.gather.formats.sealing import public_of
from watchfloor.people import queries as people
from watchfloor.text.data import lists

PREFIX, FORM = "dropbox-", "%Y%m%dT%H%M%S"
EXERCISE_PHONE = "555-0142"


def turn_key(*, by: Audience, now: datetime) -> str:
    """The id of the key that stands now: the newest, or a fresh one where that is a day old; old ones are destroyed.

    A key that something in the drop box may still need stays, however old it is. MUST stand inside a transaction of
    the service, for only it may ask what waits.
    """
    del by
    standing = key_ids()
    newest = standing[-1] if standing else ""
    if not newest or made_at(newest) + policy().key_turned <= now:
        newest = f"{now.astimezone(UTC):{FORM}}-{secrets.token_hex(4)}"
        slots.write(f"{PREFIX}{newest}.key", secrets.token_bytes(32))
    publish(newest)
    needed = min(now, _oldest() or now) - policy().key_kept
    for old, after in pairwise([*standing, newest]):
        # reports were sealed to it until the next one was published
        if old != newest and made_at(after) < needed:
            slots.destroy(f"{PREFIX}{old}.key")
    return newest


def key_ids() -> list[str]:
    """The ids of the keys that stand, the oldest first."""
    return sorted(path.name[len(PREFIX) : -len(".key")] for path in slots.folder().glob(f"{PREFIX}*.key"))


def made_at(key_id: str) -> datetime:
    """When a key was made: its id says it."""
    return datetime.strptime(key_id.partition("-")[0], FORM).replace(tzinfo=UTC)


def private_key(key_id: str) -> bytes:
    """The private half; raises SlotMissing once it is destroyed."""
    return slots.read(f"{PREFIX}{key_id}.key")


def publish(key_id: str) -> None:
    """Tell the public's process whose door it is and what to seal to; it appears whole, and only if it is another."""
    center, house = people.center(), core.house()
    exercise = house.exercise if house else False
    phone = settings.PUBLIC_PHONE or (EXERCISE_PHONE if exercise else "")
    # the page says itself that it is an exercise
    named = center.name.removesuffix(" (EXERCISE)") if center else "Watchfloor"
    key, salt = public_of(private_key(key_id)), slots.lasting("mailbox.salt", 16)
    told = Published(named, exercise, phone, key_id, key, salt, _state(center))
    path = Path(settings.DATA_DIR) / DOOR
    content = packed(told)
    if path.exists() and path.read_bytes() == content:
        return
    path.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_bytes(content)
    part.rename(path)


def _state(center: people.AgencyView | None) -> str:
    """Of the center's address; one that is not among ours (an exercise's) lies where its point does."""
    if center is None or center.state in lists().states:
        return center.state if center else ""
    return state_at((center.lon, center.lat)) if center.lon is not None and center.lat is not None else ""


def _oldest() -> datetime | None:
    with connection.cursor() as cursor:
        cursor.execute("select dropbox.oldest()")
        found: datetime | None = cursor.fetchone()[0]
    return found


def sweep(*, by: Audience, now: datetime) -> int:
    """Forget mailboxes that were shown closed long ago; how many. MUST stand inside a transaction of the service."""
    del by
    with connection.cursor() as cursor:
        cursor.execute("select dropbox.sweep(%s)", [now - policy().kept_after])
        return int(cursor.fetchone()[0])
