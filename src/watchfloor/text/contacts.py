"""Phone numbers (E.164, or of the North American plan) and e-mail addresses."""

import re
from collections.abc import Iterator

from watchfloor.text.found import Found

_EMAIL = re.compile(
    r"(?<![\w.+%-])(?P<user>[A-Za-z0-9][\w.+%'-]{0,63})"
    r"(?P<at>@|\s?[\[({](?:at|AT|@)[\])}]\s?)"
    r"(?P<host>(?:[A-Za-z0-9-]{1,63}(?:\.|\s?[\[({](?:dot|DOT|\.)[\])}]\s?)){1,8}[A-Za-z]{2,24})(?![\w@-])"
)
_DEFANGED = re.compile(r"\s?[\[({](dot|at|[.@])[\])}]\s?", re.IGNORECASE)
# area and exchange code begin with 2-9; N11 is a service, not an area
_NANP = re.compile(
    r"(?<![\w.+/-])(?:\+?1[-. ]?)?(?:\((?P<a>[2-9]\d\d)\)[-. ]{0,2}|(?P<b>[2-9]\d\d)(?:[-.] ?| ))"
    r"(?P<c>[2-9]\d\d)(?:[-.] ?| )(?P<d>\d{4})"
    r"(?P<ext>\s?(?:x|ext\.?)\s?(?P<extension>\d{1,5}))?(?!\w|[-.,/]\d)",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"(?:phone|call(?:ed|ing)?|cell|mobile|tel|telephone|text(?:ed)?|contact|fax|ph)\b[^\w+]{0,3}"
    r"(?:(?:number|no|is|at|from|#)\b[^\w+]{0,3}){0,2}(?P<said>1?(?P<digits>[2-9]\d\d[2-9]\d{6}))(?!\w)",
    re.IGNORECASE,
)
_INTERNATIONAL = re.compile(r"(?<![\w+])\+(?P<said>[2-9]\d{0,2}(?:[ .-]?\(?\d{1,5}\)?){2,6})(?![\w-])")
# every number of the plan ends so; searched for first, because most narratives hold no such group
_LAST_FOUR = re.compile(r"\d{4}(?![0-9A-WYZ])")


def phones(text: str) -> Iterator[Found]:
    """`value` is E.164, such as "+12185550142"; an extension stands in the note. Ten digits in one go need a word
    such as phone or call before them; seven digits alone name no one phone and are left."""
    if _LAST_FOUR.search(text):
        for hit in _NANP.finditer(text):
            area = hit["a"] or hit["b"]
            if area[1:] != "11":
                note = f"ext {hit['extension']}" if hit["ext"] else ""
                yield Found("phone", *hit.span(), hit[0], f"+1{area}{hit['c']}{hit['d']}", note)
        for hit in _BARE.finditer(text):
            if hit["digits"][1:3] != "11":
                yield Found("phone", *hit.span("said"), hit["said"], f"+1{hit['digits']}")
    if "+" in text:
        yield from _international(text)


def _international(text: str) -> Iterator[Found]:
    for hit in _INTERNATIONAL.finditer(text):
        digits = re.sub(r"\D", "", hit["said"])
        if 8 <= len(digits) <= 15:
            yield Found("phone", *hit.span(), hit[0], f"+{digits}")


def emails(text: str) -> Iterator[Found]:
    """`value` is the address in lower case, refanged."""
    if "@" in text or "[at]" in text.lower() or "(at)" in text.lower():
        for hit in _EMAIL.finditer(text):
            plain = _DEFANGED.sub(lambda part: {"dot": ".", "at": "@"}.get(part[1].lower(), part[1]), hit[0]).lower()
            yield Found("email", *hit.span(), hit[0], plain, "" if plain == hit[0].lower() else "defanged")
