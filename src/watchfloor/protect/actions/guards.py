"""Text guards at work: a follower looks at what came in and calls a person; the person says what becomes of it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from watchfloor.core.ledger.telling import tell
from watchfloor.core.queries.records import Text, texts_of
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision, Refused
from watchfloor.core.rules.fact import Fact
from watchfloor.notify.actions.outbox import notice
from watchfloor.people import queries as people
from watchfloor.protect.actions.stamp import Stamper
from watchfloor.protect.formats.guard import calls_nobody, look_at_record, verdicts
from watchfloor.protect.formats.policy import load
from watchfloor.protect.models.spills import Guarded
from watchfloor.protect.queries.guards import LOOKS

SERVICE = "protect.guards"
HERE = "/privacy/texts/"
TEXT = "Text guards found something that a person should look at. The page says in which records, and by which rule."


class NotLooked(Refused):
    """It is not there for this person, or not his to say."""


def guard(*, facts: Sequence[Fact], by: Audience, now: datetime) -> int:
    """Look at every record that these facts opened or changed; how many await a person. Idempotent by version."""
    texts = texts_of(audience=by, public_ids=list({one for fact in facts for one in fact.records}))
    found = {(text.row.id, text.n): (text, _guards(text)) for text in texts}
    rows = [_row(text, rules, now) for text, rules in found.values() if rules]
    known = set(Guarded.objects.filter(record_id__in=[row.record_id for row in rows]).values_list("record_id", "n"))
    fresh = [row for row in rows if (row.record_id, row.n) not in known]
    if fresh:
        Guarded.objects.bulk_create(fresh, ignore_conflicts=True)
        _call(by, now)
        rules = sorted({rule for row in fresh for rule in row.guards})
        tell(kind="protect.text.flagged", by=by, records=[row.public_record for row in fresh], rules=rules)
    return len(fresh)


def _guards(text: Text) -> list[str]:
    row = text.row
    found = look_at_record(row.title, text.body, text.data, legal_class=row.legal_class)
    return [note.rule for note in found if (note.rule, row.legal_class) not in calls_nobody()]


def _row(text: Text, rules: list[str], now: datetime) -> Guarded:
    row = text.row
    return Guarded(
        record_id=row.id, public_record=row.public_id, n=text.n, label_id=row.label_id, guards=rules, raised_at=now
    )


def _call(by: Audience, now: datetime) -> None:
    """Who looks at texts hears once a day that some wait, and nothing of what."""
    stamper = Stamper(legal_class="product", owner_id=by.actor.agency_id, verified=True, now=now, share="center")
    label_id = stamper.stamp(markings=("U",)).label_id
    for one in people.persons().values():
        if LOOKS in load().roles.get(one.role, frozenset()) and one.agency_id == by.actor.agency_id:
            notice(
                person_id=one.id, kind="text-guard", subject="Texts wait for a look", text=TEXT, path=HERE,
                label_id=label_id, once_key=f"texts-{now:%Y%m%d}-{one.id}", now=now,
            )  # fmt: skip


def looked(*, public_id: UUID, verdict: str, by: Audience, now: datetime) -> None:
    """A person has looked, and says what becomes of it; nothing else happens to the record. Raises NotLooked."""
    row = Guarded.objects.filter(public_id=public_id, looked_at=None).first() if LOOKS in by.rights else None
    if row is None or verdict not in verdicts():
        text = "There is no such text to you." if row is None else "Choose one of the verdicts."
        rule = "guard.look" if row is None else "guard.verdict"
        raise NotLooked(Decision.of(Because(text, rule, "center P/CRCL policy", ok=False)))
    with transaction.atomic():
        Guarded.objects.filter(pk=row.pk, looked_at=None).update(
            looked_at=now, looked_by=by.actor.person_id, verdict=verdict
        )
        rules = ["guard.look", f"guard.{verdict}", *row.guards]
        tell(kind="protect.text.looked-at", by=by, records=[row.public_record], rules=rules)
