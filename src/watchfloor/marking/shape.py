"""What a marking is: one frozen shape, canonical by construction, so that equal handling is equal value."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from watchfloor.marking.words import words

Level = Literal["U", "CUI", "C", "S", "TS"]
Tlp = Literal["CLEAR", "GREEN", "AMBER", "AMBER+STRICT", "RED"]
LEVELS: tuple[Level, ...] = ("U", "CUI", "C", "S", "TS")
TLPS: tuple[Tlp | None, ...] = (None, "CLEAR", "GREEN", "AMBER", "AMBER+STRICT", "RED")
Countries = frozenset[str] | None
_NONE: frozenset[str] = frozenset()


class MarkingError(ValueError):
    """A text is no marking; `place` says which part of it, `rule` what it breaks, `way_out` what to do."""

    def __init__(self, place: str, rule: str, way_out: str) -> None:
        super().__init__(f"Marking, {place}: {rule}. {way_out}")
        self.place, self.rule, self.way_out = place, rule, way_out


@dataclass(frozen=True, slots=True)
class Marking:
    """How one thing is to be handled. `Marking()` is plain U, the identity of `join`.

    `rel_to` and `display_to` are None where nothing is said; else "REL TO" or "DISPLAY ONLY" is among `controls` too.
    `compartments` are SCI, SAP, FGI and atomic energy words; they stand on classified levels only.
    `supplements` (DRAFT, EXERCISE) restrict nobody and `received` is the text as it came: neither counts in equality.
    Make one with `parse` or `settle`; the constructor MUST be given canonical parts and raises MarkingError else.
    """

    level: Level = "U"
    categories: frozenset[str] = _NONE
    controls: frozenset[str] = _NONE
    rel_to: Countries = None
    display_to: Countries = None
    caveats: frozenset[str] = _NONE
    tlp: Tlp | None = None
    compartments: frozenset[str] = _NONE
    supplements: frozenset[str] = field(default=_NONE, compare=False)
    received: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        for name, broken in _faults(self):
            raise MarkingError(name, broken, "Make it with parse or settle.")


def settle(
    level: Level,
    *,
    categories: Iterable[str] = (),
    controls: Iterable[str] = (),
    rel_to: Countries = None,
    display_to: Countries = None,
    caveats: Iterable[str] = (),
    tlp: Tlp | None = None,
    compartments: Iterable[str] = (),
    supplements: Iterable[str] = (),
    received: str = "",
) -> Marking:
    """The canonical marking of parts that were collected from anywhere; the strictest reading wins.

    Compartments lift to C at least, categories to CUI. FOUO and SBU leave a classified marking, LES stays.
    Raises MarkingError for a word that is not known.
    """
    kept, in_compartments = frozenset(categories), frozenset(compartments)
    floor = max(2 if in_compartments else 0, 1 if kept else 0, LEVELS.index(level))
    legacy = frozenset(caveats) - (words().unclassified_only if floor > 1 else _NONE)
    limits, rel_to, display_to = _limits(frozenset(controls), rel_to, display_to)
    return Marking(
        LEVELS[floor], kept, limits, rel_to, display_to, legacy, tlp, in_compartments, frozenset(supplements), received
    )


def _limits(
    controls: frozenset[str], rel_to: Countries, display_to: Countries
) -> tuple[frozenset[str], Countries, Countries]:
    """Dissemination controls by audience: FEDCON (federal and contractors) and NOCON (no contractors) leave FED ONLY;
    a REL TO that names only the USA, or a DISPLAY ONLY that names nobody, is NOFORN; NOFORN beats all lists."""
    if "FED ONLY" in controls or {"FEDCON", "NOCON"} <= controls:
        controls = controls - {"FEDCON", "NOCON"} | {"FED ONLY"}
    controls -= words().listing
    if "NOFORN" in controls or rel_to == frozenset({"USA"}) or display_to == _NONE:
        return controls - {"RELIDO"} | {"NOFORN"}, None, None
    said = {name for name, to in (("REL TO", rel_to), ("DISPLAY ONLY", display_to)) if to is not None}
    return controls | said, rel_to, display_to


def _faults(of: Marking) -> list[tuple[str, str]]:
    known, level = words(), LEVELS.index(of.level) if of.level in LEVELS else -1
    limits = _limits(of.controls, of.rel_to, of.display_to)
    checks = (
        ("level", level >= 0, f"{of.level} is no level"),
        ("categories", of.categories <= known.categories.keys(), "not in the CUI Registry"),
        ("categories", level > 0 or not of.categories, "CUI categories stand on CUI or above"),
        ("controls", of.controls <= set(known.controls.values()), "no dissemination control"),
        ("controls", limits == (of.controls, of.rel_to, of.display_to), "controls are not in canonical form"),
        ("REL TO", of.rel_to is None or "USA" in of.rel_to, "the USA is always on the list"),
        ("caveats", of.caveats <= set(known.caveats.values()), "no legacy marking"),
        ("caveats", level < 2 or not of.caveats & known.unclassified_only, "FOUO and SBU are for unclassified"),
        ("TLP", of.tlp in TLPS, "TLP 2.0 has RED, AMBER+STRICT, AMBER, GREEN, CLEAR"),
        ("compartments", level > 1 or not of.compartments, "SCI, SAP and FGI stand on classified levels"),
        ("supplements", of.supplements <= known.supplements, "no supplemental word"),
    )
    return [(name, broken) for name, fine, broken in checks if not fine]
