"""A plain lexicon that suggests behaviors. It MUST NOT decide: only a person makes a tip into a report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

# letters and digits stay, capitals are lowered, everything else of ASCII parts words
PLAIN = bytes(
    code + 32 if 65 <= code <= 90 else code if code >= 128 or chr(code).isalnum() else 32 for code in range(256)
)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A behavior that words of the narrative point to, and those words."""

    code: str
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Phrases by their first word; each entry is (phrase, code)."""

    first: Mapping[bytes, tuple[tuple[bytes, str], ...]]

    @classmethod
    def of(cls, phrases: Mapping[str, Sequence[str]]) -> "Lexicon":
        """From {code: phrases}; case and punctuation of a phrase do not matter."""
        first: dict[bytes, list[tuple[bytes, str]]] = {}
        for code, listed in phrases.items():
            for phrase in listed:
                words = words_of(phrase)
                first.setdefault(words[0], []).append((b" ".join(words), code))
        return cls({word: tuple(entries) for word, entries in first.items()})


def words_of(text: str) -> list[bytes]:
    """The words of a text in order, lower case, without punctuation."""
    return text.encode().translate(PLAIN).split()


def suggest(narrative: str, lexicon: Lexicon) -> tuple[Suggestion, ...]:
    """The behaviors whose phrases occur in the narrative, in the order of their codes, with those phrases."""
    words = words_of(narrative)
    hits = lexicon.first.keys() & set(words)
    if not hits:
        return ()
    found: dict[str, list[str]] = {}
    padded = b" " + b" ".join(words) + b" "
    for word in hits:
        for phrase, code in lexicon.first[word]:
            if phrase == word or b" " + phrase + b" " in padded:
                found.setdefault(code, []).append(phrase.decode())
    return tuple(Suggestion(code, tuple(sorted(found[code]))) for code in sorted(found))
