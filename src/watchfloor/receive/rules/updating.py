"""Is what came new, newer or known? Decided among what the same source sent before, never among what others sent."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import msgspec

State = Literal["opened", "updated", "unchanged"]
SAME_REVISION = "same modified, other content: the source changed the object without saying so; kept as a version"
OLDER = "older than what stands: it names an earlier modified; what stands is left as it is, the bytes are kept"


@dataclass(frozen=True, slots=True)
class Before:
    """What stands under the same identity of the same source: the source's own version mark and the digest."""

    revision: str
    digest: bytes


def content_digest(data: Mapping[str, Any]) -> bytes:
    """SHA-256 over canonical JSON (keys sorted, no spaces): equal content is equal however it was laid out."""
    return hashlib.sha256(msgspec.json.encode(data, order="sorted")).digest()


def update_state(before: Before | None, revision: str, digest: bytes) -> tuple[State, str]:
    """What becomes of an object, and the finding to show with it (empty if there is none).

    A newer `modified` updates (STIX 2.1 section 3.6). The same `modified` with other content updates with a finding,
    because the standard forbids it and nothing must be lost. An older one changes nothing, with a finding: versions
    stand in the order in which we came to know them, and the source has moved on. Objects that are no longer sent are
    not looked at here: silence says nothing.
    """
    if before is None:
        return "opened", ""
    if digest == before.digest:
        return "unchanged", ""
    order = _order(revision, before.revision)
    if order == 0:
        return "updated", SAME_REVISION
    return ("updated", "") if order > 0 else ("unchanged", OLDER)


def _order(revision: str, before: str) -> int:
    """Times by their instant; marks that are no times are new whenever they differ."""
    if revision == before:
        return 0
    new, old = _instant(revision), _instant(before)
    if new is None or old is None:
        return 1
    return (new > old) - (new < old)


def _instant(revision: str) -> tuple[datetime, str] | None:
    """The second, and the digits of its fraction: STIX allows more of them than a datetime holds."""
    whole, _, fraction = revision.rstrip("Z").partition(".")
    try:
        moment = datetime.fromisoformat(whole + ("+00:00" if revision.endswith("Z") else ""))
    except ValueError:
        return None
    return (moment, fraction.rstrip("0")) if moment.tzinfo else None
