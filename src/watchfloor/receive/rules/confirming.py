"""States of the national alert system (NTAS): which items state one, and who may say that it is so at its source.

DHS has no structured feed of them that could be relied on, so nothing follows from an item before a person has compared
it with the source.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from watchfloor.core.rules.decision import Because, Decision
from watchfloor.receive.rules.ntas import LEVEL, NAMED, TYPES

Answer = Literal["confirmed", "denied", ""]
RIGHT = "state.confirm"
CITATION = "fusion-process 5.8; interop 8 (DHS has no structured NTAS feed)"
LEAST, MOST = 10, 1000


@dataclass(frozen=True, slots=True)
class Stated:
    """What one item says, as far as its state goes; `ends` is when it runs out."""

    kind: str
    legal_class: str
    title: str
    said: Mapping[str, Any]
    starts: datetime | None
    ends: datetime | None


def state_of(item: Stated, *, exercise: bool, now: datetime) -> str:
    """Level and times in one line; "" for what states none: no item of the system, no real one, called off or over.

    A feed's own entries of the system always state one; an alert or a STIX object does by its title, and only where a
    federal source sent it.
    """
    named = item.kind in ("cap", "stix") and item.legal_class == "federal_product" and NAMED.search(item.title)
    over = item.ends is not None and item.ends <= now
    if not (item.kind == "ntas" or named) or over or _unreal(item.said, exercise=exercise):
        return ""
    times = [f"{word} {_at(at)}" for word, at in (("from", item.starts), ("until", item.ends)) if at]
    return ", ".join(filter(None, (_level(item), " ".join(times))))


def _level(item: Stated) -> str:
    if level := TYPES.get(str(item.said.get("type", "")).casefold()):
        return level
    hit = LEVEL.search(item.title)
    return TYPES[next(one for one in hit.groups() if one).casefold()] if hit else "Bulletin"


def _unreal(said: Mapping[str, Any], *, exercise: bool) -> bool:
    """Called off, revoked, a test; in an exercise what was sent for exercise is the real thing."""
    if said.get("msgType") == "Cancel" or said.get("revoked") is True:
        return True
    return not said.get("operational", True) and not (exercise and said.get("status") == "Exercise")


def _at(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M}Z"


def may_answer(standing: str | None, *, answer: str, because: str, right: bool) -> Decision:
    """Whether a person may answer. `standing`: the answer that stands, None where the item states nothing.

    "confirmed" and "denied" are said of what waits or was answered otherwise; "" takes an answer back, with a reason.
    """
    return Decision.of(
        Because("Your role confirms states.", "receive.state.right", CITATION)
        if right
        else Because("Your role confirms no states.", "receive.state.right", CITATION, False, "Ask an analyst."),
        *_wrong(standing is not None, "It states no state that could be confirmed.", "none", "Read it anew."),
        *_wrong(answer in ("confirmed", "denied", ""), "Answer: none of the three.", "answer", "Use a button."),
        *_wrong(standing != answer, "That was said already.", "again", "Read who said so, and when."),
        *_reason(answer, because.strip()),
    )


def _reason(answer: str, because: str) -> Iterator[Because]:
    """What is confirmed needs none: the source itself is the reason."""
    if answer != "confirmed":
        long_enough = len(because) >= LEAST
        yield from _wrong(long_enough, f"Why: fewer than {LEAST} characters.", "because", "Say what the source shows.")
    yield from _wrong(len(because) <= MOST, "Why: too long.", "because", f"Write {MOST} characters or fewer.")


def _wrong(ok: bool, text: str, rule: str, way_out: str) -> Iterator[Because]:
    if not ok:
        yield Because(text, f"receive.state.{rule}", CITATION, False, way_out)
