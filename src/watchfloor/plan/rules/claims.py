"""Claims: one person at a time works on an item, and everybody is told who. What was just done can be undone."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from watchfloor.core.rules.decision import Because, Decision

BECAUSE_LEAST, BECAUSE_MOST = 10, 1000
POLICY = "center policy"
# ten seconds are offered; a toast that is hovered or focused stays, so the server waits longer where nothing has left
OFFERED, HELD, UNDO_MOST = timedelta(seconds=10), timedelta(seconds=12), timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class ClaimView:
    """Who holds a record, and since when."""

    record_id: int
    person_id: int
    since: datetime


def may_claim(held: ClaimView | None, *, person_id: int, holder: str, right: bool) -> Decision:
    """Whether this person may claim it; `holder` is the name of who holds it now."""
    return Decision.of(_right(right), _free(held, person_id, holder))


def may_release(held: ClaimView | None, *, person_id: int, holder: str) -> Decision:
    """Only the holder lets go; a supervisor takes over instead."""
    if held is None:
        return Decision.of(_none())
    return Decision.of(exclusive(held, person_id=person_id, holder=holder))


def may_take_over(held: ClaimView | None, *, person_id: int, because: str, right: bool) -> Decision:
    """Whether a supervisor may take it from who holds it, with a reason that is kept."""
    own = held is not None and held.person_id == person_id
    return Decision.of(
        _say(right, "You may take over claims.", "Your role takes over no claims.", "plan.claim.take-over",
             "Ask the watch supervisor."),
        _none() if held is None else _say(
            not own, "Somebody else holds it.", "You hold it already.", "plan.claim.other", "Work on it."),
        *_words(because),
    )  # fmt: skip


def may_hand_over(
    held: ClaimView | None, *, person_id: int, holder: str, right: bool, to: str, able: bool, self_given: bool
) -> Decision:
    """Whether it may be given to `to` (a name), who must be on the watch and able to read it (`able`)."""
    return Decision.of(
        _right(right),
        exclusive(held, person_id=person_id, holder=holder),
        _say(not self_given, "It goes to another person.", "It would stay with you.", "plan.claim.other",
             "Choose another person, or claim it."),
        _say(able, f"{to or 'The person'} may work on it.", f"{to or 'Nobody chosen'}: may not work on it.",
             "plan.claim.able", "Choose a person of the watch who may read it."),
    )  # fmt: skip


def exclusive(held: ClaimView | None, *, person_id: int, holder: str) -> Because:
    """What every deed on an item asks: nobody else holds it."""
    free = held is None or held.person_id == person_id
    return _say(
        free, "Nobody else holds it.", f"{holder or 'Somebody else'} holds it.", "plan.claim.exclusive",
        f"Ask {holder or 'the holder'} to release it, or the watch supervisor to take it over.",
    )  # fmt: skip


def may_undo(done_at: datetime, *, left: bool, now: datetime) -> Decision:
    """Whether a deed may still be undone: nothing of it has left, and the time is not up."""
    return Decision.of(
        _say(now - done_at <= UNDO_MOST, "It was just done.", "The time to undo is over.", "plan.undo.time",
             "Change it on its own page."),
        _say(not left, "Nothing of it has left.", "The notice about it has left already.", "plan.undo.left",
             "Change it on its own page, and tell the person."),
    )  # fmt: skip


def _free(held: ClaimView | None, person_id: int, holder: str) -> Because:
    if held is not None and held.person_id == person_id:
        return Because("You hold it already.", "plan.claim.other", POLICY, False, "Work on it, or release it.")
    return exclusive(held, person_id=person_id, holder=holder)


def _right(right: bool) -> Because:
    return _say(right, "Your role works on the watch.", "Your role works on no items.", "plan.claim.right",
                "Ask an analyst or the watch supervisor.")  # fmt: skip


def _none() -> Because:
    return Because("Nobody holds it.", "plan.claim.none", POLICY, False, "Claim it first.")


def _words(because: str) -> list[Because]:
    size = len(because.strip())
    fine = BECAUSE_LEAST <= size <= BECAUSE_MOST
    return [_say(fine, "A reason is given.", f"Reason: {size} characters.", "plan.claim.because",
                 f"Write {BECAUSE_LEAST} to {BECAUSE_MOST}.")]  # fmt: skip


def _say(fine: bool, yes: str, no: str, rule: str, way_out: str) -> Because:
    return Because(yes if fine else no, rule, POLICY, fine, "" if fine else way_out)
