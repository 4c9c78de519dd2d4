"""Finds classified information where it must not be: in a marking, or written into free text."""

import re
from dataclasses import dataclass

from watchfloor.marking.grammar import parse
from watchfloor.marking.shape import LEVELS, Level, Marking, MarkingError

_WORD = r"TOP[ ]SECRET|SECRET|CONFIDENTIAL"
_CONTROL = (
    r"(?:SI|TK|HCS|KDK|RSV|COMINT|TALENT[ ]KEYHOLE|NF|NOFORN|REL(?:[ ]TO|IDO)?|OC|ORCON|PR|PROPIN|IMCON|FISA|FGI"
    r"|DISPLAY[ ]ONLY|SAR-|SPECIAL[ ]ACCESS[ ]REQUIRED|RD|FRD|RESTRICTED[ ]DATA|FORMERLY[ ]RESTRICTED[ ]DATA"
    r"|CNWDI|NATO|ATOMAL|LES|CUI|20\d{6})"
)
_TAIL = rf"//{_CONTROL}(?:(?<=-)|(?![A-Za-z]))[A-Z0-9 ,/-]{{0,120}}(?<![ ,/-])"
_BANNER = re.compile(rf"(?<![\w/:.])(?P<level>{_WORD}|TS|S|C){_TAIL}")
_BANNER_ANY_CASE = re.compile(
    rf"(?<![\w/:.])(?P<level>{_WORD})[ ]?//[ ]?{_CONTROL}(?:(?<=-)|(?![A-Za-z]))", re.IGNORECASE
)
_PORTION = re.compile(rf"(?<!\w)\((?P<level>TS|S|C){_TAIL}\)")
_BARE_PORTION = re.compile(
    r"^[ \t]*(?P<said>\((?P<level>TS|S|C)\))(?=[ \t]+\S)(?![ \t]*(?:\d{4}|[Cc]opyright|COPYRIGHT))", re.M
)
_ALONE = re.compile(r"^[ \t]*(?P<said>(?:(?:COSMIC|NATO)[ ])?(?P<level>TOP[ ]SECRET|SECRET))[ \t]*\r?$", re.M)
_AUTHORITY = re.compile(r"^[ \t]*(?P<said>DECLASSIFY ON[ ]?:|HANDLE VIA COMINT CHANNELS)", re.M | re.IGNORECASE)
_LETTERED = re.compile(r"^[ \t]*\([ABD]\)", re.M)  # (C) is the third of a list, not CONFIDENTIAL
_LEVELS: dict[str, Level] = {"TOP SECRET": "TS", "TS": "TS", "SECRET": "S", "S": "S", "CONFIDENTIAL": "C", "C": "C"}


@dataclass(frozen=True, slots=True)
class Spill:
    """What looks like a classified marking at [start, end) of a text. `level` is the least that it can be."""

    start: int
    end: int
    said: str
    level: Level


def is_spill(marking: Marking) -> bool:
    """Whether it is C, S, TS, or names SCI, SAP, FGI or atomic energy words: it MUST NOT be kept here."""
    return LEVELS.index(marking.level) > 1 or bool(marking.compartments)


def states_spill(text: str) -> bool:
    """Whether a received marking, well formed or not, states classified information."""
    try:
        return is_spill(parse(text))
    except MarkingError:
        return bool(find_spill(text.upper()))


def find_spill(text: str) -> tuple[Spill, ...]:
    """Classified banners, portion marks and authority blocks in free text, in order of place; empty for nearly all.

    A bare "(S)" or "(C)" counts only where a paragraph begins, and not in a list (A), (B), (C) nor as a copyright.
    It MUST be taken as a reason to stop and look, not as proof.
    """
    found = [_spill(hit, 0) for pattern in _patterns(text) for hit in pattern.finditer(text)]
    if ("(S)" in text or "(C)" in text or "(TS)" in text) and not _LETTERED.search(text):
        found += [_spill(hit, "said") for hit in _BARE_PORTION.finditer(text)]
    if "SECRET" in text:
        found += [_spill(hit, "said") for hit in _ALONE.finditer(text)]
    lowered = text.lower()
    if "declassify" in lowered or "comint" in lowered:
        found += [Spill(*hit.span("said"), hit["said"], "C") for hit in _AUTHORITY.finditer(text)]
    return _apart(found)


def _patterns(text: str) -> tuple[re.Pattern[str], ...]:
    return (_PORTION, _BANNER, _BANNER_ANY_CASE) if "//" in text else ()


def _spill(hit: re.Match[str], group: str | int) -> Spill:
    return Spill(*hit.span(group), hit[group], _LEVELS[hit["level"].upper()])


def _apart(found: list[Spill]) -> tuple[Spill, ...]:
    kept: list[Spill] = []
    for spill in sorted(found, key=lambda each: (each.start, -each.end)):
        if not kept or spill.start >= kept[-1].end:
            kept.append(spill)
    return tuple(kept)
