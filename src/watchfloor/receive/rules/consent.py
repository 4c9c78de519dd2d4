"""Originator control and the third-agency rule: whose word is needed before an item goes on, and who may ask for it.

Nothing is guessed: an item is controlled where its words say so, or where its source said that it is asked first. An
agreement is of one version of one item; it lowers no marking and opens nothing that another rule keeps closed.
"""

import re
from collections.abc import Iterator

from watchfloor.core.rules.decision import Because, Decision

ASK, RECORD = "request.answer", "source.rate"
CITATION = "Third-agency rule, originator control (text remembered); fusion-process 5.1"
LEAST, MOST = 10, 1000
WHOSE = r"(?:the |its )?(?:originat(?:or|ing (?:agency|office))|owner|[A-Z]{2,6})"
STATED = re.compile(
    r"third[- ]agency rule|originator[- ]controll?(?:ed)?\b|"
    r"\bnot (?:to )?(?:be )?(?:further |re)?(?:disseminat|releas|shar|distribut)\w* (?:\w+ ){0,4}without (?:\w+ ){0,4}"
    rf"(?:approval|consent|permission|authorization|authority) (?:of|from|by) {WHOSE}",
    re.IGNORECASE,
)
ANSWERS = ("agreed", "refused", "withdrawn")


def stated_control(words: str) -> str:
    """The words that ask for the originator's consent, as they stand there; "" for none."""
    hit = STATED.search(words)
    return " ".join(hit.group().split()) if hit else ""


def may_ask(*, for_whom: str, why: str, waits: bool, right: bool) -> Decision:
    """Whether a person asks the owner: with whom it is for and why, and not twice at once."""
    return Decision.of(
        _right(right, "Your role asks owners.", "Your role asks no owners.", ASK),
        *_said(for_whom, "for-whom", "For whom"), *_said(why, "why", "Why"),
        *_unless(not waits, "It was asked and waits for an answer.", "waits", "Record the answer, or wait for it."),
    )  # fmt: skip


def may_record(standing: str, *, answer: str, words: str, right: bool) -> Decision:
    """Whether a person records what the owner answered; `standing` is the answer that stands, "" while it waits.

    What was agreed can be withdrawn; what was refused is asked anew.
    """
    fits = answer in ("agreed", "refused") if not standing else (standing, answer) == ("agreed", "withdrawn")
    return Decision.of(
        _right(right, "Your role records such answers.", "Your role records no such answers.", RECORD),
        *_unless(fits, "That does not follow from what stands.", "answer", "Ask the owner anew."),
        *_said(words, "words", "Who said so, and how"),
    )  # fmt: skip


def _right(held: bool, yes: str, no: str, right: str) -> Because:
    out = "Ask the watch supervisor."
    return Because(yes, f"right.{right}", CITATION) if held else Because(no, f"right.{right}", CITATION, False, out)


def _said(words: str, name: str, label: str) -> Iterator[Because]:
    size = len(words.strip())
    yield from _unless(size >= LEAST, f"{label}: fewer than {LEAST} characters.", name, "Say it in a line.")
    yield from _unless(size <= MOST, f"{label}: too long.", name, f"Write {MOST} characters or fewer.")


def _unless(ok: bool, text: str, rule: str, way_out: str) -> Iterator[Because]:
    if not ok:
        yield Because(text, f"receive.consent.{rule}", CITATION, False, way_out)
