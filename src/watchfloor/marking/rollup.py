"""Markings as a join-semilattice: what holds parts is marked at least as strictly as each of them.

`join` is idempotent, commutative and associative; `Marking()`, plain U, is its identity. Adding a portion never
lowers a banner and never widens an audience.
"""

from collections.abc import Iterable
from functools import reduce

from watchfloor.marking.shape import LEVELS, TLPS, Countries, Marking, settle


def join(a: Marking, b: Marking) -> Marking:
    """The least marking at or above both: levels and TLP by the higher, categories and controls together, REL TO and
    DISPLAY ONLY by what both lists name (a side without a list limits nothing), NOFORN above all lists."""
    return settle(
        max(a.level, b.level, key=LEVELS.index),
        categories=a.categories | b.categories,
        controls=a.controls | b.controls,
        rel_to=_both(a.rel_to, b.rel_to),
        display_to=_both(a.display_to, b.display_to),
        caveats=a.caveats | b.caveats,
        tlp=max(a.tlp, b.tlp, key=TLPS.index),
        compartments=a.compartments | b.compartments,
        supplements=a.supplements | b.supplements,
    )


def roll_up(portions: Iterable[Marking]) -> Marking:
    """The banner of a whole that holds these portions; plain U for none.

    An unmarked portion is not a marking: the caller MUST treat it as unknown, closed, and MUST NOT leave it out.
    """
    return reduce(join, portions, Marking())


def dominates(a: Marking, b: Marking) -> bool:
    """Whether `a` is at least as strict as `b` in everything, so that what is marked `b` may stand under `a`."""
    return join(a, b) == a


def _both(a: Countries, b: Countries) -> Countries:
    if a is None or b is None:
        return b if a is None else a
    return a & b
