"""Reference files into assets, agencies and places; what is unreadable is set aside with its reason."""

import gzip
import io
import json
import zipfile

import pytest
from openpyxl import Workbook
from shapely import MultiPolygon, Polygon

from watchfloor.plan.formats.mapping import MappingUnusable, read_mapping, shipped, shipped_mappings, told
from watchfloor.plan.formats.reference import ReferenceReading, read
from watchfloor.plan.rules.reference import AgencyRow, AreaRow, AssetRow, PlaceRow

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
    assert shipped_mappings() == (
        "airports", "areas", "city_neighborhoods", "cms_hospitals", "declared_software", "fbi_agencies", "nid_dams",
        "power_plants_us", "us_places",
    )  # fmt: skip
    for name in shipped_mappings():
        assert read_mapping(json.loads(json.dumps(told(shipped(name))))) == shipped(name)
    with pytest.raises(MappingUnusable, match="files"):
        read_mapping(b'{"name": "mine", "files": []}')


def square(x: float, y: float, size: float = 1.0) -> list[list[float]]:
    return [[x, y], [x + size, y], [x + size, y + size], [x, y + size], [x, y]]


def areas(*rings: list[list[float]], swapped: bool = False) -> ReferenceReading:
    features = [
        {"type": "Feature", "properties": {"code": f"A{n}", "name": f"Area {n}"},
         "geometry": {"type": "Polygon", "coordinates": [ring]}}
        for n, ring in enumerate(rings)
    ]  # fmt: skip
    told_ = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    return next(read(told_, {"mapping": "areas", "swapped": swapped}))


def test_an_outline_that_crosses_itself_is_mended_or_set_aside() -> None:
    """A tiny loop at a corner is mended with a finding; a bow tie would be another area and is set aside."""
    looped = [[-94, 45], [-93, 45], [-93, 46], [-93.001, 46.001], [-93, 46.001], [-93.001, 46], [-94, 46], [-94, 45]]
    bow = [[-94, 45], [-93, 46], [-93, 45], [-94, 46], [-94, 45]]
    found = areas(looped, bow)
    (row,) = found.rows
    assert isinstance(row, AreaRow) and "mended" in row.findings[0]
    assert abs(MultiPolygon([Polygon(p[0]) for p in row.outlines]).area - 1) < 0.01
    assert [one.place for one in found.set_aside] == ["feature 2"] and "1 %" in found.set_aside[0].reasons[0]


def test_an_outline_over_the_date_line_is_split_there() -> None:
    """Two degrees around 180 become one degree on each side; the box says so with west east of east."""
    (row,) = areas([[179, 52], [-179, 52], [-179, 53], [179, 53], [179, 52]]).rows
    assert isinstance(row, AreaRow) and "date line" in row.findings[0]
    assert sorted(round(Polygon(p[0]).area, 6) for p in row.outlines) == [1.0, 1.0]
    assert row.box == (179, 52, -179, 53)
    assert all(-180 <= x <= 180 for p in row.outlines for x, _ in p[0])


def test_swapped_coordinates_are_asked_about_and_turned_only_when_told() -> None:
    """By a latitude beyond 90, or by the state that the row names; never turned by themselves."""
    turned = [[y, x] for x, y in square(-104, 39)]
    assert "--swapped" in areas(turned).set_aside[0].reasons[0]
    (row,) = areas(turned, swapped=True).rows
    assert isinstance(row, AreaRow) and row.box == (-104, 39, -103, 40)
    dams = "nidid,dam_name,state,county,latitude,longitude,owner_type,hazard,eap\n"
    wrong = dams + "MD1,Loch,MD,BALTIMORE,-76.5,39.4,L,H,Y\nMD2,Far,MD,X,45.0,-93.0,L,H,Y\n"
    found = reading(wrong, "nid_dams")
    assert "outside MD; swapped it lies inside" in found.set_aside[0].reasons[0]
    (far,) = found.rows
    assert isinstance(far, AssetRow) and "outside MD" in far.findings[0]
    (mended,) = (row for row in next(read(wrong.encode(), {"mapping": "nid_dams", "swapped": True})).rows)
    assert isinstance(mended, AssetRow) and (mended.lon, mended.lat) == (-76.5, 39.4)


def workbook(*rows: list[object]) -> bytes:
    book, out = Workbook(), io.BytesIO()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(row)
    book.save(out)
    return out.getvalue()


HOSPITAL = ["provider_id", "name", "city", "state", "lat", "lon"]


def test_a_workbook_is_read_by_its_values() -> None:
    """Numbers read as CSV would write them; a formula that no program has worked out is empty, never run."""
    content = workbook(
        HOSPITAL, [50025.0, "One", "Denver", "CO", 39.7, -105.0], [50026, '="T"&"wo"', "D", "CO", 39.7, -105]
    )
    rows = next(read(content, {"mapping": "cms_hospitals"})).rows
    assert [(row.key, row.name, row.lon) for row in rows if isinstance(row, AssetRow)] == [
        ("50025", "One", -105.0), ("50026", "50026", -105.0),
    ]  # fmt: skip


def test_a_workbook_too_wide_a_bomb_or_locked_is_set_aside_whole() -> None:
    """16,384 named columns, a gigabyte in a megabyte, and bytes that only begin like one."""
    wide = workbook([*HOSPITAL, *(f"c{n}" for n in range(16_384 - len(HOSPITAL)))])
    bomb = io.BytesIO()
    with (
        zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed,
        packed.open("xl/worksheets/sheet1.xml", "w") as entry,
    ):
        for _ in range(201):
            entry.write(bytes(1024 * 1024))
    for content, word in ((wide, "16,384"), (bomb.getvalue(), "unpacks to"), (b"PK\x03\x04 nothing", "broken")):
        found = next(read(content, {"mapping": "cms_hospitals"}))
        assert found.whole and word in found.set_aside[0].reasons[0]
