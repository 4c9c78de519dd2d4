"""Reads a marking as received, banner or portion: LEVEL//compartments//categories//controls//caveats//TLP.

Parts stand between `//`, items of a part between `/`. Order, case and spacing are not insisted on, words are:
what is not known is an error, never ignored. On a classified level unknown words are kept as compartments,
because a spill must be recognized whatever it says.
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import cast

from watchfloor.marking.shape import LEVELS, Countries, Level, Marking, MarkingError, Tlp, settle
from watchfloor.marking.words import words

__all__ = ["Marking", "MarkingError", "parse"]

LONGEST = 500
_LEVEL_WORDS: dict[str, Level] = {
    "U": "U", "UNCLASSIFIED": "U", "CUI": "CUI", "CONTROLLED": "CUI", "C": "C", "CONFIDENTIAL": "C",
    "S": "S", "SECRET": "S", "TS": "TS", "TOP SECRET": "TS",
}  # fmt: skip
_CLASSIFIED = r"TOP SECRET|SECRET|CONFIDENTIAL|RESTRICTED|TS|S|C|R"
_FOREIGN = re.compile(rf"(?P<owner>FGI(?: [A-Z]{{3,4}})*|JOINT|COSMIC|[A-Z]{{3,4}}) (?P<level>{_CLASSIFIED})(?: .*)?")
_LISTED = re.compile(r"(?P<control>REL TO|DISPLAY ONLY)(?P<countries>.*)")
_COUNTRY = re.compile(r"[A-Z]{3,4}")
_CITATION = "NARA CUI Marking Handbook v1.1, TLP 2.0, legacy FOUO, LES and SBU"
_ASK = "Correct it or ask the originator; until then the item stays closed."


@dataclass(slots=True)
class _Seen:
    level: Level = "U"
    categories: set[str] = field(default_factory=set)
    controls: set[str] = field(default_factory=set)
    rel_to: Countries = None
    display_to: Countries = None
    caveats: set[str] = field(default_factory=set)
    tlp: Tlp | None = None
    compartments: set[str] = field(default_factory=set)
    supplements: set[str] = field(default_factory=set)


@lru_cache(maxsize=4096)
def parse(text: str) -> Marking:
    """The marking that a banner or a portion states; `received` keeps the text. Raises MarkingError.

    A text without a level, such as "LES" or "TLP:AMBER", is U with that word. TLP:WHITE is read as CLEAR.
    """
    if len(text) > LONGEST:
        raise MarkingError(f"the whole of {len(text)} characters", f"longer than {LONGEST}", "Give the banner alone.")
    seen = _Seen()
    for number, part in enumerate(_parts(text), 1):
        for item in _items(part):
            _take(item, f"part {number} '{item}'", seen)
    if seen.categories and seen.level == "U":
        place = f"category '{min(seen.categories)}'"
        raise MarkingError(place, f"a CUI category without CUI ({_CITATION})", f"Write CUI//{min(seen.categories)}.")
    return settle(
        seen.level, categories=seen.categories, controls=seen.controls, rel_to=seen.rel_to, display_to=seen.display_to,
        caveats=seen.caveats, tlp=seen.tlp, compartments=seen.compartments, supplements=seen.supplements, received=text,
    )  # fmt: skip


def _parts(text: str) -> list[str]:
    plain = " ".join(text.upper().split())
    if plain.startswith("(") and plain.endswith(")"):
        plain = plain[1:-1].strip()
    if not plain:
        raise MarkingError("the whole", "empty", "Give a marking such as U, U//LES, CUI or TLP:GREEN.")
    # TLP is often set apart by a space or one slash only
    parts = [part.strip() for part in re.sub(r"(?<=[^/\s])[ /]+(?=TLP:)", "//", plain).split("//")]
    foreign = parts[1:] if len(parts) > 1 and not parts[0] else parts  # a leading // marks a foreign or joint one
    for number, part in enumerate(foreign, 1):
        if not part:
            raise MarkingError(f"part {number}", "nothing stands between the slashes", "Take the extra // out.")
    return foreign


def _items(part: str) -> list[str]:
    items = [item.strip() for item in part.split("/")]
    if all(items):
        return items
    raise MarkingError(f"'{part}'", "an empty item beside a slash", "Take the extra / out.")


def _take(item: str, place: str, seen: _Seen) -> None:
    known = words()
    if item in _LEVEL_WORDS:
        seen.level = max(seen.level, _LEVEL_WORDS[item], key=LEVELS.index)
    elif item.startswith("TLP:"):
        _take_tlp(item, place, seen)
    elif listed := _LISTED.fullmatch(item):
        _take_list(listed, place, seen)
    elif item in known.controls:
        seen.controls.add(known.controls[item])
    elif item in known.caveats:
        seen.caveats.add(known.caveats[item])
    elif item in known.categories:
        seen.categories.add(item)
    elif item in known.supplements:
        seen.supplements.add(item)
    else:
        _take_classified(item, place, seen)


def _take_tlp(item: str, place: str, seen: _Seen) -> None:
    color = words().tlp.get(item.removeprefix("TLP:").strip())
    if color is None:
        raise MarkingError(place, "no label of TLP 2.0 (FIRST)", "Use RED, AMBER+STRICT, AMBER, GREEN or CLEAR.")
    if seen.tlp not in (None, color):
        raise MarkingError(place, f"a second TLP label beside {seen.tlp}", "Keep one TLP label.")
    seen.tlp = cast("Tlp", color)


def _take_list(listed: re.Match[str], place: str, seen: _Seen) -> None:
    control, said = listed["control"], re.split(r"[,\s]+|\bAND\b", listed["countries"])
    countries = frozenset(
        country for each in filter(None, said) for country in words().country_groups.get(each, {each})
    )
    if not countries or not all(map(_COUNTRY.fullmatch, countries)):
        raise MarkingError(
            place, "needs a list of country codes of three or four letters", f"Write {control} USA, GBR."
        )
    if control == "REL TO":
        if "USA" not in countries:
            raise MarkingError(place, "REL TO lists name the USA first", f"Write REL TO USA, {min(countries)}.")
        seen.rel_to = countries if seen.rel_to is None else seen.rel_to & countries
    else:
        seen.display_to = countries if seen.display_to is None else seen.display_to & countries


def _take_classified(item: str, place: str, seen: _Seen) -> None:
    if foreign := _FOREIGN.fullmatch(item):
        level = {"R": "C", "RESTRICTED": "C"}.get(foreign["level"]) or _LEVEL_WORDS[foreign["level"]]
        seen.level = max(seen.level, cast("Level", level), key=LEVELS.index)
        seen.compartments.add(item.replace(f" {foreign['level']}", "", 1))
    elif LEVELS.index(seen.level) > 1 or _is_compartment(item):
        seen.compartments.add(item)
    else:
        rule = f"not a word of marking ({_CITATION})"
        raise MarkingError(place, rule, _ASK)


def _is_compartment(item: str) -> bool:
    return any(item == word or item.startswith((f"{word} ", f"{word.rstrip('-')}-")) for word in words().compartments)
