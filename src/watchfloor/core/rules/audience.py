"""Who reads, under which affiliation, why, and which labels that opens. Made by protect.admit and nowhere else."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from watchfloor.core.rules.decision import Because

MOST_GRANTS = 1000


@dataclass(frozen=True, slots=True)
class Actor:
    """Ids only: who acts, under which affiliation, of which agency. A service has a person id below zero."""

    person_id: int
    affiliation_id: int
    agency_id: int


@dataclass(frozen=True, slots=True)
class Audience:
    """What one reader may see in one transaction. `label_ids` MUST be sorted; `granted` holds at most 1,000 records."""

    actor: Actor
    purpose: str
    case_ref: str
    label_ids: tuple[int, ...]
    granted: tuple[int, ...] = ()
    explanation: Mapping[int, tuple[Because, ...]] = field(default_factory=dict)
    rights: frozenset[str] = frozenset()

    @property
    def bits(self) -> str:
        """One character a label, at the label's id (database.md rule 9); empty when nothing is open."""
        if not self.label_ids:
            return ""
        bits = bytearray(b"0" * (self.label_ids[-1] + 1))
        for label_id in self.label_ids:
            bits[label_id] = 49
        return bits.decode()
