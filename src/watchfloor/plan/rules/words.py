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
    """Phrases with the numbers of the caller's that each stands for.

    `lengths`: how many words the phrases have that begin with a word, the longest first. A text costs one look-up a
    word and one more a length, however many phrases begin alike.
    """

    lengths: Mapping[str, tuple[int, ...]]
    numbers: Mapping[Phrase, tuple[int, ...]]

    @classmethod
    def of(cls, phrases: Iterable[tuple[Phrase, int]]) -> "PhraseIndex":
        """Index (phrase, number) pairs; empty phrases are left out."""
        lengths, numbers = dict[str, set[int]](), dict[Phrase, dict[int, None]]()
        for phrase, number in phrases:
            if phrase:
                lengths.setdefault(phrase[0], set()).add(len(phrase))
                numbers.setdefault(phrase, {})[number] = None
        return cls(
            {word: tuple(sorted(found, reverse=True)) for word, found in lengths.items()},
            {phrase: tuple(found) for phrase, found in numbers.items()},
        )

    def found(self, words: Sequence[str]) -> dict[int, Phrase]:
        """The numbers whose phrase occurs in the words, each with the first such phrase, of two the longer."""
        sequence, hits = tuple(words), dict[int, Phrase]()
        for at, word in enumerate(sequence):
            for length in self.lengths.get(word, ()):
                phrase = sequence[at : at + length]
                for number in self.numbers.get(phrase, ()):
                    hits.setdefault(number, phrase)
        return hits

    def apart(self, words: Sequence[str]) -> dict[int, None]:
        """The numbers found where a word stands in one phrase only, the longest from the left ("West Virginia")."""
        sequence, hits, at = tuple(words), dict[int, None](), 0
        while at < len(sequence):
            lengths = self.lengths.get(sequence[at], ())
            length = next((n for n in lengths if sequence[at : at + n] in self.numbers), 0)
            hits.update(dict.fromkeys(self.numbers[sequence[at : at + length]] if length else ()))
            at += max(length, 1)
        return hits
