"""What goes on while the disk fills: first bulk intake stops, then bulk reading; single work goes on to the last."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from watchfloor.core.rules.decision import Because, Decision

Level = Literal["roomy", "short", "full"]


@dataclass(frozen=True, slots=True)
class RoomPolicy:
    """The thresholds: shares of the disk that are free (0 to 1), sizes in bytes, the age of a report in minutes."""

    short: float
    full: float
    reserve: int
    reserve_share: float
    enough: int
    old_minutes: int
    citation: str

    def reserve_of(self, total: int) -> int:
        """The size of the reserve on a disk of this size, in whole pages of 4,096 bytes."""
        return min(self.reserve, int(total * self.reserve_share)) // 4096 * 4096


@dataclass(frozen=True, slots=True)
class Measured:
    """One disk: which share of it is free, and how many bytes."""

    where: str
    share: float
    free: int


@dataclass(frozen=True, slots=True)
class Room:
    """How it stands with the disk that has the least room. `unknown`: what could not be measured, in words."""

    level: Level
    share: float
    free: int
    where: str
    policy: RoomPolicy
    unknown: tuple[str, ...] = ()
    reported_at: datetime | None = None

    @property
    def percent(self) -> str:
        """The free share in words: "8.2 %"."""
        return f"{self.share * 100:.1f} %"

    def not_known(self, *, now: datetime) -> list[str]:
        """Sentences without a full stop; an old report still counts, and is told."""
        minutes = self.policy.old_minutes
        old = self.reported_at is not None and now - self.reported_at > timedelta(minutes=minutes)
        return [*self.unknown, *([f"the report of the disk is older than {minutes} minutes"] if old else [])]


def room_of(
    disks: Sequence[Measured], *, policy: RoomPolicy, evaluation: bool, unknown: Sequence[str] = (),
    reported_at: datetime | None = None,
) -> Room:  # fmt: skip
    """The least roomy disk decides. Evaluation data lies on machines of other use: there enough bytes are enough."""
    least = min(disks, key=lambda one: one.share)
    level: Level = "full" if least.share < policy.full else "short" if least.share < policy.short else "roomy"
    if evaluation and all(one.free >= policy.enough for one in disks):
        level = "roomy"
    return Room(level, least.share, least.free, least.where, policy, tuple(unknown), reported_at)


def may_take_in_bulk(room: Room) -> Decision:
    """Files of many reports or objects. One report by the form, a request and an imminent release never ask this."""
    text = f"{room.percent} of the disk is free: below {room.policy.short:.0%} nothing comes in by files."
    way_out = (
        "Keep the file, make room, and bring the same file in again: it goes on where it ended. Single reports go on."
    )
    return _decided(room.level == "roomy", text, "disk.intake", way_out, room)


def may_read_in_bulk(room: Room) -> Decision:
    """Exports, and searches page after page. Reading one thing after the other, signing in and requests go on."""
    text = f"{room.percent} of the disk is free: below {room.policy.full:.0%} nothing is exported or searched in bulk."
    way_out = "Whoever runs the house makes room. Pages, single records and requests go on."
    return _decided(room.level != "full", text, "disk.reading", way_out, room)


def _decided(fine: bool, text: str, rule: str, way_out: str, room: Room) -> Decision:
    if fine:
        return Decision.of(Because("The disk has room.", rule, room.policy.citation))
    return Decision.of(Because(text, rule, room.policy.citation, False, way_out))
