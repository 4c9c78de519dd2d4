"""The real reference files become what their mappings say, row by row."""

import os
from collections import Counter
from pathlib import Path

import pytest

from watchfloor.plan.formats.reference import ReferenceReading, read
from watchfloor.plan.rules.reference import AgencyRow

FOLDER = Path(os.environ.get("WATCHFLOOR_TEST_DATA") or Path(__file__).parents[3] / "shared" / "data")
pytestmark = [pytest.mark.data, pytest.mark.skipif(not FOLDER.exists(), reason=f"real data is absent: {FOLDER.name}")]


def parts(mapping: str, file: str) -> list[ReferenceReading]:
    return list(read((FOLDER / mapping / file).read_bytes(), {"mapping": mapping}))


@pytest.mark.parametrize(
    ("mapping", "file", "counts"),
    [
        ("airports", "airports.csv.gz", {"PlaceRow": 28298, "AssetRow": 1952}),
        ("power_plants_us", "power_plants_us.csv.gz", {"AssetRow": 11879}),
        ("fbi_agencies", "agencies.csv.gz", {"AgencyRow": 23243}),
        ("us_places", "us_cities_1000.json.gz", {"PlaceRow": 17341}),
        ("us_places", "us_zips.csv.gz", {"PlaceRow": 33791}),
        ("us_places", "counties-10m.json.gz", {"PlaceRow": 3231}),
        ("us_places", "states-10m.json.gz", {"PlaceRow": 56}),
    ],
)
def test_every_row_of_the_file_becomes_what_the_mapping_says(mapping: str, file: str, counts: dict[str, int]) -> None:
    """No row is set aside; an airport with an IATA code in the United States counts twice."""
    found = parts(mapping, file)
    assert Counter(type(row).__name__ for part in found for row in part.rows) == counts
    assert not [aside for part in found for aside in part.set_aside]


def test_agencies_have_coordinates_where_the_file_gives_some() -> None:
    """22,028 rows hold a pair; one of them is -9, -9, a mark for 'not known'."""
    rows = [row for part in parts("fbi_agencies", "agencies.csv.gz") for row in part.rows]
    assert sum(isinstance(row, AgencyRow) and row.lon is not None for row in rows) == 22_027


@pytest.mark.parametrize("file", ["us_counties.json.gz", "us_states.json", "county_pop.csv.gz", "state_pop.csv"])
def test_files_of_the_folder_that_hold_no_places_are_named_as_not_understood(file: str) -> None:
    """The message lists the files that are."""
    found = parts("us_places", file)[0]
    assert found.whole
    assert "counties-10m.json" in found.set_aside[0].reasons[0]
