"""Licence plates, which need a word or a state beside them, and vehicle identification numbers with check digit."""

import re
from collections.abc import Iterator
from functools import cache

from watchfloor.text.data import lists, state_code
from watchfloor.text.found import Found

# a hint, and the common word that holds its letters
_HINTS = (("PLATE", "PLATEAU"), ("TAG", "STAGE"), ("LIC", "POLICE"), (" LP", " LPR"), ("REG", "OREGON"))
_STRICT = r"(?:[A-Z]{3}[ -]?\d{3,4}|\d{3}[ -]?[A-Z]{3}|\d[A-Z]{3}\d{3}|[A-Z]{2}[ -]?\d{5})"
_GROUPS = r"[A-Z0-9]{1,8}(?:[ -][A-Z0-9]{1,5})?"
# abbreviations that are words, or directions, too: they need a plate word
_WORDS = frozenset(
    {"IN", "OR", "ME", "HI", "OK", "OH", "LA", "DE", "AL", "MA", "PA", "ID", "CO", "NE", "AS", "SE", "MS"}
)
_TAIL_NUMBER = re.compile(r"N[1-9]\d{0,4}[A-Z]{0,2}")
_VIN = re.compile(r"(?<![\w-])[A-HJ-NPR-Z0-9]{17}(?![\w-])", re.IGNORECASE)
_VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_VIN_VALUES = dict(zip("ABCDEFGHJKLMNPRSTUVWXYZ", (*range(1, 9), *range(1, 6), 7, 9, *range(2, 10)), strict=True))
_FIGURES = re.compile(r"\d{3}")
_LONG = re.compile(r"[A-Za-z0-9]{17}")


@cache
def _state() -> str:
    # long names first, so that West Virginia is not read as Virginia
    names = sorted(lists().states.values(), key=len, reverse=True)
    return rf"(?:{'|'.join(map(re.escape, names))}|(?-i:{'|'.join(lists().states)}))"


@cache
def _after_word() -> re.Pattern[str]:
    word = r"(?:licen[cs]e\s+(?:plate|tag)s?|plates?|tags?|licen[cs]e|lic\b\.?|lp|registration|reg\b\.?)"
    link = r"(?:[\s:#,(\"'“]|\b(?:number|no|nbr|num|was|is|of|reading|reads?|read|displaying|bearing|with|state)\b\.?)"
    return re.compile(
        rf"(?:\b(?P<before>{_state()})[\s,]+)?(?<![\w'])(?P<word>{word})(?!\w){link}{{1,6}}"
        rf"(?:(?P<after>{_state()})\b(?:\s+(?:licen[cs]e\s+)?(?:plates?|tags?))?[\s:#,-]+)?"
        rf"(?P<said>{_GROUPS})(?!\w)(?:\s*\((?P<behind>{_state()})\))?",
        re.IGNORECASE,
    )


@cache
def _before_word() -> re.Pattern[str]:
    return re.compile(
        rf"(?<![\w-])(?P<said>(?-i:{_STRICT}))[\s,(]{{1,3}}(?P<before>{_state()})\s+(?:licen[cs]e\s+)?(?:plates?|tags?|lic)\b",
        re.IGNORECASE,
    )


@cache
def _after_state() -> re.Pattern[str]:
    plain = "|".join(sorted(lists().states.keys() - _WORDS))
    return re.compile(rf"\b(?P<before>{plain})[ :/-]{{1,2}}(?P<said>{_STRICT})(?![\w/-])")


def plates(text: str) -> Iterator[Found]:
    """`value` is the plate in capitals without space or dash, `note` the state if it was said.

    A plate counts after a word (plate, tag, license, lic, LP, registration), before "Minnesota plate", or right after
    a state's abbreviation in one of the common shapes (ABC 123, ABC 1234, 123 ABC, 1ABC234, AB 12345).
    """
    upper = text.upper()
    if any(hint in upper and upper.count(hint) > upper.count(common) for hint, common in _HINTS):
        for hit in _after_word().finditer(text):
            yield from _plate(hit, text)
        for hit in _before_word().finditer(text):
            yield from _plate(hit, text)
    for figures in _FIGURES.finditer(text):
        yield from _beside_state(text, figures.start())


def _beside_state(text: str, figures: int) -> Iterator[Found]:
    # only the few characters before three figures are looked at: that is where an abbreviation would stand
    before = text[figures - 1 : figures]
    if before in " -/:" or before.isalpha():
        hit = _after_state().search(text, max(0, figures - 8), figures + 9)
        if hit and hit.start("said") <= figures < hit.end():
            yield from _plate(hit, text)


def _plate(hit: re.Match[str], text: str) -> Iterator[Found]:
    groups = hit.groupdict()
    word = (groups.get("word") or "").lower()
    state = next((state_code(groups[name]) for name in ("after", "before", "behind") if groups.get(name)), "")
    said = _trimmed(hit["said"])
    if not said or _is_persons(word, text[max(0, hit.start("word" if word else 0) - 14) : hit.start("said")]):
        return
    value = re.sub(r"[ -]", "", said).upper()
    figures = sum(map(str.isdigit, value))
    bare_number = figures == len(value) and (len(value) < 5 or not word.endswith(("plate", "plates", "tag", "tags")))
    tail = word.startswith("reg") and _TAIL_NUMBER.fullmatch(value)
    if figures and 4 <= len(value) <= 8 and not bare_number and not tail:
        start = hit.start("said")
        yield Found("plate", start, start + len(said), said, value, state)


def _trimmed(said: str) -> str:
    # "EXR4471 WAS" is one plate and a word; "EXR 4471" and "447 EXR" are plates of two groups
    first, gap, second = said.partition(" ") if " " in said else said.partition("-")
    never = lists().plate_never
    if first.upper() in never:
        return ""
    kinds = first.isdigit(), second.isdigit()
    if not gap or (kinds == (False, True) and first.isalnum()) or (kinds == (True, False) and _is_group(second, never)):
        return said
    mixed = any(map(str.isdigit, first)) and any(map(str.isdigit, second)) and second.upper() not in never
    return said if mixed and len(first) + len(second) <= 7 else first


def _is_group(letters: str, never: frozenset[str]) -> bool:
    return letters.isupper() and letters not in never


def _is_persons(word: str, before: str) -> bool:
    # the license of a driver or pilot is a document, not a plate
    lowered = before.lower()
    return word.startswith("lic") and any(who in lowered for who in ("driver", "pilot", "operator", "business", "gun"))


def vins(text: str) -> Iterator[Found]:
    """17 characters whose check digit (49 CFR 565.15) is right; letters and figures both."""
    long = [word for word in text.split() if len(word) > 16]
    if not any(map(_LONG.search, long)):
        return
    for hit in _VIN.finditer(text):
        vin = hit[0].upper()
        if not vin.isdigit() and not vin.isalpha() and vin[8] == _check_digit(vin):
            yield Found("vin", *hit.span(), hit[0], vin)


def _check_digit(vin: str) -> str:
    total = sum(
        weight * (int(each) if each.isdigit() else _VIN_VALUES[each])
        for weight, each in zip(_VIN_WEIGHTS, vin, strict=True)
    )
    return "X" if total % 11 == 10 else str(total % 11)
