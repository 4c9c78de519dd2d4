"""Step 11: the follower that counts releases, acknowledgements and feedback."""

from collections.abc import Sequence

from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.fact import Fact
from watchfloor.measure.actions import add

COUNTED = (
    "core.record.opened",
    "disseminate.product.drafted",
    "disseminate.product.released",
    "disseminate.product.recalled",
    "disseminate.release.acknowledged",
    "disseminate.feedback.given",
    "disseminate.imminent.released",
    "gather.tip.dismissed",
    "gather.tip.promoted",
    "plan.rfi.answered",
    "plan.rfi.submitted",
    "protect.purge.forgotten",
)


def count(facts: Sequence[Fact], audience: Audience) -> None:
    """One for each fact; for records opened one for each record, for feedback one for its answer too."""
    del audience
    happened = []
    for fact in facts:
        day = fact.at.date()
        happened += [(fact.kind, day)] * (len(fact.records) if fact.kind == "core.record.opened" else 1)
        happened += [(f"{fact.kind}:{rule}", day) for rule in fact.rules if rule.startswith("feedback.")]
    add(happened=happened)
