"""Requests for information (RFIs), in and out: what one says, its states, and the policy that leads through them.

The deeds are data (data/rfis.json); what must hold before each is a guard of `rules/rfi_guards.py` by its name there.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

IN, OUT = "in", "out"
STATES = {
    "draft": "Draft", "submitted": "Submitted", "validated": "Validated", "assigned": "Assigned", "in-work": "In work",
    "partial": "Partly answered", "answered": "Answered", "closed": "Closed", "rejected": "Rejected",
}  # fmt: skip
DONE = frozenset({"answered", "closed", "rejected"})
OWN_MARKING = "U//LES"  # what the center says of itself at its desk
LIMITS = {
    "requester": 200, "agency": 200, "contact": 200, "case_ref": 80, "subject": 200, "asked": 4000, "need": 1000,
    "predicate": 2000, "reference": 80,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class RfiWords:
    """The words of an RFI, which are kept sealed. `requester` asks for `agency` (of an outgoing one: is asked there);
    `need` is his need to know in words, `predicate` the facts that found a suspicion, `reference` his own number."""

    requester: str
    agency: str
    contact: str
    case_ref: str
    subject: str
    asked: str
    need: str
    predicate: str = ""
    reference: str = ""

    def said(self) -> Mapping[str, str]:
        """Every field by its name."""
        return {name: getattr(self, name) for name in LIMITS}


@dataclass(frozen=True, slots=True)
class SaidRfi:
    """An RFI as somebody states it. `due_at` None: by its priority. `needs_id` names an information need or none."""

    words: RfiWords
    direction: str
    purpose: str
    basis: str
    about: str
    priority: str
    marking: str = OWN_MARKING
    sector: str = ""
    need_id: UUID | None = None
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RfiView:
    """An RFI. `words` are empty once erased, and where `withheld`: it is about a person, and its reader is not trained.

    `recipient_id` is the requester whom the registry has (of an incoming one), None while it has nobody.
    `origin` is the id that the other center gave it, `reuses` the answer that was used again.
    """

    public_id: UUID
    label_id: int
    direction: str
    state: str
    priority: str
    purpose: str
    basis: str
    about: str
    marking: str
    words: RfiWords
    made_by: int
    made_at: datetime
    due_at: datetime
    sector: str = ""
    need_id: UUID | None = None
    agency_id: int | None = None
    recipient_id: int | None = None
    submitted_at: datetime | None = None
    answered_at: datetime | None = None
    settled_by: int | None = None
    settled_at: datetime | None = None
    reason: str = ""
    reminders: int = 0
    reminded_at: datetime | None = None
    origin: UUID | None = None
    reuses: UUID | None = None
    erased: bool = False
    withheld: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the work on an RFI: what, whose, until when; `done_at` None while it is open."""

    public_id: UUID
    rfi: UUID
    person_id: int
    what: str
    due_at: datetime
    done_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One deed on an RFI: by whom, when, and the state that it led to."""

    deed: str
    state: str
    by_id: int
    at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """What another agency answered on an outgoing RFI, with its marking as received; `words` "" once erased."""

    public_id: UUID
    agency_id: int | None
    marking: str
    whole: bool
    at: datetime
    kept_by: int
    words: str
    source: UUID | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """An entry of the policy: code, words, citation."""

    code: str
    words: str
    citation: str


@dataclass(frozen=True, slots=True)
class Priority(Choice):
    """How fast it is answered, in hours."""

    hours: float = 0


@dataclass(frozen=True, slots=True)
class About(Choice):
    """What an RFI is about; `part23`: an individual or organization, whom 28 CFR 23 protects."""

    part23: bool = False


@dataclass(frozen=True, slots=True)
class Basis(Choice):
    """A legal basis: whether somebody whom 28 CFR 23 protects may be asked about on it, and what it then needs."""

    part23: bool = False
    case: bool = False
    predicate: bool = False


@dataclass(frozen=True, slots=True)
class Authority:
    """What an agency of a kind may ask; `part23`: about an individual or organization too."""

    part23: bool
    citation: str


@dataclass(frozen=True, slots=True)
class Deed:
    """What may be done: it leads from one of `leaves` to `to`, and changes nothing of a state in `stays`."""

    code: str
    way: str
    leaves: frozenset[str]
    to: str
    stays: frozenset[str]
    guards: tuple[str, ...]
    fact: str
    citation: str

    def leads(self, state: str) -> str:
        """The state after it; "" if it cannot be done in this one."""
        return self.to if state in self.leaves else state if state in self.stays else ""


@dataclass(frozen=True, slots=True)
class Alike:
    """When one RFI is like another: words shared at least, also as a share of the shorter one; how many are shown."""

    shared: int
    share: float
    most: int
    everyday: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class RfiPolicy:
    """What data/rfis.json declares."""

    priorities: Mapping[str, Priority]
    abouts: Mapping[str, About]
    bases: Mapping[str, Basis]
    authorities: Mapping[str, Authority]
    rejections: Mapping[str, Choice]
    deeds: Mapping[tuple[str, str], Deed]
    alike: Alike
    remind_after: timedelta = field(default=timedelta(hours=24))


def due_of(priority: str, policy: RfiPolicy, *, at: datetime) -> datetime:
    """When an answer is due by its priority; an unknown one gets the longest, and is refused by the guards."""
    hours = policy.priorities[priority].hours if priority in policy.priorities else 120
    return at + timedelta(hours=hours)


def is_part23(about: str, policy: RfiPolicy) -> bool:
    """Whether it asks about somebody whom 28 CFR 23 protects; what the policy does not know does."""
    return about not in policy.abouts or policy.abouts[about].part23


@dataclass(frozen=True, slots=True)
class Registered:
    """A person in force of an agency, as the registry has him."""

    person_id: int
    name: str
    email: str


def requester_of(words: RfiWords, registered: Iterable[Registered]) -> int | None:
    """The one of the agency's registered people who asks, by his mail address or his name; None: nobody, or several."""
    people, mail = list(registered), words.contact.strip().casefold()
    name = " ".join(words.requester.casefold().split())
    by_mail = {one.person_id for one in people if mail and one.email.casefold() == mail}
    by_name = {one.person_id for one in people if name and " ".join(one.name.casefold().split()) == name}
    found = by_mail or by_name
    return found.pop() if len(found) == 1 else None


@dataclass(frozen=True, slots=True)
class Figures:
    """M9 of the measures: RFIs received in a period, how many of them are answered and in due time, median hours.

    `in_time` counts among `answered`; `median_hours` is None while none is.
    """

    since: date
    received: int
    answered: int
    in_time: int
    median_hours: float | None


def figures_of(times: Iterable[tuple[datetime, datetime, datetime | None]], *, since: date) -> Figures:
    """Of (submitted, due, answered) of each; counted by the day on which it was received."""
    listed = list(times)
    done = [(begun, due, end) for begun, due, end in listed if end is not None]
    hours = sorted((end - begun).total_seconds() / 3600 for begun, _, end in done)
    middle = len(hours) // 2
    median = None if not hours else hours[middle] if len(hours) % 2 else (hours[middle - 1] + hours[middle]) / 2
    return Figures(since, len(listed), len(done), sum(end <= due for _, due, end in done), median)
