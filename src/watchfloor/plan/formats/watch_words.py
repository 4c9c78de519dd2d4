"""Look at a phrase with every recognizer of the house: does it name people, or what they believe, say, print, pray?"""

import json
import re
from collections.abc import Callable, Sequence
from functools import cache

import msgspec

from watchfloor.plan.formats.mapping import content_of
from watchfloor.plan.rules.watchwords import Bar, Named, WordPolicy
from watchfloor.text.activity import protected_activity
from watchfloor.text.guard import protected_words
from watchfloor.text.personal import full_names, personal_data
from watchfloor.text.recognize import recognize

CAPITALS = re.compile(r"\b[A-Z][\w'’-]*(?:\s+(?:of|the|and|for|de|del|la)\b)*(?:\s+[A-Z][\w'’-]*)+")
NAMES_SOMEBODY = frozenset(
    {"phone", "email", "ssn", "document", "card", "iban", "birth", "street", "plate", "vin", "imei"}
)


@cache
def word_policy() -> WordPolicy:
    """`data/watch_words.json`. Raises when it is not as it must be."""
    said = json.loads(content_of("watch_words.json"))
    size, lasts, received = said["size"], said["lasts"], said["received"]
    return WordPolicy(
        days=lasts["days"], soon_days=lasts["soon_days"], least_letters=size["least_letters"],
        most_letters=size["most_letters"], most_words=size["most_words"], about_words=size["about_words"],
        about_most=size["about_most"], classes=frozenset(received["classes"]), kinds=frozenset(received["kinds"]),
        bars=tuple(msgspec.convert(said["bars"], list[Bar])),
    )  # fmt: skip


def named_in(phrase: str, *, capitals: bool = True) -> list[Named]:
    """What the phrase names, in the order of the policy, each bar once. Without `capitals` a name in capitals is no
    reason by itself: phrases of needs name places and plants as well."""
    found = ((bar, LOOKS[bar.by](phrase, bar)) for bar in word_policy().bars if capitals or bar.by != "capitals")
    named = [Named(bar, said) for bar, said in found if said]
    return [one for one in named if not _covered(one, named)]


def _covered(one: Named, named: Sequence[Named]) -> bool:
    """Capitals alone tell nothing where something else is known; a house of worship's own faith is its name's part."""
    if one.bar.by == "capitals":
        return len(named) > 1
    worship = any(other.bar.rule == "worship" for other in named)
    return worship and one.bar.rule == "protected" and _religion(one.said)


def _religion(said: str) -> bool:
    return all(one.note == "religion" for one in protected_words(said))


def _by_words(phrase: str, bar: Bar) -> str:
    hit = _words(bar.words).search(phrase)
    return hit[0] if hit else ""


@cache
def _words(words: tuple[str, ...]) -> re.Pattern[str]:
    longest = "|".join(re.escape(one) for one in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{longest})(?!\w)", re.IGNORECASE)


def _by_pattern(phrase: str, bar: Bar) -> str:
    hit = re.search(bar.pattern, phrase, re.IGNORECASE)
    return hit[0].strip() if hit else ""


def _names(phrase: str, _: Bar) -> str:
    return _first([one.said for one in personal_data(phrase) if one.kind == "person"] + full_names(phrase))


def _identifiers(phrase: str, _: Bar) -> str:
    found = (*personal_data(phrase), *recognize(phrase))
    return _first([one.said for one in found if one.kind in NAMES_SOMEBODY])


def _first(said: Sequence[str]) -> str:
    return said[0] if said else ""


LOOKS: dict[str, Callable[[str, Bar], str]] = {
    "names": _names, "identifiers": _identifiers, "pattern": _by_pattern, "words": _by_words,
    "capitals": lambda phrase, _: _first([hit[0] for hit in CAPITALS.finditer(phrase)]),
    "activity": lambda phrase, _: _first([one.said for one in protected_activity(phrase)]),
    "protected": lambda phrase, _: _first([one.said for one in protected_words(phrase)]),
}  # fmt: skip
