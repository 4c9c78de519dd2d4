"""Reference data on its way in: assets, places and agencies, each file as often as one likes."""

import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from watchfloor.core.gate.session import reading
from watchfloor.people import queries as people
from watchfloor.plan.actions.reference import NotImported, ReferenceImported, import_reference
from watchfloor.plan.formats.mapping import MappingUnusable
from watchfloor.plan.queries import ground as queries

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


@pytest.mark.data
def test_real_files_come_in_whole(cast: SimpleNamespace, real_data: Path) -> None:
    """The real airports, plants, places and agencies come in with the counts that their sources state."""
    airports = bring(cast, (real_data / "airports" / "airports.csv.gz").read_bytes(), "airports")
    assert (airports.rows, airports.kinds["place"]["new"], airports.whole) == (28298, 28298, False)
    assert airports.kinds["asset"]["new"] > 1000
    plants = bring(cast, (real_data / "power_plants_us" / "power_plants_us.csv.gz").read_bytes(), "power_plants_us")
    assert (plants.rows, plants.new) == (11879, 11879)
    folder, wanted = real_data / "us_places", {
        "us_cities_1000.json.gz": 17341, "us_zips.csv.gz": 33791, "counties-10m.json.gz": 3231,
        "states-10m.json.gz": 56,
    }  # fmt: skip
    assert {name: bring(cast, (folder / name).read_bytes(), "us_places").new for name in wanted} == wanted
    agencies = bring(cast, (real_data / "fbi_agencies" / "agencies.csv.gz").read_bytes(), "fbi_agencies")
    assert (agencies.rows, agencies.kinds["agency"]["new"]) == (23243, 23243)
    assert len(people.agencies()) > 23243
    assert len(queries.places(kinds=["airport"], countries=["US"])) > 10000


def test_the_command_answers_in_json(cast: SimpleNamespace, tmp_path: Path) -> None:
    """`reference import` answers one JSON-able object with counts and reasons."""
    from watchfloor.plan.commands import import_reference as command

    file = tmp_path / "plants.csv"
    file.write_text(PLANTS, encoding="utf-8")
    told = command(file=file, mapping="power_plants_us", by=cast.operator, now=cast.now)
    assert json.loads(json.dumps(told))["rows"] == 3 and told["state"] == "read" and len(told["set_aside"]) == 1
