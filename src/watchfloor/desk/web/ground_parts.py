"""What the pages of "What we protect" share: tabs, the map of many assets, places in words, rows of a list."""

from collections.abc import Mapping, Sequence
from math import ceil, floor
from re import compile as pattern
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from watchfloor.core.rules.audience import Audience
from watchfloor.desk.rules.map import Mark, Spot, apart, drawn, radius_of
from watchfloor.people import queries as people
from watchfloor.plan.formats.counties import counties_in
from watchfloor.plan.queries import ground as plan
from watchfloor.plan.queries.asset_columns import Columns, Which
from watchfloor.plan.queries.asset_map import clusters
from watchfloor.plan.queries.ground import AssetView
from watchfloor.plan.queries.reference import sector_words
from watchfloor.plan.rules.flat import Box, County, Frame, frame_around, path
from watchfloor.plan.rules.protected import KEEPS
from watchfloor.protect.web.marks import Marks, portion_of
from watchfloor.protect.web.shown import Withheld, lacking
from watchfloor.protect.web.wording import place_of
from watchfloor.text.data import lists
from watchfloor.text.places import find_places

TABS = (
    ("Assets", "/assets/"),
    ("Areas", "/areas/"),
    ("Special events", "/events/"),
    ("Declared software", "/software/"),
)
LEVELS = {"high": "High", "medium": "Medium", "low": "Low", "unrated": "Unknown"}
CELLS = (16, 10)
WIDE = 12.0  # degrees: from here on states are drawn, not counties
POINT = pattern(r"\s*(-?\d{1,2}(?:\.\d+)?)\s*[, ]\s*(-?\d{1,3}(?:\.\d+)?)\s*")


def tabs(here: str) -> list[dict[str, Any]]:
    """The four kinds of what we protect."""
    return [{"text": text, "url": url, "current": url == here} for text, url in TABS]


def must_keep(audience: Audience, *, what: str) -> None:
    """Raises Withheld for who does not keep what we protect; that it is kept everybody may know."""
    if KEEPS not in audience.rights:
        no = lacking(KEEPS, text="your role does not keep what we protect.", way_out="Ask an analyst or a supervisor.")
        raise Withheld(no, what=what, who="Analysts, supervisors")


def spot_of(said: str) -> tuple[float, float, str] | None:
    """lon, lat and the place in words: "44.95, -93.10", a town with its state, a county or an airport; else None."""
    found = POINT.fullmatch(said)
    if found:
        lat, lon = float(found[1]), float(found[2])
        return (lon, lat, place_of(lon, lat)) if abs(lat) <= 90 and abs(lon) <= 180 else None
    center = people.center()
    places = find_places(said, plan.gazetteer(), state=center.state if center else "")
    if not places:
        town, _, state = said.rpartition(",")
        places = find_places("", plan.gazetteer(), state=state.strip(), city=town.strip())
    return (places[0].lon, places[0].lat, places[0].name or said) if places else None


def box_of(said: str) -> Box | None:
    """West, south, east, north from an address; None for anything else."""
    try:
        west, south, east, north = (float(part) for part in said.split(","))
    except ValueError:
        return None
    fine = -180 <= west < east <= 180 and -90 <= south < north <= 90
    return (west, south, east, north) if fine else None


def box_text(box: Box) -> str:
    """As `box_of` reads it."""
    return ",".join(f"{edge:.4f}" for edge in box)


def asset_row(one: AssetView, marks: Marks, far: float | None = None) -> dict[str, Any]:
    """A row of a list of assets."""
    return {
        "name": one.name, "url": f"/assets/{one.public_id}/", "kind": one.kind, "code": one.code,
        "sectors": ", ".join(sector_words().get(code, code) for code in one.sectors),
        "level": LEVELS.get(one.criticality, "Unknown"), "unknown": one.criticality not in ("high", "medium", "low"),
        "because": one.criticality_because, "source": one.criticality_source, "owner": one.owner_name,
        "where": ", ".join(filter(None, (one.county, one.state))) or place_of(one.lon, one.lat),
        "placed": one.lon is not None, "far": "" if far is None else far_words(far),
        "portion": portion_of(marks.of_label(one.label_id)),
    }  # fmt: skip


def far_words(meters: float) -> str:
    """ "840 m", "12.4 km"."""
    return f"{meters:.0f} m" if meters < 1000 else f"{meters / 1000:.1f} km"


def clustered_map(audience: Audience, held: Columns, which: Which, box: Box, said: Mapping[str, str]) -> dict[str, Any]:
    """components/map.html of all assets of the box: a number for each cell of a grid, the glyph for one alone."""
    frame = frame_around(box)
    found = clusters(audience=audience, held=held, which=which, box=_clipped(frame.box), cells=CELLS)
    spots = apart(frame, [Spot(one.lon, one.lat, one.count, str(one.public_id or "")) for one in found])
    total = sum(spot.count for spot in spots)
    most = max((spot.count for spot in spots), default=1)
    names = _names(audience, spots)
    title = (
        f"{total:,} assets with a place in this part of the map" if total else "No asset lies in this part of the map"
    )
    picture = _picture(frame, title, [Mark("asset", "", spot.lon, spot.lat) for spot in spots], [])
    for mark, spot in zip(picture["marks"], spots, strict=True):
        inner = _inner(frame.box, spot)
        url = f"/assets/{spot.of}/" if spot.of else f"/assets/?{urlencode({**said, 'box': box_text(inner)})}"
        says = names.get(spot.of) or f"{spot.count:,} assets, look closer"
        size = radius_of(spot.count, most)
        mark |= {"count": spot.count, "size": size, "url": url, "says": says, "shown": _short(spot.count)}
    return {**picture, "linked": True}


def areas_map(
    outlines: Sequence[tuple[str, Sequence[Any]]], marks: Sequence[Mark], box: Box, *, title: str
) -> dict[str, Any]:
    """components/map.html of named areas: (name, polygons with holes)."""
    return _picture(frame_around(box), title, marks, outlines)


def _picture(
    frame: Frame, title: str, marks: Sequence[Mark], outlines: Sequence[tuple[str, Sequence[Any]]]
) -> dict[str, Any]:
    center = people.center()
    own = lists().states.get(center.state, "") if center else ""
    source = "Counties: US Census Bureau by us-atlas"
    picture = drawn(frame, title=title, source=source, own_state=own, counties=_land(frame), areas=[], marks=marks)
    rings = [(name, [ring for polygon in polygons for ring in polygon]) for name, polygons in outlines]
    return {**picture, "areas": [{"d": path(frame, given), "label": name, "ours": True} for name, given in rings]}


def _land(frame: Frame) -> Sequence[County]:
    west, south, east, north = frame.box
    if east - west <= WIDE:
        return counties_in((floor(west), floor(south), ceil(east), ceil(north)))
    return [
        County("", place.name, (place.lon, place.lat), tuple(ring for polygon in place.areas for ring in polygon))
        for place in plan.places(kinds=["state"], with_areas=True)
    ]


def _names(audience: Audience, spots: Sequence[Spot]) -> dict[str, str]:
    alone = [UUID(spot.of) for spot in spots if spot.of]
    return {str(one.public_id): one.name for one in plan.assets(audience=audience, public_ids=alone)} if alone else {}


def _inner(box: Box, spot: Spot) -> Box:
    """A third of the box around the spot: what a reader who follows it sees next."""
    wide, high = (box[2] - box[0]) / 6, (box[3] - box[1]) / 6
    return _clipped((spot.lon - wide, spot.lat - high, spot.lon + wide, spot.lat + high))


def _clipped(box: Box) -> Box:
    return max(-180.0, box[0]), max(-90.0, box[1]), min(180.0, box[2]), min(90.0, box[3])


def _short(count: int) -> str:
    return f"{count:,}" if count < 10_000 else f"{count / 1000:.0f}k"
