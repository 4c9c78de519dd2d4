"""Somebody reached what its owner restricted: he was shown nothing, and the owner is told (28 CFR 23.20(g)).

It happens after the search, in a follower: the searcher's answer is the same in words and time, whatever is held.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from django.db.models import Q

from watchfloor.analyze.models.links import Link, SilentHit
from watchfloor.analyze.queries.known import search_identifier
from watchfloor.core.ledger.telling import tell
from watchfloor.core.queries import hits
from watchfloor.core.queries import records as core
from watchfloor.core.queries.records import Row
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.fact import Fact
from watchfloor.core.rules.searching import Narrowed
from watchfloor.notify.actions.outbox import notice
from watchfloor.people import queries as people
from watchfloor.protect.actions.stamp import Stamper
from watchfloor.protect.formats.policy import load
from watchfloor.protect.queries import flags
from watchfloor.protect.rules.labels import Atom

SEARCHED, MATCHED = "core.record.searched", "analyze.link.proposed"
HEARS = "record.review"  # who answers for records of his agency hears of it
MATCH = "match"  # what stands for the purpose where no person asked
MOST = 50  # records that one search reaches; more say nothing more about it
SUBJECT = "A restricted record of yours was asked for"
TEXT = "Somebody was shown nothing and asked for what a restricted record of yours holds. Its page says who and why."


def tell_owners(*, facts: Sequence[Fact], by: Audience, now: datetime) -> int:
    """Keep each silent hit of these searches and matches, and tell the owners; how many. Idempotent by fact and record.

    What narrowed a search is not asked again: who looked for the words of a record and left it out by a day or a kind
    is told of too. A search by facets alone looks for nobody and is told to nobody.
    """
    closed = replace(by, label_ids=tuple(sorted(_restricted(by))), granted=())
    digests = flags.digests_of(audience=by, facts=[one for one in facts if one.kind == SEARCHED])
    reached = list[tuple[Fact, Row, int]]()
    for fact in facts:
        found = (
            _matched(fact, by, closed) if fact.kind == MATCHED else _searched(fact, digests.get(fact.seq), by, closed)
        )
        reached += [(fact, row, agency_id) for row, agency_id in found if agency_id and agency_id != row.owner_id]
    seqs = {fact.seq for fact, *_ in reached}
    known = set(SilentHit.objects.filter(seq__in=seqs).values_list("seq", "record_id"))
    fresh = [one for one in reached if (one[0].seq, one[1].id) not in known]
    for fact, row, agency_id in fresh:
        _keep(fact, row, agency_id, by, now)
    return len(fresh)


def _restricted(by: Audience) -> Iterator[int]:
    atoms = core.labels()
    for label_id in by.label_ids:
        if any(_is_restricted(text) for text in atoms.get(label_id, ())):
            yield label_id


def _is_restricted(text: str) -> bool:
    try:
        return Atom.parse(text).restricted
    except ValueError:
        return False


def _searched(fact: Fact, digest: bytes | None, by: Audience, closed: Audience) -> Iterable[tuple[Row, int]]:
    """The restricted records that hold the words of a search, but for those that it showed, with who asked."""
    inquiry = flags.inquiry_of(audience=by, digest=digest)
    asker = people.standing(person_id=fact.actor, affiliation_id=fact.affiliation)
    if inquiry is None or asker is None or not inquiry.terms or not closed.label_ids:
        return []
    rows = search_identifier(audience=closed, value=inquiry.terms)
    rows += hits.hits(audience=closed, words=inquiry.terms, narrowed=Narrowed(), how_many=MOST)
    once = {row.id: row for row in rows if row.public_id not in inquiry.hits}
    return [(row, asker.agency_id) for row in list(once.values())[:MOST]]


def _matched(fact: Fact, by: Audience, closed: Audience) -> Iterable[tuple[Row, int]]:
    """The restricted ends of links that were proposed, with the agency that holds the other end."""
    rows = {row.id: row for row in core.rows_of(audience=by, public_ids=list(fact.records))}
    shut = set(closed.label_ids)
    ends = [row.id for row in rows.values() if row.label_id in shut]
    links = Link.objects.filter(Q(a_id__in=ends) | Q(b_id__in=ends)).exclude(state="withdrawn") if ends else []
    found = dict[tuple[int, int], Row]()
    for link in links:
        for own, other in ((link.a_id, link.b_id), (link.b_id, link.a_id)):
            if own in rows and other in rows and rows[own].label_id in shut:
                found[own, rows[other].owner_id] = rows[own]
    return [(row, agency_id) for (_, agency_id), row in found.items()]


def _keep(fact: Fact, row: Row, agency_id: int, by: Audience, now: datetime) -> None:
    purpose = MATCH if fact.kind == MATCHED else fact.purpose
    hit = SilentHit(
        record_id=row.id, label_id=row.label_id, agency_id=agency_id, purpose=purpose, at=fact.at, seq=fact.seq
    )
    SilentHit.objects.bulk_create([hit], ignore_conflicts=True)
    _call(row, f"{agency_id}-{purpose}-{fact.at:%Y%m%d}", now)
    tell(kind="analyze.hit.told", by=by, records=[row.public_id], rules=["access.restricted"])


def _call(row: Row, what: str, now: datetime) -> None:
    """Once a day an agency and a purpose; the notice says nothing of the record and not who asked, its page does."""
    stamper = Stamper(legal_class="product", owner_id=row.owner_id, verified=True, now=now, share="center")
    label_id, record = stamper.stamp(markings=("U",)).label_id, row.public_id
    for one in _owners(row.owner_id):
        notice(
            person_id=one, kind="silent-hit", subject=SUBJECT, text=TEXT, path=f"/records/{record}/class/",
            label_id=label_id, once_key=f"silent-{record}-{what}-{one}", now=now,
        )  # fmt: skip


def _owners(agency_id: int) -> list[int]:
    roles = load().roles
    return [
        one.id for one in people.persons().values()
        if one.agency_id == agency_id and HEARS in roles.get(one.role, frozenset())
    ]  # fmt: skip
