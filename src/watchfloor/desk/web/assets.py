"""What we protect: all assets on one map and in one list; what lies near a place or along a route."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest

from watchfloor.core.rules.audience import Audience
from watchfloor.desk.web.ground_parts import LEVELS, asset_row, box_of, box_text, clustered_map, spot_of, tabs
from watchfloor.plan.queries import asset_map
from watchfloor.plan.queries.asset_columns import Columns, Which, columns
from watchfloor.plan.queries.asset_map import Counts
from watchfloor.plan.queries.ground import AssetView
from watchfloor.plan.queries.reference import sector_words
from watchfloor.plan.rules.flat import Box
from watchfloor.plan.rules.protected import KEEPS
from watchfloor.protect.web.door import page
from watchfloor.protect.web.fields import choices, error, field, with_errors
from watchfloor.protect.web.marks import Marks
from watchfloor.protect.web.shown import Page

HERE, PAGE, MOST, RIGHT = "/assets/", 100, 500, "record.read"
FACETS = ("sector", "kind", "state", "criticality")
KEYS = ((("g a",), "what we protect"), (("b",), "table"))
KM = (1, 5, 10, 25, 50, 100)
NO_PLACE = "Place: '{}' is not found. Write a town with its state, an airport, or latitude and longitude."


@dataclass(frozen=True, slots=True)
class Measured:
    """A list by distance: in words of what, and each asset with its meters."""

    heading: str
    found: list[tuple[AssetView, float]]


@page("plan.assets.read")
def assets(request: HttpRequest, audience: Audience) -> Page:
    """Filters narrow all; `near` or `route` gives a list by distance, else a page of the list stands with the map."""
    said = {name: value.strip() for name, value in request.GET.dict().items()}
    which = Which(**{name: said.get(name, "") for name in FACETS})
    held, marks = columns(audience=audience), Marks()
    counts = asset_map.counts(held=held, which=which)
    measured, errors = _measured(audience, which, said)
    box = box_of(said.get("box", "")) or asset_map.extent(held=held, which=which)
    shown = [one for one, _ in measured.found] if measured else _page(audience, held, which, said)
    rows = (
        [asset_row(one, marks, far) for one, far in measured.found]
        if measured
        else [asset_row(one, marks) for one in shown[:PAGE]]
    )
    context = {
        "tabs": tabs(HERE), "url": HERE, "errors": errors, "counts": counts, "fields": _fields(counts, said, errors),
        "said": {name: said[name] for name in FACETS if said.get(name)}, "rows": rows, "measured": measured,
        "map": clustered_map(audience, held, which, box, _kept(said)) if box and not measured else None,
        "zoomed": "box" in said and not measured, "ways": _ways(said, box), "unplaced": said.get("placed") == "no",
        "more_url": _more(said) if not measured and len(shown) > PAGE else "", "start": _start(said),
        "may_keep": KEEPS in audience.rights,
    }  # fmt: skip
    labels = {one.label_id for one in shown}
    return Page(
        "desk/assets.html", context, markings=[marks.of_label(one) for one in labels],
        status=422 if errors else 200, keys=KEYS,
    )  # fmt: skip


def _page(audience: Audience, held: Columns, which: Which, said: Mapping[str, str]) -> list[AssetView]:
    """One more than fits, so that the page knows whether another follows."""
    placed = said.get("placed") != "no"
    return asset_map.listed(
        audience=audience, held=held, which=which, box=box_of(said.get("box", "")) if placed else None, placed=placed,
        start=_start(said), how_many=PAGE + 1,
    )  # fmt: skip


def _measured(
    audience: Audience, which: Which, said: Mapping[str, str]
) -> tuple[Measured | None, list[dict[str, str]]]:
    far = _km(said) * 1000
    if said.get("route"):
        return _along(audience, which, said["route"], far)
    if not said.get("near"):
        return None, []
    spot = spot_of(said["near"])
    if spot is None:
        return None, [error("near", NO_PLACE.format(said["near"][:60]))]
    lon, lat, name = spot
    if far:
        found = asset_map.within(audience=audience, lon=lon, lat=lat, radius_m=far, which=which, how_many=MOST)
        return Measured(f"Within {_km(said)} km of {name}", found), []
    found = asset_map.nearest(audience=audience, lon=lon, lat=lat, which=which)
    return Measured(f"The {len(found)} nearest to {name}", found), []


def _along(audience: Audience, which: Which, said: str, far: float) -> tuple[Measured | None, list[dict[str, str]]]:
    names = [line.strip() for line in said.replace(";", "\n").splitlines() if line.strip()]
    spots = [spot_of(name) for name in names]
    missing = next((name for name, spot in zip(names, spots, strict=True) if spot is None), "")
    if missing:
        return None, [error("route", NO_PLACE.format(missing[:60]))]
    if len(spots) < 2:
        return None, [error("route", "Route: name at least two places, one a line, in the order of the way.")]
    route = [(spot[0], spot[1]) for spot in spots if spot]
    far = far or KM[1] * 1000.0
    found = asset_map.along(audience=audience, route=route, within_m=far, which=which, how_many=MOST)
    words = " - ".join(spot[2] for spot in spots if spot)
    return Measured(f"Within {far / 1000:g} km of the way {words}", found), []


def _fields(counts: Counts, said: Mapping[str, str], errors: list[dict[str, str]]) -> dict[str, Any]:
    words = {"sector": sector_words(), "criticality": LEVELS}
    made = [
        field(
            name, name.capitalize() if name != "criticality" else "How critical", kind="select", required=False,
            options=choices(
                [("", "all"), *((code, f"{words.get(name, {}).get(code, code) or 'not stated'} ({n:,})")
                                for code, n in counts.by[name] if code)],
                chosen=said.get(name, ""),
            ),
        )
        for name in FACETS
    ]  # fmt: skip
    km = [("", "the nearest 20"), *((str(one), f"within {one} km") for one in KM)]
    made += [
        field("near", "Around a place", required=False, value=said.get("near", "")),
        field("km", "How far", kind="select", required=False, options=choices(km, chosen=said.get("km", ""))),
        field("route", "Along a way", kind="area", required=False, value=said.get("route", ""),
              hint="Places one a line, in order."),
    ]  # fmt: skip
    return {one["name"]: one for one in with_errors(made, errors)}


def _ways(said: Mapping[str, str], box: Box | None) -> list[dict[str, str]]:
    """Closer, wider, and the whole again."""
    if box is None:
        return []
    west, south, east, north = box
    wide, high = east - west, north - south
    wider = (max(-180.0, west - wide / 2), max(-90.0, south - high / 2), min(180.0, east + wide / 2),
             min(90.0, north + high / 2))  # fmt: skip
    closer = west + wide / 4, south + high / 4, east - wide / 4, north - high / 4
    made = [("Closer", box_text(closer)), ("Wider", box_text(wider)), ("Everything", "")]
    return [{"text": text, "url": f"{HERE}?{urlencode({**_kept(said), 'box': edges})}"} for text, edges in made]


def _kept(said: Mapping[str, str]) -> dict[str, str]:
    return {name: said[name] for name in FACETS if said.get(name)}


def _more(said: Mapping[str, str]) -> str:
    more = {**_kept(said), **{name: said[name] for name in ("box", "placed") if said.get(name)}}
    return f"{HERE}?{urlencode({**more, 'start': _start(said) + PAGE})}"


def _start(said: Mapping[str, str]) -> int:
    return int(said["start"]) if said.get("start", "").isdecimal() and len(said["start"]) < 8 else 0


def _km(said: Mapping[str, str]) -> int:
    return next((one for one in KM if str(one) == said.get("km")), 0)
