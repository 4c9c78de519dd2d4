"""How people write: sentences from patterns with alternatives, in the voice of an officer, a guard or a citizen."""

import re
from collections.abc import Mapping
from random import Random

CHOICE = re.compile(r"\[([^\[\]]*)\]")
# no slip in a part of a web site, nor in the words that tell what a number is
WORD = re.compile(r"(?<![-.@\w])(?!plate|license|dispatch)[a-z]{5,}(?![-@\w]|\.\w)")
ARTICLE = re.compile(r"\b([Aa])n? (?=([A-Za-z]))")


def told(pattern: str, slots: Mapping[str, str], rng: Random) -> str:
    """One of the texts that the pattern allows, its slots filled.

    `[this|that|]` picks one of the alternatives and may stand inside another; `{name}` is a slot. Sentences of the
    result begin with a capital and "a" becomes "an" where it must.
    """
    while CHOICE.search(pattern):
        pattern = CHOICE.sub(lambda found: rng.choice(found[1].split("|")), pattern)
    text = " ".join(pattern.format_map(slots).split())
    text = text.replace(" .", ".").replace(" ,", ",")
    return begun(ARTICLE.sub(_article, text.replace("..", ".")))


def _article(found: re.Match[str]) -> str:
    return f"{found[1]}n " if found[2] in "aeioAEIO" else f"{found[1]} "


def begun(text: str) -> str:
    """The text with a capital at its first letter."""
    return text[:1].upper() + text[1:]


def narrative(sentences: tuple[str, ...], slots: Mapping[str, str], rng: Random) -> str:
    """Two to six of the sentences in their order; one that begins with "?" is left out about as often as not."""
    kept = [line.lstrip("?") for line in sentences if not line.startswith("?") or rng.random() < 0.55]
    return " ".join(told(line, slots, rng) for line in kept)


def mistyped(text: str, rng: Random, *, slips: int) -> str:
    """The text with up to `slips` slips in plain lower-case words; names, numbers and plates stay as they are."""
    for _ in range(slips):
        words = list(WORD.finditer(text))
        if not words:
            return text
        found = rng.choice(words)
        text = text[: found.start()] + _slip(found[0], rng) + text[found.end() :]
    return text


def _slip(word: str, rng: Random) -> str:
    at = rng.randrange(1, len(word) - 2)
    return rng.choice(
        (
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
        )
    )


def plate_said(plate: str, rng: Random) -> str:
    """A plate as somebody would write it down, always with a word that tells what it is."""
    tight = plate.replace(" ", "")
    return rng.choice((f"plate {plate}", f"license plate {tight}", f"Northland plate {plate}", f"plate {tight}"))


def phone_said(phone: str, rng: Random) -> str:
    """A number as somebody would write it down."""
    area, rest = phone[:3], phone[4:]
    return rng.choice((phone, f"({area}) {rest}", phone.replace("-", ".")))


def clock_said(hour: int, minute: int, voice: str, rng: Random) -> str:
    """A time of day in the voice: hours of the watch, or a citizen's clock."""
    if voice in ("patrol", "guard"):
        return f"{hour:02d}{minute:02d} hours" if rng.random() < 0.7 else f"{hour:02d}:{minute:02d}"
    half = "a.m." if hour < 12 else "p.m."
    return f"{(hour - 1) % 12 + 1}:{minute:02d} {half}"
