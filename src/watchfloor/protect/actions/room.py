"""The disk fills: what stops, who is told, what `check` says. Nothing is ever read without its fact, room or not."""

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils.timezone import localdate

from watchfloor.core.actions.checking import Finding
from watchfloor.core.gate.session import reading
from watchfloor.core.ledger.telling import tell
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Decision, Refused
from watchfloor.notify.actions.outbox import notice
from watchfloor.people import queries as people
from watchfloor.protect.actions.stamp import Stamper
from watchfloor.protect.formats import room as format_of
from watchfloor.protect.formats.policy import load
from watchfloor.protect.rules.room import Level, Room, may_read_in_bulk, may_take_in_bulk

SERVICE, TOLD = "protect.house", "health.read"
WAY_OUT = "make room where the data lies, or give it a larger disk; docs/operating-disk.md"
FACTS = {"roomy": "protect.disk.recovered", "short": "protect.disk.run-short", "full": "protect.disk.run-full"}
SUBJECTS = {"short": "The disk is running full", "full": "The disk is full"}
TEXTS = {
    "short": "Little of the disk is free. Files of reports are not taken in until there is room; all else goes on.",
    "full": "Almost nothing of the disk is free. The reserve was given back; exports and bulk searches have stopped.",
}


class NoRoom(Refused):
    """The disk is too full for work in bulk. It says the same to everybody, and nothing of what is held."""

    def __str__(self) -> str:
        """With the way out: a command prints this line alone."""
        return " ".join(f"{one.text} {one.way_out}" for one in self.decision.against)


def look() -> Room:
    """How it stands now; costs microseconds."""
    return format_of.room_at(Path(settings.DATA_DIR), report=settings.DISK_REPORT)


def keep() -> Room:
    """Look, and give the reserve back or make it. Touches no database: it may be the one that has no room."""
    return format_of.keep(Path(settings.DATA_DIR), report=settings.DISK_REPORT)


def must_take_in_bulk() -> None:
    """Raises NoRoom. Asked before a file is kept and before each chunk of it."""
    _must(may_take_in_bulk(look()))


def must_read_in_bulk() -> None:
    """Raises NoRoom. Asked before an export or a bulk search is begun."""
    _must(may_read_in_bulk(look()))


def _must(decision: Decision) -> None:
    if not decision:
        raise NoRoom(decision)


def tell_room(*, before: Level, room: Room, by: Audience, now: datetime) -> int:
    """The disk stands at another level than before: a fact, and a notice a day to whoever looks after the house."""
    if room.level == before:
        return 0
    with reading(by):
        told = _notices(room.level, by, now) if room.level != "roomy" else 0
        tell(kind=FACTS[room.level], by=by, rules=[f"disk.{room.level}"])
    return told


def _notices(level: Level, by: Audience, now: datetime) -> int:
    stamper = Stamper(legal_class="product", owner_id=by.actor.agency_id, verified=True, now=now, share="center")
    label_id, roles = stamper.stamp(markings=("U",)).label_id, load().roles
    return sum(
        notice(
            person_id=one.id, kind="disk", subject=SUBJECTS[level], text=TEXTS[level], path="/health/",
            label_id=label_id, once_key=f"disk-{level}-{localdate(now)}-{one.id}", now=now,
        )
        for one in people.persons().values() if one.of_center and TOLD in roles.get(one.role, frozenset())
    )  # fmt: skip


def cramped() -> list[Finding]:
    """For `check`: too little room, and what could not be measured."""
    room = look()
    with connection.cursor() as cursor:
        cursor.execute("select now()")
        unknown = room.not_known(now=cursor.fetchone()[0])
    found = [Finding("disk", one, "mend what writes WATCHFLOOR_DISK_REPORT") for one in unknown]
    if room.level != "roomy":
        found.append(Finding("disk", f"{room.percent} of the disk is free", WAY_OUT))
    return found
