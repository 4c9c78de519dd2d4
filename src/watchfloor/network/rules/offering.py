"""Which objects are offered, at which moment each, and what of them a filter may ask."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

SECOND = 1_000_000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Offering:
    """Legal classes that are offered, how many objects a page holds, and how many at most."""

    classes: frozenset[str]
    page: int
    most: int


@dataclass(frozen=True, slots=True)
class Described:
    """What filters and manifests ask of an object. `version_at` is None where the object names no moment."""

    object_id: str
    object_type: str
    spec: str
    version: str
    version_at: datetime | None


def moments(*, last: int, at: datetime, gaps: Sequence[int]) -> Iterator[int]:
    """A moment in microseconds for each of several objects: later than `last`, at `at` or after it, one after another.

    `gaps` are random numbers of at least 1: what is hidden from a reader between two objects cannot be counted by them.
    MUST be greater than every moment before, also where `at` goes back.
    """
    moment = max(last, microseconds(at))
    for gap in gaps:
        moment += gap
        yield moment


def microseconds(at: datetime) -> int:
    """Since 1970, exactly."""
    passed = at - EPOCH
    return (passed.days * 86_400 + passed.seconds) * SECOND + passed.microseconds


def stix(data: Mapping[str, Any]) -> Described:
    """Of a STIX object. An observable may leave out spec_version, and has no version but when it was added (3.4.1)."""
    said = data.get("modified") or data.get("created")
    spec = data.get("spec_version") or ("2.0" if said else "2.1")
    return Described(str(data["id"]), str(data["type"]), str(spec), str(said or ""), moment(str(said or "")))


def moment(said: str) -> datetime | None:
    """A timestamp of RFC 3339 in UTC; None where it is none. Finer than microseconds is cut."""
    if not said[:1].isdigit() or "T" not in said:
        return None
    try:
        read = datetime.fromisoformat(said.replace("Z", "+00:00"))
    except ValueError:
        return None
    return read.astimezone(UTC) if read.tzinfo else None
