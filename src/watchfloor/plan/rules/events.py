"""Special events: what must be stated, who approves, what may be collected for one and how long it is kept.

Where an assembly is concerned (First Amendment) the privacy officer approves, facts of safety, traffic and crime alone
are collected, and they go 30 days after its end.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from watchfloor.core.rules.decision import Because, Decision
from watchfloor.plan.rules.reference import Polygon

State = Literal["planned", "approved", "active", "over", "purged"]
Deed = Literal["approve", "begin", "end"]
STATES, APPROVES, APPROVES_ASSEMBLY = "event.state", "event.approve", "event.approve-assembly"
NAME_MOST, LIST_MOST = 200, 20
# offices, not names: a protectee by name would make the event a record on a person
OFFICES = frozenset((
    "governor", "president", "vice president", "mayor", "ambassador", "consul", "head of state", "judge", "justice",
    "senator", "representative", "secretary", "minister", "delegation", "official", "officials", "dignitary",
    "dignitaries", "chief", "commissioner", "superintendent", "athletes", "teams", "performers", "speakers", "public",
    "spectators", "crew", "staff", "candidate", "candidates", "legislators", "members", "children", "students",
))  # fmt: skip
FIRST_AMENDMENT = "First Amendment; 28 CFR 23.20(b); fusion-process 5.9"
CPG = "CPG 502 (May 2010)"


@dataclass(frozen=True, slots=True)
class Entry:
    """A rating or a kind of fact, with its citation."""

    code: str
    words: str
    citation: str


@dataclass(frozen=True, slots=True)
class EventPolicy:
    """What data/events.json declares; days are counted from the end of the event."""

    ratings: tuple[Entry, ...]
    about_facts: tuple[Entry, ...]
    assembly_days: int
    most_days: int
    usual_days: int


@dataclass(frozen=True, slots=True)
class Stated:
    """An event as it is stated. `staffing`: (post, how many); `purge_on` None takes the usual day.

    `outlines`: its ground as polygons, where it is no circle; the circle then holds them all.
    """

    name: str
    venue: str
    rating: str
    assembly: bool
    starts_at: datetime
    ends_at: datetime
    lon: float | None
    lat: float | None
    radius_m: float
    attendance: int | None
    protectees: tuple[str, ...]
    staffing: tuple[tuple[str, int], ...]
    purge_on: date | None = None
    outlines: tuple[Polygon, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """An event as it stands, for the rules."""

    state: str
    assembly: bool
    stated_by: int
    starts_at: datetime
    ends_at: datetime
    purge_on: date


def purge_day(said: Stated, policy: EventPolicy) -> date:
    """The last day of what is collected for it: its own, or the usual; for an assembly never later than 30 days."""
    days = policy.assembly_days if said.assembly else policy.usual_days
    usual = (said.ends_at + timedelta(days=days)).date()
    return said.purge_on or usual


def may_state(said: Stated, policy: EventPolicy, *, right: bool) -> Decision:
    """A name, a known rating, an end after its start, offices for protectees, a purge day within the policy."""
    reasons = [_right(right, "You may state events.", "Your role does not state events.")]
    if not 0 < len(said.name) <= NAME_MOST:
        reasons.append(_no(f"Name: give one, {NAME_MOST} letters at most.", "plan.event.name"))
    if said.rating not in {one.code for one in policy.ratings}:
        reasons.append(_no("Rating: choose one, or 'not rated'.", "plan.event.rating"))
    if said.ends_at <= said.starts_at:
        reasons.append(_no("Ends: it ends before it begins.", "plan.event.ends"))
    if said.lon is None or said.lat is None or said.radius_m <= 0:
        reasons.append(_no("Place: say where it is and how far around, or give its outline.", "plan.event.place"))
    named = next((one for one in said.protectees if not _is_office(one)), "")
    if named or len(said.protectees) > LIST_MOST:
        text = f"Protectees: '{named[:40]}' names no office or role. Write 'Governor' or 'athletes', no person's name."
        reasons.append(_no(text, "plan.event.protectees", "28 CFR 23.20(a)"))
    reasons.append(_kept(said, policy))
    return Decision.of(*reasons)


def _kept(said: Stated, policy: EventPolicy) -> Because:
    most = policy.assembly_days if said.assembly else policy.most_days
    last = (said.ends_at + timedelta(days=most)).date()
    if not said.ends_at.date() <= purge_day(said, policy) <= last:
        what = "An assembly's facts" if said.assembly else "What is collected"
        text = f"Purge on: {what} go within {most} days of the end, that is by {last:%Y-%m-%d}."
        return _no(text, "plan.event.purge", FIRST_AMENDMENT if said.assembly else CPG)
    return Because("It is kept no longer than the policy says.", "plan.event.purge", CPG)


def may_approve(it: Standing, *, by: int, rights: frozenset[str]) -> Decision:
    """Another person than who stated it; for an assembly the privacy officer."""
    needed = APPROVES_ASSEMBLY if it.assembly else APPROVES
    who = "The privacy officer approves an event where an assembly is concerned." if it.assembly else (
        "A supervisor or the director approves an event.")  # fmt: skip
    cited = FIRST_AMENDMENT if it.assembly else CPG
    reasons = [
        Because(who, "plan.event.approval", cited, needed in rights, "" if needed in rights else "Ask that person.")
    ]
    if it.state != "planned":
        reasons.append(_no("It is not waiting for approval.", "plan.event.state"))
    if by == it.stated_by:
        reasons.append(_no("Who stated it does not approve it.", "plan.event.second", CPG, "Ask another person."))
    return Decision.of(*reasons)


def may_turn(it: Standing, deed: Deed, *, right: bool) -> Decision:
    """Begin what is approved; end what is active."""
    was = {"begin": "approved", "end": "active"}.get(deed)
    reasons = [_right(right, "You may run events.", "Your role does not run events.")]
    if it.state != was:
        reasons.append(_no(f"It is {it.state}; only what is {was} can {deed}.", "plan.event.state"))
    return Decision.of(*reasons)


def may_collect(it: Standing, about: str, policy: EventPolicy, *, right: bool, today: date) -> Decision:
    """Only for an event that is approved and not past its day; of the kinds that the policy names."""
    reasons = [_right(right, "You may collect for it.", "Your role does not collect for events.")]
    if it.state not in ("approved", "active", "over") or today > it.purge_on:
        text = "Nothing is collected for an event that is not approved, or past its day."
        reasons.append(_no(text, "plan.event.state", CPG, "Have it approved first."))
    if about not in {one.code for one in policy.about_facts}:
        text = "About: only facts of safety, traffic or crime are collected; views and who attends are not."
        reasons.append(_no(text, "plan.event.about", FIRST_AMENDMENT, "If it is none of these, leave it out."))
    return Decision.of(*reasons)


def _is_office(said: str) -> bool:
    return bool(OFFICES & {word.strip(".,'").casefold() for word in said.split()}) or any(
        office in said.casefold() for office in OFFICES if " " in office
    )


def _right(right: bool, yes: str, no: str) -> Because:
    if right:
        return Because(yes, "plan.event.right", CPG)
    return Because(no, "plan.event.right", "CJISSECPOL AC-6", False, "Ask an analyst or a supervisor.")


def _no(text: str, rule: str, citation: str = CPG, way_out: str = "Mend it and send it again.") -> Because:
    return Because(text, rule, citation, False, way_out)
