"""Personal data in a text: what names a person, where he lives, what he pays with; and whose it seems to be.

For guards alone: a hit sends a text to a person for a look. It MUST NOT match, rank or decide anything.
"""

import json
import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Any

from faker.providers.person import en_GB, en_US, es_MX

from watchfloor.text.data import content_of
from watchfloor.text.found import Found, Kind
from watchfloor.text.recognize import recognize

IDENTIFYING: frozenset[Kind] = frozenset({"phone", "email", "ssn", "document"})
_CARD = re.compile(r"(?<![\w.-])(?:\d[ -]?){12,18}\d(?![\w-])")
_IBAN = re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}(?!\w)", re.IGNORECASE)
_DAY = r"(?:\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{4}-\d\d-\d\d|[A-Z][a-z]{2,8}\.? \d{1,2},? \d{4})"
_BIRTH = re.compile(
    rf"\b(?:born(?: on)?|d\.?o\.?b\.?|date of birth|birth ?day)\b[^\d\n]{{0,20}}?(?P<said>{_DAY})", re.IGNORECASE
)
_SUFFIX = (
    r"(?:Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Ln|Drive|Dr|Court|Ct|Circle|Cir|Place|Pl|Way|Terrace|Ter"
    r"|Parkway|Pkwy|Highway|Hwy|Trail|Trl|Crescent|Close|Square|Loop)\b\.?"
)
_STREET = re.compile(
    rf"(?<![\w-])\d{{1,5}}[A-Z]?,? (?:(?:N|S|E|W|NE|NW|SE|SW)\.? )?(?:[A-Z][\w'’-]*\.? ){{1,4}}{_SUFFIX}"
    r"(?:,? (?:Apt|Suite|Unit|#)\.? ?\w+)?"
)
_BOX = re.compile(r"\bP\.? ?O\.? Box \d+", re.IGNORECASE)
_WORD = r"[^\W\d_][^\W\d_]*(?:['’-][^\W\d_]+)*"
_CAPITAL = rf"(?=[^\W\d_a-z]){_WORD}"
_TITLED = re.compile(
    rf"\b(?:Mr|Mrs|Ms|Miss|Dr|Prof|Sgt|Ofc|Det|Sir|Madam)\.? (?P<said>{_CAPITAL}(?: {_CAPITAL}){{0,2}})"
    rf"|\b(?:[Nn]amed|[Mm]y name is|[Ii] am|[Cc]alled himself|[Cc]alled herself|a\.?k\.?a\.?) "
    rf"(?P<named>{_CAPITAL} {_CAPITAL})"
)
_FIRST = re.compile(rf"(?<![\w'’-]){_CAPITAL}(?!\w|['’-](?!s\b)\w)")
_REST = re.compile(rf"(?: [A-Z]\.)?(?: {_CAPITAL}){{1,2}}")
_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?](?!\s)[^.!?\n]*)*")
_OF = re.compile(
    r"\b(?P<who>victims?|witness(?:es)?|complainants?|survivors?|juveniles?|minors?|child(?:ren)?)\b", re.IGNORECASE
)


def personal_data(text: str) -> tuple[Found, ...]:
    """Phones, mail, SSN, documents, cards, IBANs, days of birth, streets and names, in order of place."""
    kept: list[Found] = []
    for found in (*recognize(text, kinds=IDENTIFYING), *_cards(text), *_ibans(text), *_births(text), *_streets(text),
                  *_persons(text)):  # fmt: skip
        if not any(found.start < other.end and other.start < found.end for other in kept):
            kept.append(found)
    return tuple(sorted(kept, key=lambda one: one.start))


def of_the_protected(text: str) -> tuple[Found, ...]:
    """The same, as far as it stands in one sentence with a victim, a witness or a child; `note` is that word."""
    spans = [(s.start(), s.end(), _OF.search(s[0])) for s in _SENTENCE.finditer(text)]
    near = [(start, end, hit["who"].lower()) for start, end, hit in spans if hit]
    if not near:
        return ()
    return tuple(
        Found(one.kind, one.start, one.end, one.said, one.value, who)
        for one in personal_data(text)
        for start, end, who in near
        if start <= one.start < end
    )


def _cards(text: str) -> Iterator[Found]:
    for hit in _CARD.finditer(text):
        digits = re.sub(r"\D", "", hit[0])
        if digits[0] in "3456" and _luhn(digits):
            yield Found("card", *hit.span(), hit[0], digits)


def _luhn(digits: str) -> bool:
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits))]
    return sum(number - 9 * (number > 9) for number in doubled) % 10 == 0


def _ibans(text: str) -> Iterator[Found]:
    for hit in _IBAN.finditer(text):
        said = hit[0]
        while " " in said and not _checks(said):
            said = said.rpartition(" ")[0]  # words that follow look like more of it
        if _checks(said):
            yield Found("iban", hit.start(), hit.start() + len(said), said, said.replace(" ", "").upper())


def _checks(said: str) -> bool:
    """ISO 13616: the country first, its check digits last, modulo 97."""
    plain = said.replace(" ", "").upper()
    return len(plain) > 14 and int("".join(str(int(letter, 36)) for letter in plain[4:] + plain[:4])) % 97 == 1


def _births(text: str) -> Iterator[Found]:
    for hit in _BIRTH.finditer(text):
        yield Found("birth", *hit.span("said"), hit["said"], hit["said"])


def _streets(text: str) -> Iterator[Found]:
    for pattern in (_STREET, _BOX):
        for hit in pattern.finditer(text):
            yield Found("street", *hit.span(), hit[0], " ".join(hit[0].split()).lower())


@cache
def _first_names() -> tuple[frozenset[str], frozenset[str]]:
    told: dict[str, Any] = json.loads(content_of("names_that_are_words.json"))
    names = frozenset(name.casefold() for one in (en_US, en_GB, es_MX) for name in one.Provider.first_names)
    return names, frozenset(told["also_words"])


@cache
def _surnames() -> frozenset[str]:
    return frozenset(name.casefold() for one in (en_US, en_GB, es_MX) for name in one.Provider.last_names)


def full_names(text: str) -> list[str]:
    """Names in any case, "john miller": a first name that is no word as well, and a surname right after it."""
    names, also = _first_names()
    first = names - also
    words = re.findall(_WORD, text)
    return [f"{one} {two}" for one, two in pairwise(words) if one.casefold() in first and two.casefold() in _surnames()]


def _persons(text: str) -> Iterator[Found]:
    """After a title or "named"; or a first name, alone unless it is a word as well, with the surname that follows."""
    for hit in _TITLED.finditer(text):
        group = "said" if hit["said"] else "named"
        yield Found("person", *hit.span(group), hit[group], hit[group].casefold())
    names, words = _first_names()
    for hit in _FIRST.finditer(text):
        said = re.sub("['’]s$", "", hit[0])
        first, rest = said.casefold(), _REST.match(text, hit.end()) if said == hit[0] else None
        if first in names and (rest or first not in words):
            whole = said + (rest[0] if rest else "")
            yield Found("person", hit.start(), hit.start() + len(whole), whole, whole.casefold())
