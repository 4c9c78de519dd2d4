"""A person asks what is kept of him, complains, or asks for a correction: who answers, by when, and what comes next."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from watchfloor.core.rules.decision import Because, Decision


def to_say(text: str) -> str:
    """Words that a public page says in its reader's language; translators are given them (make messages)."""
    return text


Kind = Literal["access", "complaint", "correction"]
KINDS: dict[str, str] = {
    "access": to_say("See what is kept about me"), "complaint": to_say("Complain"),
    "correction": to_say("Have something corrected"),
}  # fmt: skip
OUTCOMES: dict[str, str] = {
    "corrected": to_say("Corrected"), "erased": to_say("To be erased"), "access": to_say("Access given"),
    "unchanged": to_say("Nothing was changed"), "neither": to_say("Neither confirmed nor denied"),
}  # fmt: skip
CITATION = "CJISSECPOL AC-3(14); DOJ/DHS P/CRCL policy template"
SHORTEST = 3  # words that say what somebody asks for


@dataclass(frozen=True, slots=True)
class Times:
    """Days of each clock, and how many cases the public form takes in an hour."""

    acknowledge: int
    decide: int
    appeal: int
    appeal_decide: int
    most_an_hour: int


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a case has come; None for what has not happened."""

    received_at: datetime
    acknowledged_at: datetime | None = None
    verified_at: datetime | None = None
    decided_at: datetime | None = None
    decided_by: int | None = None
    outcome: str = ""
    appealed_at: datetime | None = None
    appeal_decided_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Filed:
    """What the public form says. The reach is how the person can be answered: mail, telephone or post."""

    kind: str
    name: str
    reach: str
    words: str


def may_file(said: Filed, *, in_last_hour: int, times: Times) -> Decision:
    """Whether the form is whole; no account is asked for, and nothing else about the person."""
    return Decision.of(
        _must(said.kind in KINDS, "What you ask for is chosen.", to_say("Choose what you ask for."), "redress.kind"),
        _must(bool(said.name.strip()), "A name is given.", to_say("Write your name."), "redress.name"),
        _must(bool(said.reach.strip()), "You can be answered.", to_say("Write how we can reach you."), "redress.reach"),
        _must(len(said.words.split()) >= SHORTEST, "It says what it is about.", to_say("Say what it is about."),
              "redress.words"),
        _must(in_last_hour < times.most_an_hour, "The form takes it.",
              to_say("The form takes no more right now. Call us, or come back in an hour."), "redress.flood"),
    )  # fmt: skip


def clock_of(it: Standing, *, times: Times) -> tuple[str, date, date] | None:
    """What is due next, from which day and by which; None when nothing is."""
    if it.appealed_at and not it.appeal_decided_at:
        return _span("decide the appeal", it.appealed_at, times.appeal_decide)
    if it.decided_at:
        return None
    if not it.acknowledged_at:
        return _span("acknowledge", it.received_at, times.acknowledge)
    return _span("decide", it.received_at, times.decide)


def state_of(it: Standing, *, now: datetime, times: Times) -> str:
    """One word or two for how far it has come."""
    if it.appealed_at:
        return to_say("appeal decided") if it.appeal_decided_at else to_say("appealed")
    if it.decided_at:
        return (
            to_say("decided") if may_appeal(it, words="said", now=now, times=times, counted=False) else to_say("closed")
        )
    if it.verified_at:
        return to_say("identity verified")
    return to_say("acknowledged") if it.acknowledged_at else to_say("received")


def may_work(rights: frozenset[str]) -> Decision:
    """The privacy officer works on cases; nobody else."""
    return Decision.of(_right("redress.decide", rights, "Ask the privacy officer."))


def may_decide(
    it: Standing, *, outcome: str, reason: str, answer: str, correction: str, disputed: int, rights: frozenset[str]
) -> Decision:
    """Decided once, after a person verified the identity, with a reason and an answer that the person can read."""
    return Decision.of(
        _right("redress.decide", rights, "Ask the privacy officer."),
        _must(it.decided_at is None, "It is open.", "It was decided already.", "redress.once"),
        _must(it.verified_at is not None or outcome == "neither", "A person verified the identity.",
              "Have the identity verified first.", "redress.identity"),
        _must(outcome in OUTCOMES, "The outcome is chosen.", "Choose the outcome.", "redress.outcome"),
        _must(bool(reason.strip()), "The reason is written down.", "Write the reason.", "redress.reason"),
        _must(bool(answer.strip()), "The person is answered.", "Write the answer to the person.", "redress.answer"),
        _must(outcome != "corrected" or bool(correction.strip()), "It says what is right.",
              "Write what is right instead.", "redress.correction"),
        _must(outcome not in ("corrected", "erased") or disputed > 0, "It names what it is about.",
              "Mark the records that it is about first.", "redress.records"),
    )  # fmt: skip


def may_appeal(it: Standing, *, words: str, now: datetime, times: Times, counted: bool = True) -> Decision:
    """Once, within the days after the decision."""
    last = it.decided_at + timedelta(days=times.appeal) if it.decided_at else now
    return Decision.of(
        _must(it.decided_at is not None, "It was decided.", to_say("It is not decided yet."), "redress.appeal"),
        _must(now <= last, "It is in time.", to_say("The time for an appeal is over."), "redress.appeal-late"),
        _must(
            not counted or it.appealed_at is None, "It is the first.", to_say("You appealed already."), "redress.appeal"
        ),
        _must(bool(words.strip()), "It says why.", to_say("Say why you do not agree."), "redress.words"),
    )


def may_settle(it: Standing, *, answer: str, person_id: int, rights: frozenset[str]) -> Decision:
    """The appeal goes to somebody who did not decide the case."""
    return Decision.of(
        _right("redress.appeal", rights, "Ask the director."),
        _must(it.appealed_at is not None, "It was appealed.", "There is no appeal.", "redress.appeal"),
        _must(it.appeal_decided_at is None, "The appeal is open.", "The appeal was decided already.", "redress.once"),
        _must(person_id != it.decided_by, "You did not decide the case.", "Somebody else decides the appeal.",
              "redress.second"),
        _must(bool(answer.strip()), "The person is answered.", "Write the answer to the person.", "redress.answer"),
    )  # fmt: skip


def _span(what: str, since: datetime, days: int) -> tuple[str, date, date]:
    return what, since.date(), since.date() + timedelta(days=days)


def _right(right: str, rights: frozenset[str], way_out: str) -> Because:
    if right in rights:
        return Because("Your role does this.", f"right.{right}", "CJISSECPOL AC-6")
    return Because("Your role does not do this.", f"right.{right}", "CJISSECPOL AC-6", ok=False, way_out=way_out)


def _must(fine: bool, for_it: str, against: str, rule: str) -> Because:
    return Because(for_it, rule, CITATION) if fine else Because(against, rule, CITATION, ok=False)
