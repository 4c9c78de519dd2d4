"""Whether a draft states classified information: then it MUST NOT be opened, indexed or shown (NIST SP 800-53 IR-9)."""

from collections.abc import Sequence

from watchfloor.core.rules.draft import Draft, SetAside
from watchfloor.marking.spill import find_spill, states_spill

REASON = (
    "It carries what looks like a classified marking; this system keeps U and CUI only. Rule intake.spill."
    " It was closed away unread: tell the security officer and the originator, and describe no content."
)


def part_spills(drafts: Sequence[Draft]) -> tuple[list[Draft], list[SetAside]]:
    """Drafts that may come in, and those that must be set aside as a spill."""
    clean, aside = list[Draft](), list[SetAside]()
    for draft in drafts:
        if any(_stated(m) for m in draft.markings) or find_spill(draft.title) or find_spill(draft.body):
            aside.append(SetAside(f"bytes {draft.piece[0]} to {sum(draft.piece)}", (REASON,), draft.piece))
        else:
            clean.append(draft)
    return clean, aside


def _stated(marking: str) -> bool:
    return not marking.startswith(("statement:", "unknown:")) and states_spill(marking)
