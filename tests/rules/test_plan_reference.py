"""Reference files into assets, agencies and places; what is unreadable is set aside with its reason."""

import gzip
import json

import pytest

from watchfloor.plan.formats.mapping import MappingUnusable, read_mapping, shipped, shipped_mappings, told
from watchfloor.plan.formats.reference import ReferenceReading, read
from watchfloor.plan.rules.reference import AgencyRow, AssetRow, PlaceRow

AIRPORTS = '"icao","iata","name","city","subd","country","elevation","lat","lon","tz","lid"\n'
PLANTS = "name,gppd_idnr,capacity_mw,latitude,longitude,primary_fuel,owner\n"
AGENCIES = "ori,state,agency_name,agency_type_name,icpsr_lat,icpsr_lng,primary_county\n"


def reading(text: str, mapping: str) -> ReferenceReading:
    return next(read(text.encode(), {"mapping": mapping}))


def test_an_airport_of_the_united_states_with_iata_code_is_a_place_and_an_asset() -> None:
    """One without an IATA code, or abroad, is a place only; a state abroad keeps its own name."""
    rows = reading(
        AIRPORTS
        + '"KMSP","MSP","Minneapolis","M","Minnesota","US",841,44.88,-93.22,"America/Chicago","MSP"\n'
        + '"00AK","","Lowell Field","A","Alaska","US",252,59.94,-151.69,"America/Anchorage","00AK"\n'
        + '"GLCP","CPA","Cape Palmas","H","Maryland","LR",30,4.37,-7.69,"Africa/Monrovia",""\n',
        "airports",
    ).rows
    assert [(type(row).__name__, row.state) for row in rows if not isinstance(row, AgencyRow)] == [
        ("PlaceRow", "MN"),
        ("AssetRow", "MN"),
        ("PlaceRow", "AK"),
        ("PlaceRow", "Maryland"),
    ]
    asset = rows[1]
    assert isinstance(asset, AssetRow)
    assert (asset.sector, asset.key, asset.names) == ("TRANS", "KMSP", ("KMSP", "MSP"))
    assert "IATA" in asset.criticality.because


@pytest.mark.parametrize(
    ("fuel", "capacity", "level", "sectors"),
    [
        ("Nuclear", "10", "high", ("NCLR",)),
        ("Gas", "500", "high", ()),
        ("Hydro", "499.9", "medium", ("DAMS",)),
        ("Solar", "1", "low", ()),
        ("", "0.0", "unrated", ()),
    ],
)
def test_a_plant_gets_its_hint_from_fuel_and_capacity(
    fuel: str, capacity: str, level: str, sectors: tuple[str, ...]
) -> None:
    """The first rule of the mapping that fits speaks, with its reason; nothing known stays unrated."""
    row = reading(f"{PLANTS}Plant,USA1,{capacity},44,-93,{fuel},Owner\n", "power_plants_us").rows[0]
    assert isinstance(row, AssetRow)
    assert (row.sector, row.criticality.level, row.also_sectors) == ("ENRG", level, sectors)
    assert row.criticality.because


def test_an_asset_without_possible_coordinates_is_kept_without_a_place() -> None:
    """Missing or impossible coordinates are a finding; swapped ones set the row aside."""
    found = reading(PLANTS + "A,1,5,,,,\nB,2,5,425.2,-75,,\nC,3,5,-93.2,44.8,,\nD,4,5,x,44.8,,\n", "power_plants_us")
    assert [(row.name, row.lon) for row in found.rows if isinstance(row, AssetRow)] == [("A", None), ("B", None)]
    assert all(row.findings for row in found.rows)
    assert "swapped" in found.set_aside[0].reasons[0]
    assert "no number" in found.set_aside[1].reasons[0]
    assert found.set_aside[1].place == "row 4"


def test_an_agency_keeps_its_identifier_and_no_coordinates_that_stand_for_unknown() -> None:
    """-9, -9 is a mark, not a place; a missing name is replaced by the identifier with a finding."""
    found = reading(AGENCIES + "KY0710900,KY,,Other,-9.0,-9.0,Logan\n", "fbi_agencies")
    row = found.rows[0]
    assert isinstance(row, AgencyRow)
    assert (row.ori, row.name, row.county, row.lon) == ("KY0710900", "KY0710900", "Logan", None)
    assert len(row.findings) == 2


def test_a_town_is_as_wide_as_its_people_and_keeps_its_zone() -> None:
    """The radius steps up with the population; other names and the time zone are kept."""
    city = {
        "geonameid": 1,
        "name": "Edina",
        "latitude": 44.9,
        "longitude": -93.3,
        "countrycode": "US",
        "population": 50_000,
        "timezone": "America/Chicago",
        "admin1code": "MN",
        "alternatenames": ["Edina", ""],
    }
    row = reading(json.dumps([city]), "us_places").rows[0]
    assert isinstance(row, PlaceRow)
    assert (row.kind, row.radius_m, row.time_zone, row.names) == ("city", 4000, "America/Chicago", ("Edina",))


def test_an_outline_with_a_hole_becomes_a_county_with_polygon_and_circle() -> None:
    """Arcs are unfolded, shared ones reversed, holes kept; the circle holds every point."""
    square = [[0, 0], [10, 0], [0, 10], [-10, 0], [0, -10]]
    hole = [[4, 4], [0, 2], [2, 0], [0, -2], [-2, 0]]
    county = {"type": "Polygon", "arcs": [[0], [-2]], "id": "27053", "properties": {"name": "Hennepin"}}
    broken = {"type": "Polygon", "arcs": [[7]], "id": "27001", "properties": {"name": "Aitkin"}}
    topology = {
        "type": "Topology",
        "transform": {"scale": [0.1, 0.1], "translate": [-94, 44]},
        "objects": {"counties": {"type": "GeometryCollection", "geometries": [county, broken]}},
        "arcs": [square, hole],
    }
    found = reading(json.dumps(topology), "us_places")
    row = found.rows[0]
    assert isinstance(row, PlaceRow)
    assert (row.kind, row.state, row.lon, row.lat) == ("county", "MN", -93.5, 44.5)
    assert row.areas[0][0][2] == (-93.0, 45.0)
    assert row.areas[0][1][1] == (-93.4, 44.4)
    assert 60_000 < row.radius_m < 80_000
    assert found.set_aside[0].place == "row 2"


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"a,b\n1,2\n", "does not understand"),
        (b"", "nothing"),
        (b"[{]", "broken JSON"),
        (b"[" * 100_000, "broken JSON"),
        (b"\xff\xfea", "Byte 0"),
        (gzip.compress(b"icao", mtime=0)[:-9], "gzip"),
        (b'{"type":"Topology","objects":{"counties":{}},"arcs":3}', "topology cannot be read"),
        (b'{"type":"Topology","objects":{"land":{}}}', "other objects"),
    ],
)
def test_a_file_that_is_none_of_the_mapping_names_those_that_are(content: bytes, word: str) -> None:
    """The whole file is set aside, never raised, with what the mapping understands."""
    found = next(read(content, {"mapping": "us_places"}))
    assert found.whole
    assert word in found.set_aside[0].reasons[0]


def test_a_shifted_row_and_one_without_key_are_set_aside_and_the_rest_goes_on() -> None:
    """Each source row is counted once; the bad ones name their row."""
    found = reading(AGENCIES + "X,MN\n,MN,Name,City,,,\nMN1,MN,Good,City,,,\n", "fbi_agencies")
    assert (found.read, len(found.rows)) == (3, 1)
    assert [aside.place for aside in found.set_aside] == ["row 1", "row 2"]


def test_shipped_mappings_are_named_after_their_folders_and_survive_their_form() -> None:
    """Each can be handed to a child reader as data and is the same there."""
    assert shipped_mappings() == ("airports", "fbi_agencies", "power_plants_us", "us_places")
    for name in shipped_mappings():
        assert read_mapping(json.loads(json.dumps(told(shipped(name))))) == shipped(name)
    with pytest.raises(MappingUnusable, match="files"):
        read_mapping(b'{"name": "mine", "files": []}')
