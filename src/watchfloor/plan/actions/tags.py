"""Say that a record, a product or a request answers a need, or that it does not; take the word back."""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from watchfloor.core.actions.records import label_joins
from watchfloor.core.ledger.telling import tell
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision, Refused
from watchfloor.plan.actions.needs import NoSuchNeed
from watchfloor.plan.models.needs import Tag
from watchfloor.plan.queries import needs
from watchfloor.plan.queries.needs import STATES
from watchfloor.plan.rules.needs import Need
from watchfloor.protect.formats.policy import load

CITATION = "fusion-process 5.3; attributes G8, D7 (gathering and products by need)"


class NotTagged(Refused):
    """It may not be tagged, or not by this person."""


def tag_record(*, need_id: UUID, record: UUID, answers: bool = True, by: Audience, now: datetime) -> None:
    """A person's word on a record that he may read; a word before it ends. MUST run under his audience.

    Raises NoSuchNeed, NotTagged, and LookupError for a record that is not there for him.
    """
    rows = core.rows_of(audience=by, public_ids=[record])
    if not rows:
        raise LookupError
    row, need = rows[0], _need(need_id, by)
    joins = load().join(row.legal_class, "reference")
    apart = "" if joins.show else f"Records of this class are not held beside needs ({row.legal_class}, reference)."
    _allow(need, by, now, apart=apart)
    _keep(need, "record", record, row.id, row.label_id, answers, by, now)


def tag_thing(
    *, need_id: UUID, kind: str, thing_id: UUID, label_id: int, answers: bool = True, by: Audience, now: datetime
) -> None:
    """The same for what is no record ("product", "request"); the caller MUST have shown that `by` may read it.

    Raises NoSuchNeed and NotTagged.
    """
    need = _need(need_id, by)
    _allow(need, by, now, apart="")
    _keep(need, kind, thing_id, None, label_id, answers, by, now)


def untag(*, need_id: UUID, thing_id: UUID, by: Audience, now: datetime) -> None:
    """Take the standing word back; nothing where there is none. Raises NoSuchNeed and NotTagged."""
    need = _need(need_id, by)
    _may(by)
    with transaction.atomic():
        if _end(need, thing_id, by, now):
            tell(kind="plan.tag.ended", by=by, records=[thing_id, need.public_id], rules=["plan.tag.right"])


def _need(need_id: UUID, by: Audience) -> Need:
    found = needs.need(audience=by, public_id=need_id)
    if found is None:
        raise NoSuchNeed
    return found


def _may(by: Audience) -> None:
    right = STATES in by.rights
    text = "You may say what answers a need." if right else "Your role does not say what answers a need."
    way_out = "" if right else "Ask an analyst of the center."
    decision = Decision.of(Because(text, "plan.tag.right", CITATION, right, way_out))
    if not decision:
        raise NotTagged(decision)


def _allow(need: Need, by: Audience, now: datetime, *, apart: str) -> None:
    _may(by)
    reasons = []
    if not need.in_force(at=now):
        reasons.append(Because("The need is not in force.", "plan.tag.need", CITATION, False, "Choose one that is."))
    if apart:
        way_out = "Tag what it led to, such as a product."
        reasons.append(Because(apart, "plan.tag.class", "28 CFR 23.3; class-join table", False, way_out))
    if reasons:
        raise NotTagged(Decision.of(*reasons))


def _keep(
    need: Need, kind: str, thing_id: UUID, record_id: int | None, label_id: int, answers: bool, by: Audience,
    now: datetime,
) -> None:  # fmt: skip
    with transaction.atomic():
        _end(need, thing_id, by, now)
        Tag(
            public_id=uuid4(), need_id=need.id, kind=kind, thing_id=thing_id, record_id=record_id,
            label_id=label_joins([(label_id, need.label_id)])[label_id, need.label_id], base_label_id=need.label_id,
            answers=answers, by_id=by.actor.person_id, at=now,
        ).save(force_insert=True)  # fmt: skip
        deed = "made" if answers else "declined"
        tell(kind=f"plan.tag.{deed}", by=by, records=[thing_id, need.public_id], rules=["plan.tag.right"])


def _end(need: Need, thing_id: UUID, by: Audience, now: datetime) -> bool:
    standing = Tag.objects.select_for_update().filter(need_id=need.id, thing_id=thing_id, ended_at=None)
    ids = [row.public_id for row in standing.filter(label_id__in=by.label_ids)]
    return Tag.objects.filter(public_id__in=ids).update(ended_at=now, ended_by=by.actor.person_id) > 0
