"""Which items of partners and local reports bear on each other; both ends behind the wall and the class-join table."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q

from watchfloor.analyze.formats.tables import link_rules
from watchfloor.analyze.models.links import Link
from watchfloor.analyze.rules.bearing import LOCAL, Tie, reasons
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.protect.formats.policy import load

LOOKED_AT = 60  # of the newest links: what rises is of today
STANDS = ("proposed", "same", "unsure")
NEWEST = (
    "select k.a_id, k.b_id from analyze_link k where k.crosses and k.state = any(%s) and k.strength <> 'weak'"
    " and {} order by k.proposed_at desc limit %s"
)


@dataclass(frozen=True, slots=True)
class Bearing:
    """What bears on one record: how many others, and why, a sentence each."""

    others: int
    reasons: tuple[str, ...]


def bearing(*, audience: Audience, rows: Sequence[core.Row]) -> Mapping[int, Bearing]:
    """By record id: of an item of a partner the local reports, of a report the items of partners; none without any."""
    own = {row.id: row for row in rows}
    if not own:
        return {}
    links = Link.objects.filter(
        Q(a_id__in=list(own)) | Q(b_id__in=list(own)), label_id__in=audience.label_ids, crosses=True, state__in=STANDS
    ).exclude(strength="weak")
    pairs = [(mine, other, link) for link in links for mine, other in ((link.a_id, link.b_id), (link.b_id, link.a_id))]
    others = {row.id: row for row in core.rows_of(audience=audience, ids=sorted({other for _, other, _ in pairs}))}
    found, policy = defaultdict[int, list[Tie]](list), load()
    for mine, other, link in pairs:
        if mine in own and other in others and policy.join(own[mine].legal_class, others[other].legal_class).show:
            found[mine].append(Tie(other, tuple((c["kind"], c["shared"]) for c in link.causes)))
    words = {kind: one.word for kind, one in link_rules().identifiers.items()}
    return {
        mine: Bearing(len({tie.other for tie in ties}), reasons(ties, local=own[mine].kind != LOCAL, words=words))
        for mine, ties in found.items()
    }


def risen(*, audience: Audience, kinds: Sequence[str], how_many: int) -> list[core.Row]:
    """The newest that wait and on which something bears, of these kinds; what is not shown together rises not."""
    with connection.cursor() as cursor:
        sql = NEWEST.format(core.labels_wall(audience=audience, alias="k"))
        cursor.execute(sql, [list(STANDS), LOOKED_AT])
        pairs: list[tuple[int, int]] = list(cursor.fetchall())
    if not pairs:
        return []
    ends = sorted({one for pair in pairs for one in pair})
    rows = {row.id: row for row in core.rows_of(audience=audience, ids=ends)}
    policy = load()
    shown = [
        (a, b) for a, b in pairs
        if a in rows and b in rows and policy.join(rows[a].legal_class, rows[b].legal_class).show
    ]  # fmt: skip
    order = list(dict.fromkeys(one for pair in shown for one in pair))
    where = f"{core.wall(audience, 'r')} and r.settled_at is null and r.hidden_at is null and r.id = any(%s)"
    waits = {row.id for row in core.rows_by(where=where, values=[order])} if order else set[int]()
    return [rows[one] for one in order if one in waits and rows[one].kind in kinds][:how_many]
