"""One name against a list of names with aliases: every word of the list is looked at, none is lost to a key.

The list's words are a dictionary. Of a name that is asked about, the nearness of each word to each word of the
dictionary is worked out once; names in which enough of it is found are then weighed in full (likeness.py). A word's
rarity is counted among the list's own names, and among those that the asker knows of where he works.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2

import numpy as np

from watchfloor.resolution.compiled import Bytes, Ints, Longs, allocating, compiled
from watchfloor.resolution.likeness import (
    ALIKE,
    BEGINS,
    FAMILIAR,
    LEFT_OUT,
    LEFT_OUT_OTHERS,
    PARTED,
    TOGETHER,
    Likeness,
    aligned,
    alike,
    familiar,
    kept,
    related,
    spelled,
)
from watchfloor.resolution.nearness import LEAST, LONGEST, Dictionary, dictionary, walk
from watchfloor.resolution.parts import INITIAL, LIGHT, Parts, Word, parts, worth

# no answer is longer
MOST = 100
UNIT = 64
BIT = float(UNIT)


@dataclass(frozen=True, slots=True)
class Listed:
    """One entry of a list: its number there, all its names, the primary one first; `person` or anything else."""

    id: int
    names: tuple[str, ...]
    person: bool


@dataclass(frozen=True, slots=True)
class Found:
    """An entry that a name is like: by which of its names, how much, and how rare what they share is.

    `weight`: sixty-fourths of a bit that the shared words speak for the same one, by their shares among names.
    """

    entry: int
    name: str
    likeness: Likeness
    weight: int


@dataclass(frozen=True, slots=True)
class Held:
    """Which lines hold each word of a dictionary: lines[starts[k]:starts[k + 1]]."""

    starts: Longs
    lines: Longs


@dataclass(frozen=True, slots=True)
class Lines:
    """The list's names: words as places in the dictionary, worths and classes, `starts` (names + 1); how many words
    each had before any was left away; and whether it is a person's."""

    words: Longs
    worths: Longs
    classes: Longs
    starts: Longs
    said: Longs
    persons: Bytes


@dataclass(frozen=True, slots=True)
class List:
    """A list ready to be asked. `entry` (names): place of each name's entry in `entries`; `counts`: names a word."""

    entries: tuple[Listed, ...]
    names: tuple[str, ...]
    entry: Longs
    places: Mapping[str, int]
    counts: Longs
    words: Dictionary
    groups: Ints
    held: Held
    wholes: Dictionary
    whole_of: Held
    lines: Lines

    def screen(self, name: str, *, person: bool = True, least: int = ALIKE,
               common: Mapping[str, float] | None = None) -> tuple[Found, ...]:  # fmt: skip
        """The entries whose best name is at least this like, the likest first, then the rarest; at most MOST.

        `common`: the share of names where the asker works that hold a word, if he knows it.
        """
        asked = parts(name, person=person)
        if not asked.words:
            return ()
        best: dict[int, tuple[int, int]] = {}
        for line, score in self._ask(asked, person, least):
            at = int(self.entry[line])
            best[at] = max(best.get(at, (0, 0)), (score, -line))
        told = [self._found(asked, -line, at, person, common) for at, (_, line) in best.items()]
        told = [one for one in told if one.likeness.score >= least]
        told.sort(key=lambda one: (-one.likeness.score, -one.weight, one.entry))
        return tuple(told[:MOST])

    def _ask(self, asked: Parts, person: bool, least: int) -> list[tuple[int, int]]:
        one = spelled(asked)
        found = np.zeros((len(self.names), 2), np.int64)
        of, words, wholes = self.lines, self.words, self.wholes
        count = ask(
            one.letters, one.ends, one.worths, one.classes, one.groups, one.whole, asked.said,
            words.letters, words.starts, words.shared, self.groups, self.held.starts, self.held.lines,
            wholes.letters, wholes.starts, wholes.shared, self.whole_of.starts, self.whole_of.lines,
            of.words, of.worths, of.classes, of.starts, of.said, of.persons, person, least, found,
        )  # fmt: skip
        return [(int(line), int(score)) for line, score in found[:count]]

    def _found(self, asked: Parts, line: int, at: int, person: bool, common: Mapping[str, float] | None) -> Found:
        like = alike(asked, parts(self.names[line], person=person), person=person)
        weight = sum(self.bits(theirs, near, common) for mine, theirs, near in like.pairs if mine and theirs)
        if like.together:
            weight = max(weight, round(BIT * log2(len(self.names) + 1)))
        return Found(self.entries[at].id, self.names[line], like, weight)

    def bits(self, word: str, nearness: int, common: Mapping[str, float] | None = None) -> int:
        """What a shared word weighs: log2 of one over its share among names, less where it is not the same."""
        many = int(self.counts[self.places[word]]) if word in self.places else 0
        share = max((many + 0.5) / (len(self.names) + 1), (common or {}).get(word, 0.0))
        return round(BIT * -log2(min(share, 1.0)) * int(kept(nearness)) / 1000)


def listed(entries: Sequence[Listed]) -> List:
    """An index of a list; some seconds for a hundred thousand names. Names without letters are left away."""
    names, entry, taken = list[str](), list[int](), list[Parts]()
    for at, one in enumerate(entries):
        for name in dict.fromkeys(one.names):
            said = parts(name, person=one.person)
            if said.words:
                names.append(name)
                entry.append(at)
                taken.append(said)
    classes = {word.text[:LONGEST]: word for said in taken for word in said.words}
    known = sorted(classes, key=lambda word: (len(word), word))
    places = {word: place for place, word in enumerate(known)}
    own = [[places[word.text[:LONGEST]] for word in said.words] for said in taken]
    counts = np.bincount([place for line in own for place in set(line)], minlength=len(known)).astype(np.int64)
    wholes = sorted({said.whole[:LONGEST] for said in taken}, key=lambda word: (len(word), word))
    whole_at = {word: place for place, word in enumerate(wholes)}
    return List(
        tuple(entries), tuple(names), np.array(entry, np.int64), places, counts, dictionary(known),
        np.array([familiar(classes[word]) for word in known], np.int32).reshape(-1, 2),
        # a name is looked for by what tells it from others: particles alone find nobody
        _held(len(known), [[p for p, w in zip(line, said.words, strict=True) if w.of not in (LIGHT, INITIAL)]
                           for line, said in zip(own, taken, strict=True)]),
        dictionary(wholes), _held(len(wholes), [[whole_at[said.whole[:LONGEST]]] for said in taken]),
        _lines(own, taken, np.array([entries[at].person for at in entry], np.uint8)),
    )  # fmt: skip


def _ends(lengths: Sequence[int]) -> Longs:
    return np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)]).astype(np.int64)


def _held(words: int, lines: Sequence[Sequence[int]]) -> Held:
    of: list[list[int]] = [[] for _ in range(words)]
    for line, places in enumerate(lines):
        for place in dict.fromkeys(places):
            of[place].append(line)
    return Held(_ends([len(one) for one in of]), np.array([line for one in of for line in one], np.int64))


def _lines(own: Sequence[Sequence[int]], taken: Sequence[Parts], persons: Bytes) -> Lines:
    def each(of: Sequence[Sequence[int]]) -> Longs:
        return np.array([value for line in of for value in line], np.int64)

    words: list[Sequence[Word]] = [said.words for said in taken]
    return Lines(
        each(own), each([[worth(word) for word in line] for line in words]),
        each([[word.of for word in line] for line in words]), _ends([len(line) for line in own]),
        np.array([said.said for said in taken], np.int64), persons,
    )  # fmt: skip


@allocating
def ask(
    letters: Bytes, ends: Longs, worths: Longs, classes: Longs, groups: Ints, together: Bytes, said: int,
    known: Bytes, starts: Longs, shared: Longs, others: Ints, holders: Longs, held: Longs,
    wholes: Bytes, begins: Longs, alike_to: Longs, owners: Longs, owned: Longs,
    words: Longs, worth_of: Longs, class_of: Longs, lines: Longs, saids: Longs, persons: Bytes, person: bool,
    least: int, found: Longs,
) -> int:  # fmt: skip
    """Write (name, score) of all names at least this like; answers how many."""
    n, count = len(ends), 0
    work = np.zeros((LONGEST + 1, LONGEST + 1), np.int32)
    nearness, joined = np.zeros((n, len(starts) - 1), np.int32), np.zeros(len(begins) - 1, np.int32)
    heat, one = np.zeros(len(lines) - 1, np.int32), np.zeros(len(lines) - 1, np.int32)
    sought, loose = 0, 0
    for i in range(n):
        begin = ends[i - 1] if i else 0
        compared(letters, begin, ends[i], classes[i], groups, i, known, starts, shared, others, nearness[i], work)
        sought += worths[i]
        loose += worths[i] if classes[i] in (LIGHT, INITIAL) else 0
        warmed(nearness[i], worths[i], holders, held, heat)
    walk(together, 0, len(together), wholes, begins, alike_to, TOGETHER, work, joined)
    for k in range(len(joined)):
        for at in range(owners[k], owners[k + 1] if joined[k] > 0 and min(len(together), 5) == 5 else owners[k]):
            one[owned[at]] = joined[k] - PARTED
    left_out = LEFT_OUT if person else LEFT_OUT_OTHERS
    # less agreement than this cannot make up for what would be left out (likeness.aligned)
    enough = sought * 10 * left_out * least // (1000 * (1000 - least) + 10 * left_out * least) - loose
    for line in range(len(heat)):
        if persons[line] == person and (heat[line] > 0 or one[line] > 0):
            score = one[line] if saids[line] != said else 0
            if heat[line] > 0 and heat[line] >= enough:
                full = scored(line, n, worths, classes, words, worth_of, class_of, lines, nearness, person)
                score = max(score, full)
            if score >= least:
                found[count, 0], found[count, 1] = line, score
                count += 1
    return count


@allocating
def compared(
    letters: Bytes, begin: int, end: int, of: int, groups: Ints, i: int, known: Bytes, starts: Longs, shared: Longs,
    others: Ints, into: Ints, work: Ints,
) -> None:  # fmt: skip
    """Write how near one word is to every word of the dictionary; what is below LEAST stays 0."""
    n = end - begin
    if of != INITIAL:
        walk(letters, begin, n, known, starts, shared, LEAST, work, into)
    grouped = groups[i, 0] != 0
    for k in range(len(into)):
        m = starts[k + 1] - starts[k]
        if of == INITIAL or m == 1:
            same = letters[begin] == known[starts[k]]
            into[k] = (1000 if n == m else BEGINS) if same else 0
        elif grouped and into[k] < FAMILIAR and related(groups, i, others, k):
            into[k] = FAMILIAR


@compiled
def warmed(nearness: Ints, worth: int, holders: Longs, held: Longs, heat: Ints) -> None:
    """Add to each name that has a word near this one what that can agree at most."""
    for k in range(len(nearness)):
        if nearness[k] > 0:
            for at in range(holders[k], holders[k + 1]):
                heat[held[at]] += worth


@allocating
def scored(
    line: int, n: int, worths: Longs, classes: Longs, words: Longs, worth_of: Longs, class_of: Longs, lines: Longs,
    nearness: Ints, person: bool,
) -> int:  # fmt: skip
    """The likeness of one name of the list, as likeness.alike works it out."""
    begin, end = lines[line], lines[line + 1]
    grid, pair = np.zeros((n, end - begin), np.int32), np.zeros(n, np.int64)
    for i in range(n):
        for j in range(end - begin):
            grid[i, j] = nearness[i, words[begin + j]]
    return int(aligned(grid, worths, classes, worth_of[begin:end], class_of[begin:end], person, pair))
