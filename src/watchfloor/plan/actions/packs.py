"""Take a topic pack, decide on it, remove it."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from watchfloor.core.ledger.telling import tell
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Decision, Refused
from watchfloor.core.rules.fact import Words
from watchfloor.plan.actions.needs import approve_from_pack, own_label, retire_need
from watchfloor.plan.formats.packs import shipped_pack
from watchfloor.plan.models.packs import Pack
from watchfloor.plan.queries import needs
from watchfloor.plan.queries.needs import APPROVES
from watchfloor.plan.queries.packs import taken_packs
from watchfloor.plan.queries.words import DECIDES
from watchfloor.plan.rules import packs as rule
from watchfloor.plan.rules.packs import Taken, TopicPack, said_of


class NotTaken(Refused):
    """The pack may not be taken, decided on or removed so."""


class NoSuchPack(LookupError):
    """No pack bears this name."""


def take_pack(*, name: str, by: Audience, now: datetime) -> UUID:
    """Put a pack before the privacy officer; nothing of it counts until then. Raises NoSuchPack and NotTaken."""
    pack, standing = _pack(name), taken_packs(audience=by).get(name)
    _allow(rule.may_take(standing, right=APPROVES in by.rights))
    with transaction.atomic():
        owner, label_id = own_label()
        made = Pack(
            public_id=uuid4(), owner_id=owner, label_id=label_id, name=name, sha256=pack.sha256,
            taken_by=by.actor.person_id, taken_at=now,
        )  # fmt: skip
        made.save(force_insert=True)
        tell(kind="plan.pack.taken", by=by, records=[made.public_id], rules=[f"pack.{name}", "plan.pack.right"])
    return made.public_id


def decide_pack(*, name: str, approve: bool, because: str = "", by: Audience, now: datetime) -> None:
    """The privacy officer's word on it. Approved, its needs are stated and approved with it. Raises NotTaken."""
    pack, taken = _pack(name), taken_packs(audience=by).get(name)
    right, me = DECIDES in by.rights, by.actor.person_id
    _allow(rule.may_decide(taken, pack, approve=approve, because=because, right=right, person_id=me))
    assert taken is not None  # the decision says so
    with transaction.atomic():
        ended = {} if approve else {"removed_by": me, "removed_at": now}
        _change(taken, approved=approve, decided_by=me, decided_at=now, because=because.strip(), **ended)
        if approve:
            _state(pack, taken, by, now)
        words = Words(because.strip(), taken.label_id) if because.strip() else None
        kind = "plan.pack.approved" if approve else "plan.pack.refused"
        tell(kind=kind, by=by, records=[taken.public_id], rules=[f"pack.{name}", "plan.pack.approve"], words=words)


def remove_pack(*, name: str, by: Audience, now: datetime) -> int:
    """Retire what nobody has changed; how many needs. What somebody changed, and what stands beneath it, stays."""
    taken = taken_packs(audience=by).get(name)
    _allow(rule.may_remove(taken, right=APPROVES in by.rights))
    assert taken is not None  # the decision says so
    with transaction.atomic():
        going = rule.untouched(name, {one.id: one for one in needs.tree(audience=by)})
        for one in going:
            retire_need(need_id=one.public_id, why=f"The topic pack {name} was removed.", by=by, now=now)
        _change(taken, removed_by=by.actor.person_id, removed_at=now)
        tell(kind="plan.pack.removed", by=by, records=[taken.public_id], rules=[f"pack.{name}", "plan.pack.right"])
    return len(going)


def _state(pack: TopicPack, taken: Taken, by: Audience, now: datetime) -> None:
    made: dict[str, UUID] = {}
    for one in pack.needs:
        made[one.code] = approve_from_pack(
            said=said_of(one, made.get(one.above)), pack=pack.name, taken_by=taken.taken_by, by=by, now=now
        )


def _pack(name: str) -> TopicPack:
    found = shipped_pack(name)
    if found is None:
        raise NoSuchPack
    return found


def _allow(decision: Decision) -> None:
    if not decision:
        raise NotTaken(decision)


def _change(taken: Taken, **what: Any) -> None:
    Pack.objects.filter(public_id=taken.public_id).update(**what)
