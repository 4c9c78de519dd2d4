"""What the forms of "What we protect" share: an outline pasted, typed or uploaded, places in numbers, refusals."""

from collections.abc import Mapping
from dataclasses import dataclass
from re import compile as pattern
from typing import Any

from django.http import HttpRequest

from watchfloor.core.rules.decision import Decision
from watchfloor.desk.web.ground_parts import spot_of
from watchfloor.plan.actions.by_hand import outline_of
from watchfloor.plan.formats.outline import LARGEST
from watchfloor.plan.rules.by_hand import Box
from watchfloor.plan.rules.reference import Polygon
from watchfloor.protect.web.fields import choices, error, field

ORDER = (("", "Ask me if they look swapped"), ("turned", "Longitude and latitude stand the other way round"),
         ("kept", "As they stand: I looked"))  # fmt: skip
NUMBERS = pattern(r"\s*(-?\d+(?:\.\d+)?)\s*[,; ]\s*(-?\d+(?:\.\d+)?)\s*")
Errors = list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class Outline:
    """What was handed in as an outline, valid; no polygon where none was."""

    polygons: tuple[Polygon, ...] = ()
    box: Box | None = None
    findings: tuple[str, ...] = ()


def outline_said(request: HttpRequest, said: Mapping[str, str]) -> Outline | None:
    """The outline of a form (a file goes before what is pasted), None where there is none. Raises NotKept."""
    given = request.FILES.get("file")
    content = given.read(LARGEST + 1) if given else said.get("outline", "").encode()
    if not content.strip():
        return None
    return Outline(*outline_of(content=content, turned=said.get("order") == "turned"))


def outline_fields(said: Mapping[str, str], *, required: bool) -> list[dict[str, Any]]:
    """Paste, upload, and how the pairs stand."""
    return [
        field("outline", "Outline", kind="area", required=False, value=said.get("outline", ""), tall=True, code=True,
              hint="GeoJSON, or corners one a line, latitude first: 45.21, -93.90. A blank line begins another part."),
        field("file", "Or a GeoJSON file", kind="file", required=False,
              hint=f"At most {LARGEST // 1024 // 1024} MB. {'One of the two is needed.' if required else ''}"),
        field("order", "Pairs of numbers", kind="select", required=False,
              options=choices(ORDER, chosen=said.get("order", ""))),
    ]  # fmt: skip


def place_said(said: str, errors: Errors) -> tuple[float | None, float | None]:
    """lon and lat of a place as typed, latitude first; what can only be swapped is asked about."""
    if not said:
        return None, None
    pair = NUMBERS.fullmatch(said)
    if pair and abs(float(pair[1])) > 90 >= abs(float(pair[2])):
        text = f"Place: {pair[1]} is no latitude. Swapped? Latitude stands first: {pair[2]}, {pair[1]}."
        errors.append(error("place", text))
        return None, None
    spot = spot_of(said)
    if spot is None:
        text = f"Place: '{said[:60]}' is not found. Write a town with its state, or latitude and longitude."
        errors.append(error("place", text))
        return None, None
    return spot[0], spot[1]


def told(decision: Decision, fields: Mapping[str, str]) -> Errors:
    """What refuses, each beside its field."""
    return [
        error(fields.get(one.rule, one.rule.rpartition(".")[2]), f"{one.text} {one.way_out}".strip())
        for one in decision.against
    ]
