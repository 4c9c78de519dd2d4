"""Have a kind's model estimated anew, and take what came of it or leave it: a person's act, told in the ledger."""

from datetime import datetime
from uuid import UUID, uuid4

from watchfloor.analyze.formats.model_versions import shipped_versions
from watchfloor.analyze.models.estimates import Estimate, ModelVerdict
from watchfloor.analyze.queries.models import in_force
from watchfloor.analyze.rules.models import may_order, may_take
from watchfloor.core.ledger.telling import tell
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Decision, Refused

RIGHT = "model.take"


class NotTaken(Refused):
    """Whoever acts may not, there is no such model, or it is in force already."""


def order_estimate(*, kind: str, by: Audience, now: datetime) -> UUID:
    """Order that a kind's model be estimated of all that records name; the worker does it. Changes no question.

    MUST run inside the door's transaction. Tells analyze.model.ordered. Raises NotTaken.
    """
    _must(may_order(
        person=by.actor.person_id > 0, right=RIGHT in by.rights, known=kind in shipped_versions(),
        waits=Estimate.objects.filter(kind=kind, state="asked").exists(),
    ))  # fmt: skip
    made = Estimate(public_id=uuid4(), kind=kind, asked_by=by.actor.person_id, asked_at=now)
    Estimate.objects.bulk_create([made])
    tell(kind="analyze.model.ordered", by=by, records=[], rules=[f"analyze.model.{kind}"])
    return made.public_id


def take_model(*, kind: str, version: str, by: Audience, now: datetime) -> None:
    """Let this version of a kind's model be the one in force: an estimated one, or again the one that ships.

    Questions that were asked under it are asked at once; the worker holds everybody anew under it. Answers that people
    gave stand. MUST run inside the door's transaction. Tells analyze.model.taken with the version. Raises NotTaken.
    """
    _decide(kind, version, "taken", by, now, in_force=in_force(audience=by).get(kind) == version)


def leave_model(*, kind: str, version: str, by: Audience, now: datetime) -> None:
    """Leave an estimated version: nothing changes, and nobody is asked about it again. Tells analyze.model.left."""
    _decide(kind, version, "left", by, now, in_force=in_force(audience=by).get(kind) == version)


def _decide(kind: str, version: str, verdict: str, by: Audience, now: datetime, *, in_force: bool) -> None:
    shipped = shipped_versions().get(kind, "")
    estimated = Estimate.objects.filter(kind=kind, version=version, beside=shipped, state="ready").exists()
    ready = version != "" and (version == shipped or estimated)
    right = RIGHT in by.rights
    decision = may_take(person=by.actor.person_id > 0, right=right, ready=ready, in_force=in_force)
    _must(decision)
    ModelVerdict.objects.bulk_create(
        [ModelVerdict(kind=kind, version=version, verdict=verdict, given_by=by.actor.person_id, given_at=now)]
    )
    tell(kind=f"analyze.model.{verdict}", by=by, records=[], rules=[*decision.rules, f"analyze.model.{kind}.{version}"])


def _must(decision: Decision) -> None:
    if not decision:
        raise NotTaken(decision)
