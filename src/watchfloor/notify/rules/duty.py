"""The duty roster: who is on, in which order, where nobody is, and who may change it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from watchfloor.core.rules.decision import Because, Decision

WAYS = {"screen": "On the screen", "mail": "By mail", "pager": "By pager"}
LONGEST = timedelta(days=7)
FARTHEST = timedelta(days=366)
DIGITS_LEAST, NUMBER_MOST = 3, 40
CITATION = "center policy (COC staffing; fusion-process 1, II)"


@dataclass(frozen=True, slots=True)
class Desk:
    """A line of the roster. `layers` in the order of calling; the first `covered` of them are never to be empty."""

    code: str
    words: str
    layers: tuple[str, ...]
    covered: int
    citation: str


@dataclass(frozen=True, slots=True)
class DutyView:
    """One duty: from `starts_at` up to, not including, `ends_at`. `layer` counts from 0, the order of calling.

    `numbered`: there is a pager number under seal. `replaces` names the duty that was swapped for this one.
    """

    public_id: UUID
    label_id: int
    desk: str
    layer: int
    person_id: int
    starts_at: datetime
    ends_at: datetime
    ways: tuple[str, ...]
    numbered: bool = False
    replaces: UUID | None = None

    def holds(self, at: datetime) -> bool:
        """Whether it is on at that moment."""
        return self.starts_at <= at < self.ends_at


@dataclass(frozen=True, slots=True)
class Gap:
    """A time that nobody of a layer covers that is never to be empty."""

    desk: str
    layer: int
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Said:
    """A duty as its planner states it; `number` is "" where the last one of this person is to be used."""

    desk: str
    layer: int
    starts_at: datetime
    ends_at: datetime
    ways: tuple[str, ...]
    number: str = ""


def on_duty(duties: Iterable[DutyView], *, desk: str, at: datetime) -> tuple[DutyView, ...]:
    """Who is on, in the order of calling; of two in one layer who came first."""
    here = [one for one in duties if one.desk == desk and one.holds(at)]
    return tuple(sorted(here, key=lambda one: (one.layer, one.starts_at, one.public_id)))


def gaps(duties: Sequence[DutyView], desk: Desk, *, since: datetime, until: datetime) -> tuple[Gap, ...]:
    """Where a layer that is never to be empty is empty between two moments, in order of time."""
    found = [gap for layer in range(desk.covered) for gap in _holes(duties, desk.code, layer, since, until)]
    return tuple(sorted(found, key=lambda one: (one.starts_at, one.layer)))


def _holes(duties: Sequence[DutyView], desk: str, layer: int, since: datetime, until: datetime) -> Iterable[Gap]:
    spans = sorted((one.starts_at, one.ends_at) for one in duties if one.desk == desk and one.layer == layer)
    reached = since
    for start, end in spans:
        if start > reached and reached < until:
            yield Gap(desk, layer, reached, min(start, until))
        reached = max(reached, end)
    if reached < until:
        yield Gap(desk, layer, reached, until)


def may_plan(
    said: Said, desks: Sequence[Desk], others: Iterable[DutyView], *, person_id: int | None, right: bool,
    numbered: bool, now: datetime,
) -> Decision:  # fmt: skip
    """Whether this duty may stand. `person_id` is None for whoever is not in force at the center; `numbered`: a pager
    number of the person is known already. `others` MUST hold every duty that overlaps. Rules notify.duty.*.
    """
    desk = next((one for one in desks if one.code == said.desk), None)
    twice = any(
        one.person_id == person_id and one.starts_at < said.ends_at and said.starts_at < one.ends_at for one in others
    )
    return Decision.of(
        _right(right),
        *_unless(desk is not None, "Desk: not chosen.", "desk", "Choose one."),
        *_unless(
            desk is None or 0 <= said.layer < len(desk.layers), "Order: not of this desk.", "layer", "Choose another.",
        ),
        *_unless(person_id is not None, "Person: nobody of the center.", "person", "Choose somebody in force."),
        *_unless(not twice, "Person: has another duty in this time.", "twice", "Strike that one, or choose another."),
        *_times(said, now),
        *_unless(bool(said.ways) and set(said.ways) <= set(WAYS), "Ways: none chosen.", "ways", "Choose at least one."),
        *_number(said, numbered),
    )  # fmt: skip


def may_swap(duty: DutyView, *, person_id: int | None, me: int, right: bool, busy: bool, now: datetime) -> Decision:
    """Whether somebody else takes this duty: whoever holds it hands it on himself, or whoever plans the roster does."""
    return Decision.of(
        _own(duty.person_id == me or right),
        *_unless(duty.ends_at > now, "The duty is over.", "over", "Plan a new one."),
        *_unless(person_id is not None, "Person: nobody of the center.", "person", "Choose somebody in force."),
        *_unless(person_id != duty.person_id, "Person: has it already.", "same", "Choose another."),
        *_unless(not busy, "Person: has another duty in this time.", "twice", "Choose another."),
    )


def may_strike(duty: DutyView, *, right: bool, now: datetime) -> Decision:
    """Whether a duty may be taken off the roster; what is over stays as it was."""
    return Decision.of(
        _right(right), *_unless(duty.ends_at > now, "The duty is over.", "over", "What was stays on the roster.")
    )


def _times(said: Said, now: datetime) -> tuple[Because, ...]:
    return (
        *_unless(said.starts_at < said.ends_at, "Until: not after from.", "until", "Write a later time."),
        *_unless(said.ends_at > now, "Until: it lies back.", "until", "Plan what is to come."),
        *_unless(said.ends_at - said.starts_at <= LONGEST, "Until: longer than 7 days.", "until", "Plan it in parts."),
        *_unless(said.starts_at <= now + FARTHEST, "From: more than a year ahead.", "from", "Check the year."),
    )


def _number(said: Said, numbered: bool) -> tuple[Because, ...]:
    digits = sum(one.isdecimal() and one.isascii() for one in said.number)
    wanted = "pager" in said.ways
    return (
        *_unless(not wanted or bool(said.number) or numbered, "Pager: no number.", "number", "Write the number."),
        *_unless(wanted or not said.number, "Pager: a number, but not chosen as a way.", "number", "Choose by pager."),
        *_unless(
            not said.number or (digits >= DIGITS_LEAST and len(said.number) <= NUMBER_MOST and _dialled(said.number)),
            "Pager: no number that can be called.", "number",
            f"Write {DIGITS_LEAST} digits or more, with + ( ) . - # * and spaces alone.",
        ),
    )  # fmt: skip


def _dialled(number: str) -> bool:
    """What a telephone can dial; it never begins like an option of a command."""
    return set(number) <= set("0123456789 +().-#*") and number[0] in "0123456789+(#*"


def _right(right: bool) -> Because:
    if right:
        return Because("Your role plans the duty roster.", "notify.duty.right", CITATION)
    text = "Your role does not plan the duty roster."
    return Because(text, "notify.duty.right", CITATION, False, "Ask the watch supervisor or the director.")


def _own(may: bool) -> Because:
    if may:
        return Because("The duty is yours, or you plan the roster.", "notify.duty.own", CITATION)
    return Because("The duty is not yours.", "notify.duty.own", CITATION, False, "Who holds it hands it on.")


def _unless(ok: bool, text: str, rule: str, way_out: str) -> tuple[Because, ...]:
    return () if ok else (Because(text, f"notify.duty.{rule}", CITATION, False, way_out),)
