"""A first range of threat x vulnerability x consequence for a place, an event or an asset; never for a person.

Inputs are PERT ranges on ratio scales; ordinal grades are looked up in declared cells, never multiplied.
The result is the expected loss a year under the uncertainty of its inputs, not a forecast of a year.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from random import Random
from typing import Literal, get_args

ScopeKind = Literal["asset", "place", "event"]
METHOD = "threat x vulnerability x consequence, PERT inputs, Monte Carlo of the expected annual loss"


@dataclass(frozen=True, slots=True)
class Scope:
    """What the risk is to. Raises ValueError for anything but an asset, a place or an event."""

    kind: ScopeKind
    id: str
    name: str

    def __post_init__(self) -> None:
        if self.kind not in get_args(ScopeKind):
            raise ValueError(
                f"Scope, kind: '{self.kind}'. A risk is of {', '.join(get_args(ScopeKind))}; never of a person."
            )


@dataclass(frozen=True, slots=True)
class Pert:
    """A range (least, most likely, most) with the sentence that says where it comes from."""

    least: float
    mode: float
    most: float
    unit: str
    basis: str

    def __post_init__(self) -> None:
        if not all(map(isfinite, (self.least, self.mode, self.most))) or not 0 <= self.least <= self.mode <= self.most:
            raise ValueError(
                f"Range in {self.unit}: write 0 <= least <= mode <= most, not {self.least}, {self.mode}, {self.most}."
            )
        if not self.basis.strip():
            raise ValueError(f"Range in {self.unit}, basis: say where the figures come from.")

    def draw(self, chance: Random) -> float:
        """One value of the PERT distribution (a beta with weight 4 on the mode)."""
        span = self.most - self.least
        if span == 0:
            return self.mode
        rise = 4 * (self.mode - self.least) / span
        return self.least + span * chance.betavariate(1 + rise, 5 - rise)


@dataclass(frozen=True, slots=True)
class RiskInputs:
    """Threat in events a year, vulnerability as a chance, consequence in one unit of loss an event."""

    scope: Scope
    scenario: str
    threat: Pert
    vulnerability: Pert
    consequence: Pert
    note: str = ""

    def __post_init__(self) -> None:
        if self.vulnerability.most > 1:
            raise ValueError("Vulnerability, most: a chance is at most 1.")


@dataclass(frozen=True, slots=True)
class RiskRange:
    """Percentiles of the expected annual loss; same inputs, seed and rounds give the same figures."""

    p5: float
    p25: float
    p50: float
    p75: float
    p95: float
    mean: float
    unit: str
    inputs: RiskInputs
    seed: int
    rounds: int
    method: str
    note: str


@dataclass(frozen=True, slots=True)
class ReportGroup:
    """What one touching report of these grades adds to the threat, in events a year."""

    name: str
    reliability: str
    credibility: str
    adds: Pert


@dataclass(frozen=True, slots=True)
class RiskTable:
    """Declared first inputs: kind of asset -> (threat, vulnerability, consequence); "other" MUST be among them."""

    basis: str
    kinds: Mapping[str, tuple[Pert, Pert, Pert]]
    groups: tuple[ReportGroup, ...]
    most_counted: int


def assess(inputs: RiskInputs, *, seed: int, rounds: int = 2000) -> RiskRange:
    """Draw `rounds` times (100 to 100,000) and give the percentiles. Raises ValueError outside these bounds."""
    if not 100 <= rounds <= 100_000:
        raise ValueError(f"Rounds: {rounds}. Take 100 to 100,000.")
    chance = Random(seed)
    drawn = sorted(
        inputs.threat.draw(chance) * inputs.vulnerability.draw(chance) * inputs.consequence.draw(chance)
        for _ in range(rounds)
    )
    p5, p25, p50, p75, p95 = (drawn[min(rounds - 1, int(share * rounds))] for share in (0.05, 0.25, 0.5, 0.75, 0.95))
    unit = f"{inputs.consequence.unit.removesuffix(' an event')} a year, expected"
    return RiskRange(p5, p25, p50, p75, p95, sum(drawn) / rounds, unit, inputs, seed, rounds, METHOD, inputs.note)


def default_inputs(
    scope: Scope, *, scenario: str, asset_kind: str, grades: Sequence[str], table: RiskTable
) -> RiskInputs:
    """First inputs from the declared table; `grades` are the Admiralty grades ("B2") of the reports that touch it."""
    known = asset_kind if asset_kind in table.kinds else "other"
    base, vulnerability, consequence = table.kinds[known]
    counted = sorted(grades, key=lambda grade: grade[1:] or "6")[: table.most_counted]
    threat = _raised(base, [_group(grade, table.groups) for grade in counted])
    note = f"First inputs for kind '{known}': {table.basis}. Reported incidents reflect reporting, not only events."
    return RiskInputs(scope, scenario, threat, vulnerability, consequence, note)


def _group(grade: str, groups: tuple[ReportGroup, ...]) -> ReportGroup:
    reliability, credibility = (grade[:1] or "F").upper(), grade[1:2] or "6"
    for group in groups:
        if reliability in group.reliability and credibility in group.credibility:
            return group
    return groups[-1]  # an unknown grade is one that is not judged; the table ends with that group


def _raised(base: Pert, groups: Sequence[ReportGroup]) -> Pert:
    names = dict.fromkeys(group.name for group in groups)
    added = "; ".join(f"{sum(g.name == name for g in groups)} touching reports {name}" for name in names)
    return Pert(
        base.least + sum(group.adds.least for group in groups),
        base.mode + sum(group.adds.mode for group in groups),
        base.most + sum(group.adds.most for group in groups),
        base.unit,
        f"{base.basis}; raised by {added}" if added else f"{base.basis}; no report touches it",
    )
