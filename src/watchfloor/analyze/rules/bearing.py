"""Which reports of here bear on an item of a partner, and what partners sent on a report: counted, with the reason.

Whatever the reader may not see or be shown beside the item MUST be taken out before; counts are of what is left.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

# what stands for itself in a sentence: "2 local reports name this domain"
HAND, STATED = "person", "relation:"
LOCAL = "tip"  # the kind of a record that somebody here reported, as against what a partner sent


@dataclass(frozen=True, slots=True)
class Tie:
    """A link to one other record: its causes by (kind, what is shared)."""

    other: int
    causes: tuple[tuple[str, str], ...]


def reasons(ties: Iterable[Tie], *, local: bool, words: Mapping[str, str]) -> tuple[str, ...]:
    """A sentence for each thing that is shared, the one that most share first. `local`: the others are reports of here.

    `words` says a kind of identifier; nearness, a source's own word and a person's word are said as such.
    """
    sharers = defaultdict[tuple[str, str], set[int]](set)
    for tie in ties:
        for kind, shared in tie.causes:
            sharers[_sort(kind), shared].add(tie.other)
    ordered = sorted(sharers.items(), key=lambda one: (-len(one[1]), one[0]))
    return tuple(_sentence(kind, shared, len(others), local, words) for (kind, shared), others in ordered)


def _sort(kind: str) -> str:
    return STATED if kind.startswith(STATED) else kind


def _sentence(kind: str, shared: str, number: int, local: bool, words: Mapping[str, str]) -> str:
    noun = (
        ("local report" if local else "item of a partner")
        if number == 1
        else ("local reports" if local else "items of partners")
    )
    one = number == 1
    if kind in words:
        return f"{number} {noun} {'names' if one else 'name'} this {words[kind]}: {shared}"
    if kind == HAND:
        return f"{number} {noun} {'was' if one else 'were'} linked to it by a person"
    if kind == STATED:
        return f"{number} {noun} {'is' if one else 'are'} named with it by the source"
    return f"{number} {noun} {'is' if one else 'are'} near it in place and time"
