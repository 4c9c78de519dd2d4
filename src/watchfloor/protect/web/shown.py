"""What a view hands to the door: a page, a file, a deed that is done, or that there is nothing for this reader."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from watchfloor.core.rules.decision import Because, Decision, Refused


@dataclass(frozen=True, slots=True)
class Page:
    """A page as its view worked it out; the door adds the frame, renders it and writes the fact.

    `records`: public ids of every record of which something is shown. `markings`: the marking of everything shown,
    as `Marks` gives them; "" stands for something unmarked and closes the page. `inquiry`: words that were searched
    for, and `filters`, what narrowed them: kept sealed with the ids of the hits. `keys`: (keys, what they do) of this
    page for the status strip.
    """

    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    records: Sequence[UUID] = ()
    markings: Sequence[str] = ()
    inquiry: str = ""
    filters: Sequence[str] = ()
    status: int = 200
    keys: Sequence[tuple[tuple[str, ...], str]] = ()


@dataclass(frozen=True, slots=True)
class File:
    """Bytes to take along, under a name of ours (ASCII, no separators). `records`: ids of everything that it holds."""

    content: bytes
    content_type: str
    name: str
    records: Sequence[UUID] = ()


@dataclass(frozen=True, slots=True)
class Done:
    """A deed is done and its fact told; the reader goes on to `to` (a path of ours) and is told `message` there.

    `cookies`: settings of the desk by name (dressing.py). `then`: the rest of a deed that commits step by step; the
    door does it once this transaction is over, and a worker, or who did it, MUST be able to take it up where a crash
    cut it short; what it gives is said after the message.
    `undo`: the address (POST) that takes the deed back for the next ten seconds; the message is a toast then.
    """

    to: str
    message: str = ""
    cookies: Mapping[str, str] = field(default_factory=dict)
    then: Callable[[], str | None] | None = None
    undo: str = ""


class Absent(Exception):
    """It is not, or it is not this reader's: one answer for both."""


class Withheld(Refused):
    """Refused to one who may know that the thing exists.

    `what` completes "You cannot ...", `who` says who can, `back` is a path; `then` is done once the transaction of the
    refused deed was taken back.
    """

    def __init__(
        self, decision: Decision, *, what: str = "open this page", who: str = "", back: str = "/",
        then: Callable[[], None] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(decision)
        self.what, self.who, self.back, self.then = what, who, back, then


def lacking(right: str, *, text: str, way_out: str = "Ask the director.") -> Decision:
    """The refusal of somebody whose role does not carry a right."""
    return Decision.of(Because(text, f"right.{right}", "CJISSECPOL AC-6", False, way_out))


def refusal_of(decision: Decision, *, what: str, who: str = "") -> dict[str, str]:
    """The first reason against, as components/refusal.html shows it. MUST be shown only to one who may know."""
    reason = (decision.against or decision.because)[0]
    rule = f"Rule {reason.rule}" + (f", {reason.citation}" if reason.citation else "")
    return {"what": what, "because": reason.text, "rule": rule, "who": who, "next_text": reason.way_out, "next_url": ""}
