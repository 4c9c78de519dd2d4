"""Two weeks of reports: what an agency hands over, as rows and as CSV files in the `generic` form."""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from watchfloor.demo.assets import Asset
from watchfloor.demo.incidents import Incident
from watchfloor.demo.incidents_calls import INCIDENTS as CALLS
from watchfloor.demo.incidents_patrol import INCIDENTS as PATROL
from watchfloor.demo.incidents_public import INCIDENTS as PUBLIC
from watchfloor.demo.incidents_sites import INCIDENTS as SITES
from watchfloor.demo.names import COLORS, SHOPS, SWITCHBOARD, Pool
from watchfloor.demo.places import COMPASS, MILE_KM, ROADS, STATE, TOWNS, Town, around, moved, town_named
from watchfloor.demo.prose import clock_said, mistyped, narrative, phone_said, plate_said, told

INCIDENTS: tuple[Incident, ...] = (*PATROL, *CALLS, *SITES, *PUBLIC)
DAYS = 14
COLUMNS = (
    *("occurred", "narrative", "title", "state", "city", "lat", "lon", "case_number", "behavior"),
    *("reporter", "reporter_contact", "exercise"),
)
# whom a report names, as the generic mapping knows the columns
PARTY_COLUMNS = (
    *("subject_name", "subject_birth_date", "subject_phone", "subject_address", "subject_city", "subject_document"),
    *("vehicle_plate", "vehicle_make", "vehicle_model", "vehicle_color"),
)
# the share of all reports that each agency hands over
SHARES = {"NFC": 24, "WCS": 22, "RCP": 18, "SPP": 9, "MUS": 10, "BLF": 8, "RBH": 9}
# the towns that share the city police
CITIES = (
    *("Monticello", "Buffalo", "Big Lake", "Elk River", "Otsego", "Albertville", "Rogers", "Hanover", "Delano"),
    *("Rockford", "Zimmerman", "Becker"),
)
# what the guards of an agency guard
GUARDED = {"MUS": ("substation", "power plant", "water plant"), "RBH": ("hospital",)}
VOICES = {"center": "public", "utility": "guard", "hospital": "guard", "fire": "guard"}
DIRECTIONS = ("north", "northeast", "east", "southeast", "south", "southwest", "west", "northwest")
GARMENTS = ("jacket", "hooded sweatshirt", "work vest", "ball cap", "rain coat", "flannel shirt")
CLOSINGS = (
    "Callback through dispatch, {number}.",
    "Reach me through the switchboard at {number}.",
    "Further contact: dispatch {number}.",
)
# a bare handful of vehicles turns up again and again, as the same cars do in every town
REGULARS, REGULAR_SHARE = 7, 0.06


@dataclass(frozen=True, slots=True)
class Report:
    """One report. `thread` names the story that it belongs to ("" for none), `by` what ties it to the others, `who`
    whom `named` (column and cell) means; none of the three is written into the file. lat and lon are WGS 84 degrees or
    both None.
    """

    agency: str
    occurred: datetime
    title: str
    narrative: str
    town: str
    lat: float | None
    lon: float | None
    behavior: str = ""
    reporter: str = ""
    reporter_contact: str = ""
    kind: str = ""
    thread: str = ""
    by: tuple[str, ...] = ()
    case_number: str = ""
    named: Mapping[str, str] = field(default_factory=dict)
    who: str = ""


@dataclass(frozen=True, slots=True)
class Ground:
    """What ordinary reports stand on: the agencies' kinds by code, the assets, the pool of names, and the time."""

    kinds: Mapping[str, str]
    assets: tuple[Asset, ...]
    pool: Pool
    now: datetime


def ordinary(rng: Random, count: int, ground: Ground) -> tuple[Report, ...]:
    """`count` reports of nothing much, no two told alike, by all agencies that report; `ground.now` is local time."""
    found: dict[str, Report] = {}
    for code in rng.choices(tuple(SHARES), weights=tuple(SHARES.values()), k=count):
        report = _report(rng, code, ground)
        while report.narrative in found:
            report = _report(rng, code, ground)
        found[report.narrative] = report
    return tuple(found.values())


def _report(rng: Random, code: str, ground: Ground) -> Report:
    kind = ground.kinds[code]
    fitting = [incident for incident in INCIDENTS if kind in incident.by]
    incident = rng.choices(fitting, weights=[incident.weight for incident in fitting])[0]
    at = _moment(rng, ground.now, incident.hours)
    voice = VOICES.get(kind, "patrol")
    town, site, point, slots = _where(rng, incident, code, ground.assets)
    slots |= _who(rng, ground.pool) | {"site": site, "clock": _clock(at, voice, rng)}
    slots["later"] = _clock(at + timedelta(minutes=rng.randint(15, 80)), voice, rng)
    text = narrative(incident.sentences, slots, rng)
    if voice != "public" and rng.random() < 0.15:
        text += " " + rng.choice(CLOSINGS).format(number=phone_said(SWITCHBOARD, rng))
    slips = rng.choice((0, 0, 0, 1) if voice != "public" else (0, 1, 2))
    known = rng.random() < (0.6 if voice == "public" else 0.85)
    named = rng.random() < 0.6
    return Report(
        agency=code,
        occurred=at,
        title=told(incident.titles, slots, rng),
        narrative=mistyped(text, rng, slips=slips),
        town=town.name,
        lat=round(point[0], 4) if known else None,
        lon=round(point[1], 4) if known else None,
        behavior=incident.behavior if rng.random() < 0.5 else "",
        reporter=rng.choice(ground.pool.people) if named else "",
        reporter_contact=rng.choice(ground.pool.phones) if named else "",
        kind=incident.name,
    )


def _clock(at: datetime, voice: str, rng: Random) -> str:
    return clock_said(at.hour, at.minute, voice, rng)


def _moment(rng: Random, now: datetime, hours: tuple[int, int]) -> datetime:
    start, end = hours
    hour = (start + rng.randrange((end - start) % 24 or 24)) % 24
    midnight = now.replace(hour=hour, minute=rng.randrange(60), second=0, microsecond=0)
    at = midnight - timedelta(days=rng.randrange(DAYS + 1))
    if at > now - timedelta(minutes=30):
        return at - timedelta(days=1)
    return at + timedelta(days=1) if at < now - timedelta(days=DAYS) else at


Where = tuple[Town, str, tuple[float, float], dict[str, str]]


def _where(rng: Random, incident: Incident, code: str, assets: tuple[Asset, ...]) -> Where:
    miles, letters = rng.randint(2, 6), rng.choice(tuple(COMPASS))
    slots = {"miles": str(miles), "direction": DIRECTIONS[COMPASS[letters] // 45]}
    slots |= dict(zip(("road", "crossroad"), rng.sample(ROADS, 2), strict=True))
    if incident.at:
        kinds = set(incident.at) & set(GUARDED.get(code, incident.at))
        fitting = [asset for asset in assets if asset.kind in kinds]
        asset = rng.choice([asset for asset in fitting if _serves(code, town_named(asset.town))] or fitting)
        point = around(asset.lat, asset.lon, rng, least_km=0.03, most_km=0.4)
        return town_named(asset.town), asset.name, point, slots | {"town": asset.town}
    town = rng.choice([town for town in TOWNS if _serves(code, town)])
    if any("{miles}" in line for line in (*incident.sentences, incident.titles)):
        point = moved(town.lat, town.lon, miles * MILE_KM, COMPASS[letters])
    else:
        point = around(town.lat, town.lon, rng, least_km=0.1, most_km=2.5)
    return town, "", point, slots | {"town": town.name}


def _serves(code: str, town: Town) -> bool:
    return (code != "WCS" or town.county == "Wright") and (code != "RCP" or town.name in CITIES)


def _who(rng: Random, pool: Pool) -> dict[str, str]:
    regular = rng.random() < REGULAR_SHARE
    vehicle = rng.choice(pool.vehicles[:REGULARS] if regular else pool.vehicles[REGULARS:])
    return {
        "vehicle": vehicle.said,
        "car": vehicle.short,
        "plate": plate_said(vehicle.plate, rng),
        "phone": phone_said(rng.choice(pool.phones), rng),
        "person": f"a person in a {rng.choice(COLORS)} {rng.choice(GARMENTS)}",
        "name": rng.choice(pool.people),
        "company": rng.choice(pool.companies),
        "shop": rng.choice(SHOPS),
        "minutes": str(rng.choice((10, 15, 20, 25, 30, 40, 45, 90))),
        "few": rng.choice(("two", "three", "four", "five")),
        "number": str(rng.randint(2, 9)),
        "domain": f"{rng.choice(('billing', 'files', 'secure-mail', 'notice'))}-{rng.randint(10, 99)}.example",
        "ip": f"198.51.100.{rng.randint(2, 250)}",
    }


def as_csv(reports: Iterable[Report]) -> bytes:
    """A CSV file in UTF-8 with a header; times as ISO 8601 with their offset, degrees with four decimals."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow((*COLUMNS, *PARTY_COLUMNS))
    writer.writerows(cells(report) for report in reports)
    return out.getvalue().encode()


def cells(report: Report) -> tuple[str, ...]:
    """The cells of one row in the order of COLUMNS, then of PARTY_COLUMNS."""
    lat, lon = ("" if value is None else f"{value:.4f}" for value in (report.lat, report.lon))
    return (
        report.occurred.isoformat(timespec="seconds"),
        report.narrative,
        report.title,
        STATE,
        report.town,
        lat,
        lon,
        report.case_number,
        report.behavior,
        report.reporter,
        report.reporter_contact,
        "EXERCISE",
        *(report.named.get(column, "") for column in PARTY_COLUMNS),
    )
