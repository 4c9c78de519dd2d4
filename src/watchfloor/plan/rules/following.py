"""What a person may follow, and when he is told: each thing once, and no more than a few notices an hour."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from watchfloor.core.rules.decision import Because, Decision

MOST = 50  # a list that nobody reads is worth nothing
MOST_AN_HOUR = 6  # notices of their own; what more there is comes together, once an hour


@dataclass(frozen=True, slots=True)
class Follows:
    """One need, sector (NIEM code) or area, by its id."""

    what: Literal["need", "sector", "area"]
    which: int | str


def may_follow(wanted: Follows | None, *, known: bool, standing: Sequence[Follows], right: bool) -> Decision:
    """`known`: it is there and may be read. What one already follows is not followed twice."""
    given = wanted is not None and known
    return Decision.of(
        Because("You may read records." if right else "You may not read records.", "plan.subscription.right",
                "center policy", right, "" if right else "Ask the director for a role that reads."),
        Because("It is there." if given else "Follow: nothing here that you may read, or it does not exist.",
                "plan.subscription.what", "center policy", given,
                "" if given else "Choose a need, a sector or an area of the list."),
        Because("You do not follow it yet." if wanted not in standing else "Follow: you follow this already.",
                "plan.subscription.once", "center policy", wanted not in standing,
                "" if wanted not in standing else "Choose another, or leave it as it is."),
        Because("You follow few enough." if len(standing) < MOST else f"Follow: you follow {MOST} things.",
                "plan.subscription.most", "center policy", len(standing) < MOST,
                "" if len(standing) < MOST else "End one first."),
    )  # fmt: skip


def alone(*, coming: int, told_this_hour: int) -> int:
    """How many of the coming ones get a notice of their own, the weightiest first; the rest share one."""
    return max(0, min(coming, MOST_AN_HOUR - told_this_hour))
