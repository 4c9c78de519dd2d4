"""Which RFI is like another: the words of their own that both use, their sector and their information need.

It compares questions, never people, and gives an order and its reason, never a figure.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from watchfloor.plan.rules.rfis import Alike, RfiView

WORD = re.compile(r"[^\W_]{4,}")


@dataclass(frozen=True, slots=True)
class Likeness:
    """An RFI that is like the one that is looked at, with its reasons in words, the best first."""

    view: RfiView
    because: tuple[str, ...]


def words_of(text: str, policy: Alike) -> frozenset[str]:
    """The words that carry what is asked: four letters or figures at least, none of every day; a plural as one."""
    found = (one.casefold() for one in WORD.findall(text))
    return frozenset(one.removesuffix("s") for one in found if one not in policy.everyday)


def alike(view: RfiView, others: Iterable[RfiView], policy: Alike) -> list[Likeness]:
    """Those of `others` that are like it. MUST be given only what the asker may read: nothing else is weighed here."""
    mine = _asked(view, policy)
    found = []
    for other in others:
        theirs = _asked(other, policy)
        if other.public_id == view.public_id or not theirs:
            continue
        shared = mine & theirs
        same = _same(view, other)
        enough = len(shared) >= policy.shared and len(shared) >= policy.share * min(len(mine), len(theirs))
        if enough or (same and shared):
            words = f"Same words: {', '.join(sorted(shared)[:6])}"
            found.append((len(shared) + len(same), other, (words, *same)))
    found.sort(key=lambda one: (-one[0], -one[1].made_at.timestamp()))
    return [Likeness(other, because) for _, other, because in found[: policy.most]]


def _asked(view: RfiView, policy: Alike) -> frozenset[str]:
    return words_of(f"{view.words.subject} {view.words.asked}", policy)


def _same(view: RfiView, other: RfiView) -> tuple[str, ...]:
    said = []
    if view.need_id is not None and view.need_id == other.need_id:
        said.append("Same information need")
    if view.sector and view.sector == other.sector:
        said.append("Same sector")
    return tuple(said)
