"""Reading what is offered: collections and pages, under both walls, a page in one statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from watchfloor.core.queries.records import labels_wall
from watchfloor.core.rules.audience import Audience
from watchfloor.network.rules.asking import Asked
from watchfloor.people import queries as people
from watchfloor.receive.queries import asking

ADDED = """to_char(timestamp '1970-01-01' + o.added * interval '1 microsecond', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""
# what a page says of each object, ready to be put between commas
OBJECT, LINE = "o.content", f"""'{{"date_added":"' || {ADDED} || '",' || o.about || '}}'"""
VERSION = "to_json(o.version)::text"
# a label at a time, each by its index; then the page's objects by their place (database.md: the lateral form)
PLACES = (
    "select p.added from unnest('{{{labels}}}'::int[]) l(label_id) cross join lateral (select o.added from"
    " network_offer o where o.format = 'stix' and o.owner_id = %s and o.label_id = l.label_id and o.added > %s{said}"
    " order by o.added limit %s) p order by p.added limit %s"
)
PAGE = (
    "with f as materialized ({places}), page as (select added from f order by added limit %s)"
    " select (select count(*) from f), min(o.added), max(o.added), array_agg(o.public_id)::text,"
    " string_agg({part}, ',')"
    " from (select * from network_offer where added = any(array(select added from page)) order by added) o"
)


@dataclass(frozen=True, slots=True)
class Collection:
    """What one agency sent, as far as one audience may read it."""

    id: UUID
    owner_id: int
    title: str


@dataclass(frozen=True, slots=True)
class OfferPage:
    """A page as text between commas; places of its first and last object, whether more follow.

    `records` is the array of its records' ids as PostgreSQL writes it: thousands of them are never taken apart here.
    """

    parts: str
    first: int
    last: int
    records: str
    more: bool


def collections(*, audience: Audience) -> list[Collection]:
    """Those of which the audience may read at least one object, by name; others are not there."""
    agencies, (goes_on, values) = people.agencies(), _goes_on(audience)
    some = f"o.format = 'stix' and o.owner_id = a and {labels_wall(audience=audience, alias='o')}{goes_on}"
    sql = f"select a from unnest(%s::bigint[]) a where exists (select 1 from network_offer o where {some})"
    with connection.cursor() as cursor:
        cursor.execute(sql, [list(agencies), *values])
        mine = [agencies[owner_id] for (owner_id,) in cursor.fetchall()]
    return sorted((Collection(one.public_id, one.id, one.name) for one in mine), key=lambda one: one.title)


def collection(*, audience: Audience, collection_id: UUID) -> Collection | None:
    """None for "is not" and "is not yours" alike."""
    return next((one for one in collections(audience=audience) if one.id == collection_id), None)


def sender(*, collection_id: UUID) -> int | None:
    """The agency that a collection would be of; says nothing of what of it may be read."""
    return next((one.id for one in people.agencies().values() if one.public_id == collection_id), None)


def offered(*, audience: Audience, owner_id: int, asked: Asked, after: int, part: str = OBJECT) -> OfferPage:
    """The objects that follow on a place, oldest first."""
    (said, values), (goes_on, held) = _conditions(asked), _goes_on(audience)
    labels = ",".join(map(str, audience.label_ids)) or "-1"
    places = PLACES.format(labels=labels, said=said + goes_on)
    one_more = asked.limit + 1
    with connection.cursor() as cursor:
        given = [owner_id, max(asked.after, after), *values, *held, one_more, one_more, asked.limit]
        cursor.execute(PAGE.format(places=places, part=part), given)
        found, first, last, records, parts = cursor.fetchone()
    return OfferPage(parts or "", first or 0, last or 0, records or "{}", found > asked.limit)


def _goes_on(audience: Audience) -> tuple[str, list[Any]]:
    """From the moment an owner is asked first, only what he agreed to goes on, whatever was offered before."""
    said = asking(audience=audience)
    if not said.owners:
        return "", []
    agreed = "(o.record_id, o.n) in (select * from unnest(%s::bigint[], %s::int[]))"
    records, versions = ([one[place] for one in said.agreed] for place in (0, 1))
    return f" and (o.owner_id <> all(%s) or {agreed})", [list(said.owners), records, versions]


def _conditions(asked: Asked) -> tuple[str, list[Any]]:
    said, values = list[str](), list[Any]()
    for column, given in (("object_id", asked.ids), ("object_type", asked.types), ("spec", asked.specs)):
        if given:
            said.append(f"o.{column} = any(%s)")
            values.append(list(given))
    if not asked.every:
        which = [name for name in ("first", "last") if getattr(asked, name)]
        ways = [f"o.{name}" for name in which] + (["o.version_at = any(%s)"] if asked.at else [])
        said.append(f"({' or '.join(ways)})")
        values += [list(asked.at)] if asked.at else []
    return "".join(f" and {one}" for one in said), values


@dataclass(frozen=True, slots=True)
class Event:
    """A MISP event as it is offered: its member of the manifest, and its file."""

    public_id: UUID
    about: str
    content: str


def events(*, audience: Audience, how_many: int) -> list[Event]:
    """The newest MISP events that the audience may read, each in its last version; without their files."""
    goes_on, values = _goes_on(audience)
    mine = f"o.format = 'misp' and o.last and {labels_wall(audience=audience, alias='o')}{goes_on}"
    sql = f"select o.public_id, o.about, '' from network_offer o where {mine} order by o.added desc limit %s"
    return _events(sql, [*values, how_many])


def event(*, audience: Audience, event_id: UUID) -> Event | None:
    """One with its file; None for "is not" and "is not yours" alike."""
    goes_on, values = _goes_on(audience)
    mine = f"o.format = 'misp' and o.last and o.object_id = %s and {labels_wall(audience=audience, alias='o')}{goes_on}"
    found = _events(
        f"select o.public_id, o.about, o.content from network_offer o where {mine} order by o.added desc limit 1",
        [str(event_id), *values],
    )
    return found[0] if found else None


def _events(sql: str, values: Sequence[Any]) -> list[Event]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [Event(*row) for row in cursor.fetchall()]
