"""Hand out a copy of one record with words taken out: decided, on the ledger, and nothing of it is kept here."""

from datetime import datetime
from uuid import UUID

from watchfloor.core.ledger.telling import tell
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision, Refused
from watchfloor.core.rules.fact import Words as Sealed
from watchfloor.disseminate.formats.pdf import render_sheet
from watchfloor.disseminate.formats.redaction import bar_of, grounds
from watchfloor.disseminate.rules.copying import Asked, Head, Words, left_of, may_copy, paper_of

RIGHT = "record.original"  # who may take the whole along may take less of it


class NotCopied(Refused):
    """The record is not there for the asker, his role takes nothing along, or something is missing."""


def left(*, asked: Asked, said: Words, head: Head) -> Words:
    """What a copy would say. Raises NotCopied."""
    decision = may_copy(asked, said, head, grounds=grounds())
    if not decision:
        raise NotCopied(decision)
    return left_of(said, asked.words, bar=bar_of(asked.ground))


def copy_out(
    *, record: UUID, asked: Asked, said: Words, head: Head, by: Audience, now: datetime
) -> tuple[Words, bytes]:  # fmt: skip
    """What is left, and it as PDF. For whom and why lie sealed beside the fact. Raises NotCopied.

    MUST stand in a transaction of `by`; `said` is what its door shows of the record.
    """
    rows = core.rows_of(audience=by, public_ids=[record])
    if not rows or RIGHT not in by.rights:
        raise NotCopied(Decision.of(Because("Nothing here that you may take along.", f"right.{RIGHT}", ok=False)))
    remains = left(asked=asked, said=said, head=head)
    pdf = render_sheet(paper_of(remains, head), stamp=int(now.timestamp()))
    rules = [*may_copy(asked, said, head, grounds=grounds()).rules, f"disseminate.redact.{asked.ground}"]
    why = Sealed(f"For {asked.recipient.strip()}: {asked.because.strip()}", rows[0].label_id, rows[0].id)
    tell(kind="disseminate.copy.made", by=by, records=[record], rules=rules, words=why)
    return remains, pdf
