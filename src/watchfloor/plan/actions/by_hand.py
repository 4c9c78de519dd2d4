"""Add and correct assets and areas by hand; what a person corrected, a file changes no more until he lets it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from watchfloor.core.formats.child import Limits, read_in_child
from watchfloor.core.ledger.telling import tell
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision, Refused
from watchfloor.core.rules.fact import Words
from watchfloor.people import queries as people
from watchfloor.plan.actions.putting import put
from watchfloor.plan.actions.reference_kept import Bringing
from watchfloor.plan.actions.watch import own_label
from watchfloor.plan.formats import outline
from watchfloor.plan.formats.mapping import state_boxes
from watchfloor.plan.models.areas import Area
from watchfloor.plan.models.ground import Asset
from watchfloor.plan.queries.areas import AreaView, areas
from watchfloor.plan.queries.ground import AssetView, assets
from watchfloor.plan.queries.reference import sector_words
from watchfloor.plan.rules import by_hand as rule
from watchfloor.plan.rules.by_hand import AreaSaid, AssetSaid, Checks
from watchfloor.plan.rules.protected import KEEPS
from watchfloor.plan.rules.reference import Polygon

HAND, NUMBER = "hand", "Number"
LIMITS = Limits(bytes=outline.LARGEST, cpu_seconds=10, drafts=1)


class NotKept(Refused):
    """It says too little, its place is asked about, or its writer does not keep what we protect."""


class NoSuchThing(LookupError):
    """There is none, or it is not the asker's to see: both answer alike."""


def outline_of(*, content: bytes, turned: bool) -> tuple[tuple[Polygon, ...], rule.Box, tuple[str, ...]]:
    """Valid polygons, their box and what was mended, from what a person handed in. Raises NotKept."""
    read = read_in_child(reader=outline.READER, content=content, options={"turned": turned}, limits=LIMITS)
    if not read.drafts:
        why = next((reason for part in read.set_aside for reason in part.reasons), "cannot be read.")
        raise NotKept(Decision.of(Because(f"Outline: it {why}", "plan.area.outline", "RFC 7946", False, "")))
    data = read.drafts[0].data
    west, south, east, north = data["box"]
    polygons = tuple(tuple(tuple((x, y) for x, y in ring) for ring in polygon) for polygon in data["outlines"])
    return polygons, (west, south, east, north), tuple(data["findings"])


def add_asset(*, said: AssetSaid, alone: bool, looked: bool, by: Audience, now: datetime) -> UUID:
    """Keep a new asset; `alone`: for the center, else for its partners too. Raises NotKept."""
    decision = _fine(said, Checks(KEEPS in by.rights, state_boxes(), _taken(said, None, by), looked))
    made = uuid4()
    with transaction.atomic():
        owner, label_id = _owned(alone, by, now)
        row = {"public_id": made, "owner_id": owner, "label_id": label_id, "mapping": HAND, "code": _code(made)}
        filled = {"also_named": [], "unit": "", "changed_at": now}
        put(table="plan_asset", row={**row, **filled, **_columns(said, {})})
        tell(kind="plan.asset.added", by=by, records=[made], rules=decision.rules)
    return made


def correct_asset(*, asset: UUID, said: AssetSaid, why: str, looked: bool, by: Audience, now: datetime) -> None:
    """Write what is right over what stands; why is kept sealed with the fact. Raises NoSuchThing and NotKept."""
    view = _asset(asset, by)
    checks = Checks(KEEPS in by.rights, state_boxes(), _taken(said, asset, by), looked, why)
    decision = _fine(said, checks)
    with transaction.atomic():
        changed = {**_columns(said, view.details), "changed_at": now, "corrected_at": now}
        Asset.objects.filter(public_id=asset, label_id__in=by.label_ids).update(**changed)
        words = Words(why.strip(), view.label_id, None)
        tell(kind="plan.asset.corrected", by=by, records=[asset], rules=decision.rules, words=words)


def add_area(*, said: AreaSaid, alone: bool, looked: bool, by: Audience, now: datetime) -> UUID:
    """Keep a new area; `alone`: for the center, else for its partners too. Raises NotKept."""
    known, decision = _area_fine(said, None, looked, by)
    made = uuid4()
    with transaction.atomic():
        owner, label_id = _owned(alone, by, now)
        row = {"public_id": made, "owner_id": owner, "label_id": label_id, "mapping": HAND}
        put(table="plan_area", row={**row, "code": _code(made), "changed_at": now, **_area(said, known)})
        tell(kind="plan.area.added", by=by, records=[made], rules=decision.rules)
    return made


def correct_area(*, area: UUID, said: AreaSaid, why: str, looked: bool, by: Audience, now: datetime) -> None:
    """Write what is right over what stands; why is kept sealed with the fact. Raises NoSuchThing and NotKept."""
    view = area_of(area=area, by=by)
    known, decision = _area_fine(said, why, looked, by)
    with transaction.atomic():
        changed = {**_area(said, known), "changed_at": now, "corrected_at": now}
        Area.objects.filter(public_id=area, label_id__in=by.label_ids).update(**changed)
        words = Words(why.strip(), view.label_id, None)
        tell(kind="plan.area.corrected", by=by, records=[area], rules=decision.rules, words=words)


def follow_file(*, thing: UUID, by: Audience, now: datetime) -> None:
    """From the next file on, take its values again for what was corrected. Raises NoSuchThing and NotKept."""
    del now  # the fact dates itself
    if KEEPS not in by.rights:
        raise NotKept(Decision.of(Because("You do not keep what we protect.", "plan.asset.right", "", False)))
    with transaction.atomic():
        mine = {"public_id": thing, "label_id__in": by.label_ids, "corrected_at__isnull": False}
        found = sum(table.objects.filter(**mine).update(corrected_at=None) for table in (Asset, Area))
        if not found:
            raise NoSuchThing
        tell(kind="plan.correction.ended", by=by, records=[thing])


def area_of(*, area: UUID, by: Audience) -> AreaView:
    """One area with its outlines. Raises NoSuchThing."""
    found = areas(audience=by, public_ids=[area], with_outlines=True)
    if not found:
        raise NoSuchThing
    return found[0]


def _fine(said: AssetSaid, checks: Checks) -> Decision:
    decision = rule.may_keep_asset(said, checks, sectors=sector_words())
    if not decision:
        raise NotKept(decision)
    return decision


def _area_fine(said: AreaSaid, why: str | None, looked: bool, by: Audience) -> tuple[Mapping[str, int], Decision]:
    known = {one.code: one.id for one in people.agencies().values()}
    checks = Checks(KEEPS in by.rights, state_boxes(), "", looked, why)
    decision = rule.may_keep_area(said, checks, agencies=known)
    if not decision:
        raise NotKept(decision)
    return known, decision


def _taken(said: AssetSaid, mine: UUID | None, by: Audience) -> str:
    """The name of another asset with that number, among those that the writer may read."""
    if not said.number:
        return ""
    rows = Asset.objects.filter(label_id__in=by.label_ids)
    of_file, of_hand = rows.filter(code=said.number), rows.filter(details__contains={NUMBER: said.number})
    others = (of_file | of_hand).exclude(public_id=mine) if mine else of_file | of_hand
    return next(iter(others.order_by("id").values_list("name", flat=True)[:1]), "")


def _owned(alone: bool, by: Audience, now: datetime) -> tuple[int, int]:
    owner, label_id = own_label()
    return owner, label_id if alone else Bringing(owner, HAND, ("U",), by, now).label_id


def _code(made: UUID) -> str:
    """A code that nobody chose: one that is taken by what its writer may not see would say so."""
    return f"HAND-{made.hex[:12]}"


def _asset(asset: UUID, by: Audience) -> AssetView:
    found = assets(audience=by, public_ids=[asset])
    if not found:
        raise NoSuchThing
    return found[0]


def _columns(said: AssetSaid, details: Mapping[str, str]) -> dict[str, Any]:
    number = {NUMBER: said.number} if said.number else {}
    return {
        "name": said.name, "kind": said.kind, "sectors": list(said.sectors), "lon": said.lon, "lat": said.lat,
        "state": said.state, "county": said.county, "owner_name": said.owner, "criticality": said.level,
        "criticality_because": said.because or "Nobody rated it: unknown, which is not low.",
        "criticality_source": said.source, "findings": [],
        "details": {**{name: value for name, value in details.items() if name != NUMBER}, **number},
    }  # fmt: skip


def _area(said: AreaSaid, known: Mapping[str, int]) -> dict[str, Any]:
    west, south, east, north = said.box or (0.0, 0.0, 0.0, 0.0)
    return {
        "name": said.name, "kind": said.kind or "area", "ours": said.ours, "outlines": list(said.outlines),
        "agencies": [known[code] for code in said.agencies], "west": west, "south": south, "east": east,
        "north": north, "findings": list(said.findings),
    }  # fmt: skip
