"""What a person states of an asset or area by hand: outlines in every form, and what is asked before it is kept."""

import json
from dataclasses import replace

import pytest

from watchfloor.core.rules.draft import Reading
from watchfloor.plan.formats.mapping import state_boxes
from watchfloor.plan.formats.outline import read
from watchfloor.plan.rules.by_hand import AreaSaid, AssetSaid, Checks, may_keep_area, may_keep_asset
from watchfloor.plan.rules.outlines import contains

RING = [[-94.0, 45.0], [-93.8, 45.0], [-93.8, 45.2], [-94.0, 45.2], [-94.0, 45.0]]
LINES = "45.0, -94.0\n45.0, -93.8\n45.2; -93.8\n45.2 -94.0\n"
CHECKS = Checks(True, state_boxes())
TOWER = AssetSaid("Water tower", "tower", ("WATR",), -93.87, 45.17, "MN", level="medium", because="It serves homes.",
                  source="City engineer")  # fmt: skip


def shape(*rings: object) -> dict[str, object]:
    return {"type": "Polygon", "coordinates": rings}


def reading(given: object, *, turned: bool = False) -> Reading:
    """The reading of an outline as it would be pasted."""
    text = given if isinstance(given, str) else json.dumps(given)
    return next(iter(read(text.encode(), {"turned": turned})))


FEATURE = {"type": "Feature", "geometry": shape(RING)}


@pytest.mark.parametrize(
    "given",
    [LINES, shape(RING), FEATURE, {"type": "FeatureCollection", "features": [FEATURE]},
     {"type": "MultiPolygon", "coordinates": [[RING]]}],
)  # fmt: skip
def test_an_outline_may_be_handed_in_in_five_ways(given: object) -> None:
    """Corners one a line, and each form of GeoJSON that holds an area, are the same outline."""
    draft = reading(given).drafts[0]
    assert draft.data["box"] == (-94.0, 45.0, -93.8, 45.2) and draft.data["findings"] == ()


def test_parts_holes_and_the_date_line() -> None:
    """A blank line begins another part; over the date line it is split; a hole holds nothing."""
    assert len(reading(f"{LINES}\n46.0, -94.0\n46.0, -93.8\n46.2, -93.8\n").drafts[0].data["outlines"]) == 2
    over = [[179.0, 51.0], [-179.0, 51.0], [-179.0, 52.0], [179.0, 52.0], [179.0, 51.0]]
    split = reading(shape(over)).drafts[0].data
    assert len(split["outlines"]) == 2 and "date line" in split["findings"][0] and split["box"][0] > split["box"][2]
    hole = [[-93.95, 45.05], [-93.85, 45.05], [-93.85, 45.15], [-93.95, 45.15], [-93.95, 45.05]]
    outlines = reading(shape(RING, hole)).drafts[0].data["outlines"]
    assert contains(outlines, -93.98, 45.1) and not contains(outlines, -93.9, 45.1) and contains((), 0, 0)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("45.0, -94.0\nhere\n", "line 2, 'here', is no pair"),
        ("45.0, -94.0\n45.1, -94.0\n", "a ring of 3 points"),
        ("-94.0, 45.0\n-93.8, 45.0\n-93.8, 45.2\n", "longitude and latitude are swapped"),
        (shape([[-94, 45], [-93, 46], [-93, 45], [-94, 46], [-94, 45]]), "crosses itself"),
        (shape([[-94, 45], ["x", 46], [-93, 45], [-94, 45]]), "other than pairs of numbers"),
        ({"type": "Point", "coordinates": [1, 2]}, "no GeoJSON of an area"),
        ({"type": "Feature", "geometry": {"type": "Point", "coordinates": [1, 2]}}, "has no area"),
        ({"type": "FeatureCollection", "features": None}, "has no outline"),
        ("{", "broken JSON"),
        ("[1, 2]", "no GeoJSON of an area"),
        ("[" * 100_000, "broken JSON"),
        (shape([[-94 + n / 1e6, 45.0] for n in range(50_001)]), "more than 50,000 corners"),
    ],
)
def test_a_bad_outline_is_set_aside_with_what_is_wrong(given: object, says: str) -> None:
    """Nothing is guessed: a crossing that changes the area, swapped pairs and what is none are told."""
    got = reading(given)
    assert got.whole and says in got.set_aside[0].reasons[0]


def test_an_outline_that_is_turned_is_taken_the_other_way_round() -> None:
    """Only where the person says so."""
    turned = shape([[y, x] for x, y in RING])
    assert reading(turned).whole and reading(turned, turned=True).drafts[0].data["box"] == (-94.0, 45.0, -93.8, 45.2)


@pytest.mark.parametrize(
    ("said", "checks", "rule"),
    [
        (replace(TOWER, name=""), CHECKS, "name"),
        (replace(TOWER, kind=""), CHECKS, "kind"),
        (replace(TOWER, sectors=("NONE",)), CHECKS, "sector"),
        (replace(TOWER, state="XX"), CHECKS, "state"),
        (replace(TOWER, level="huge"), CHECKS, "level"),
        (replace(TOWER, because=""), CHECKS, "because"),
        (replace(TOWER, source=""), CHECKS, "source"),
        (replace(TOWER, number="7"), replace(CHECKS, taken="Old tower"), "number"),
        (replace(TOWER, lon=-97.5, lat=31.0), CHECKS, "place"),
        (replace(TOWER, state="NY", lon=40.7, lat=-74.0), CHECKS, "place"),
        (TOWER, replace(CHECKS, why="because"), "why"),
        (TOWER, replace(CHECKS, right=False), "right"),
    ],
)
def test_an_asset_that_says_too_little_is_refused(said: AssetSaid, checks: Checks, rule: str) -> None:
    """Each by its own rule alone."""
    decision = may_keep_asset(said, checks, sectors={"WATR"})
    assert [one.rule for one in decision.against] == [f"plan.asset.{rule}"]


def test_what_was_looked_at_is_kept_as_it_stands() -> None:
    """A place outside its state and a number that another has stand once somebody looked; unknown needs no reason."""
    far = replace(TOWER, lon=-97.5, lat=31.0, number="7", level="unrated", because="", source="")
    assert not may_keep_asset(far, replace(CHECKS, taken="Old tower"), sectors={"WATR"})
    assert may_keep_asset(far, replace(CHECKS, taken="Old tower", looked=True), sectors={"WATR"})


def test_an_area_is_asked_about_when_only_its_turned_box_lies_in_a_state() -> None:
    """Antarctica is asked about; the open sea, which lies in no state either way, and what was looked at are not."""
    south = AreaSaid("Beat", "beat", True, (), (), (40.0, -75.2, 40.2, -75.0))
    assert [one.rule for one in may_keep_area(south, CHECKS, agencies={}).against] == ["plan.area.outline"]
    assert may_keep_area(south, replace(CHECKS, looked=True), agencies={})
    assert may_keep_area(replace(south, box=(-30.0, 5.0, -29.0, 6.0)), CHECKS, agencies={})
    none = may_keep_area(replace(south, box=None, agencies=("no-such",)), CHECKS, agencies={"us": 1})
    assert [one.rule for one in none.against] == ["plan.area.outline", "plan.area.agencies"]
