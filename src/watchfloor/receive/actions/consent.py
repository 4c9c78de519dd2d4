"""Ask the owner of an item whether it may go on, by an RFI, and record what he answers; each is a fact."""

from datetime import datetime
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction

from watchfloor.core.ledger.telling import tell
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Decision, Refused
from watchfloor.core.rules.fact import Words
from watchfloor.people import queries as people
from watchfloor.plan.actions.rfis import state_rfi
from watchfloor.plan.rules.rfis import OUT, RfiWords, SaidRfi
from watchfloor.receive.models import Consent, Source
from watchfloor.receive.queries import consents
from watchfloor.receive.rules.consent import ASK, RECORD, may_ask, may_record

ASKED = (
    "May this center pass on what you sent us under your number {number}, received {day}? To whom: {whom} Please answer"
    " yes or no, and under which conditions. The item itself is not repeated here."
)


class NotConsented(Refused):
    """The right, the words or something that can be answered is missing."""


def ask_owner(*, record: UUID, for_whom: str, why: str, by: Audience, now: datetime) -> UUID:
    """Ask whether this version may go on: an RFI to its owner is drafted, without content of the item; the RFI's id.

    Raises NotConsented, NotAsked where the RFI cannot be kept, and LookupError for an item that is not to be seen.
    """
    text = _text(record, by)
    waits = any(not one.answer and one.version_n == text.n for one in consents(audience=by, record_id=text.row.id))
    decision = _must(may_ask(for_whom=for_whom, why=why, waits=waits, right=ASK in by.rights))
    with transaction.atomic():
        rfi = state_rfi(said=_question(text, for_whom.strip(), why.strip(), by), by=by, now=now)
        Consent.objects.bulk_create([
            Consent(
                public_id=uuid4(), record_id=text.row.id, label_id=text.row.label_id, version_n=text.n,
                agency_id=text.row.owner_id, rfi=rfi, for_whom=for_whom.strip(), why=why.strip(),
                asked_by=by.actor.person_id, asked_at=now,
            )
        ])  # fmt: skip
        tell(kind="receive.consent.asked", by=by, records=[text.row.public_id, rfi], rules=decision.rules)
    return rfi


def record_answer(*, record: UUID, consent: UUID, answer: str, words: str, by: Audience, now: datetime) -> None:
    """Keep what the owner answered; who said so and how is sealed. Raises NotConsented, and LookupError."""
    text = _text(record, by)
    known = {one.id: one for one in consents(audience=by, record_id=text.row.id)}
    standing = known.get(consent)
    if standing is None:
        raise LookupError
    decision = _must(may_record(standing.answer, answer=answer, words=words, right=RECORD in by.rights))
    with transaction.atomic():
        Consent.objects.filter(pk=consent).update(answer=answer, answered_by=by.actor.person_id, answered_at=now)
        sealed = Words(words.strip(), text.row.label_id, text.row.id)
        tell(
            kind=f"receive.consent.{answer}", by=by, records=[text.row.public_id], rules=decision.rules, words=sealed
        )  # fmt: skip


def ask_source_first(*, record: UUID, asks: bool, by: Audience, now: datetime) -> None:
    """Keep in mind that whoever sent this item is asked before anything of his goes on, or no longer. A fact.

    Raises NotConsented, and LookupError for an item that is not to be seen or came from no source.
    """
    del now
    text = _text(record, by)
    rows = Source.objects.filter(agency_id=text.row.owner_id)
    _must(may_record("", answer="agreed", words="the source says so", right=RECORD in by.rights))
    ids = list(rows.values_list("public_id", flat=True))
    if not ids:
        raise LookupError
    with transaction.atomic():
        rows.update(asks_first=asks)
        rule = "source.asks-first" if asks else "source.asks-no-more"
        tell(kind="receive.source.asks-first", by=by, records=ids, rules=[rule])


def _text(record: UUID, by: Audience) -> core.Text:
    texts = core.texts_of(audience=by, public_ids=[record])
    if not texts:
        raise LookupError
    return texts[0]


def _must(decision: Decision) -> Decision:
    if not decision:
        raise NotConsented(decision)
    return decision


def _question(text: core.Text, for_whom: str, why: str, by: Audience) -> SaidRfi:
    """Its owner's own number names the item; no word of it stands in the question."""
    told = text.data.get("object") or {}
    number = str(told.get("identifier") or told.get("id") or told.get("uuid") or text.row.public_id)[:100]
    owner = people.agencies(ids=[text.row.owner_id])[text.row.owner_id]
    person = people.person(person_id=by.actor.person_id)
    words = RfiWords(
        requester=person.name if person else "", agency=owner.code, contact=settings.CENTER_PHONE,
        case_ref=str(by.case_ref or ""), subject=f"Consent of the originator: {number}"[:200],
        asked=ASKED.format(number=number, day=f"{text.row.opened_at:%Y-%m-%d}", whom=for_whom), need=why,
    )  # fmt: skip
    return SaidRfi(words, OUT, by.purpose, "assessment", "threat", "routine")
