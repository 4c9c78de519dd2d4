"""When what two sources sent is one item: the same identity and the same meaning, and who may say more of it later.

Nothing is guessed: likeness of words joins nothing. An item takes the strictest of all markings that it came with.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from watchfloor.core.rules.draft import Draft, Place, When
from watchfloor.marking.banner import canonical
from watchfloor.marking.grammar import MarkingError, parse
from watchfloor.marking.rollup import join

# what identifies an item whoever sends it; an RSS guid that is a mere number is its own feed's alone
SHARED = frozenset(("stix", "cap", "kev", "csaf", "misp", "hazard", "ntas", "mail", "bulletin"))
WORLDWIDE = re.compile(r"(?:https?://|urn:|tag:|uuid:)\S+", re.IGNORECASE)
# of an alert that came by CAP, by GeoJSON or in an envelope: what people act on
CAP_SAID = ("identifier", "sender", "sent", "status", "msgType")
INFO_SAID = ("event", "urgency", "severity", "certainty", "headline", "description", "instruction")
FOREIGN = (
    "{} sent a newer version under this identity, which its creator did not sign: kept, not taken (STIX 2.1, 3.6)."
)
MARKINGS = {
    "stix": frozenset(("object_marking_refs", "granular_markings")),
    "misp": frozenset(("distribution", "sharing_group_id", "Tag")), "csaf": frozenset(("distribution",)),
}  # fmt: skip
Meaning = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Lead:
    """An item that stands under a shared identity: what it was read to mean when this route last brought it."""

    record_id: int
    origin_key: bytes
    label_id: int
    legal_class: str
    source_id: int
    meaning: bytes


def identity(kind: str, origin_key: str) -> str:
    """What identifies it beyond its source; "" where nothing does. CAP writes UTC as -00:00, others as +00:00."""
    if kind == "cap":
        return f"{kind} {_utc(origin_key)}"
    if kind in SHARED or (kind == "article" and WORLDWIDE.fullmatch(origin_key)):
        return f"{kind} {origin_key}"
    return ""


def meaning(draft: Draft) -> Meaning:
    """What must be equal in two copies, however they were carried: of an alert what people act on, else everything but
    its markings, which are joined."""
    if names := MARKINGS.get(draft.kind):
        return {name: _without(one, names) for name, one in draft.data.items() if name not in names}
    if draft.kind != "cap":
        return draft.data
    infos = [one for one in draft.data.get("info") or () if isinstance(one, Mapping)]
    english = next((one for one in infos if str(one.get("language", "en")).startswith("en")), infos[0] if infos else {})
    said = {name: draft.data.get(name) for name in CAP_SAID}
    said["sent"] = _utc(str(said["sent"] or ""))
    return {**said, **{name: _words(english.get(name)) for name in INFO_SAID}}


def _utc(said: str) -> str:
    return said.removesuffix("-00:00") + "+00:00" if said.endswith("-00:00") else said


def _without(said: Any, names: frozenset[str]) -> Any:
    """Everything but what stands under these names, at any depth."""
    if isinstance(said, Mapping):
        return {name: _without(one, names) for name, one in said.items() if name not in names}
    return [_without(one, names) for one in said] if isinstance(said, list) else said


def _words(said: object) -> str:
    return " ".join(str(said or "").split())


def creator(data: Mapping[str, Any]) -> str:
    """Who alone may revise a STIX object (section 3.6); "" where it does not say."""
    return str(data.get("created_by_ref") or "")


def may_revise(data: Mapping[str, Any], standing: Mapping[str, Any]) -> bool:
    """Whether a newer version comes from the one who made what stands: a nameless creator stays nameless."""
    return creator(data) == creator(standing)


def ends(data: Mapping[str, Any]) -> tuple[str, ...]:
    """The identities of the alerts that a CAP message ends: those it updates or cancels, and its own sender's alone."""
    if data.get("msgType") not in ("Update", "Cancel") or not isinstance(data.get("references"), str):
        return ()
    sender = data.get("sender")
    named = [one for one in data["references"].split() if one.partition(",")[0] == sender]
    return tuple(dict.fromkeys(identity("cap", one) for one in named))


def may_end(data: Mapping[str, Any], of: Mapping[str, Any]) -> bool:
    """Whether the message is as real as the alert: a test of cancelling cancels nothing."""
    return data.get("status") == of.get("status") and data.get("operational") == of.get("operational")


def again(kind: str, row: Any, told: Mapping[str, Any], body: str, until: Any, radius: float) -> Draft:
    """The current version of an item as a draft, to be kept once more under a stricter marking."""
    place = Place(row.lon, row.lat, radius, str(told.get("place") or "")) if row.lon is not None else None
    dated = row.occurred_at is not None or until is not None
    when = When(row.occurred_at, until, row.occurred_precision, str(told.get("said") or "")) if dated else None
    areas = tuple(tuple((float(x), float(y)) for x, y in area) for area in told.get("areas") or ())
    return Draft(
        kind, "", "", row.title, body, told.get("object") or {}, when, place, areas, tuple(told.get("markings") or ()),
        (0, 0), tuple(told.get("findings") or ()),
    )  # fmt: skip


def stricter(one: str, other: str) -> str:
    """The join of two markings in their canonical form; what cannot be read stays as the other says."""
    try:
        return canonical(join(parse(one), parse(other)))
    except MarkingError:
        return one or other
