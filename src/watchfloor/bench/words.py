"""Made-up text whose words are as unevenly common as those of a language (Zipf), fast enough for millions of rows."""

from dataclasses import dataclass
from itertools import accumulate
from random import Random

# the purpose and the case that a measured search states
STATED = "purpose=criminal-investigation&case=2026-004417+EXPD"
FIELD = """
report vehicle van seen gate fence night officer road plate driver lot station camera photo bridge water plant
substation drone bag alarm called checked person walked parked stopped left river guard contractor truck door
building north south east west light window phone asked number notes property dispatch patrol unit scene owner
manager trail hospital school store street county deputy caller area field tower line power lake boat
"""
ONSETS: tuple[str, ...] = ("br", "ch", "dr", "fl", "gr", "qu", "sh", "sl", "st", "tr", *"bcdfghjklmnprstvwz")
NUCLEI: tuple[str, ...] = ("ai", "ea", "io", "ou", *"aeiou")
CODAS: tuple[str, ...] = ("", "nd", "rt", "st", "ck", *"lmnrstx")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words by rank and ready-made sentences of them."""

    words: tuple[str, ...]
    sentences: tuple[str, ...]


def vocabulary(rng: Random, *, words: int = 20_000, sentences: int = 8_000) -> Vocabulary:
    """`words` distinct words, the word of rank r drawn in proportion to 1 / (r + 2.7) (Zipf-Mandelbrot).

    Sentences of 8 to 18 words are drawn beforehand: joining three of them is some fifty times cheaper than drawing
    each word, and leaves the order of the words' frequencies as it is.
    """
    listed = _words(rng, words)
    steps = tuple(accumulate(1 / (rank + 2.7) for rank in range(len(listed))))
    lengths = [rng.randint(8, 18) for _ in range(sentences)]
    drawn = iter(rng.choices(listed, cum_weights=steps, k=sum(lengths)))
    made = (" ".join(next(drawn) for _ in range(length)) for length in lengths)
    return Vocabulary(listed, tuple(f"{text[0].upper()}{text[1:]}." for text in made))


def _words(rng: Random, count: int) -> tuple[str, ...]:
    found = dict.fromkeys(FIELD.split())
    while len(found) < count:
        found[_syllable(rng) + _syllable(rng) + (_syllable(rng) if rng.random() < 0.4 else "")] = None
    return tuple(found)[:count]


def _syllable(rng: Random) -> str:
    return rng.choice(ONSETS) + rng.choice(NUCLEI) + rng.choice(CODAS)
