"""A person's standing: what decides about access, without a name."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Standing:
    """One person under one affiliation at one moment. Dates are the last day on which the thing is good."""

    person_id: int
    affiliation_id: int
    agency_id: int
    agency_kind: str
    of_center: bool
    role: str
    release_level: str
    training: tuple[tuple[str, date], ...]
    agreement_until: date | None
    grace_until: date | None
    groups: tuple[int, ...] = ()

    def trained(self, course: str, on: date) -> bool:
        """Whether the course is in date, or the dated grace stands for it."""
        if self.grace_until is not None and on <= self.grace_until:
            return True
        return any(name == course and on <= until for name, until in self.training)

    def agreed(self, on: date) -> bool:
        """Whether the agency's agreement is in force; the center needs none with itself."""
        if self.of_center or (self.grace_until is not None and on <= self.grace_until):
            return True
        return self.agreement_until is not None and on <= self.agreement_until
