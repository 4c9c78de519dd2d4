"""Names in one piece taken apart: "Smith, Robert J." and "Dr. Robert J. Smith Jr" are given, middle and family name."""

import re

from watchfloor.resolution.kinds import listing

PARTICLES = frozenset(listing("dropped")["particles"])
WORD = re.compile(r"[^\s,;]+")


def taken_apart(full: str) -> tuple[str, str, str]:
    """(given, middle, family). What stands before a comma is the family name, else the last word with its particles."""
    dropped = set(listing("dropped")["titles"])
    suffixes = set(listing("dropped")["suffixes"])
    before, comma, after = full.partition(",")
    if comma and after.strip(" .").lower() in suffixes:
        before, comma, after = f"{before} {after}", "", ""
    if comma:
        words = _words(after, dropped)
        return _first(words), " ".join(words[1:]), before.strip()
    words = _words(before, dropped)
    old = [words.pop()] if len(words) > 2 and words[-1].lower().strip(".") in suffixes else []
    if len(words) < 2:
        return "", "", " ".join(words + old)
    cut = len(words) - 1
    while cut > 1 and words[cut - 1].lower() in PARTICLES:
        cut -= 1
    return words[0], " ".join(words[1:cut]), " ".join(words[cut:] + old)


def _first(words: list[str]) -> str:
    return words[0] if words else ""


def _words(text: str, dropped: set[str]) -> list[str]:
    words = WORD.findall(text)
    kept = [word for word in words if word.lower().strip(".") not in dropped]
    return kept or words
