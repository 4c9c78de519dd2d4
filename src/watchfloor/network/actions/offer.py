"""Objects are offered to machines because of facts, in the order of the sealed log."""

import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from watchfloor.core.actions.sources import originals
from watchfloor.core.ledger.telling import tell
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.shapes import Row
from watchfloor.network.formats.answers import moment_of, stamp
from watchfloor.network.formats.offered import as_received, misp_event, misp_line, stix_line
from watchfloor.network.formats.policy import offering
from watchfloor.network.models import Offer
from watchfloor.network.rules.offering import Described, moments, stix
from watchfloor.network.rules.reach import passed_on
from watchfloor.receive.queries import sources, unasked

FORMATS = ("stix", "misp")
CHUNK = 500
NO_MORE = "network.offer.asked-no-more"
HELD = (
    "{wall} and r.hidden_at is null and r.kind = any(%s) and r.legal_class = any(%s) and r.owner_id = any(%s)"
    " and not exists (select 1 from network_offer o where o.record_id = r.id and o.n = v.n)"
)
WIDEST_GAP = 997


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a record, ready to be offered."""

    row: Row
    n: int
    said: Described
    about: str
    content: str


def offer(*, public_ids: Sequence[UUID], again: bool, at: datetime, by: Audience, now: datetime) -> int:
    """Offer every version of these records that is not offered yet; how many. `again`: all of them anew, at the end.
    What its owner is asked about first is not offered before he has agreed.

    MUST run one at a time, as a follower does: places are given in the order in which they are committed.
    """
    del now
    made = 0
    for start in range(0, len(public_ids), CHUNK):
        texts = core.texts_of(audience=by, public_ids=public_ids[start : start + CHUNK])
        texts = [one for one in texts if one.row.kind in FORMATS and one.row.legal_class in offering().classes]
        if again:
            _take_back([one.row.id for one in texts])
        controlled = unasked(audience=by, texts=texts)
        texts = [one for one in texts if one.row.id not in controlled]
        made += _keep(list(_versions(texts, by)), at)
    return made


def free(*, source_ids: Sequence[UUID], by: Audience, now: datetime) -> int:
    """Name what these sources' agencies sent and nobody was offered, in facts of some hundreds; how many.

    They are asked first no more. Its offers follow on those facts: more may have come meanwhile than one transaction
    can offer.
    """
    del now
    owners = [one.agency_id for one in sources() if one.public_id in source_ids]
    held = core.rows_by(
        where=HELD.format(wall=core.wall(by, "r")), values=[list(FORMATS), sorted(offering().classes), owners]
    )
    ids = [row.public_id for row in reversed(held)]
    for start in range(0, len(ids), CHUNK):
        tell(kind=NO_MORE, by=by, records=ids[start : start + CHUNK], rules=["source.asks-no-more"])
    return len(ids)


def _take_back(record_ids: Sequence[int]) -> None:
    """Their places go, so that they stand at the end anew."""
    with connection.cursor() as cursor:
        cursor.execute("select network_take_back(%s)", [list(record_ids)])


def _versions(texts: Sequence[core.Text], by: Audience) -> Iterator[Version]:
    """Those that are not offered yet, the earlier before the later."""
    known = _offered([one.row.id for one in texts])
    fresh = [one for one in texts if one.n not in known.get(one.row.id, ())]
    bytes_of = originals(record_ids=[one.row.id for one in fresh], by=by)
    for one in fresh:
        for n, data in _earlier(one, known.get(one.row.id, frozenset()), by):
            yield from _made(one.row, n, data, None)
        yield from _made(one.row, one.n, one.data["object"], bytes_of.get(one.row.id))


def _offered(record_ids: Sequence[int]) -> dict[int, frozenset[int]]:
    found: dict[int, set[int]] = {}
    for record_id, n in Offer.objects.filter(record_id__in=list(record_ids)).values_list("record_id", "n"):
        found.setdefault(record_id, set()).add(n)
    return {record_id: frozenset(ns) for record_id, ns in found.items()}


def _earlier(one: core.Text, known: Iterable[int], by: Audience) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Versions that were superseded before they could be offered: several came in one file."""
    if one.n - 1 in known or one.n == 1:
        return
    for n, known_at, _, _ in reversed(core.history(audience=by, public_id=one.row.public_id)):
        view = None if n in known or n == one.n else core.record(
            audience=by, public_id=one.row.public_id, as_of=known_at
        )  # fmt: skip
        if view is not None and view.n == n:
            yield n, view.data["object"]


def _made(row: Row, n: int, data: Mapping[str, Any], original: bytes | None) -> Iterator[Version]:
    if row.kind == "stix":
        said = stix(data)
        yield Version(row, n, said, stix_line(said), as_received(original, data))
    elif (event := passed_on(data)) is not None:
        said = Described(str(event["uuid"]).lower(), "misp-event", "", str(event.get("timestamp") or ""), None)
        yield Version(row, n, said, misp_line(event), misp_event(event))


def _keep(versions: Sequence[Version], at: datetime) -> int:
    if not versions:
        return 0
    gaps = [1 + secrets.randbelow(WIDEST_GAP) for _ in versions]
    with connection.cursor() as cursor:
        cursor.execute("select last_value from network_added")
        places = list(moments(last=int(cursor.fetchone()[0]), at=at, gaps=gaps))
        cursor.execute("select setval('network_added', %s)", [places[-1]])
    Offer.objects.bulk_create([_row(one, added) for one, added in zip(versions, places, strict=True)])
    with connection.cursor() as cursor:
        cursor.execute("select network_mark_ends(%s)", [[one.row.id for one in versions]])
    return len(versions)


def _row(one: Version, added: int) -> Offer:
    """An object without a version of its own has the moment at which it was added (TAXII 2.1, section 3.4.1)."""
    version = one.said.version if one.said.version_at else stamp(added)
    about = one.about if one.said.version or one.row.kind != "stix" else f'{one.about},"version":"{version}"'
    return Offer(
        added=added, record_id=one.row.id, public_id=one.row.public_id, n=one.n, owner_id=one.row.owner_id,
        label_id=one.row.label_id, format=one.row.kind, object_id=one.said.object_id, object_type=one.said.object_type,
        spec=one.said.spec, version=version, version_at=one.said.version_at or moment_of(added), first=one.n == 1,
        last=True, about=about, content=one.content,
    )  # fmt: skip
