"""Phrases found in words: a plain lookup, no stemming, no guess."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

WORD = re.compile(r"[^\W_]+")
Phrase = tuple[str, ...]


def words_of(text: str) -> Phrase:
    """The words of a text in order, case folded, without punctuation."""
    return tuple(WORD.findall(text.casefold()))


@dataclass(frozen=True, slots=True)
class PhraseIndex:
    """Phrases by their first word, each with a number of the caller's."""

    first: Mapping[str, tuple[tuple[Phrase, int], ...]]

    @classmethod
    def of(cls, phrases: Iterable[tuple[Phrase, int]]) -> "PhraseIndex":
        """Index (phrase, number) pairs; empty phrases are left out."""
        first: dict[str, list[tuple[Phrase, int]]] = {}
        for phrase, number in phrases:
            if phrase:
                first.setdefault(phrase[0], []).append((phrase, number))
        return cls({word: tuple(found) for word, found in first.items()})

    def found(self, words: Sequence[str]) -> dict[int, Phrase]:
        """The numbers whose phrase occurs in the words, each with the first such phrase."""
        sequence, hits = tuple(words), dict[int, Phrase]()
        for at, word in enumerate(sequence):
            for phrase, number in self.first.get(word, ()):
                if sequence[at : at + len(phrase)] == phrase:
                    hits.setdefault(number, phrase)
        return hits
