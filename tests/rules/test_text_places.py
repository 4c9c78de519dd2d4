"""Places in text, on a small gazetteer of real places and on the shipped one."""

import csv
import gzip
import timeit
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchfloor.text.compass import NAUTICAL_MILE_M, degrees, destination, distance, meters
from watchfloor.text.coordinates import check_coordinates
from watchfloor.text.gazetteer import Airport, County, Gazetteer, Town
from watchfloor.text.places import PlaceFound, find_places
from watchfloor.text.shipped import shipped
from watchfloor.text.zones import time_zone

MSP = "Minneapolis-St Paul International/Wold-Chamberlain Airport"
SMALL = Gazetteer.of(
    airports=[
        Airport(("KMSP", "MSP"), MSP, "Minneapolis", "MN", "US", -93.2218, 44.8820, True),
        Airport(("KFCM", "FCM"), "Flying Cloud Airport", "Minneapolis", "MN", "US", -93.4571, 44.8272),
        Airport(("KADS", "ADS"), "Addison Airport", "Dallas", "TX", "US", -96.8365, 32.9686, True),
        Airport(("KSAN", "SAN"), "San Diego International Airport", "San Diego", "CA", "US", -117.1897, 32.7336, True),
        Airport(("KAND", "AND"), "Anderson Regional Airport", "Anderson", "SC", "US", -82.7094, 34.4946, True),
        Airport(("AYPY", "POM"), "Port Moresby", "Port Moresby", "", "PG", 147.22, -9.44, True),
    ],
    towns=[
        Town("Minneapolis", "MN", -93.2638, 44.98, 429_954, "America/Chicago"),
        Town("Saint Paul", "MN", -93.0933, 44.9444, 303_176, "America/Chicago"),
        Town("Buffalo", "MN", -93.8747, 45.1719, 16_000, "America/Chicago"),
        Town("San Diego", "CA", -117.1573, 32.7157, 1_394_928, "America/Los_Angeles"),
        Town("El Cajon", "CA", -116.9625, 32.7948, 103_679, "America/Los_Angeles"),
        Town("Raleigh", "NC", -78.6386, 35.7721, 451_066, "America/New_York"),
        Town("Durham", "NC", -78.8986, 35.994, 257_636, "America/New_York"),
        Town("El Paso", "TX", -106.4869, 31.7587, 678_815, "America/Denver"),
        Town("Dallas", "TX", -96.8067, 32.7831, 1_300_092, "America/Chicago"),
        Town("Pontiac", "MI", -83.291, 42.6389, 59_917, "America/Detroit"),
    ],
    counties=[County("Wright County", "MN", -93.97, 45.17, 36_000.0)],
)  # fmt: skip


def places(text: str, how: str, **fields: str) -> list[PlaceFound]:
    """What was found by that way."""
    return [place for place in find_places(text, SMALL, **fields) if place.how == how]


@pytest.mark.parametrize(
    ("text", "miles", "point", "origin"),
    [
        ("AT 3,300 FEET 5 NW MSP. NO EVASIVE ACTION", 5, "NW", (-93.2218, 44.8820)),
        ("2 ESE MSP.", 2, "ESE", (-93.2218, 44.8820)),
        ("seen 3NM NNE of MSP", 3, "NNE", (-93.2218, 44.8820)),
        ("7.5 E MSP", 7.5, "E", (-93.2218, 44.8820)),
        (".5 S MSP.", 0.5, "S", (-93.2218, 44.8820)),
        ("2-4 W MSP.", 3, "W", (-93.2218, 44.8820)),
        ("4 miles northwest of Flying Cloud Airport", 4 * 1609.344 / NAUTICAL_MILE_M, "NW", (-93.4571, 44.8272)),
        ("9 N BUFFALO. NO", 9, "N", (-93.8747, 45.1719)),
        ("9 N ST PAUL (MSP). NO", 9, "N", (-93.2218, 44.8820)),
        ("11,000 20 NE MSP", 20, "NE", (-93.2218, 44.8820)),
    ],
)
def test_a_bearing_from_a_point_is_a_place(text: str, miles: float, point: str, origin: tuple[float, float]) -> None:
    """Nautical miles without a unit, statute when miles are said; the point lies that far in that direction."""
    (found,) = places(text, "bearing", state="MN")
    expected = destination(*origin, degrees(point), miles * NAUTICAL_MILE_M)
    assert distance((found.lon, found.lat), expected) < 5
    assert found.radius_m > miles * NAUTICAL_MILE_M * 0.19
    assert text[found.start : found.end].strip() == text[found.start : found.end]


def test_a_bearing_from_an_airport_by_name_in_the_state_of_the_field() -> None:
    """ "10 E OF ADDISON ARPT" in Texas; the words give code and name."""
    (found,) = places("A UAS AT 2,000 FEET 10 E OF ADDISON ARPT. NO", "bearing", state="TEXAS")
    assert found.name == "10 NM E of Addison Airport"
    assert distance((found.lon, found.lat), (-96.8365, 32.9686)) == pytest.approx(18520, abs=2)


@pytest.mark.parametrize(
    "text",
    [
        "WHILE NW BOUND AT 3,000 FEET",
        "1355E MSP",
        "6 WSW POM.",
        "5 S SAN NOWHERE",
        "at 3,000 feet N of MSP",
        "9 NW MSP",
    ],
)
def test_what_gives_no_sure_point_gives_no_bearing(text: str) -> None:
    """Headings, heights, codes from abroad or from the far side of the country and half a name are left out."""
    assert places(text, "bearing", state="CA", city="San Diego") == []


def test_coordinates_in_all_their_forms() -> None:
    """Decimal with sign or hemisphere, degrees-minutes-seconds, and the packed form of notices to airmen."""
    for text in (
        "44.97500, -93.25000", "44.975N, -93.250W", "44.975 N 93.250 W", "N44.97500 W93.25000",
        "lat 44.975 lon -93.250", "445830N/931500W",
        "44°58'30\"N 93°15'00\"W", "44-58-30N 093-15-00W", "445830N 0931500W", "445830N/0931500W",
    ):  # fmt: skip
        (found,) = places(f"seen at {text}, then left", "coordinates")
        assert (found.lon, found.lat) == pytest.approx((-93.25, 44.975), abs=1e-4), text
        assert 10 <= found.radius_m <= 60


@pytest.mark.parametrize(
    "text", ["44.975 93.25", "12.50, 13.75", "paid 10.25, -3.10", "version 1.234, 5.678", "B737 1234N"]
)
def test_numbers_without_a_hemisphere_are_no_coordinates(text: str) -> None:
    """Prices and versions are left alone."""
    assert places(text, "coordinates") == []


@pytest.mark.parametrize(
    ("lon", "lat", "says"),
    [
        (-93.25, 44.98, None),
        (2.35, 48.86, None),
        (44.98, -93.25, "swapped"),
        (33.4, -80.0, "swapped"),
        (-200.0, 10.0, "outside -180"),
        (float("nan"), 1.0, "finite"),
    ],
)
def test_swapped_coordinates_are_told(lon: float, lat: float, says: str | None) -> None:
    """A latitude beyond 90, and a point that lies in the States only when swapped; others pass."""
    reason = check_coordinates(lon, lat)
    assert (reason is None) if says is None else says in str(reason)


def test_towns_airports_and_counties() -> None:
    """Each by its own way, finest first; spans are what the text says."""
    text = "SAN DIEGO/EL CAJON, CA and Saint Paul, Minnesota; RALEIGH-DURHAM, NC"
    assert [place.name for place in find_places(text, SMALL)] == [
        "San Diego, CA", "El Cajon, CA", "Saint Paul, MN", "Raleigh, NC", "Durham, NC",
    ]  # fmt: skip
    found = find_places("MINNEAPOLIS, MN: 2 drones VCNTY MSP, WRIGHT COUNTY SHERIFF told.", SMALL)
    assert [(place.how, place.name) for place in found] == [
        ("airport", f"MSP ({MSP})"),
        ("town", "Minneapolis, MN"),
        ("county", "Wright County, MN"),
    ]
    assert places("Wright County deputies", "county", state="MN")[0].lat == 45.17
    assert places("Wright County deputies", "county") == []


def test_the_ends_of_a_route_are_no_place_of_the_event() -> None:
    """Where an aircraft came from and went to is not where something was seen."""
    text = "PONTIAC, MI: C25B, SAN DIEGO, CA (SAN) - DALLAS, TX (ADS), saw it. MSP - SAN too."
    assert [place.name for place in find_places(text, SMALL)] == ["Pontiac, MI"]


def test_words_that_are_codes_too_are_left() -> None:
    """ "RUNWAY 18 AND" is not Anderson."""
    assert places("BETWEEN RUNWAY 18 AND RUNWAY 36", "airport") == []


def test_the_fields_speak_when_the_text_says_nothing() -> None:
    """The town of the row, marked as such; nothing for a town that nobody knows."""
    (found,) = find_places("A drone was seen.", SMALL, state="MINNESOTA", city="MINNEAPOLIS")
    assert (found.how, found.name, found.start, found.end) == ("field", "Minneapolis, MN", 0, 0)
    assert find_places("A drone was seen.", SMALL, state="MN", city="Nowhere") == ()


def test_units_of_distance() -> None:
    """Without a unit nautical miles; others as said."""
    assert meters(1, "") == meters(1, "NM") == NAUTICAL_MILE_M
    assert meters(2, "miles") == pytest.approx(3218.688)
    assert meters(300, "YARDS") == pytest.approx(274.32)
    with pytest.raises(ValueError, match="x"):
        degrees("x")


@given(st.floats(-170, 170), st.floats(-60, 70), st.floats(0, 360), st.floats(1, 300_000))
def test_a_destination_lies_at_its_distance(lon: float, lat: float, bearing: float, far: float) -> None:
    """The way there and the way back agree."""
    assert distance((lon, lat), destination(lon, lat, bearing, far)) == pytest.approx(far, rel=1e-5, abs=0.5)


@pytest.mark.parametrize(
    "text",
    ["1.11 " * 10_000, "5 NW MSP " * 5_000, "A, " * 17_000, "A - " * 12_000, "44-58-" * 8_000, "A AIRPORT " * 5_000],
)
def test_no_text_takes_long(text: str) -> None:
    """Fifty thousand characters made to be slow are done in a few seconds at the most."""
    assert timeit.timeit(lambda: find_places(text, SMALL, state="MN"), number=1) < 6


@given(st.text(alphabet="0123456789NSEW.,-°'\" MSPAT/()", max_size=60))
def test_any_text_gives_places_on_earth(text: str) -> None:
    """No text breaks it, and no place lies off the globe."""
    for place in find_places(text, SMALL, state="MN"):
        assert -180 <= place.lon <= 180
        assert -90 <= place.lat <= 90
        assert place.radius_m > 0


def test_the_zone_of_a_town() -> None:
    """Its own zone; else that of the biggest town of the state; nothing for a state that is none."""
    assert time_zone("TX", "EL PASO", SMALL) == "America/Denver"
    assert time_zone("Texas", "Nowhere", SMALL) == "America/Chicago"
    assert time_zone("CALIFORNIA", "SAN DIEGO/EL CAJON", SMALL) == "America/Los_Angeles"
    assert time_zone("Ontario", "Toronto", SMALL) is None
    assert time_zone("", "", SMALL) is None


def test_the_shipped_gazetteer_knows_the_country() -> None:
    """Codes, towns of a thousand people, counties and zones from the packages."""
    known = shipped()
    assert len(known.towns) > 15_000
    assert len(known.counties) > 3_200
    assert time_zone("MN", "Saint Paul") == "America/Chicago"
    assert time_zone("Indiana", "Gary") == "America/Chicago"
    (found,) = [p for p in find_places("5 NW MSP.", known) if p.how == "bearing"]
    assert (found.lon, found.lat) == pytest.approx((-93.305, 44.941), abs=0.01)


@pytest.mark.data
def test_the_published_sightings_get_their_places(real_data: Path) -> None:
    """Of 4,609 narratives at least 7 of 10 give a bearing and distance, and 98 of 100 give a place."""
    packed = (real_data / "faa_uas_sightings" / "faa_uas_2019Q4_2021.csv.gz").read_bytes()
    rows = list(csv.DictReader(gzip.decompress(packed).decode().splitlines(keepends=True)))
    found = [find_places(row["summary"], shipped(), state=row["state"], city=row["city"]) for row in rows]
    assert sum(any(place.how == "bearing" for place in each) for each in found) >= 0.7 * len(rows)
    assert sum(bool(each) for each in found) >= 0.98 * len(rows)
