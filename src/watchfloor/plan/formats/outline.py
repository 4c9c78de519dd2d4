"""An outline as a person hands it in: GeoJSON (RFC 7946), or corners one a line, latitude first; a blank line between
polygons. Read in the confined child, where crossings and the date line are dealt with too."""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from watchfloor.core.rules.draft import Draft, Reading, SetAside
from watchfloor.plan.formats.features import features_of
from watchfloor.plan.rules.making import Unreadable
from watchfloor.plan.rules.making_ground import SHAPE
from watchfloor.plan.rules.outlines import box_of, outlines_of

READER = "watchfloor.plan.formats.outline:read"
LARGEST, POINTS_MOST = 2 * 1024 * 1024, 50_000
PAIR = re.compile(r"\s*(-?\d+(?:\.\d+)?)\s*[,; ]\s*(-?\d+(?:\.\d+)?)\s*")
Rings = list[list[list[float]]]


def read(content: bytes, options: Mapping[str, Any]) -> Iterable[Reading]:
    """One draft with `outlines`, `box` and `findings`, or set aside with its reason.

    `options["turned"]`: longitude and latitude stand the other way round. MUST NOT raise for what the bytes hold.
    """
    try:
        polygons = _polygons(content.decode("utf-8-sig"), turned=bool(options.get("turned")))
        outlines, findings = outlines_of(polygons)
    except (Unreadable, UnicodeDecodeError) as fault:
        text = str(fault) if isinstance(fault, Unreadable) else "is no text in UTF-8. Save it so."
        return [Reading("outline", (), (SetAside("outline", (text,), (0, len(content))),), whole=True)]
    data = {"outlines": outlines, "box": box_of(outlines), "findings": findings}
    return [Reading("outline", (Draft("outline", "", "", "", "", data, piece=(0, len(content))),), ())]


def _polygons(text: str, *, turned: bool) -> list[Rings]:
    found = _of_json(text, turned) if text.lstrip()[:1] in ("{", "[") else _of_lines(text, turned)
    if sum(len(ring) for polygon in found for ring in polygon) > POINTS_MOST:
        raise Unreadable(f"has more than {POINTS_MOST:,} corners. Simplify it first.")
    return found


def _of_json(text: str, turned: bool) -> list[Rings]:
    try:
        told = json.loads(text)
    except (ValueError, RecursionError) as fault:
        raise Unreadable(f"is broken JSON: {fault}.") from fault
    polygons: list[Rings] = []
    for place, cells, why in features_of({"features": _features(told)}, swapped=turned):
        if cells is None or SHAPE not in cells:
            raise Unreadable(f"holds {place}, which {why or 'has no area.'} Give polygons.")
        polygons += cells[SHAPE]
    return polygons


def _features(told: Any) -> list[Any]:
    """Every feature of what was handed in, each with properties, whatever of GeoJSON it is."""
    kind = told.get("type") if isinstance(told, dict) else None
    if kind == "FeatureCollection":
        listed = told.get("features")
        return [_with_properties(one) for one in listed] if isinstance(listed, list) else []
    if kind == "Feature":
        return [_with_properties(told)]
    if kind in ("Polygon", "MultiPolygon"):
        return [{"type": "Feature", "properties": {}, "geometry": told}]
    raise Unreadable("is no GeoJSON of an area. Give a Polygon, a MultiPolygon or a Feature of one (RFC 7946).")


def _with_properties(feature: Any) -> Any:
    known = isinstance(feature, dict) and not isinstance(feature.get("properties"), dict)
    return {**feature, "properties": {}} if known else feature


def _of_lines(text: str, turned: bool) -> list[Rings]:
    polygons: list[Rings] = []
    for part in re.split(r"\n[ \t\r]*\n", text.strip()):
        ring = [_corner(line, n, turned) for n, line in enumerate(part.strip().splitlines(), 1) if line.strip()]
        if ring:
            polygons.append([ring if len(ring) > 3 and ring[0] == ring[-1] else [*ring, ring[0]]])
    return polygons


def _corner(line: str, number: int, turned: bool) -> list[float]:
    found = PAIR.fullmatch(line)
    if not found:
        raise Unreadable(
            f"line {number}, '{line.strip()[:40]}', is no pair. Write latitude and longitude: 44.95, -93.10."
        )
    first, second = float(found[1]), float(found[2])
    return [first, second] if turned else [second, first]
