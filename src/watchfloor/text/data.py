"""The lists of this package, loaded once from the data files beside this module."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any


@dataclass(frozen=True, slots=True)
class Lists:
    """`states`: abbreviation to name. `domains`: all endings; `plain_domains`: those good in plain text."""

    states: Mapping[str, str]
    domains: frozenset[str]
    plain_domains: frozenset[str]
    generic_domains: frozenset[str]
    plate_never: frozenset[str]
    town_names: Mapping[tuple[str, str], str]


@dataclass(frozen=True, slots=True)
class ProtectedWords:
    """`category_of`: word in lower case to category; `by_first`: its first part to the words that begin with it; the
    patterns tell the description of a person."""

    category_of: Mapping[str, str]
    by_first: Mapping[str, tuple[str, ...]]
    words: re.Pattern[str]
    openings: re.Pattern[str]
    marks: tuple[re.Pattern[str], ...]
    marks_exempt: frozenset[str]
    citation: str


def content_of(name: str) -> bytes:
    """The bytes of a data file, for instance to write its hash to the ledger."""
    return (resources.files("watchfloor.text") / "data" / name).read_bytes()


@cache
def lists() -> Lists:
    """States, endings of domains, and words that are no plate."""
    told: dict[str, Any] = json.loads(content_of("lists.json"))
    generic = frozenset(told["top_level_domains"]["generic"])
    files = frozenset(told["file_endings"]["words"])
    every = generic | files | frozenset(told["top_level_domains"]["country"])
    return Lists(
        states=told["states"]["codes"],
        domains=every,
        plain_domains=every - files,
        generic_domains=generic - files,
        plate_never=frozenset(told["plate_never"]["words"]),
        town_names={(key[:-3], key[-2:]): name for key, name in told["town_names"]["names"].items()},
    )


@cache
def state_code(said: str) -> str:
    """The abbreviation of a state given by name or abbreviation in any case; "" if it is none."""
    wanted = " ".join(said.upper().replace(".", "").split())
    if wanted in lists().states:
        return wanted
    return next((code for code, name in lists().states.items() if name.upper() == wanted), "")


@cache
def protected() -> ProtectedWords:
    """The words of the text guard."""
    told: dict[str, Any] = json.loads(content_of("protected_words.json"))
    category_of = {word: category for category, words in told["categories"].items() for word in words}
    places, marks = "|".join(told["never_before"]["words"]), told["marks_of_description"]
    things = "".join(
        rf"(?!{re.escape(word)}\s+(?:{'|'.join(before)})\b)" for word, before in told["said_of_things"]["words"].items()
    )
    return ProtectedWords(
        category_of=category_of,
        by_first=_by_first(category_of),
        words=re.compile(rf"(?<![\w-]){things}(?:{_any(category_of)})(?![\w-])(?!\s+(?:{places})\b)", re.IGNORECASE),
        openings=re.compile(rf"(?<!\w)(?:{_any(told['description']['openings'])})(?!\w)", re.IGNORECASE),
        marks=tuple(re.compile(pattern, re.IGNORECASE) for pattern in marks["patterns"]),
        marks_exempt=frozenset(marks["exempts"]),
        citation=told["citation"],
    )


def _by_first(words: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    grouped: dict[str, tuple[str, ...]] = {}
    for word in words:
        first = re.split(r"[ '-]", word)[0]
        grouped[first] = (*grouped.get(first, ()), word)
    return grouped


def _any(words: Iterable[str]) -> str:
    # longest first, so that "north african" is not cut short
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
