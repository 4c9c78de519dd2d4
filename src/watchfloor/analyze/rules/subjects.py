"""Who is who, as far as people said so: answers about pairs of parties become groups, anew for each reader.

Pure algebra over what the reader may see. Only "same" that a person answered joins; undoing an answer leaves exactly
what stood before it; the order in which answers are handed in does not matter; what is judged different never meets.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Verdict = Literal["same", "different", "unsure", "undo"]
Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Given:
    """One answer about two parties (a before b). `undoes` is the answer that an "undo" takes back."""

    id: int
    a: int
    b: int
    verdict: Verdict
    at: datetime
    undoes: int | None = None


@dataclass(frozen=True, slots=True)
class Subjects:
    """`group_of` each party the least party of its group. `contested`: a "same" that would join two judged different,
    and therefore joins nothing until a person settles it. `apart`: groups of whom some are judged different, by their
    least parties, the lesser before the other."""

    group_of: Mapping[int, int]
    contested: frozenset[Pair]
    apart: frozenset[Pair] = frozenset()

    def together(self, a: int, b: int) -> bool:
        """Whether people said, directly or by others between them, that these two are one."""
        return self.group_of.get(a, a) == self.group_of.get(b, b)

    def group(self, party: int) -> frozenset[int]:
        """Everybody who is this party, itself included."""
        own = self.group_of.get(party, party)
        return frozenset(one for one, head in self.group_of.items() if head == own) | {party}


def standing(answers: Iterable[Given]) -> dict[Pair, Given]:
    """The answer that counts for each pair: the latest one that nobody has undone."""
    known = sorted(answers, key=lambda one: (one.at, one.id))
    undone = {one.undoes for one in known if one.verdict == "undo"}
    return {(one.a, one.b): one for one in known if one.verdict != "undo" and one.id not in undone}


def subjects(parties: Collection[int], answers: Iterable[Given]) -> Subjects:
    """The groups of these parties; answers about others do not count.

    A "same" is taken in the order in which people gave it: what stood first stays, and one that would bring together
    two who are judged different is contested.
    """
    there = set(parties)
    counted = [one for one in standing(answers).values() if one.a in there and one.b in there]
    apart = [(one.a, one.b) for one in counted if one.verdict == "different"]
    members = {one: frozenset({one}) for one in there}
    contested = set()
    for said in sorted((one for one in counted if one.verdict == "same"), key=lambda one: (one.at, one.id)):
        both = members[said.a] | members[said.b]
        if any(x in both and y in both for x, y in apart):
            contested.add((said.a, said.b))
        else:
            members |= dict.fromkeys(both, both)
    heads = {one: min(group) for one, group in members.items()}
    apart_heads = frozenset((min(heads[a], heads[b]), max(heads[a], heads[b])) for a, b in apart)
    return Subjects(heads, frozenset(contested), apart_heads)


def settled(pair: Pair, known: Subjects, answers: Mapping[Pair, Given]) -> bool:
    """Whether asking about a pair would tell nothing new: it is answered, or follows from other answers.

    A contested "same" is open again. `answers`: those that stand, of which `known` was made.
    """
    if pair in known.contested:
        return False
    if pair in answers or known.together(*pair):
        return True
    mine, theirs = (known.group_of.get(one, one) for one in pair)
    return (min(mine, theirs), max(mine, theirs)) in known.apart
