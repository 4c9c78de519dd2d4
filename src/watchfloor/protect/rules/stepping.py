"""Which acts ask for a second factor anew, and of whom one is required at all."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from watchfloor.core.rules.decision import Because, Decision

OPEN, PROVE, ENROLL = "open", "prove", "enroll"
CHANGE = "factor.change"  # who has no factor yet adds the first one under his passphrase


@dataclass(frozen=True, slots=True)
class SteppedAct:
    """`words` completes "before you ..."; `good_for`: how long one proof lasts for it."""

    words: str
    good_for: timedelta
    citation: str


@dataclass(frozen=True, slots=True)
class FactorPolicy:
    """`required_of`: roles that sign in with a second factor, "*" for all of them."""

    required_of: frozenset[str]
    acts: Mapping[str, SteppedAct]
    citation: str

    def requires(self, role: str) -> bool:
        """Whether one of this role does nothing before he has proved a second factor."""
        return bool({role, "*"} & self.required_of)


def step_for(
    policy: FactorPolicy, *, act: str, role: str, enrolled: bool, proved_at: datetime | None, now: datetime
) -> str:
    """What stands before a named act: OPEN, PROVE or ENROLL. An act that policy does not name asks for nothing.

    Who has a second factor proves it; who has none is let through only where policy requires none of his role.
    """
    named = policy.acts.get(act)
    if named is None:
        return OPEN
    fresh = proved_at is not None and now - named.good_for <= proved_at <= now
    if fresh:
        return OPEN
    if enrolled:
        return PROVE
    return ENROLL if policy.requires(role) and act != CHANGE else OPEN


def not_enrolled(policy: FactorPolicy, *, act: str) -> Decision:
    """Why one without a second factor does not get on."""
    text = "policy asks for a second factor here, and you have none."
    way_out = "Add one at Second factors."
    return Decision.of(Because(text, "factor.required", policy.acts[act].citation, ok=False, way_out=way_out))
