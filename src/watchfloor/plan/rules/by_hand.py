"""Assets and areas as a person states or corrects them: what must be said, and what is asked before it is kept.

A place that only lies where it should when longitude and latitude are turned is recognised and asked about, never
turned by itself; so is a number that another asset has.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from watchfloor.core.rules.decision import Because, Decision
from watchfloor.plan.rules.protected import CITATION
from watchfloor.plan.rules.reference import Polygon
from watchfloor.plan.rules.stated_place import Boxes, holds

LEVELS = ("high", "medium", "low", "unrated")
NAME_MOST, WHY_MOST, LEAST_WORDS = 200, 500, 3
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class AssetSaid:
    """An asset as it is stated: lon and lat in degrees or both None; `number` is the owner's own, "" for none.

    `sectors` are NIEM codes, the main one first; a level other than unrated needs `because` and `source`.
    """

    name: str
    kind: str
    sectors: tuple[str, ...] = ()
    lon: float | None = None
    lat: float | None = None
    state: str = ""
    county: str = ""
    owner: str = ""
    number: str = ""
    level: str = "unrated"
    because: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class AreaSaid:
    """An area as it is stated; `outlines` are valid polygons and `box` theirs, None where none was given yet."""

    name: str
    kind: str
    ours: bool
    agencies: tuple[str, ...]
    outlines: tuple[Polygon, ...]
    box: Box | None
    findings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Checks:
    """What a stated thing is held against; `why` is None for a new one, else the reason of a correction.

    `taken`: the name of another that has the number; `looked`: the person says that it is right as it stands.
    """

    right: bool
    boxes: Boxes
    taken: str = ""
    looked: bool = False
    why: str | None = None


def may_keep_asset(said: AssetSaid, checks: Checks, *, sectors: Collection[str]) -> Decision:
    """Rules plan.asset.right, name, kind, sector, level, because, source, number, place, state, why."""
    reasons = [_right(checks.right)]
    reasons += _unless(0 < len(said.name) <= NAME_MOST, f"Name: give one, {NAME_MOST} letters at most.", "name")
    reasons += _unless(0 < len(said.kind) <= NAME_MOST, "Kind: say what it is, such as 'dam' or 'school'.", "kind")
    reasons += _unless(set(said.sectors) <= set(sectors), "Sector: choose one of the list.", "sector")
    reasons += _unless(said.state in ("", *checks.boxes), "State: two letters, such as MN.", "state")
    reasons += _rated(said)
    if checks.taken and not checks.looked:
        text = f"Number: '{said.number}' is that of {checks.taken}. Two assets with one number?"
        reasons.append(_no(text, "number", "Correct that one, or tick that you looked and both are there."))
    reasons += _placed(said, checks)
    return Decision.of(*reasons, *_because(checks.why))


def may_keep_area(said: AreaSaid, checks: Checks, *, agencies: Mapping[str, int]) -> Decision:
    """Rules plan.area.right, name, code, outline, agencies, why."""
    reasons = [_right(checks.right, "area")]
    reasons += _unless(0 < len(said.name) <= NAME_MOST, f"Name: give one, {NAME_MOST} letters at most.", "name", "area")
    if said.box is None:
        reasons.append(
            _no("Outline: none.", "outline", "Paste GeoJSON, or three corners at least, one a line.", "area")
        )
    elif not checks.looked and _turned(said.box, checks.boxes.values()):
        text = "Outline: as it stands it lies in no state; with longitude and latitude turned it does. Is it swapped?"
        reasons.append(_no(text, "outline", "Say below that the pairs stand the other way round, or as meant.", "area"))
    missing = next((code for code in said.agencies if code not in agencies), "")
    if missing:
        text = f"Agencies: '{missing[:40]}' is not in the registry."
        reasons.append(_no(text, "agencies", "Mend its code, or have it added first.", "area"))
    return Decision.of(*reasons, *_because(checks.why, "area"))


def _rated(said: AssetSaid) -> list[Because]:
    """A level is a judgment: it says why and where from; what nobody rated stays unknown."""
    reasons = _unless(said.level in LEVELS, "How critical: choose one, or unknown.", "level")
    if said.level != "unrated":
        reasons += _unless(bool(said.because.strip()), "Why so critical: say what its loss would do.", "because")
        reasons += _unless(bool(said.source.strip()), "Source: name what the level rests on.", "source")
    return reasons


def _placed(said: AssetSaid, checks: Checks) -> list[Because]:
    if said.lon is None or said.lat is None or checks.looked:
        return []
    box = checks.boxes.get(said.state)
    if box is None or holds(box, said.lon, said.lat):
        return []
    if holds(box, said.lat, said.lon):
        text = f"Place: it lies outside {said.state}; with longitude and latitude turned it lies inside. Swapped?"
        return [_no(text, "place", "Turn the two; latitude stands first here. Or tick that you looked.")]
    text = f"Place: it lies outside {said.state}."
    return [_no(text, "place", "Mend the place or the state, or tick that you looked.")]


def _turned(box: Box, states: Iterable[Box]) -> bool:
    """Whether the middle of a box lies in no state, and in one with its two numbers turned."""
    lon, lat = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    known = list(states)
    return not any(holds(one, lon, lat) for one in known) and any(holds(one, lat, lon) for one in known)


def _because(why: str | None, of: str = "asset") -> list[Because]:
    """A correction says what it rests on; it is kept with the fact, sealed."""
    if why is None or (len(why.split()) >= LEAST_WORDS and len(why) <= WHY_MOST):
        return []
    return [_no(f"Why: say in {LEAST_WORDS} words at least what is corrected and by which source.", "why", of=of)]


def _right(right: bool, of: str = "asset") -> Because:
    if right:
        return Because("Your role keeps what we protect.", f"plan.{of}.right", CITATION)
    text = "Your role does not keep what we protect."
    return Because(text, f"plan.{of}.right", "CJISSECPOL AC-6", False, "Ask an analyst or a supervisor.")


def _unless(ok: bool, text: str, rule: str, of: str = "asset") -> list[Because]:
    return [] if ok else [_no(text, rule, of=of)]


def _no(text: str, rule: str, way_out: str = "Mend it and send it again.", of: str = "asset") -> Because:
    return Because(text, f"plan.{of}.{rule}", CITATION, False, way_out)
