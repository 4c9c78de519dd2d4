"""Which markings a bulletin states: its banners, the marks of its portions, a TLP label.

A mark that looks like one and cannot be read closes: unknown marking means closed. What a mail quotes from another one
counts too, because a marking may be raised by what is forwarded and is never lowered by it.
"""

import re
from itertools import islice

from watchfloor.marking.grammar import MarkingError, parse

LEVEL = r"(?:UNCLASSIFIED|CONTROLLED|CUI|CONFIDENTIAL|SECRET|TOP SECRET|U|C|S|TS)"
BANNER = re.compile(rf"[ \t>*\[]*(?P<said>{LEVEL}(?:[ \t]*//[^\]]{{1,200}}?)?)[ \t*\]]*")
PORTION = re.compile(rf"(?:(?<=\n)|\A)[ \t>*•-]*\((?P<said>(?:{LEVEL})(?://[A-Z0-9 ,/+-]{{1,80}})?)\)(?=\s)")
SUBJECT = re.compile(rf"\A\s*(?:(?:RE|FW|FWD)\s*:\s*)*[\[(](?P<said>{LEVEL}(?://[^\])]{{1,80}})?)[\])]", re.IGNORECASE)
LEGACY = re.compile(
    r"(?:\n|\A)[ \t>*]*(?P<said>FOR OFFICIAL USE ONLY|LAW ENFORCEMENT SENSITIVE|FOUO|LES|SBU)[ \t*]*(?=\n|\Z)"
)
TLP = re.compile(r"\bTLP:\s?(?P<said>[A-Z]{3,7}(?:\+STRICT)?)\b", re.IGNORECASE)
LONGEST, MOST = 300, 2000


def marks_of(text: str, *, title: str = "") -> tuple[str, ...]:
    """Every marking that the text states, each once, as the marking grammar reads it; "unknown: ..." if it cannot."""
    found = [hit["said"] for hit in [SUBJECT.match(title)] if hit]
    found += banners(text)
    for pattern in (PORTION, LEGACY):
        found += [hit["said"].strip() for hit in islice(pattern.finditer(text), MOST)]
    found += [f"TLP:{hit['said'].upper()}" for hit in islice(TLP.finditer(f"{title}\n{text}"), MOST)]
    return tuple(dict.fromkeys(one for said in dict.fromkeys(found) if (one := _read(said))))


def banners(text: str) -> tuple[str, ...]:
    """The lines of a text that are a banner and nothing else; one letter alone is a list's."""
    hits = (BANNER.fullmatch(line) for line in text.splitlines() if len(line) < LONGEST)
    said = (hit["said"].strip() for hit in hits if hit)
    return tuple(dict.fromkeys(one for one in islice(said, MOST) if len(one) > 2 and one == one.upper()))


def _read(said: str) -> str:
    """The text if the grammar reads it, "unknown: ..." if it does not, "" for the letter of a list.

    CONFIDENTIAL alone is also what companies write over letters: it closes, and is no sign of a spill.
    """
    if said in ("C", "S", "TS") or said != said.upper():
        return ""
    if said == "CONFIDENTIAL":
        return f"unknown: the text states {said!r}"
    try:
        parse(said)
    except MarkingError:
        return f"unknown: the text states {said[:120]!r}"
    return said
