"""Keep whom to call at an asset and where it is weak: under the center's own label, whatever the asset's is."""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.timezone import localdate

from watchfloor.core.ledger.telling import tell
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Refused
from watchfloor.plan.actions.putting import put
from watchfloor.plan.actions.watch import own_label
from watchfloor.plan.models.weakness import AssetContact, AssetFinding
from watchfloor.plan.queries.ground import AssetView, assets
from watchfloor.plan.rules import protected as rule
from watchfloor.plan.rules.protected import KEEPS, Office, Said


class NotSaid(Refused):
    """It says too little, or its writer does not keep what we protect."""


class NoSuchAsset(LookupError):
    """There is none, or it is not the asker's to see: both answer alike."""


def name_office(*, asset: UUID, said: Office, by: Audience, now: datetime) -> UUID:
    """Keep an office of the owner's to call. Raises NoSuchAsset and NotSaid."""
    view, decision = _asset(asset, by), rule.may_name_office(said, right=KEEPS in by.rights)
    if not decision:
        raise NotSaid(decision)
    with transaction.atomic():
        _, label_id = own_label()
        made = uuid4()
        row = {
            "public_id": made,
            "asset_id": view.id,
            "label_id": label_id,
            "office": said.office,
            "number": said.number,
            "email": said.email,
            "stated_by": by.actor.person_id,
            "stated_at": now,
        }
        put(table="plan_assetcontact", row=row)
        tell(kind="plan.asset.contact-named", by=by, records=[asset, made], rules=decision.rules)
    return made


def say(*, asset: UUID, said: Said, by: Audience, now: datetime) -> UUID:
    """Keep a vulnerability, a measure or a judged risk. Raises NoSuchAsset and NotSaid."""
    view = _asset(asset, by)
    decision = rule.may_say(said, right=KEEPS in by.rights, today=localdate(now))
    if not decision:
        raise NotSaid(decision)
    with transaction.atomic():
        _, label_id = own_label()
        made = uuid4()
        row = {
            "public_id": made,
            "asset_id": view.id,
            "label_id": label_id,
            "kind": said.kind,
            "words": said.words,
            "source": said.source,
            "valid_until": said.valid_until,
            "stated_by": by.actor.person_id,
            "stated_at": now,
        }
        put(table="plan_assetfinding", row=row)
        tell(kind="plan.asset.finding-stated", by=by, records=[asset, made], rules=decision.rules)
    return made


def end_said(*, said: UUID, by: Audience, now: datetime) -> None:
    """End a contact or a finding: it is shown no more, and stays as it was. Raises NoSuchAsset and NotSaid."""
    decision = rule.may_end(right=KEEPS in by.rights)
    if not decision:
        raise NotSaid(decision)
    with transaction.atomic():
        ended = sum(
            table.objects.filter(public_id=said, label_id__in=by.label_ids, ended_at=None).update(ended_at=now)
            for table in (AssetContact, AssetFinding)
        )
        if not ended:
            raise NoSuchAsset
        tell(kind="plan.asset.statement-ended", by=by, records=[said], rules=decision.rules)


def _asset(asset: UUID, by: Audience) -> AssetView:
    found = assets(audience=by, public_ids=[asset])
    if not found:
        raise NoSuchAsset
    return found[0]
