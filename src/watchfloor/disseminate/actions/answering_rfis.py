"""Answer an RFI, whole or in part: by the same weighing as a request, under the strictest marking of what it uses."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from watchfloor.core.rules.audience import Audience
from watchfloor.disseminate.actions.answering import NotAnswered, tell_of
from watchfloor.disseminate.rules import answering as rule
from watchfloor.disseminate.rules.answering import Asked
from watchfloor.plan.actions.rfis import NoSuchRfi, NotAsked, settle_rfi
from watchfloor.plan.queries.rfis import RfiView

__all__ = ["NoSuchRfi", "NotAnswered", "NotAsked", "answer_rfi", "asked_by_rfi"]


def asked_by_rfi(view: RfiView) -> Asked:
    """An RFI as what is answered."""
    return Asked(
        view.public_id, rule.RFI, view.label_id, view.purpose, view.words.case_ref, view.agency_id, view.recipient_id,
        view.marking,
    )  # fmt: skip


def answer_rfi(
    *, rfi_id: UUID, outcome: str, whole: bool, words: str, told: Sequence[UUID], reuses: UUID | None = None,
    by: Audience, now: datetime,
) -> UUID:  # fmt: skip
    """Keep what the requester was told, as a dissemination of its own; `whole` ends the RFI, else more is to come.

    MUST be called under an audience of the RFI's purpose and case. `reuses` is the RFI whose answer was used again.
    Raises NoSuchRfi, NotAsked, NotAnswered.
    """
    words = words.strip() or (rule.NOTHING_WORDS if outcome == rule.NOTHING else "")
    with transaction.atomic():
        view = settle_rfi(rfi_id=rfi_id, whole=whole, reuses=reuses, by=by, now=now)
        return tell_of(asked=asked_by_rfi(view), outcome=outcome, words=words, told=told, by=by, now=now)
