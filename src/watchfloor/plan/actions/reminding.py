"""Tell whoever answers for it, once, that something of his runs out: an RFI's part, a need's review, a watch word.

Nobody is called for these and no notice holds a word of them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.timezone import localdate

from watchfloor.core.ledger.telling import tell
from watchfloor.core.rules.audience import Audience
from watchfloor.notify.actions.outbox import notice
from watchfloor.plan.actions.callouts import notice_label
from watchfloor.plan.queries import needs, rfis, words

WORD_AHEAD = timedelta(days=14)  # before a watch word ends; it is looked for no longer unless it is renewed


@dataclass(frozen=True, slots=True)
class Due:
    """What runs out, whose it is, and by what one notice of it is known."""

    of: UUID
    person_id: int
    kind: str
    subject: str
    text: str
    path: str
    once_key: str


def remind(*, by: Audience, now: datetime) -> int:
    """Parts of RFIs past their time and needs past their yearly review; how many were told now.

    `by` MUST be the service of the clocks.
    """
    return _tell([*_parts(by, now), *_needs(by, now)], by, now)


def remind_of_words(*, by: Audience, now: datetime) -> int:
    """Watch words that end soon and that nobody renewed; how many were told now. `by` MUST be the service of words."""
    return _tell(_words(by, now), by, now)


def _parts(by: Audience, now: datetime) -> Iterable[Due]:
    for part, rfi, person_id in rfis.overdue_parts(audience=by, now=now):
        yield Due(
            rfi, person_id, "rfi", "Your part of an RFI is past its time",
            "A part of an RFI that was given to you is past its time. Its page says which.", f"/rfis/{rfi}/",
            f"rfi-part-late-{part}",
        )  # fmt: skip


def _needs(by: Audience, now: datetime) -> Iterable[Due]:
    for one in needs.tree(audience=by):
        if one.overdue(on=localdate(now)):
            yield Due(
                one.public_id, one.said.held_by or one.stated_by, "need", "An information need waits for its review",
                "A need that you answer for has passed the day of its yearly review. Review it, or retire it.",
                f"/needs/{one.public_id}/", f"need-review-{one.public_id}-{one.review_on}",
            )  # fmt: skip


def _words(by: Audience, now: datetime) -> Iterable[Due]:
    known = words.words(audience=by)
    renewed = {one.renews for one in known if one.renews}
    for one in known:
        stands = one.state == "approved" and one.ended_at is None and one.expires_at is not None
        if stands and one.expires_at and one.expires_at <= now + WORD_AHEAD and one.public_id not in renewed:
            yield Due(
                one.public_id, one.proposed_by, "word", "A watch word ends within two weeks",
                "A watch word that you proposed ends by itself. Propose it again if its offense still stands.",
                "/needs/words/", f"word-ends-{one.public_id}",
            )  # fmt: skip


def _tell(due: Iterable[Due], by: Audience, now: datetime) -> int:
    label_id, told = notice_label(), list[UUID]()
    for one in due:
        if one.person_id > 0 and notice(
            person_id=one.person_id, kind=one.kind, subject=one.subject, text=one.text, path=one.path,
            label_id=label_id, once_key=one.once_key, now=now,
        ):  # fmt: skip
            told.append(one.of)
    if told:
        tell(kind="plan.reminder.sent", by=by, records=list(dict.fromkeys(told)))
    return len(told)
