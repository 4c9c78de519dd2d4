"""Step 4: hold records against what we must know and protect, and keep what they touch, each with its reason."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

import msgspec
from django.db import connection

from watchfloor.core.actions.records import label_joins
from watchfloor.core.ledger.telling import tell
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.draft import Place
from watchfloor.plan.actions.subscriptions import Match, tell_followers
from watchfloor.plan.formats.mapping import states
from watchfloor.plan.formats.relevance import relevance_policy, stix_sectors
from watchfloor.plan.queries import ground as queries
from watchfloor.plan.queries import laid_out
from watchfloor.plan.rules.ground import Ground
from watchfloor.plan.rules.relevance import ThingFacts, Touch
from watchfloor.plan.rules.thing import place_of, thing_of, when_of
from watchfloor.plan.rules.touching import touches
from watchfloor.plan.rules.wanted import Wanted
from watchfloor.plan.rules.where import places_of
from watchfloor.protect.formats.policy import load
from watchfloor.text.gazetteer import Gazetteer

CHUNK = 2000
# a storm over three states touches thousands, a town's middle dozens; the weightiest are what a person reads
MOST_OVER_AREA, MOST_AT_PLACE = 200, 10
COLUMNS = "record_id, version_n, label_id, base_label_id, touched, touched_id, sector, how, because, distance_m, weight"
KEEP = f"""
insert into plan_relevance (made_at, {COLUMNS})
select %s, {COLUMNS} from jsonb_to_recordset(%s) as g(record_id bigint, version_n smallint, label_id int,
  base_label_id int, touched text, touched_id bigint, sector text, how text, because text, distance_m double precision,
  weight double precision)
"""
SUPERSEDE = """
update plan_relevance set superseded_at = %s where record_id = any(%s::bigint[]) and superseded_at is null
"""
_json = msgspec.json.Encoder()


@dataclass(frozen=True, slots=True)
class Compared:
    """How many records were looked at, how many touch something, and how many touches were kept."""

    records: int
    touching: int
    touches: int


def relevance(*, record_ids: Sequence[UUID], by: Audience, now: datetime) -> Compared:
    """Keep what the current versions of these records touch; what older versions touched is superseded.

    Looks only at what `by` may read, and only where the class-join table lets a class meet reference data (deny by
    default). MUST run inside a transaction. Tells plan.relevance.found with the records that touch something.
    """
    done = [_chunk(record_ids[start : start + CHUNK], by, now) for start in range(0, len(record_ids), CHUNK)]
    touching = [public_id for part in done for public_id in part[1]]
    if touching:
        tell(kind="plan.relevance.found", by=by, records=touching)
    return Compared(sum(part[0] for part in done), len(touching), sum(part[2] for part in done))


def _chunk(record_ids: Sequence[UUID], by: Audience, now: datetime) -> tuple[int, list[UUID], int]:
    ours, known, gazetteer = laid_out.ground(audience=by), laid_out.wanted(audience=by), queries.gazetteer()
    found, matches = list[tuple[core.Text, Touch]](), list[Match]()
    texts = [
        text
        for text in core.texts_of(audience=by, public_ids=record_ids)
        if load().join(text.row.legal_class, "reference").match
    ]
    for text in texts:
        most = MOST_OVER_AREA if text.data.get("areas") else MOST_AT_PLACE
        touched = _touched(_things(text, gazetteer), known.wanted, ours.ground, most, now)
        found += [(text, touch) for touch in touched if touch.touched != "subscription"]
        matches += _matches(text, touched, known)
    _supersede([text.row.id for text in texts], now)
    _keep(found, ours, known, now)
    tell_followers(matches=matches, by=by, now=now)
    return len(texts), list(dict.fromkeys(text.row.public_id for text, _ in found)), len(found)


def _matches(text: core.Text, touched: Sequence[Touch], known: laid_out.LaidWanted) -> list[Match]:
    """What people follow among the touches; who follows a need is told how it is met."""
    met = {touch.touched_id: touch.because for touch in touched if touch.touched == "need"}
    found = [
        (touch, known.following[int(touch.touched_id)]) for touch in touched if touch.touched == "subscription"
    ]  # fmt: skip
    return [
        Match(text, one, met.get(one.follows.which, touch.because) if one.follows.what == "need" else touch.because,
              touch.weight)
        for touch, one in found
    ]  # fmt: skip


def _things(text: core.Text, gazetteer: Gazetteer) -> list[ThingFacts]:
    """One for each place that the record names; one without a place if it names none."""
    row, data = text.row, text.data
    own = place_of(row.lon, row.lat, text.radius_m, data.get("place") or "")
    places = places_of(own=own, kind=row.kind, body=text.body, data=data, gazetteer=gazetteer)
    when = when_of(row.occurred_at, text.occurred_until, row.occurred_precision, data.get("said") or "")
    plain = thing_of(
        title=row.title, body=text.body, data=data, place=None, when=when, sectors=stix_sectors(), states=states(),
        sender=row.owner_id,
    )  # fmt: skip
    return [replace(plain, place=Place(p.lon, p.lat, p.radius_m, p.name)) for p in places] or [plain]


def _touched(things: Sequence[ThingFacts], known: Wanted, ground: Ground, most: int, now: datetime) -> list[Touch]:
    """What any of the places touches, each thing once, at its weightiest; of assets the `most` weightiest."""
    best: dict[tuple[str, int | str], Touch] = {}
    for thing in things:
        for touch in touches(thing, known, ground, policy=relevance_policy(), now=now, most=most):
            key = (touch.touched, touch.touched_id)
            if key not in best or touch.weight > best[key].weight:
                best[key] = touch
    ordered = sorted(best.values(), key=lambda touch: -touch.weight)
    assets = {id(touch) for touch in [touch for touch in ordered if touch.touched == "asset"][:most]}
    return [touch for touch in ordered if touch.touched != "asset" or id(touch) in assets]


def _supersede(ids: Sequence[int], now: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(SUPERSEDE, [now, "{" + ",".join(map(str, ids)) + "}"])


def _keep(
    found: Sequence[tuple[core.Text, Touch]], ours: laid_out.LaidGround, known: laid_out.LaidWanted, now: datetime
) -> None:
    """One statement a chunk. A sector or an area says nothing that the record's own readers may not know, but that we
    have assets there: it carries the label of one of them."""
    if not found:
        return
    some_asset = min(ours.labels.values(), default=0)
    bases = [_base(touch, ours, known, some_asset) or text.row.label_id for text, touch in found]
    joined = label_joins([(text.row.label_id, base) for (text, _), base in zip(found, bases, strict=True)])
    rows = [
        {
            "record_id": text.row.id, "version_n": text.n, "label_id": joined[text.row.label_id, base],
            "base_label_id": base, "touched": touch.touched,
            "touched_id": touch.touched_id if isinstance(touch.touched_id, int) else None,
            "sector": touch.touched_id if isinstance(touch.touched_id, str) else "", "how": touch.how,
            "because": touch.because, "distance_m": touch.distance_m, "weight": touch.weight,
        }
        for (text, touch), base in zip(found, bases, strict=True)
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(KEEP, [now, _json.encode(rows).decode()])


def _base(touch: Touch, ours: laid_out.LaidGround, known: laid_out.LaidWanted, some_asset: int) -> int:
    if isinstance(touch.touched_id, str):
        return some_asset
    if touch.touched == "asset":
        return ours.labels[touch.touched_id]
    if touch.touched == "area":
        return ours.area_labels.get(touch.touched_id, 0)
    return known.labels.get((touch.touched, touch.touched_id), 0)
