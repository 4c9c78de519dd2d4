"""Load the thresholds of the disk, and measure it. Needs no database: a full disk may be why there is none."""

from datetime import UTC, datetime
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

import msgspec

from watchfloor.localdb import place, room
from watchfloor.protect.rules.room import Measured, Room, RoomPolicy, room_of


@lru_cache(maxsize=1)
def policy() -> RoomPolicy:
    """The shipped data/disk.json. Raises when it is not as it must be."""
    said = msgspec.json.decode(files("watchfloor.protect").joinpath("data/disk.json").read_bytes())
    shares = {one["name"]: one["free_percent"] / 100 for one in said["thresholds"]}
    reserve = said["reserve"]
    return RoomPolicy(
        shares["short"], shares["full"], reserve["megabytes"] * 1024 * 1024, reserve["most_percent"] / 100,
        said["evaluation"]["enough_gigabytes"] * 10**9, said["report"]["old_after_minutes"], said["citation"],
    )  # fmt: skip


def room_at(folder: Path, *, report: str = "") -> Room:
    """Of the data directory, of the cluster in it and, where a report is named, of the disk that it tells of."""
    found, unknown, at = room.spaces(folder, reserve=wanted(folder)), list[str](), None
    if report:
        try:
            found.append(room.said_by(Path(report)))
            at = datetime.fromtimestamp(Path(report).stat().st_mtime, UTC)
        except (OSError, ValueError):
            unknown.append("the report of the disk cannot be read as two numbers, free bytes and all")
    disks = [Measured(one.where, one.share, one.free) for one in found]
    evaluation = folder.exists() and place.standing(folder) != "own"
    return room_of(disks, policy=policy(), evaluation=evaluation, unknown=unknown, reported_at=at)


def wanted(folder: Path) -> int:
    """How large the reserve is to be, in bytes."""
    return policy().reserve_of(room.spaces(folder)[0].total)


def keep(folder: Path, *, report: str = "", make: bool = True) -> Room:
    """Measure; give the reserve back on a full disk, and make it (again) on one that stays roomy with it."""
    now = room_at(folder, report=report)
    held = room.held(folder) or 0
    if now.level == "full":
        room.give_back(folder)
    elif make and now.level == "roomy" and held < (size := wanted(folder)) < now.free:
        try:
            room.hold_back(folder, size)
        except OSError:
            return now
        if room_at(folder, report=report).level != "roomy":
            room.give_back(folder)
    return now
