"""A second factor: which codes count, how often one may try, and who lets a lost one go."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from watchfloor.core.rules.decision import Because, Decision

STEP_SECONDS = 30
DRIFT = 1  # steps to either side: clocks of phones are a little off (RFC 6238, 5.2)
PAUSE_AFTER = 3
PAUSE = timedelta(seconds=30)
MOST_FAILURES = 5
SET_UP_WITHIN = timedelta(minutes=30)
RESET_GOOD_FOR = timedelta(hours=24)
RECOVERY_CODES = 10
LONGEST_NAME = 40
CITATION = "CJISSECPOL 5.9.5 IA-2(1), IA-5"
LOCKING = "CJISSECPOL 5.9.5 AC-7"
TWO = "CJISSECPOL 5.9.5 IA-5, AC-5; two-person rule of the house"


@dataclass(frozen=True, slots=True)
class Guard:
    """What failed since the last success."""

    failures: int = 0
    failed_at: datetime | None = None
    locked: bool = False


def step_of(moment: datetime) -> int:
    """The time step of RFC 6238: 30 s since 1970."""
    return int(moment.timestamp()) // STEP_SECONDS


def open_steps(moment: datetime, *, last: int) -> range:
    """The steps whose codes count now. `last`, the newest one used, and all before it never count again."""
    now = step_of(moment)
    return range(max(now - DRIFT, last + 1), now + DRIFT + 1)


def may_try(guard: Guard, *, now: datetime) -> Decision:
    """Three wrong codes in a row cost half a minute each; five lock until the administrator gives a new link."""
    paused = guard.failures >= PAUSE_AFTER and guard.failed_at is not None and now < guard.failed_at + PAUSE
    if guard.locked:
        return _locked()
    if paused:
        return Decision.of(
            _no("Several codes in a row were wrong.", "factor.pause", LOCKING, "Wait half a minute, then try again.")
        )
    return Decision.of(Because("It may be tried.", "factor.pause", LOCKING))


def _locked() -> Decision:
    text = "Five wrong codes in a row locked your second factor."
    way_out = "Ask your administrator for a new one-time link, or two of your center to let the factor go."
    return Decision.of(_no(text, "factor.locked", LOCKING, way_out))


def wrong_code(guard: Guard) -> Decision:
    """What is said of a code that does not count: never which of the possible reasons it is."""
    left = MOST_FAILURES - guard.failures
    text = "That code does not count: it is wrong, was used already, or its time is over."
    if left <= 0:
        return _locked()
    tries = "one try is" if left == 1 else f"{left} tries are"
    return Decision.of(_no(text, "factor.code", CITATION, f"Wait for the next code of the app; {tries} left."))


def may_name(name: str) -> Decision:
    """A factor is named, so that a lost one can be told from the others."""
    fine = 0 < len(name.strip()) <= LONGEST_NAME
    text, way_out = f"A name has 1 to {LONGEST_NAME} letters.", 'Name the device, such as "work phone".'
    return Decision.of(
        Because("It is named.", "factor.name", CITATION) if fine else _no(text, "factor.name", CITATION, way_out)
    )


@dataclass(frozen=True, slots=True)
class Reset:
    """A question whether somebody's second factor is let go."""

    person_id: int
    asked_by: int
    lapses_at: datetime
    answer: str


def may_ask(*, holds: bool, asker: int, person_id: int, enrolled: bool, open_already: bool) -> Decision:
    """One who may, for another person, where there is something to let go."""
    return Decision.of(
        _held(holds),
        Because("It is another person's.", "factor.two-persons", TWO)
        if asker != person_id
        else _no("Nobody asks for himself.", "factor.two-persons", TWO, "Ask the administrator to ask."),
        Because("There is a second factor.", "factor.reset", TWO)
        if enrolled
        else _no("There is no second factor to let go.", "factor.reset", TWO, "Nothing is needed."),
        _no("It is asked already.", "factor.once", TWO, "Another person answers it.")
        if open_already
        else Because("Nobody has asked yet.", "factor.once", TWO),
    )


def may_answer(reset: Reset, *, holds: bool, person_id: int, same_human: bool, now: datetime) -> Decision:
    """Another one who may, neither who asked nor whose factor it is, in time.

    `same_human`: the directory knows the one who answers and one of those two as one person under two entries.
    """
    third = person_id not in (reset.asked_by, reset.person_id) and not same_human
    open_ = not reset.answer and now < reset.lapses_at
    return Decision.of(
        _held(holds),
        Because("You are the second person.", "factor.two-persons", TWO)
        if third
        else _no("A second person answers: not the one who asked, and not whose factor it is.", "factor.two-persons",
                 TWO, "Ask another one who may."),
        Because("It is open.", "factor.once", TWO)
        if open_
        else _no("It was answered already, or it lapsed after a day.", "factor.once", TWO, "Ask anew."),
    )  # fmt: skip


def _held(holds: bool) -> Because:
    if holds:
        return Because("You may let second factors go.", "right.factor.reset", "CJISSECPOL AC-6")
    text = "Your role lets no second factors go."
    return _no(text, "right.factor.reset", "CJISSECPOL AC-6", "Ask the director.")


def _no(text: str, rule: str, citation: str, way_out: str) -> Because:
    return Because(text, rule, citation, ok=False, way_out=way_out)
