"""Whoever reported hears one word, used, referred or closed, and its day: from the center's vetting alone."""

from datetime import datetime

from django.utils.timezone import localdate

from watchfloor.core.ledger.telling import tell
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.gather.models.sharing import Outcome
from watchfloor.notify.actions.outbox import notice
from watchfloor.protect.actions.stamp import Stamper

SUBJECT = "What became of your report"
TEXT = "A report of yours was decided on. Its page says in one word what became of it."


def keep_outcome(*, row: core.Row, word: str, by: Audience, now: datetime) -> None:
    """Keep the word and tell the person who filed it, if one did. MUST run in the transaction of the decision, which
    tells its own fact after this one. The notice says that there is a word, and not which.
    """
    known = Outcome.objects.filter(record_id=row.id)
    if known.filter(word=word).exists():
        return
    if not known.update(word=word, on=localdate(now)):
        Outcome.objects.bulk_create([Outcome(record_id=row.id, label_id=row.label_id, word=word, on=localdate(now))])
    seen = core.record(audience=by, public_id=row.public_id)
    if seen and seen.author > 0 and seen.author != by.actor.person_id:
        stamper = Stamper(legal_class="product", owner_id=by.actor.agency_id, verified=True, now=now, share="partners")
        notice(
            person_id=seen.author, kind="feedback", subject=SUBJECT, text=TEXT, path=f"/records/{row.public_id}/",
            label_id=stamper.stamp(markings=("U",)).label_id, once_key=f"feedback-{row.public_id}-{word}", now=now,
        )  # fmt: skip
    tell(kind="gather.feedback.given", by=by, records=[row.public_id], rules=["gather.feedback"])
