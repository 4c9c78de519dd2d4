"""The policy in force, as handed in: data files with citations, and the hash of what was loaded."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ClassPolicy:
    """What a legal class needs of a reader and whom it is open to when nothing narrower is said."""

    courses: tuple[str, ...]
    shares: str
    citation: str


@dataclass(frozen=True, slots=True)
class Purpose:
    """A reason to read; `needs_case` demands number and agency of a case, `needs_number` that of a request.

    `opens`: the legal classes that it can need, "*" for all. `stated_by`: the act that states it; "" for the form.
    """

    code: str
    words: str
    needs_case: bool
    citation: str
    opens: frozenset[str] = frozenset("*")
    needs_number: bool = False
    stated_by: str = ""

    def serves(self, legal_class: str) -> bool:
        """Whether a reading for this purpose can need what is of that class."""
        return "*" in self.opens or legal_class in self.opens


@dataclass(frozen=True, slots=True)
class Limits:
    """What no stated need opens: classes that break-glass never opens and classes that nobody is told of.

    `security`: the right that opens the rows, without words, of what is in quarantine. `may_know`: rules whose refusal
    may be named to the person, because all else admits him. `chri_purposes`: those that criminal history may be read
    for. `oversight`: the right that opens what is kept for oversight.
    """

    never_by_break_glass: frozenset[str] = frozenset()
    never_known: frozenset[str] = frozenset()
    may_know: frozenset[str] = frozenset()
    chri_purposes: frozenset[str] = frozenset()
    oversight: str = ""
    security: str = ""


@dataclass(frozen=True, slots=True)
class Schedule:
    """Days from opening to review and to purge.

    Whoever keeps it after a review keeps it `most_days` at the most, counted from the last validation where the class
    knows one (28 CFR 23.20(h)), else from opening.
    """

    legal_class: str
    review_days: int
    purge_days: int
    most_days: int
    citation: str


@dataclass(frozen=True, slots=True)
class HoldKind:
    """What may stand in the way of a purge, for how many days at a time, and which rights place it."""

    kind: str
    words: str
    most_days: int
    by: frozenset[str]
    citation: str


@dataclass(frozen=True, slots=True)
class Service:
    """A narrow audience for a part of the system that acts without a person; its id lies below zero."""

    name: str
    person: int
    purpose: str
    classes: tuple[str, ...]
    rights: frozenset[str]
    why: str


@dataclass(frozen=True, slots=True)
class Join:
    """What may be done across two legal classes; what is not in the table is denied."""

    match: bool
    show: bool
    store: bool


@dataclass(frozen=True, slots=True)
class Policy:
    """All of it; `sha256` names the very files, for the ledger."""

    levels: tuple[str, ...]
    classes: Mapping[str, ClassPolicy]
    roles: Mapping[str, frozenset[str]]
    purposes: Mapping[str, Purpose]
    purpose_by_role: Mapping[str, str]
    schedules: Mapping[str, Schedule]
    state_schedules: Mapping[tuple[str, str], Schedule]
    holds: Mapping[str, HoldKind]
    services: Mapping[str, Service]
    joins: Mapping[frozenset[str], Join]
    sha256: str
    limits: Limits = Limits()

    def join(self, a: str, b: str) -> Join:
        """Deny by default (28 CFR 23.3: kept apart unless a rule joins them)."""
        return self.joins.get(frozenset((a, b)), Join(False, False, False))
