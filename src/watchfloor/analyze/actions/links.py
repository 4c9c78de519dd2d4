"""Keep proposed links: new ones added, open questions brought up to date, judged ones left as they are."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

import msgspec
from django.db import connection
from django.db.models import Q

from watchfloor.analyze.formats.tables import link_rules
from watchfloor.analyze.models.links import Link
from watchfloor.analyze.rules.bearing import LOCAL
from watchfloor.analyze.rules.links import Cause
from watchfloor.core.actions.records import label_joins
from watchfloor.core.queries import records as core

_json = msgspec.json.Encoder()
_causes = msgspec.json.Decoder(tuple[Cause, ...])
Pair = tuple[int, int]
ADD = """
insert into analyze_link (public_id, a_id, b_id, label_id, crosses, causes, strength, bits, state, proposed_at,
  judged_because)
select p, a, b, l, x, c, s, w, 'proposed', %s, ''
from unnest(%s::uuid[], %s::bigint[], %s::bigint[], %s::int[], %s::boolean[], %s::jsonb[], %s::text[],
  %s::double precision[]) as g(p, a, b, l, x, c, s, w) on conflict do nothing
"""
RENEW = """
update analyze_link k set causes = g.c, strength = g.s, bits = g.w, state = 'proposed', proposed_at = %s
from unnest(%s::bigint[], %s::bigint[], %s::jsonb[], %s::text[], %s::double precision[]) as g(a, b, c, s, w)
where k.a_id = g.a and k.b_id = g.b and k.state in ('proposed', 'withdrawn')
"""


@dataclass(frozen=True, slots=True)
class Proposed:
    """Two records (a < b), the causes and what they come to."""

    a: int
    b: int
    causes: tuple[Cause, ...]
    strength: str
    bits: float


def keep_links(
    *, proposed: Sequence[Proposed], rows: dict[int, core.Row], fresh: Collection[int], now: datetime
) -> list[Pair]:
    """Add what is new and renew what is still open; the pairs that are new. `rows` hold both ends of each.

    Of a pair with an end in `fresh` all causes were found anew; to any other pair only causes are added.
    """
    merged = _merged(proposed)
    known = _known(merged)
    for (a, b), before in known.items():
        if a not in fresh and b not in fresh:
            merged[a, b] = _merged([Proposed(a, b, before, "", 0.0), merged[a, b]])[a, b]
    new = [p for pair, p in merged.items() if pair not in known]
    _add(new, rows, now)
    _renew([p for pair, p in merged.items() if pair in known], now)
    return [(p.a, p.b) for p in new]


def _add(new: Sequence[Proposed], rows: dict[int, core.Row], now: datetime) -> None:
    if not new:
        return
    ends = [(rows[p.a].label_id, rows[p.b].label_id) for p in new]
    labels = label_joins(ends)
    ids, first, second = [uuid4() for _ in new], [p.a for p in new], [p.b for p in new]
    crosses = [is_local(rows[p.a]) != is_local(rows[p.b]) for p in new]
    with connection.cursor() as cursor:
        cursor.execute(ADD, [now, ids, first, second, [labels[pair] for pair in ends], crosses, *_columns(new)])


def is_local(row: core.Row) -> bool:
    """Whether somebody here reported it, as against what a partner sent."""
    return row.kind == LOCAL


def _merged(proposed: Sequence[Proposed]) -> dict[Pair, Proposed]:
    """One for each pair: causes of mentions and of relations together."""
    merged: dict[Pair, Proposed] = {}
    for one in proposed:
        before = merged.get((one.a, one.b))
        causes = tuple(dict.fromkeys((*(before.causes if before else ()), *one.causes)))
        bits = float(sum(cause.weight_bits for cause in causes))
        merged[one.a, one.b] = Proposed(one.a, one.b, causes, strength_of(bits), bits)
    return merged


def strength_of(bits: float) -> str:
    """The word for a sum of bits."""
    rules = link_rules()
    return "strong" if bits >= rules.strong_bits else "fair" if bits >= rules.fair_bits else "weak"


def _known(pairs: Collection[Pair]) -> dict[Pair, tuple[Cause, ...]]:
    a, b = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    with connection.cursor() as cursor:
        cursor.execute(
            "select k.a_id, k.b_id, k.causes from analyze_link k join unnest(%s::bigint[], %s::bigint[]) as g(a, b)"
            " on k.a_id = g.a and k.b_id = g.b",
            [a, b],
        )
        return {(a, b): _causes.decode(causes) for a, b, causes in cursor.fetchall()}


def _renew(again: Sequence[Proposed], now: datetime) -> None:
    if again:
        with connection.cursor() as cursor:
            cursor.execute(RENEW, [now, [p.a for p in again], [p.b for p in again], *_columns(again)])


def _columns(proposed: Sequence[Proposed]) -> list[list[Any]]:
    return [
        [_json.encode(p.causes).decode() for p in proposed], [p.strength for p in proposed], [p.bits for p in proposed]
    ]  # fmt: skip


def withdraw(*, updated: Sequence[int], stands: Sequence[Proposed]) -> int:
    """Open questions about records with a new version that no cause bears out any more; what a source states stays."""
    if not updated:
        return 0
    pairs = {(p.a, p.b) for p in stands}
    open_ = Link.objects.filter(Q(a_id__in=updated) | Q(b_id__in=updated), state="proposed")
    gone = [
        link.pk
        for link in open_
        if (link.a_id, link.b_id) not in pairs
        and not any(str(cause["kind"]).startswith("relation:") for cause in link.causes)
    ]
    return Link.objects.filter(pk__in=gone).update(state="withdrawn") if gone else 0
