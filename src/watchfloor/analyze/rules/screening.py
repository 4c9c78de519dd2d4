"""A party against an entry of a watch list: what the evidence comes to, and whether a person is asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import log2

from watchfloor.analyze.rules.matches import UNIT, Step
from watchfloor.core.rules.decision import Because, Decision

_ROLES = "28 CFR 23.20(a); protect/data/roles.json"
_NEED = "28 CFR 23.20(e): need to know, by purpose"


@dataclass(frozen=True, slots=True)
class ScreeningRules:
    """`kinds`: which fields of a party of each kind hold its name; `roles`: who is screened at all."""

    kinds: Mapping[str, tuple[str, ...]]
    roles: frozenset[str]
    likeness: int
    listed_share: float
    least_bits: float
    most: int
    common_from: int
    weights: Mapping[str, Mapping[str, float]]

    def prior(self, entries: int) -> int:
        """Sixty-fourths of a bit: how seldom a suspect, taken blindly, is one certain entry of a list."""
        return round(UNIT * log2(self.listed_share / max(entries, 1)))

    def step(self, comparison: str, level: str) -> Step:
        """A comparison's declared weight."""
        return Step(comparison, level, round(UNIT * self.weights[comparison].get(level, 0.0)))


def name_step(likeness: int, weight: int, *, alias: bool) -> Step:
    """The name's step; its level says how alike, and whether it is by an alias."""
    how = "same" if likeness >= 1000 else f"alike, {likeness} of 1000"
    return Step("name", f"{how}, by an alias" if alias else how, weight)


def is_asked(weight: int, prior: int, rules: ScreeningRules) -> bool:
    """Whether a person is asked. A common name alone is not."""
    return weight + prior >= rules.least_bits * UNIT


def may_screen(*, person: bool, right: bool, purpose: str) -> Decision:
    """May this reader hold suspects against lists? Only a person, whose role does so, for a purpose that he states."""
    rule = "analyze.screen"
    return Decision.of(
        Because("A person screens.", f"{rule}.person", _NEED) if person else
        Because("Screening is started by a person.", f"{rule}.person", _NEED, ok=False,
                way_out="Name the login of an analyst: --by."),
        Because("Your role screens suspects.", f"{rule}.right", _ROLES) if right else
        Because("Your role screens nobody against lists.", f"{rule}.right", _ROLES, ok=False,
                way_out="Ask an analyst of the center."),
        Because(f"Stated purpose: {purpose}.", f"{rule}.purpose", _NEED) if purpose else
        Because("No purpose is stated.", f"{rule}.purpose", _NEED, ok=False, way_out="State one: --purpose."),
    )  # fmt: skip
