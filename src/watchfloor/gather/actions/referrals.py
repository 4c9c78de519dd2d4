"""A SAR about other crime goes to the agency whose matter it is, never to the repository."""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from watchfloor.core.formats import crypt
from watchfloor.core.ledger.telling import tell
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision, Refused
from watchfloor.gather.actions.outcomes import keep_outcome
from watchfloor.gather.formats.behavior import vetting_policy
from watchfloor.gather.models.sharing import Referral
from watchfloor.gather.queries.nexus import nexus_of
from watchfloor.gather.rules.sharing import may_refer, word_of
from watchfloor.people import queries as people
from watchfloor.protect.queries.purges import key_of

RIGHT = "product.release"


class NotReferred(Refused):
    """There is no such SAR for the asker, or a rule of referral refuses."""


def refer(*, record: UUID, agency: str, why: str, by: Audience, now: datetime) -> UUID:
    """Record that the packet is handed to an agency (its code); the submitter hears "referred". Raises NotReferred."""
    row = next(iter(core.rows_of(audience=by, public_ids=[record])), None)
    key = key_of(record_id=row.id) if row else None
    if row is None or key is None or RIGHT not in by.rights:
        raise NotReferred(Decision.of(Because("There is no such SAR for you.", "gather.referral.record", ok=False)))
    known = people.agency(code=agency) if agency else None
    decision = may_refer(
        legal_class=row.legal_class, outcome=_outcome(row, by), agency=known.code if known else "", why=why,
        least=vetting_policy().reason_min,
    )  # fmt: skip
    if not decision or known is None:
        raise NotReferred(decision)
    kept = uuid4()
    with transaction.atomic():
        Referral.objects.bulk_create([
            Referral(public_id=kept, record_id=row.id, label_id=row.label_id, agency_id=known.id,
                     why=crypt.seal(why.strip().encode(), key=key), by_id=by.actor.person_id, at=now)
        ])  # fmt: skip
        keep_outcome(row=row, word=word_of(promoted=True, referred=True), by=by, now=now)
        tell(kind="gather.sar.referred", by=by, records=[record], rules=decision.rules)
    return kept


def _outcome(row: core.Row, by: Audience) -> str:
    """What the newest confirmed no came to."""
    found = nexus_of(audience=by, record_id=row.id)
    return next((one.said.outcome for one in found if one.answer == "confirmed"), "")
