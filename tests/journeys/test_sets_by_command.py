"""Every public set by one command each: `--json` tells its known counts, and reading all again changes nothing."""

import os
from pathlib import Path

import pytest
from commanding import Run

# set, files within it, source; then files, records, of these opened and updated, set aside (shared/data/README.md and
# docs/reference/formats.md)
SETS = (
    ("oasis_stix21_examples", ("stix21_examples.tar.gz",), "oasis", 19, 553, 318, 0, 0),
    ("attack_ics", ("ics-attack-17.1.json.gz", "ics-attack-18.1.json.gz"), "mitre", 2, 3477, 2064, 147, 0),
    ("spyware_stix2", ("mvt-project_dev.tar.gz",), "mvt", 2, 1506, 1506, 0, 0),
    ("unit42_playbooks", ("playbooks_dev.tar.gz",), "unit42", 16, 7088, 5858, 527, 0),
    ("attack_flow", ("attack_flow_cisa.tar.gz",), "ctid", 8, 20, 20, 0, 7),
    ("cap_google", ("cap_testdata.tar.gz",), "google", 39, 44, 30, 1, 13),
    ("cisa_csaf", ("csaf_ot_2019_2020.tar.gz",), "cisa-ot", 473, 473, 473, 0, 0),
    ("csaf_validator_tests", ("csaf20_optional_informative.tar.gz",), "csaf-tc", 92, 92, 92, 0, 0),
    ("cisa_kev", ("kev_until_2024-12-31.json.gz",), "cisa", 1, 1239, 1239, 0, 0),
    ("eset_misp_events", ("eset_misp_dev.tar.gz",), "eset", 14, 14, 14, 0, 0),
    ("nws_alerts_geojson", ("e2e.geojson.gz", "guam-7day.geojson.gz", "testing.geojson.gz"), "nws", 3, 436, 410, 14, 0),
    ("usgs_earthquakes", ("earthquakes.geojson.gz",), "usgs", 1, 1707, 1707, 0, 0),
    # one lists the banners of classified papers, and waits for the security officer
    ("misp_taxonomies", ("misp-taxonomies.tar.gz",), "misp-words", 53, 52, 52, 0, 1),
    ("misp_galaxy", ("misp-galaxy-selected.tar.gz",), "misp-names", 8, 8508, 8508, 0, 0),
    ("misp_warninglists", ("warninglists-selected.tar.gz",), "misp-values", 16, 15, 15, 0, 1),
)
NAMES = ("files", "records", "opened", "updated", "set_aside")


@pytest.mark.data
@pytest.mark.long
def test_every_set_gives_its_counts_and_nothing_new_the_second_time(real_data: Path, watchfloor: Run) -> None:
    """Totals of the command, twice over; the records of the house stay as many, and `check` finds nothing."""
    only = os.environ.get("WATCHFLOOR_SETS", "")
    sets = [one for one in SETS if not only or one[0] in only.split(",")]
    told = {one[0]: _totals(watchfloor, real_data, one) for one in sets}
    assert told == {name: dict(zip(NAMES, known, strict=True)) for name, _, _, *known in sets}
    again = {one[0]: _totals(watchfloor, real_data, one) for one in sets}
    assert again == {name: told[name] | {"opened": 0, "updated": 0} for name in told}
    assert watchfloor("check", "--json")["clean"]


def _totals(watchfloor: Run, real_data: Path, one: tuple[object, ...]) -> dict[str, int]:
    folder, files, source = str(one[0]), one[1], one[2]
    assert isinstance(files, tuple)
    totals = watchfloor("receive", *(real_data / folder / file for file in files), "--source", source, "--json")
    return {name: totals["totals"][name] for name in NAMES}
