"""A name as screening reads it: its words in Latin letters, what each is worth, and what is left away.

Other scripts are transliterated letter by letter (anyascii). A person's titles and an organization's articles go, its
legal form is set apart, initials with dots are drawn together, numbers in words and in Roman figures become digits.
"""

import functools
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from anyascii import anyascii

from watchfloor.resolution.kinds import listing

# what a word is worth: an ordinary one by its length, in hundredths
ORDINARY, LIGHT, INITIAL, NUMBER = range(4)
MOST_WORDS, LONGEST = 16, 300
TAKEN_OUT = re.compile(r"['`\u2019\u2018\u02bc\u02bf\u02be\u00b4\"]")
DOTTED = re.compile(r"\b(?:[a-z0-9]\.){1,}[a-z0-9]\b\.?")
WORD = re.compile(r"[a-z0-9]+")
VOWEL = re.compile(r"[aeiouy0-9]")
SAID_APART = re.compile(r"(?<=[0-9])(?=[a-z]{2})|(?<=[a-z]{3})(?=[0-9])")


@dataclass(frozen=True, slots=True)
class Word:
    """One word in small Latin letters and digits, and its class."""

    text: str
    of: int


@dataclass(frozen=True, slots=True)
class Parts:
    """A name taken apart. `form`: the family of its legal form, "" for none; `native`: its Han characters.

    `whole`: all its words but the legal form as one, and `said` how many they are.
    """

    words: tuple[Word, ...]
    form: str
    native: str
    whole: str
    said: int


def parts(name: str, *, person: bool) -> Parts:
    """A name of any script and order. A name of titles and forms alone keeps them as its words."""
    cut = unicodedata.normalize("NFKC", name[:LONGEST])
    native = "".join(one for one in cut if "CJK UNIFIED" in unicodedata.name(one, ""))
    plain = TAKEN_OUT.sub("", anyascii(cut).lower().replace("&", " and ").replace("%", " percent "))
    plain = DOTTED.sub(lambda found: found[0].replace(".", ""), plain)
    said = WORD.findall(plain)
    words, form = _without_form(said) if not person else (_initials_apart(said), "")
    kept = [word for word in words if word not in _words("person" if person else "organisation", "dropped")]
    told = _numbered(_alike_in_two(kept or words or said), person=person)
    return Parts(tuple(_word(word, person=person) for word in told[:MOST_WORDS]), form, native,
                 "".join(words), len(words))  # fmt: skip


def _word(text: str, *, person: bool) -> Word:
    if text.isdigit():
        return Word(text, NUMBER)
    if len(text) == 1:
        return Word(text, INITIAL)
    return Word(text, LIGHT if text in _words("person" if person else "organisation", "light") else ORDINARY)


def worth(word: Word) -> int:
    """How much of a name a word is, in hundredths: the longer, the more; particles and what many bear, less."""
    if word.of in (INITIAL, NUMBER):
        return 50 if word.of == INITIAL else 30
    long = min(max(25 + 12 * len(word.text), 50), 125)
    return long * 4 // 10 if word.of == LIGHT else long


@functools.cache
def _words(kind: str, what: str) -> frozenset[str]:
    return frozenset(listing("names")[kind][what])


@functools.cache
def _forms() -> Mapping[tuple[str, ...], str]:
    said: Mapping[str, Sequence[str]] = listing("names")["organisation"]["forms"]
    return {tuple(words.split()): family for family, all_ in said.items() for words in all_}


def _without_form(said: list[str]) -> tuple[list[str], str]:
    """The words without the legal forms among them, the longest first; and the family of the last one."""
    kept, form, at = list[str](), "", 0
    while at < len(said):
        long = next((n for n in range(min(6, len(said) - at), 0, -1) if tuple(said[at : at + n]) in _forms()), 0)
        if long:
            form = _forms()[tuple(said[at : at + long])]
            at += long
        else:
            kept.append(said[at])
            at += 1
    return kept, form


def _initials_apart(words: list[str]) -> list[str]:
    """ "JC Juncker" as "J C Juncker": two consonants that are no name and no particle are two initials."""
    known = _words("person", "light") | _words("person", "dropped")
    told = list[str]()
    for word in words:
        told += list(word) if len(word) == 2 and not VOWEL.search(word) and word not in known else [word]
    return told


def _alike_in_two(words: list[str]) -> list[str]:
    """ "united states" as "us"."""
    short: Mapping[tuple[str, ...], str] = _pairs()
    told, at = list[str](), 0
    while at < len(words):
        if tuple(words[at : at + 2]) in short:
            told.append(short[tuple(words[at : at + 2])])
            at += 2
        else:
            told.append(words[at])
            at += 1
    return told


@functools.cache
def _pairs() -> Mapping[tuple[str, ...], str]:
    return {tuple(long.split()): short for long, short in listing("names")["pairs"]}


def _numbered(words: list[str], *, person: bool) -> list[str]:
    """Numbers in words, and in an organization's or a vessel's name in Roman figures, as digits; 40 and 4 are 44."""
    if person:
        return words
    numbers: Mapping[str, Any] = listing("names")["numbers"]
    roman: Sequence[str] = listing("names")["roman"]
    told = list[str]()
    for word in words:
        value = numbers.get(word)
        if value is None and word in roman and told:
            value = _roman(word)
        if value is None:
            told += SAID_APART.sub(" ", word).split()
        elif told and told[-1].isdigit() and 0 < value < 10 and int(told[-1][-4:]) % 10 == 0:
            told[-1] = str(int(told[-1]) + value)
        else:
            told.append(str(value))
    return _summed(told)


def _summed(words: list[str]) -> list[str]:
    """ "40" before "4" is 44, as "forty 4" is said."""
    told = list[str]()
    for word in words:
        tens = told and told[-1].isdigit() and len(told[-1]) == 2 and told[-1][1] == "0"
        if tens and word.isdigit() and len(word) == 1 and word != "0":
            told[-1] = told[-1][0] + word
        else:
            told.append(word.lstrip("0") or "0" if word.isdigit() else word)
    return told


def _roman(word: str) -> int:
    values = [{"i": 1, "v": 5, "x": 10}[one] for one in word]
    return sum(-v if n + 1 < len(values) and values[n + 1] > v else v for n, v in enumerate(values))
