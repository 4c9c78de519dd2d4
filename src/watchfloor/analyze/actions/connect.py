"""Step 6, by machine: read records for what they name and propose which belong together; a person judges."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from watchfloor.analyze.actions.links import Proposed, keep_links, withdraw
from watchfloor.analyze.actions.mentions import keep_mentions
from watchfloor.analyze.actions.parties import keep_parties
from watchfloor.analyze.actions.warning import keep_lists
from watchfloor.analyze.formats.tables import link_rules
from watchfloor.analyze.models.links import Mention
from watchfloor.analyze.queries.known import hexed, key_of
from watchfloor.analyze.rules.links import MentionFacts, propose
from watchfloor.analyze.rules.relations import RelationEnd, joined
from watchfloor.analyze.rules.sightings import cells_beside
from watchfloor.core.ledger.telling import tell
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.draft import Place, When
from watchfloor.plan.rules.thing import when_of
from watchfloor.protect.formats.classes import classes
from watchfloor.protect.formats.policy import load
from watchfloor.protect.rules.classes import may_match

CHUNK = 2000
# how many share a key is counted no further than this, so that a value that everybody names costs nothing
SHARED = """
select k.key, m.n from unnest(%s::bytea[]) as k(key), lateral (
  select count(distinct c.record_id) as n from (
    select record_id from analyze_mention where key = k.key and superseded_at is null limit %s) c) m
where m.n > 0
"""
NEWEST = "select * from analyze_mention where superseded_at is null"
ENDS = ("relation-source", "relation-target")


@dataclass(frozen=True, slots=True)
class Connected:
    """How many records were read, mentions kept, links proposed anew, and proposals withdrawn."""

    records: int
    mentions: int
    links: int
    withdrawn: int


def connect(*, record_ids: Sequence[UUID], by: Audience, now: datetime) -> Connected:
    """Recognize identifiers and places in these records and propose links to all others that `by` may read.

    Only between classes that the class-join table lets meet (`match`; deny by default), never by what a reporter,
    victim, witness or officer is reached by. MUST run inside a transaction. Tells analyze.link.proposed.
    """
    done = Connected(0, 0, 0, 0)
    for start in range(0, len(record_ids), CHUNK):
        part = _chunk(record_ids[start : start + CHUNK], by, now)
        done = Connected(
            done.records + part.records, done.mentions + part.mentions, done.links + part.links,
            done.withdrawn + part.withdrawn,
        )  # fmt: skip
    return done


def _chunk(record_ids: Sequence[UUID], by: Audience, now: datetime) -> Connected:
    texts = core.texts_of(audience=by, public_ids=record_ids)
    fresh = {text.row.id for text in texts}
    keep_lists(texts=texts)
    kept = keep_mentions(texts=texts, now=now)
    keep_parties(texts=texts, now=now)
    proposed = [*_by_mentions(fresh), *_by_relations(fresh, by)]
    allowed, rows = _may_meet(proposed, by)
    new = keep_links(proposed=allowed, rows=rows, fresh=fresh, now=now)
    gone = withdraw(updated=[text.row.id for text in texts if text.n > 1], stands=allowed)
    if new:
        named = dict.fromkeys(rows[one].public_id for pair in new for one in pair)
        tell(kind="analyze.link.proposed", by=by, records=list(named))
    return Connected(len(texts), kept, len(new), gone)


def _by_mentions(fresh: set[int]) -> list[Proposed]:
    rules = link_rules()
    own = [m for m in _of_records(fresh) if m.key is not None]
    identifiers = {key_of(kind=m.kind, value=m.value) for m in own if m.kind in rules.identifiers}
    most = max(rule.most_records for rule in rules.identifiers.values())
    shared = [key for key, n in _counted(identifiers, most) if 1 < n <= most]
    cells = {
        key_of(kind="place", value=cell)
        for m in own
        if m.kind == "place"
        for cell in cells_beside(_place(m), _when(m), rules.near)
    }
    # a cell of place and time that many stand in is too busy to say anything
    quiet = [key for key, n in _counted(cells, rules.near.most_records) if n <= rules.near.most_records]
    proposals = propose(
        [_facts(m) for m in _of_keys([*shared, *quiet])], rules=rules, touching={_name(one) for one in fresh}
    )
    return [Proposed(int(p.a), int(p.b), p.causes, p.strength, p.weight_bits) for p in proposals]


def _counted(keys: Collection[bytes], most: int) -> list[tuple[bytes, int]]:
    """How many records share each key, counted no further than twice the limit."""
    if not keys:
        return []
    with connection.cursor() as cursor:
        cursor.execute(SHARED, [hexed(keys), 2 * most + 2])
        return [(bytes(key), n) for key, n in cursor.fetchall()]


def listed(ids: Iterable[int]) -> str:
    """Ids as an array literal."""
    return "{" + ",".join(map(str, ids)) + "}"


def _of_keys(keys: Collection[bytes]) -> list[Mention]:
    return list(Mention.objects.raw(f"{NEWEST} and key = any(%s::bytea[])", [hexed(keys)])) if keys else []


def _of_records(ids: Collection[int]) -> list[Mention]:
    return list(Mention.objects.raw(f"{NEWEST} and record_id = any(%s::bigint[])", [listed(ids)])) if ids else []


def _name(record_id: int) -> str:
    """Ids as text of one length: their order as text is their order as numbers."""
    return f"{record_id:020d}"


def _place(m: Mention) -> Place | None:
    return None if m.lon is None or m.lat is None else Place(m.lon, m.lat, m.radius_m, m.value)


def _when(m: Mention) -> When | None:
    return when_of(m.seen_from, m.seen_until, m.precision, "")


def _facts(m: Mention) -> MentionFacts:
    if m.kind == "place":
        return MentionFacts(_name(m.record_id), "place", "", _place(m), _when(m))
    return MentionFacts(_name(m.record_id), m.kind, m.value, role=m.role)


def _by_relations(fresh: set[int], by: Audience) -> list[Proposed]:
    """Links that a source itself states: relationship objects whose ends both stand, all of one source."""
    mine = _of_records(fresh)
    objects = {key_of(kind=end, value=m.value) for m in mine if m.kind == "object" for end in ENDS}
    relations = sorted({m.record_id for m in (*mine, *_of_keys(objects)) if m.kind in ENDS})
    if not relations:
        return []
    ends = [
        RelationEnd(m.record_id, m.kind.removeprefix("relation-"), m.value, m.said)
        for m in _of_records(relations)
        if m.kind in ENDS
    ]
    standing = {(m.value, m.record_id) for m in _of_keys({key_of(kind="object", value=end.object_id) for end in ends})}
    named = [*relations, *(record_id for _, record_id in standing)]
    owners = {row.id: row.owner_id for row in core.rows_of(audience=by, ids=named)}
    return [
        Proposed(a, b, (cause,), "strong", cause.weight_bits)
        for a, b, cause in joined(ends, standing, owners, bits=link_rules().strong_bits)
    ]


def _may_meet(proposed: Sequence[Proposed], by: Audience) -> tuple[list[Proposed], dict[int, core.Row]]:
    """Those between classes that may be matched and records that are readable now, with the rows of both ends."""
    ids = sorted({one for p in proposed for one in (p.a, p.b)})
    rows = {row.id: row for row in core.rows_of(audience=by, ids=ids)} if ids else {}
    policy = load()
    allowed = [
        p
        for p in proposed
        if p.a in rows
        and p.b in rows
        and may_match(rows[p.a].legal_class, rows[p.b].legal_class, classes=classes(), policy=policy)
    ]
    return allowed, rows
