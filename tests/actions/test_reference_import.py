"""Reference data on its way in: assets, places and agencies, each file as often as one likes."""

import gzip
import io
import json
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import pytest
from openpyxl import Workbook

from watchfloor.core.gate.session import reading
from watchfloor.people import queries as people
from watchfloor.plan.actions.reference import NotImported, ReferenceImported, import_reference
from watchfloor.plan.formats.mapping import MappingUnusable
from watchfloor.plan.queries import areas
from watchfloor.plan.queries import ground as queries
from watchfloor.plan.queries.laid_out import ground
from watchfloor.plan.queries.software import declared_software

PLANTS = (
    "gppd_idnr,name,capacity_mw,latitude,longitude,primary_fuel,owner\n"
    "USA1,Prairie Creek Station,640,45.36,-93.87,Coal,Tallgrass Power\n"
    "USA2,Otter Slough Hydro,12,45.41,-93.99,Hydro,Tallgrass Power\n"
    "USA3,Nowhere Plant,5,not a number,-93.1,Solar,Tallgrass Power\n"
)


def bring(cast: SimpleNamespace, content: bytes, mapping: str) -> ReferenceImported:
    """Bring a file in as the exercise's operator."""
    return import_reference(content=content, mapping=mapping, by=cast.operator, now=cast.now)


def test_a_file_twice_changes_nothing(cast: SimpleNamespace) -> None:
    """Two plants are new, the broken row is set aside with its place; again all is unchanged; a change is an update."""
    first = bring(cast, PLANTS.encode(), "power_plants_us")
    assert (first.rows, first.new, first.updated, len(first.set_aside)) == (3, 2, 0, 1)
    assert "row 4" in first.set_aside[0][0] or "row 3" in first.set_aside[0][0]
    assert "latitude" in first.set_aside[0][1][0]
    again = bring(cast, PLANTS.encode(), "power_plants_us")
    assert again.kinds == {"asset": {"new": 0, "updated": 0, "unchanged": 2}}
    changed = bring(cast, PLANTS.replace("640", "700").encode(), "power_plants_us")
    assert (changed.new, changed.updated) == (0, 1)


def test_partners_see_assets_and_strangers_do_not(cast: SimpleNamespace) -> None:
    """Ana and Ben (agreement in force) see the plants; Cy, whose agency has none, sees nothing."""
    bring(cast, PLANTS.encode(), "power_plants_us")
    for login, seen in (("ana", 2), ("ben", 2), ("cy", 0)):
        with reading(cast.as_(login)) as audience:
            assert len(queries.assets(audience=audience)) == seen
            assert len(queries.nearby(audience=audience, lon=-93.87, lat=45.36, radius_m=5000)) == (seen > 0)
    with reading(cast.as_("ana")) as ana:
        plant = queries.assets(audience=ana)[0]
    assert (plant.code, plant.criticality, plant.sectors[0]) == ("USA1", "high", "ENRG")
    assert plant.criticality_because == "Its capacity is 500 MW or more."


def test_bytes_that_are_no_such_file_are_set_aside_whole(cast: SimpleNamespace) -> None:
    """A file of another kind brings nothing in and says which columns were expected; an unknown mapping is refused."""
    done = bring(cast, b"a,b\n1,2\n", "airports")
    assert done.whole and done.new == 0 and "icao" in done.set_aside[0][1][0]
    with pytest.raises(MappingUnusable, match="airports"):
        bring(cast, b"", "airport")


def test_who_reads_may_not_bring_in(cast: SimpleNamespace) -> None:
    """An analyst has no right to bring in reference data; nothing is kept."""
    with pytest.raises(NotImported):
        import_reference(content=PLANTS.encode(), mapping="power_plants_us", by=cast.as_("ana"), now=cast.now)


DAMS = (
    "nidid,dam_name,state,county,latitude,longitude,owner_type,hazard,eap\n"
    "CO1,Upper Rock,CO,LARIMER,40.5,-105.1,P,H,N\n"
    "CO1,Upper Rock dike,CO,LARIMER,40.51,-105.1,P,L,NR\n"
    "TX1,Flat Tank,TX,BELL,31.0,-97.5,P,N,NR\n"
    "CO2,No Where,CO,WELD,,,P,S,Y\n"
)


def test_an_unknown_hazard_is_unknown_and_an_asset_without_place_is_kept(cast: SimpleNamespace) -> None:
    """A dam and its dike share a number and are two; no class is unrated, never low; what has no place is listed."""
    done = bring(cast, DAMS.encode(), "nid_dams")
    assert (done.kinds["asset"]["new"], done.set_aside) == (4, [])
    with reading(cast.as_("ana")) as ana:
        dams = {one.name: one for one in queries.assets(audience=ana) if one.kind == "dam"}
    assert {name: one.criticality for name, one in dams.items()} == {
        "Upper Rock": "high", "Upper Rock dike": "low", "Flat Tank": "unrated", "No Where": "medium",
    }  # fmt: skip
    assert "unknown, which is not low" in dams["Flat Tank"].criticality_because
    assert "FEMA" in dams["Upper Rock"].criticality_source
    assert dams["Upper Rock"].details["Emergency action plan"] == "None on file"
    assert "no emergency action plan" in dams["Upper Rock"].findings[0]
    assert dams["No Where"].lon is None and "no coordinates" in dams["No Where"].findings[0]


def test_a_try_writes_nothing_and_tells_what_would_change(cast: SimpleNamespace) -> None:
    """`dry` counts as the real run does, with each field's new value, and leaves what stands as it is."""
    bring(cast, PLANTS.encode(), "power_plants_us")
    changed = PLANTS.replace("640", "90").replace("USA2", "USA9").encode()
    tried = import_reference(content=changed, mapping="power_plants_us", dry=True, by=cast.operator, now=cast.now)
    assert (tried.dry, tried.new, tried.updated) == (True, 1, 1)
    told = {one.code: dict(one.fields) for one in tried.differences}
    assert told["USA1"]["capacity"] == 90 and told["USA1"]["criticality"] == "low"
    again = bring(cast, PLANTS.encode(), "power_plants_us")
    assert (again.new, again.updated) == (0, 0)


def test_two_assets_with_one_number_are_named_and_neither_is_overwritten(cast: SimpleNamespace) -> None:
    """Within a file none of the two comes in; against what stands, another name far away is set aside."""
    head, first, *_ = PLANTS.splitlines()
    twice = "\n".join((head, "USA7,One,5,45.1,-93.1,Gas,A", "USA7,Two,6,46.1,-94.1,Gas,B", first)) + "\n"
    done = bring(cast, twice.encode(), "power_plants_us")
    assert done.new == 0 and [place for place, _ in done.set_aside] == ["row 1", "row 2"]
    assert "USA7" in done.set_aside[0][1][0] and "2 different rows" in done.set_aside[0][1][0]
    bring(cast, PLANTS.encode(), "power_plants_us")
    moved = PLANTS.replace("Prairie Creek Station", "Elsewhere Works").replace("45.36,-93.87", "44.01,-92.5")
    done = bring(cast, moved.encode(), "power_plants_us")
    assert (done.updated, [place for place, *_ in done.set_aside if place == "USA1"]) == (0, ["USA1"])
    with reading(cast.as_("ana")) as ana:
        assert "Prairie Creek Station" in {one.name for one in queries.assets(audience=ana)}


AREA = {
    "type": "FeatureCollection",
    "features": [
        {"type": "Feature",
         "properties": {"code": "N1", "name": "North beat", "kind": "beat", "agency": "wright-sheriff"},
         "geometry": {"type": "Polygon", "coordinates": [[[-94, 45], [-93, 45], [-93, 46], [-94, 46], [-94, 45]]]}},
        {"type": "Feature", "properties": {"code": "N2", "name": "Nobody's", "kind": "beat", "agency": "no-such"},
         "geometry": {"type": "Polygon", "coordinates": [[[-94, 45], [-93, 45], [-93, 46], [-94, 46], [-94, 45]]]}},
        {"type": "Feature", "properties": {"code": "N3", "name": "Theirs", "ours": "no"},
         "geometry": {"type": "Polygon", "coordinates": [[[-95, 45], [-94, 45], [-94, 46], [-95, 46], [-95, 45]]]}},
    ],
}  # fmt: skip


def test_areas_come_in_with_their_agencies_and_are_ours(cast: SimpleNamespace) -> None:
    """A beat belongs to its sheriff and counts as ours; an agency that nobody knows sets its row aside."""
    done = bring(cast, json.dumps(AREA).encode(), "areas")
    assert done.kinds["area"]["new"] == 2 and "no-such" in done.set_aside[0][1][0]
    with reading(cast.as_("ana")) as ana:
        found = {one.code: one for one in areas.areas(audience=ana)}
        mine = areas.areas_of_responsibility(audience=ana)
        laid = ground(audience=ana)
    assert found["N1"].box == (-94, 45, -93, 46) and len(found["N1"].agency_ids) == 1
    assert [facts.name for facts, _ in mine] == ["North beat"]
    assert [facts.name for facts in laid.ground.areas] == ["North beat"] and found["N1"].id in laid.area_labels
    with reading(cast.as_("cy")) as cy:
        assert areas.areas(audience=cy) == []


SOFTWARE = (
    "agency,vendor,product,versions,asset,supplier,declared_by,declared_on,reviewed_on\n"
    "wright-sheriff,Fortinet,FortiOS,7.2 - 7.4,,Example Integrators,IT office,2026-03-01,\n"
    "wright-sheriff,Siemens,SIMATIC S7,,PLC-1,,IT office,not a day,\n"
)


def test_declared_software_is_for_the_center_and_its_own_agency(cast: SimpleNamespace) -> None:
    """A line a product; the partner sees his own, a stranger none; a bad date names column and way out."""
    done = bring(cast, SOFTWARE.encode(), "declared_software")
    assert done.kinds["software"]["new"] == 1 and "2026-11-30" in done.set_aside[0][1][0]
    assert bring(cast, SOFTWARE.encode(), "declared_software").kinds["software"]["unchanged"] == 1
    for login, seen in (("ana", 1), ("ben", 1), ("cy", 0)):
        with reading(cast.as_(login)) as audience:
            assert len(declared_software(audience=audience, vendors=["fortinet"])) == seen
            assert declared_software(audience=audience, vendors=["cisco"]) == []


SETS = (
    ("nid_dams", "nid_dams_CO_MD_TX.csv.gz", "nid_dams", {"asset": 9527}),
    ("cms_hospitals", "hospitals_CA_CO_MD_NY_TX.csv.gz", "cms_hospitals", {"asset": 802}),
    ("power_plants_us", "power_plants_us.csv.gz", "power_plants_us", {"asset": 11879}),
    ("airports", "airports.csv.gz", "airports", {"place": 28298, "asset": 1952}),
    ("fbi_agencies", "agencies.csv.gz", "fbi_agencies", {"agency": 23243}),
    ("city_neighborhoods", "denver.geojson.gz", "city_neighborhoods", {"area": 78}),
    ("city_neighborhoods", "minneapolis.geojson.gz", "city_neighborhoods", {"area": 85}),
    ("city_neighborhoods", "phoenix.geojson.gz", "city_neighborhoods", {"area": 15}),
    ("city_neighborhoods", "san-antonio.geojson.gz", "city_neighborhoods", {"area": 401}),
    ("city_neighborhoods", "st-louis.geojson.gz", "city_neighborhoods", {"area": 83}),
    ("us_places", "us_cities_1000.json.gz", "us_places", {"place": 17341}),
    ("us_places", "us_zips.csv.gz", "us_places", {"place": 33791}),
    ("us_places", "counties-10m.json.gz", "us_places", {"place": 3231}),
    ("us_places", "states-10m.json.gz", "us_places", {"place": 56}),
)
SMALL = [one for one in SETS if one[1].split(".")[0] in ("hospitals_CA_CO_MD_NY_TX", "st-louis", "states-10m")]


def one_set(cast: SimpleNamespace, folder: Path, file: str, mapping: str, counts: dict[str, int]) -> None:
    """Tried, brought in, brought in again: the tried counts are the real ones, and the second time nothing changes."""
    content, name = (folder / file).read_bytes(), file.split(".")[0]
    for dry, state in ((True, "new"), (False, "new"), (False, "unchanged")):
        done = import_reference(content=content, mapping=mapping, file=name, dry=dry, by=cast.operator, now=cast.now)
        assert {kind: told[state] for kind, told in done.kinds.items()} == counts, (file, dry)
        assert done.set_aside == [] and done.differences == [] and not done.whole, (file, dry)


@pytest.mark.data
@pytest.mark.parametrize(("folder", "file", "mapping", "counts"), SMALL)
def test_small_real_sets_come_in_by_one_command(
    cast: SimpleNamespace, real_data: Path, folder: str, file: str, mapping: str, counts: dict[str, int]
) -> None:
    """Hospitals, a city and the states come in with the counts of their sources, and again without change."""
    one_set(cast, real_data / folder, file, mapping, counts)


@pytest.mark.data
@pytest.mark.long
@pytest.mark.parametrize(("folder", "file", "mapping", "counts"), [one for one in SETS if one not in SMALL])
def test_every_real_set_comes_in_by_one_command(
    cast: SimpleNamespace, real_data: Path, folder: str, file: str, mapping: str, counts: dict[str, int]
) -> None:
    """Dams, plants, airports, agencies, neighborhoods and places: each once, and again without change."""
    one_set(cast, real_data / folder, file, mapping, counts)
    if folder == "nid_dams":
        with reading(cast.as_("ana")) as ana:
            dams = [one for one in queries.assets(audience=ana, how_many=50_000) if one.kind == "dam"]
            dams = [one for one in dams if len(one.details["Number of the inventory"]) > 3]
        levels = Counter(one.criticality for one in dams)
        assert levels == {"high": 588, "medium": 464, "low": 1284, "unrated": 7191}
        no_plan = [one for one in dams if any("no emergency action plan" in text for text in one.findings)]
        assert len(no_plan) == 11
        assert sum(one.lon is None for one in dams) == 18
    if folder == "fbi_agencies":
        assert len(people.agencies()) > 23243


def test_the_command_answers_in_json(cast: SimpleNamespace, tmp_path: Path) -> None:
    """`reference import` answers one JSON-able object with counts and reasons."""
    from watchfloor.plan.commands import import_reference as command

    file = tmp_path / "plants.csv"
    file.write_text(PLANTS, encoding="utf-8")
    told = command(file=file, mapping="power_plants_us", by=cast.operator, now=cast.now)
    assert json.loads(json.dumps(told))["rows"] == 3 and told["state"] == "read" and len(told["set_aside"]) == 1


def test_a_workbook_comes_in_through_the_child(cast: SimpleNamespace) -> None:
    """As it is and packed, formulas unread; the child has what reads it before it is shut in."""
    book, out = Workbook(), io.BytesIO()
    rows = (["provider_id", "name", "city", "state", "lat", "lon"], [990025, "One", "Denver", "CO", 39.7, -105.0],
            [990026, '="T"', "Denver", "CO", 39.8, -105.1])  # fmt: skip
    for row in rows:
        book.worksheets[0].append(row)
    book.save(out)
    done = bring(cast, out.getvalue(), "cms_hospitals")
    assert (done.whole, done.kinds, done.set_aside) == (False, {"asset": {"new": 2, "updated": 0, "unchanged": 0}}, [])
    again = bring(cast, gzip.compress(out.getvalue()), "cms_hospitals")
    assert again.kinds == {"asset": {"new": 0, "updated": 0, "unchanged": 2}}
