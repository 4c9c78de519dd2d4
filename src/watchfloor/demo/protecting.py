"""What the exercise protects beside its assets: beats, declared software, contacts, weak points, an event."""

import csv
import io
import json
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from shapely import Polygon
from shapely.geometry import mapping

from watchfloor.core.gate.session import reading
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.demo.places import TOWNS, Town, town_named
from watchfloor.demo.working import Worked, as_person
from watchfloor.plan.actions.events import approve_event, collect_for, state_event, turn_event
from watchfloor.plan.actions.reference import import_reference
from watchfloor.plan.actions.weakness import name_office, say
from watchfloor.plan.queries import ground
from watchfloor.plan.queries.areas import areas
from watchfloor.plan.queries.events import events
from watchfloor.plan.queries.ground import AssetView
from watchfloor.plan.rules.distance import circle_of
from watchfloor.plan.rules.events import Stated
from watchfloor.plan.rules.protected import Office, Said

BEATS = (("WCS", "Wright"), ("RCP", "Sherburne"))
MARGIN = 0.06  # degrees around the towns of a beat
SOFTWARE = (
    ("MUS", "Fortinet", "FortiOS", "7.2 - 7.4", "Riverbend Integrators (EXERCISE)"),
    ("MUS", "Siemens", "SIMATIC S7-1500", "2.9", "Riverbend Integrators (EXERCISE)"),
    ("MUS", "Schneider Electric", "EcoStruxure", "", "Riverbend Integrators (EXERCISE)"),
    ("RBH", "Citrix", "NetScaler ADC", "13.1", ""),
    ("RBH", "Microsoft", "Exchange Server", "2019", ""),
    ("WCS", "Ivanti", "Connect Secure", "22.7", ""),
)
GAME, MARCH = "Harvest final at Riverbend Stadium (EXERCISE)", "Peace march in Buffalo (EXERCISE)"


def protect_ground(worked: Worked, *, by: Audience, now: datetime) -> None:
    """By the actions that the pages and the importer call; what stands already stays as it is."""
    import_reference(content=_beats(), mapping="areas", by=by, now=now)
    import_reference(content=_software(now.date()), mapping="declared_software", by=by, now=now)
    with reading(as_person("ana", now=now)) as ana:
        if events(audience=ana):
            return
        assets = ground.assets(audience=ana)
        if areas(audience=ana) and assets:
            _say(assets, ana, now)
        state_event(said=_game(assets, now), by=ana, now=now)
        state_event(said=_march(now), by=ana, now=now)
    _held(worked, now)


def _beats() -> bytes:
    """Two beats that share a border and overlap nowhere."""
    north, south = (Polygon(_around(county)) for county in ("Sherburne", "Wright"))
    rest = south.difference(north)
    assert isinstance(rest, Polygon)
    rings = {"Sherburne": north, "Wright": rest}
    features = [
        {"type": "Feature", "geometry": mapping(rings[county]),
         "properties": {"code": f"BEAT-{code}", "name": f"{county} beat", "kind": "beat", "agency": code}}
        for code, county in BEATS
    ]  # fmt: skip
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def _around(county: str) -> list[list[float]]:
    towns = [town for town in TOWNS if town.county == county]
    west, east = min(town.lon for town in towns) - MARGIN, max(town.lon for town in towns) + MARGIN
    south, north = min(town.lat for town in towns) - MARGIN, max(town.lat for town in towns) + MARGIN
    cut = (east - west) / 4
    return [[west + cut, south], [east - cut, south], [east, south + cut], [east, north], [west, north],
            [west, south + cut], [west + cut, south]]  # fmt: skip


def _software(today: date) -> bytes:
    out = io.StringIO()
    write = csv.writer(out)
    write.writerow(("agency", "vendor", "product", "versions", "supplier", "declared_by", "declared_on"))
    for n, (agency, vendor, product, versions, supplier) in enumerate(SOFTWARE):
        said_on = today - timedelta(days=40 + 90 * n)
        write.writerow((agency, vendor, product, versions, supplier, "IT office", said_on.isoformat()))
    return out.getvalue().encode()


def _say(assets: list[AssetView], by: Audience, now: datetime) -> None:
    station = next(one for one in assets if one.name.startswith("Prairie Creek"))
    name_office(asset=station.public_id, said=Office("Grid control room", "320-555-0177", ""), by=by, now=now)
    fence = "The fence on the river side has no camera; the gate is seen from the road."
    until = now.date() + timedelta(days=200)
    say(asset=station.public_id, said=Said("vulnerability", fence, "Site visit with its owner", until), by=by, now=now)
    patrol = "Its owner sends a patrol past it twice a night."
    say(asset=station.public_id, said=Said("measure", patrol, "Letter of its owner", None), by=by, now=now)


def _game(assets: list[AssetView], now: datetime) -> Stated:
    stadium = next(one for one in assets if one.name == "Riverbend Stadium")
    starts = _evening(now, days=0)
    return Stated(
        GAME, "Riverbend Stadium", "sear-4", False, starts, starts + timedelta(hours=5), stadium.lon, stadium.lat,
        1500.0, 18000, ("Governor", "Teams and officials of the final"),
        (("Stadium command post", 4), ("Traffic", 22), ("Explosives detection", 3)),
    )  # fmt: skip


def _march(now: datetime) -> Stated:
    town: Town = town_named("Buffalo")
    starts = _evening(now, days=6)
    west, east, south, north = town.lon - 0.009, town.lon + 0.004, town.lat - 0.003, town.lat + 0.003
    way = ((west, south), (east, south), (east, north), (west, south + 0.002), (west, south))
    lon, lat, radius_m = circle_of([(way,)])
    return Stated(
        MARCH, "Main Street to the courthouse", "unrated", True, starts, starts + timedelta(hours=3), lon, lat,
        radius_m, 400, (), (("Traffic", 6),), outlines=((way,),),
    )  # fmt: skip


def _evening(now: datetime, *, days: int) -> datetime:
    here = timezone.localtime(now).date() + timedelta(days=days)
    return timezone.make_aware(datetime.combine(here, time(17)))


def _held(worked: Worked, now: datetime) -> None:
    """The supervisor approves the final; the march waits for the privacy officer. One report was collected for it."""
    with reading(as_person("sol", now=now)) as sol:
        final = next(one for one in events(audience=sol) if one.name == GAME)
        approve_event(event=final.public_id, by=sol, now=now)
        turn_event(event=final.public_id, deed="begin", by=sol, now=now)
    with reading(as_person("ana", now=now)) as ana:
        mine = core.rows_of(audience=ana, ids=[row.id for row in worked.reports])
        for row in mine[-1:]:
            collect_for(event=final.public_id, record=row.public_id, about="safety", by=ana, now=now)
