"""Numbers of documents, which need their word beside them, and Social Security numbers."""

import re
from collections.abc import Iterator
from functools import cache

from watchfloor.text.data import lists, state_code
from watchfloor.text.found import Found

_LINK = r"(?:[\s:#,(]|\b(?:number|no|num|nbr|is|was|of)\b\.?){1,6}"
_PASSPORT = re.compile(rf"\bpassport(?:\s+(?:card|book))?{_LINK}(?P<said>[A-Z]{{0,2}}\d{{6,9}})(?!\w)", re.IGNORECASE)
_SSN = re.compile(r"(?<![\w-])(?P<area>\d{3})(?P<gap>[- ])(?P<group>\d\d)(?P=gap)(?P<serial>\d{4})(?![\w-])")
_SSN_BARE = re.compile(
    rf"\b(?:ssn|social(?:\s+security)?){_LINK}(?P<said>(\d{{3}})(\d\d)(\d{{4}}))(?!\w)", re.IGNORECASE
)
_SSN_WORDS = ("ssn", "Ssn", "SOCIAL", "Social", "social")
_SSN_DASHES = re.compile(r"-\d\d-\d{4}")
# printed in advertisements, never issued to a person
_SSN_VOID = frozenset({"078051120", "219099999"})


@cache
def _license() -> re.Pattern[str]:
    states = "|".join([*map(re.escape, lists().states.values()), *lists().states])
    word = r"(?:driver'?s?\s+licen[cs]e|drivers'\s+licen[cs]e|\bD\.?L\.?|\bD/L|\bOLN|state\s+ID(?:\s+card)?)"
    return re.compile(
        rf"(?:\b(?P<before>{states})\s+)?(?<!\w){word}(?!\w){_LINK}(?:(?P<after>{states})\b[\s:#-]+)?"
        r"(?P<said>(?=[A-Z0-9-]*\d{4})[A-Z0-9](?:-?[A-Z0-9]){4,18})(?!\w)",
        re.IGNORECASE,
    )


def documents(text: str) -> Iterator[Found]:
    """`value` is the kind of document and its number in capitals, such as "passport:C01234567" or "license:D12345";
    `note` is the state, if it was said."""
    upper = text.upper()
    if "PASSPORT" in upper:
        for hit in _PASSPORT.finditer(text):
            yield Found("document", *hit.span("said"), hit["said"], f"passport:{hit['said'].upper()}")
    if "LICEN" in upper or "DL" in upper or "D.L" in upper or "D/L" in upper or "OLN" in upper or "STATE ID" in upper:
        for hit in _license().finditer(text):
            state = state_code(hit["after"] or hit["before"] or "")
            number = hit["said"].replace("-", "").upper()
            yield Found("document", *hit.span("said"), hit["said"], f"license:{number}", state)


def ssns(text: str) -> Iterator[Found]:
    """Nine digits with dashes, or with spaces or none after SSN or social. Areas 000, 666 and 900-999, group 00 and
    serial 0000 are never issued (SSA) and do not count."""
    # CESSNA holds the three letters
    named = text.count("SSN") > text.count("CESSNA") or any(word in text for word in _SSN_WORDS)
    if named or ("-" in text and _SSN_DASHES.search(text)):
        for hit in _SSN.finditer(text):
            if named or hit["gap"] == "-":
                yield from _ssn(hit, 0, hit["area"], hit["group"], hit["serial"])
    if named:
        for hit in _SSN_BARE.finditer(text):
            yield from _ssn(hit, "said", hit[2], hit[3], hit[4])


def _ssn(hit: re.Match[str], span: int | str, area: str, group: str, serial: str) -> Iterator[Found]:
    void = area in ("000", "666") or area >= "900" or group == "00" or serial == "0000"
    if not void and area + group + serial not in _SSN_VOID:
        yield Found("ssn", *hit.span(span), hit[span], area + group + serial)
