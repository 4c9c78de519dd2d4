"""The request desk: what a request must say, who its caller is, and who is answered (28 CFR 23.20(e)-(g)).

A caller is known if he calls from the number that the registry has of a person in force of his agency. An unknown one
gets a call-back at a number of the registry, not an answer.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from watchfloor.core.rules.decision import Because, Decision

HOWS = {"phone": "Phone", "mail": "Mail", "in person": "In person"}
CALLER_MOST, NUMBER_MOST, CASE_MOST, ASKED_MOST = 200, 60, 80, 4000
DIGITS_LEAST = 7
KNOWN, CALLED = "registry", "called-back"
CITATION = "28 CFR 23.20(e), (g)"


@dataclass(frozen=True, slots=True)
class Urgency:
    """How fast somebody is answered, in minutes."""

    code: str
    words: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Closing:
    """A reason to close a request without an answer."""

    code: str
    words: str
    citation: str


@dataclass(frozen=True, slots=True)
class RequestPolicy:
    """What data/requests.json declares; the first urgency is that of a call."""

    urgencies: tuple[Urgency, ...]
    closings: tuple[Closing, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """The words of a request, which are kept sealed: caller and agency as said, number, case, what is asked."""

    caller: str
    agency: str
    number: str
    case_ref: str
    asked: str


@dataclass(frozen=True, slots=True)
class Said:
    """A request as the officer who takes it states it; `case_ref` is "" for none yet."""

    words: Kept
    purpose: str
    urgency: str
    how: str


@dataclass(frozen=True, slots=True)
class Registered:
    """A person in force of an agency, with the number that the registry has of him ("": none)."""

    person_id: int
    name: str
    number: str


@dataclass(frozen=True, slots=True)
class RequestView:
    """A request. Once its words were erased `words` is empty and `erased` True; the row says that there was one.

    `recipient_id` is the registered person who may be answered, None while the caller is unknown; `checked` says how
    he became known: "registry" (his number), "called-back", "" not yet. `state` is open, answered or closed.
    """

    public_id: UUID
    label_id: int
    taken_by: int
    taken_at: datetime
    due_at: datetime
    how: str
    urgency: str
    purpose: str
    agency_id: int | None
    recipient_id: int | None
    checked: str
    state: str
    words: Kept
    called_by: int | None = None
    called_at: datetime | None = None
    settled_by: int | None = None
    settled_at: datetime | None = None
    closing: str = ""
    erased: bool = False


def digits_of(number: str) -> str:
    """The digits of a telephone number, without the 1 that North America dials before ten."""
    digits = "".join(one for one in number if one.isdecimal() and one.isascii())
    return digits[1:] if len(digits) == 11 and digits.startswith("1") else digits


def caller_of(words: Kept, registered: Iterable[Registered]) -> int | None:
    """The one of the agency's registered people who calls from his own number; None: nobody, or more than one.

    Of several who share a line it is the one who gave his name.
    """
    number = digits_of(words.number)
    if len(number) < DIGITS_LEAST:
        return None
    found = [one for one in registered if digits_of(one.number) == number]
    if len(found) > 1:
        name = " ".join(words.caller.casefold().split())
        found = [one for one in found if " ".join(one.name.casefold().split()) == name]
    return found[0].person_id if len(found) == 1 else None


def due_of(urgency: str, policy: RequestPolicy, *, taken_at: datetime) -> datetime:
    """When an answer is due; StopIteration for an urgency that may_take refuses."""
    return taken_at + timedelta(minutes=next(one.minutes for one in policy.urgencies if one.code == urgency))


def may_take(said: Said, policy: RequestPolicy, *, right: bool, need: Because) -> Decision:
    """Whether this may be taken; `need` is what protect says of the purpose with its case (need to know).

    Rules plan.request.right, urgency, how, caller, agency, number, asked, case; access.purpose, access.case.
    """
    words = said.words
    return Decision.of(
        _right(right), need,
        *_either(
            said.urgency in {one.code for one in policy.urgencies}, "Urgency: not chosen.", "urgency", "Choose one.",
        ),
        *_either(said.how in HOWS, "How: not chosen.", "how", "Choose phone, mail or in person."),
        *_who(words),
        *_filled("What is asked", words.asked, "asked", ASKED_MOST, "Write what he wants to know."),
        *_filled("Case", words.case_ref or "none yet", "case", CASE_MOST, "Write number and agency alone."),
    )  # fmt: skip


def may_call_back(view: RequestView, reached: Registered | None, *, right: bool) -> Decision:
    """Whether it may be kept that this person was reached at his number of the registry. `reached` MUST be None for
    whoever is not in force of the agency that the request names."""
    return Decision.of(
        _right(right), _open(view),
        *_either(
            view.recipient_id is None, "The caller is known already.", "recipient", "Answer him.",
        ),
        *_either(
            reached is not None, "Reached: nobody whom the registry has for this agency.", "reached",
            "Choose whom you reached at the number of the registry; if there is none, close the request.",
        ),
        *_either(
            reached is None or len(digits_of(reached.number)) >= DIGITS_LEAST,
            "Reached: the registry has no number of this person.", "reached",
            "Call another one of the agency whose number the registry has.",
        ),
    )  # fmt: skip


def may_correct(view: RequestView, words: Kept, *, right: bool) -> Decision:
    """Whether caller, agency and number may be mended to these words: while it is open, and never what made a caller
    known."""
    known = view.recipient_id is not None
    same = (words.agency, digits_of(words.number)) == (view.words.agency, digits_of(view.words.number))
    return Decision.of(
        _right(right), _open(view), *_who(words),
        *_either(
            not known or same, "Agency and number made the caller known.", "known",
            "They stand. Close the request and take it anew.",
        ),
    )  # fmt: skip


def may_close(view: RequestView, because: str, policy: RequestPolicy, *, right: bool) -> Decision:
    """Whether it may be closed without an answer for this reason of the policy."""
    return Decision.of(
        _right(right), _open(view),
        *_either(because in {one.code for one in policy.closings}, "Why: not chosen.", "closing", "Choose a reason."),
    )  # fmt: skip


def may_settle(view: RequestView, *, right: bool) -> Decision:
    """Whether somebody may be answered: the request stands open, and its caller is known."""
    return Decision.of(
        _right(right), _open(view),
        *_either(
            view.recipient_id is not None,
            "The caller is not known: an unknown caller gets a call-back, not an answer.", "known",
            "Call a registered person of the agency at the number of the registry, and keep whom you reached.",
        ),
    )  # fmt: skip


def _who(words: Kept) -> Iterable[Because]:
    yield from _filled("Caller", words.caller, "caller", CALLER_MOST, "Write the name as he says it.")
    where = "Write for whom he asks; its short name is enough."
    yield from _filled("Agency", words.agency, "agency", CALLER_MOST, where)
    yield from _filled("Call-back number", words.number, "number", NUMBER_MOST, "Ask where he is called back.")
    text = f"Call-back number: fewer than {DIGITS_LEAST} digits."
    enough = not words.number.strip() or len(digits_of(words.number)) >= DIGITS_LEAST
    yield from _either(enough, text, "number", "Write it with its area code.")


def _right(right: bool) -> Because:
    if right:
        return Because("Your role takes and answers requests.", "plan.request.right", CITATION)
    text, way_out = "Your role answers no requests.", "Ask an analyst or the watch supervisor."
    return Because(text, "plan.request.right", CITATION, False, way_out)


def _open(view: RequestView) -> Because:
    if view.state == "open":
        return Because("The request is open.", "plan.request.state", "center policy")
    text = f"The request was {view.state} already."
    return Because(text, "plan.request.state", "center policy", False, "Take a new one if more is asked.")


def _filled(name: str, said: str, rule: str, most: int, way_out: str) -> Iterable[Because]:
    if not said.strip():
        return _either(False, f"{name}: empty.", rule, way_out)
    return _either(len(said) <= most, f"{name}: {len(said)} characters.", rule, f"Write {most} or fewer.")


def _either(ok: bool, text: str, rule: str, way_out: str) -> tuple[Because, ...]:
    return () if ok else (Because(text, f"plan.request.{rule}", CITATION, False, way_out),)
