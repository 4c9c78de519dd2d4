"""May a caller be told this? An answer on a request is a dissemination (28 CFR 23.20(e)-(g))."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from watchfloor.core.rules.decision import Because, Decision

FOUND, NOTHING, OWNER = "found", "nothing", "owner"
OUTCOMES = {FOUND: "Found", NOTHING: "Nothing found", OWNER: "Call the owner"}
# the same whether there is nothing or nothing that the caller, or the officer, may know of
NOTHING_WORDS = "Nothing found that this center can tell you for this purpose."
WORDS_MOST, TOLD_MOST = 4000, 12
CITATION = "28 CFR 23.20(e), (g)"


REQUEST, RFI = "request", "rfi"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is answered, a request of the request desk or an RFI: to whom, for which purpose and case.

    `marking` is its own ("" for none); `recipient_id` is None while nobody is known who may be told.
    """

    public_id: UUID
    kind: str
    label_id: int
    purpose: str
    case_ref: str
    agency_id: int | None
    recipient_id: int | None
    marking: str = ""


def may_answer(*, outcome: str, words: str, told: int, for_it: bool) -> Decision:
    """Whether the form of the answer stands; `told` records are ticked, `for_it`: read for the request's purpose and
    case. Rules disseminate.answer.outcome, words, told, purpose."""
    return Decision.of(
        Because("It is an answer on a request.", "disseminate.answer", CITATION),
        *_unless(outcome in OUTCOMES, "Answer: not chosen.", "outcome", "Choose one of the three."),
        *_unless(bool(words.strip()), "Answer: empty.", "words", "Write what the caller is told."),
        *_unless(
            len(words) <= WORDS_MOST, f"Answer: {len(words)} characters.", "words", f"Write {WORDS_MOST} or fewer.",
        ),
        *_unless(
            outcome != FOUND or 1 <= told <= TOLD_MOST, f"Found: {told} records are ticked.", "told",
            f"Tick the records that he is told of, 1 to {TOLD_MOST}.",
        ),
        *_unless(
            outcome == FOUND or told == 0, "This answer tells of no record, but some are ticked.", "told",
            "Clear the ticks, or answer: found.",
        ),
        *_unless(
            for_it, "You read for another purpose than that of the request.", "purpose", "Open the request anew.",
        ),
    )  # fmt: skip


def told_of(named: Mapping[str, Decision]) -> tuple[Because, ...]:
    """What speaks for and against each record told of, named by its number; of one that may not be told of only what
    speaks against it, with the ways out of an answer."""
    found: list[Because] = []
    for number, decision in named.items():
        if decision:
            found += decision.because
        for one in decision.against:
            text, way_out = f"{number}: {one.text}", "Leave it out, or answer: call the owner."
            found.append(Because(text, one.rule, one.citation, False, way_out))
    return tuple(dict.fromkeys(found))


def _unless(ok: bool, text: str, rule: str, way_out: str) -> tuple[Because, ...]:
    return () if ok else (Because(text, f"disseminate.answer.{rule}", CITATION, False, way_out),)
