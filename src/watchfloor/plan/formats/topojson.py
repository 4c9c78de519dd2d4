"""TopoJSON (specification 1.0): shared arcs into polygons in degrees, longitude first."""

from itertools import accumulate
from typing import Any

from watchfloor.plan.rules.reference import Polygon, Ring


class NotTopology(ValueError):
    """The outline is not TopoJSON of polygons; the text says where."""


Point = tuple[float, float]


def arcs_of(topology: dict[str, Any]) -> list[tuple[Point, ...]]:
    """The arcs in degrees; a quantized topology is unfolded. Raises NotTopology."""
    try:
        transform = topology.get("transform")
        if transform is None:
            return [tuple((float(x), float(y)) for x, y, *_ in arc) for arc in topology["arcs"]]
        (sx, sy), (tx, ty) = transform["scale"], transform["translate"]
        return [
            tuple(
                (round(x * sx + tx, 6), round(y * sy + ty, 6))
                for x, y in accumulate(arc, lambda last, step: (last[0] + step[0], last[1] + step[1]))
            )
            for arc in topology["arcs"]
        ]
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise NotTopology("The arcs of the topology cannot be read.") from error


def areas_of(geometry: dict[str, Any], arcs: list[tuple[Point, ...]]) -> tuple[Polygon, ...]:
    """The polygons of a Polygon or MultiPolygon. Raises NotTopology."""
    try:
        kind, told = geometry["type"], geometry["arcs"]
        polygons = {"Polygon": [told], "MultiPolygon": told}[kind]
        return tuple(tuple(_ring(ring, arcs) for ring in polygon) for polygon in polygons)
    except (KeyError, TypeError, IndexError) as error:
        raise NotTopology("The geometry is no polygon with arcs.") from error


def _ring(numbers: list[int], arcs: list[tuple[Point, ...]]) -> Ring:
    points: list[Point] = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        points += arc[1:] if points else arc
    return tuple(points)
