"""Reports that machines and phones hand over one by one: each is opened, known, refused or closed away, once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db import IntegrityError, transaction

from watchfloor.core.actions.records import open_records
from watchfloor.core.actions.sources import keyed
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.draft import Draft
from watchfloor.core.rules.opening import Incoming
from watchfloor.gather.actions.files import may_bring_in
from watchfloor.gather.actions.officers import must_not_be_suspended
from watchfloor.gather.actions.rows import incoming_of
from watchfloor.gather.actions.triage import Placed, place
from watchfloor.gather.formats.given import bytes_of, given_of, means
from watchfloor.gather.rules.given import Fault, Given, GivenMeans, draft_of
from watchfloor.gather.rules.guard import ProtectedWord, guard
from watchfloor.plan.queries import ground as plan
from watchfloor.protect.actions.quarantine import quarantine
from watchfloor.protect.actions.room import must_take_in_bulk
from watchfloor.protect.actions.stamp import Stamper
from watchfloor.protect.formats.spill import REASON, part_spills
from watchfloor.text.guard import protected_words

Outcome = Literal["opened", "known", "conflict", "refused", "closed-away"]
MOST = 500  # items of one batch: judged and opened in one transaction, which ends within 30 s
OTHER = "key: it named another report before. Give this one a key of its own."


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one item. `record` is given for opened and known; `faults` for what was refused or conflicts."""

    key: str
    outcome: Outcome
    record: UUID | None = None
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class _Item:
    given: Given
    draft: Draft
    item: Incoming


def take(
    *, items: Sequence[object], way: str, own: bool = False, same_key: bool = False, by: Audience, now: datetime
) -> list[Taken]:
    """One answer an item, in their order; an item that cannot be read spoils no other.

    The same key of the same agency with the same content is the same report, also when two come at once. `own`: the
    sender may read what he files. `same_key`: the key alone tells; for a phone, which names each report at random and
    whose time of sending stands in the report. MUST be called inside the door's transaction. Raises NotAccepted,
    NotAnOfficer and NoRoom.
    """
    may_bring_in(by)
    must_not_be_suspended(by=by, now=now)
    must_take_in_bulk()
    told = means(plan.gazetteer())
    open_to = (by.actor.person_id,) if own else ()
    stamper = Stamper(legal_class="tip_lead", owner_id=by.actor.agency_id, verified=True, now=now)
    judged = [_judged(item, told, way=way, now=now) for item in items]
    ready = [
        _Item(given, draft, _incoming(given, draft, item, stamper, open_to, by))
        for item, (given, draft, faults) in zip(items, judged, strict=True)
        if given and draft and not faults
    ]
    if same_key:
        ready = [replace(one, item=replace(one.item, digest=keyed(b"key", one.item.origin_key))) for one in ready]
    done = iter(_opened(ready, way=way, by=by, now=now))
    return [
        Taken(given.key if given else _key(item), "refused", None, faults) if faults else next(done)
        for item, (given, _, faults) in zip(items, judged, strict=True)
    ]


def _judged(
    item: object, told: GivenMeans, *, way: str, now: datetime
) -> tuple[Given | None, Draft | None, tuple[Fault, ...]]:
    given = given_of(item)
    if isinstance(given, Fault):
        return None, None, (given,)
    draft = draft_of(given, told, way=way, now=now)
    if isinstance(draft, tuple):
        return given, None, draft
    looked_at = f"{given.title}\n{given.narrative}\n{given.articulable_facts}"
    flagged = [ProtectedWord(f.said, f.start, f.note) for f in protected_words(looked_at)]
    guarded = guard(attested=given.attested, flagged=flagged)
    if not guarded.decision:
        return given, None, tuple(Fault("attested", f"{no.text} {no.way_out}") for no in guarded.decision.against)
    data = {**draft.data, "privacy_look": guarded.privacy_look}
    return given, draft.but(data=data, findings=(*draft.findings, *guarded.findings)), ()


def _incoming(
    given: Given, draft: Draft, item: object, stamper: Stamper, open_to: tuple[int, ...], by: Audience
) -> Incoming:
    agency, key = by.actor.agency_id, identity(key=given.key, by=by)
    stamp = stamper.stamp_drafts([draft], open_to=open_to)[0]
    return incoming_of(draft, key=key, stamp=stamp, piece=bytes_of(item), agency_id=agency)


def identity(*, key: str, by: Audience) -> bytes:
    """Under which a report that its sender named so is known; another agency's name is another one."""
    return keyed(b"given", str(by.actor.agency_id).encode(), key.encode())


def _key(item: object) -> str:
    said = item.get("key") if isinstance(item, dict) else ""
    return said[:200] if isinstance(said, str) else ""


def _opened(ready: Sequence[_Item], *, way: str, by: Audience, now: datetime) -> list[Taken]:
    """All at once; where another brought one of the keys in meanwhile, one by one."""
    try:
        with transaction.atomic():
            return _open(ready, way=way, by=by, now=now)
    except IntegrityError:
        return [_alone(one, way=way, by=by, now=now) for one in ready]


def _alone(one: _Item, *, way: str, by: Audience, now: datetime) -> Taken:
    for _ in range(2):  # the second look sees what the first one ran into
        try:
            with transaction.atomic():
                return _open([one], way=way, by=by, now=now)[0]
        except IntegrityError:
            continue
    return Taken(one.given.key, "conflict", None, (Fault("key", OTHER),))  # it named a report that was purged


def _open(ready: Sequence[_Item], *, way: str, by: Audience, now: datetime) -> list[Taken]:
    spilled = {id(draft) for draft in part_spills([one.item.draft for one in ready])[1]}
    stands = {
        key: (known.digest, known.public_id)
        for key, known in core.known(keys=[o.item.origin_key for o in ready]).items()
    }
    new = dict[bytes, _Item]()
    for one in ready:
        if id(one.item.draft) not in spilled and one.item.origin_key not in stands:
            new.setdefault(one.item.origin_key, one)
    opened = open_records(source=None, incoming=[one.item for one in new.values()], by=by, now=now) if new else []
    fresh = {id(one): each.public_id for one, each in zip(new.values(), opened, strict=True)}
    placed = [
        Placed(each.id, each.public_id, one.item.stamp.label_id, one.draft, danger=one.given.danger)
        for one, each in zip(new.values(), opened, strict=True)
    ]
    place(opened=placed, way=way, by=by, now=now)
    stands |= {key: (one.item.digest, fresh[id(one)]) for key, one in new.items()}
    away = [one.item for one in ready if id(one.item.draft) in spilled]
    quarantine(items=away, source=None, way="form" if way == "form" else "file", by=by, now=now)
    return [_taken(one, fresh.get(id(one)), stands, closed=id(one.item.draft) in spilled) for one in ready]


def _taken(one: _Item, fresh: UUID | None, stands: dict[bytes, tuple[bytes, UUID]], *, closed: bool) -> Taken:
    if closed:
        return Taken(one.given.key, "closed-away", None, (Fault("", REASON),))
    if fresh:
        return Taken(one.given.key, "opened", fresh)
    digest, record = stands[one.item.origin_key]
    if bytes(digest) == one.item.digest:
        return Taken(one.given.key, "known", record)
    return Taken(one.given.key, "conflict", None, (Fault("key", OTHER),))
