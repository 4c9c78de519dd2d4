"""Pointers: that something was seen on a system that may hold it, under which reference, when; never what it says."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from watchfloor.core.rules.decision import Because, Decision

RIGHT = "pointer.note"
CITATION = "fusion-process 5.8"
# no blank, so that no sentence fits; a digit, since a word alone may itself be what is classified
REFERENCE = re.compile(r"(?=.*[0-9])[A-Za-z0-9][A-Za-z0-9._-]{2,39}\Z")


@dataclass(frozen=True, slots=True)
class Pointer:
    """Where it was seen (code of a system), its reference there, and on which day."""

    system: str
    reference: str
    seen_on: date | None

    @property
    def title(self) -> str:
        """The one line that is kept."""
        return f"Seen on {self.system}, reference {self.reference}"

    @property
    def identity(self) -> str:
        """What two persons who saw the same thing say alike."""
        return f"{self.system}|{self.reference.casefold()}"


def may_point(said: Pointer, *, systems: Collection[str], right: bool, today: date) -> Decision:
    """Whether this pointer may be kept: who notes it, and that it has room for no content."""
    return Decision.of(
        Because("Your role notes pointers.", "receive.pointer.right", CITATION)
        if right
        else Because("Your role notes no pointers.", "receive.pointer.right", CITATION, False, "Tell an analyst."),
        *_wrong(said.system in systems, "System: not one of those declared.", "system", "Choose one of the list."),
        *_wrong(
            REFERENCE.match(said.reference) is not None, "Reference: not a number as a system gives it.", "reference",
            "Write the number alone, 3 to 40 letters, digits, points and dashes, no blank; no word of what it says.",
        ),
        *_wrong(said.seen_on is not None and said.seen_on <= today, "Day: none, or one to come.", "seen_on",
                "Say on which day it was seen."),
    )  # fmt: skip


def _wrong(ok: bool, text: str, rule: str, way_out: str) -> Iterator[Because]:
    if not ok:
        yield Because(text, f"receive.pointer.{rule}", CITATION, False, way_out)
