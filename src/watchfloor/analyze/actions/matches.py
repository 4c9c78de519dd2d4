"""Step 6, by machine: hold a party that arrives against all others and ask which of them it is; a person answers."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from django.db.models import QuerySet

from watchfloor.analyze.actions.everybody import Base, Weighed, base_of, weighed
from watchfloor.analyze.actions.parties import held_under
from watchfloor.analyze.formats.tables import party_rules
from watchfloor.analyze.models.parties import Match, Party, PartyKey
from watchfloor.analyze.queries.models import in_force
from watchfloor.core.actions.records import label_joins
from watchfloor.core.gate.session import reading
from watchfloor.core.ledger.telling import tell
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.protect.formats.classes import classes
from watchfloor.protect.formats.policy import load
from watchfloor.protect.rules.classes import may_meet
from watchfloor.resolution import online

AT_ONCE, READ_AT_ONCE = 500, 5000
Pair = tuple[int, int]
# a base, and one pair of it
Found = tuple[Base, Weighed]


def propose_matches(*, by: Audience, now: datetime, at_once: int = AT_ONCE) -> int:
    """Hold the parties that wait against all others and ask which may be one; how many were held, 0 when none waits.

    MUST be called outside a transaction: it reads in one, weighs in none, and keeps in another, which looks everything
    up again. Killed in between, the parties wait still. Only between records whose classes may be matched and shown
    beside each other (class-join table, deny by default), never within one record. Tells analyze.match.proposed.
    """
    with reading(by):
        waiting = list(standing(by).filter(asked_at=None).order_by("id")[:at_once])
        versions = in_force(audience=by)
        bases = {kind: base_of(kind, version=versions[kind]) for kind in sorted({party.kind for party in waiting})}
        before = {kind: _asked_before(kind, by) for kind, base in bases.items() if not base.read}
    found = [one for kind, base in bases.items() for one in _weighed(base, before.get(kind, {}), waiting)]
    keys = [one for base in bases.values() for one in _keys(base, waiting)]
    if waiting:
        with reading(by):
            keep_allowed(found=found, by=by, now=now)
            PartyKey.objects.bulk_create(keys, ignore_conflicts=True, batch_size=READ_AT_ONCE)
            for kind in bases:
                held = [party.pk for party in waiting if party.kind == kind]
                Party.objects.filter(pk__in=held).update(asked_at=now, held_under=held_under(versions[kind]))
    return len(waiting)


def standing(by: Audience) -> QuerySet[Party]:
    """Parties of current versions."""
    return Party.objects.filter(superseded_at=None, label_id__in=by.label_ids)


def _asked_before(kind: str, by: Audience) -> dict[int, Any]:
    rows = standing(by).filter(kind=kind, asked_at__isnull=False).values_list("pk", "fields")
    return dict(rows.iterator(chunk_size=READ_AT_ONCE))


def _weighed(base: Base, before: dict[int, Any], waiting: Sequence[Party]) -> list[Found]:
    arriving = {party.pk: party.fields for party in waiting if party.kind == base.kind.name}
    base.add(before | arriving)
    base.read = True
    return weighed_under(base, parties=list(arriving))


def _keys(base: Base, waiting: Sequence[Party]) -> list[PartyKey]:
    """What these are found by when one record is held against those that its asker may see (queries/likes.py)."""
    mine = [party for party in waiting if party.kind == base.kind.name]
    found = online.keys_of(*base.frozen, [party.fields for party in mine]) if mine else []
    return [
        PartyKey(party_id=party.pk, record_id=party.record_id, label_id=party.label_id, version=base.model.version,
                 key=key)
        for party, keys in zip(mine, found, strict=True)
        for key in keys
    ]  # fmt: skip


def weighed_under(base: Base, *, parties: Sequence[int]) -> list[Found]:
    """The questions that these of a base bring, weighed under its model."""
    return [(base, one) for one in weighed(base=base, pairs=_pairs(base, parties))]


def keep_allowed(*, found: Sequence[Found], by: Audience, now: datetime) -> None:
    """Of what memory gave, keep what stands in the table and may meet. MUST run inside a transaction."""
    ids = {end for _, one in found for end in (one.a, one.b)}
    there = {party.pk: party.record_id for party in standing(by).filter(pk__in=ids)}
    rows = {row.id: row for row in core.rows_of(audience=by, ids=sorted(set(there.values())))} if there else {}
    ends = [(rows.get(there.get(one.a, 0)), rows.get(there.get(one.b, 0))) for _, one in found]
    allowed = [
        (base, one, a, b)
        for (base, one), (a, b) in zip(found, ends, strict=True)
        if a is not None and b is not None and _may_meet(a, b)
    ]
    if allowed:
        _keep(allowed, now)
        named = dict.fromkeys(row.public_id for _, _, a, b in allowed for row in (a, b))
        tell(kind="analyze.match.proposed", by=by, records=list(named), rules=["protect.class-join"])


def _pairs(base: Base, parties: Sequence[int]) -> list[Pair]:
    rules = party_rules()
    found = {
        (min(party, other), max(party, other))
        for party in parties
        for other in base.like(base.fields[party], least_bits=rules.least_bits, most=rules.most)
        if other != party
    }
    return sorted(found)


def _may_meet(a: core.Row, b: core.Row) -> bool:
    return a.id != b.id and may_meet(a.legal_class, b.legal_class, classes=classes(), policy=load())


def _keep(allowed: Sequence[tuple[Base, Weighed, core.Row, core.Row]], now: datetime) -> None:
    labels = label_joins([(a.label_id, b.label_id) for _, _, a, b in allowed])
    made = [
        Match(
            kind=base.kind.name, a_id=one.a, b_id=one.b, a_record_id=a.id, b_record_id=b.id,
            label_id=labels[a.label_id, b.label_id], weight=one.weight, prior=base.model.prior,
            model=base.model.version,
            steps=msgspec.to_builtins([(s.comparison, s.level, s.weight) for s in one.steps]), proposed_at=now,
        )
        for base, one, a, b in allowed
    ]  # fmt: skip
    # a row under a label of this moment cannot be read back in the same transaction
    Match.objects.bulk_create(made, ignore_conflicts=True)
