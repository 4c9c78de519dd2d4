"""Liaison officers ask, sponsors approve and end; who lapsed files nothing by any door."""

from datetime import datetime

from django.db import transaction

from watchfloor.core.ledger.telling import tell
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision, Refused
from watchfloor.gather.formats.officers import officer_policy
from watchfloor.gather.models.officers import Officer as Kept
from watchfloor.gather.queries.officers import officer
from watchfloor.gather.rules.officers import in_force, may_approve
from watchfloor.people import queries as people


class NotAnOfficer(Refused):
    """He is not approved, not trained, lapsed or ended."""


class NotApproved(Refused):
    """The sponsor may not, or the officer is not to be approved."""


def ask(*, by: Audience, now: datetime) -> None:
    """Ask to be approved, or to be certified anew; asking twice is asking once."""
    with transaction.atomic():
        asked = {"asked_at": now, "agency_id": by.actor.agency_id}
        Kept.objects.update_or_create(person_id=by.actor.person_id, defaults=asked)
        tell(kind="gather.officer.asked", by=by)


def approve(*, person_id: int, by: Audience, now: datetime) -> None:
    """Approve or certify anew, for a year from today. Raises NotApproved."""
    trained, policy = _trained(person_id, now), officer_policy()
    decision = may_approve(
        rights=by.rights, sponsor=by.actor.person_id, officer=person_id, trained=trained, policy=policy
    )
    if not decision:
        raise NotApproved(decision)
    with transaction.atomic():
        set_to = {"approved_by": by.actor.person_id, "approved_at": now, "ended_at": None}
        if not Kept.objects.filter(person_id=person_id).update(**set_to):
            raise NotApproved(Decision.of(Because("He has not asked.", "officer.asked", ok=False)))
        tell(kind="gather.officer.approved", by=by, rules=decision.rules)


def end(*, person_id: int, by: Audience, now: datetime) -> None:
    """End an approval at once. Raises NotApproved."""
    if "officer.approve" not in by.rights:
        no = Because("Your role ends no approvals.", "officer.approve", "AC-5", False, "Ask a supervisor.")
        raise NotApproved(Decision.of(no))
    with transaction.atomic():
        Kept.objects.filter(person_id=person_id, ended_at=None).update(ended_at=now)
        tell(kind="gather.officer.ended", by=by)


def standing(*, by: Audience, now: datetime) -> Decision:
    """Whether this very person may file from the field today."""
    person = by.actor.person_id
    own = officer(audience=by, person_id=person)
    return in_force(own, trained=_trained(person, now), policy=officer_policy(), today=now.date())


def must_not_be_suspended(*, by: Audience, now: datetime) -> None:
    """Who was approved once and lapsed files by no door. Raises NotAnOfficer; says nothing to who never was one."""
    own = officer(audience=by, person_id=by.actor.person_id)
    if own is not None and own.approved_on is not None and not (decision := standing(by=by, now=now)):
        raise NotAnOfficer(decision)


def _trained(person_id: int, now: datetime) -> bool:
    held = people.standings(ids=[person_id]).get(person_id)
    return held is not None and held.trained(officer_policy().course, now.date())
