"""Extraction held against labels that a person made by reading; its scores are printed.

Drawn with `random.Random(7).sample(range(4609), 200)` from the file of 4,609 sightings; two of them hold nothing but an
alert of another form and were left out. Only the first paragraph of a narrative was labeled, before any figure was
known; but who wrote the recognizers had read these narratives, so the scores are those of the set they were made for.
Kept are row numbers and labels, not texts. An altitude is one above ground or sea, not above an aircraft.
"""

import csv
import gzip
import io
from pathlib import Path

import pytest

from watchfloor.text.observed import aircraft, altitudes, descriptions, observed, roads, times, vehicles, weapons
from watchfloor.text.places import find_places
from watchfloor.text.shipped import shipped

LABELS = Path(__file__).with_name("labels") / "faa_uas_sightings.txt"
KINDS = ("time", "altitude", "bearing", "aircraft")
# recall and precision below which a change has made it worse
FLOORS = {"time": (0.95, 0.95), "altitude": (0.95, 0.95), "bearing": (0.9, 0.95), "aircraft": (0.9, 0.95)}


def _told(line: str) -> tuple[int, dict[str, set[str]]]:
    row, time, heights, bearing, kind = line.split(";")
    said = {
        "time": {f"{time[:2]}:{time[2:4]}{time[4:]}"}, "altitude": set(heights.split(",")) - {""},
        "bearing": {" ".join(bearing.split()[:2]).lstrip("0")} - {""},
        "aircraft": {kind.split()[-1]} if kind else set(),
    }  # fmt: skip
    return int(row), said


def _found(text: str, row: dict[str, str]) -> dict[str, set[str]]:
    places = find_places(text, shipped(), state=row["state"], city=row["city"])
    near = {" ".join((one.name.split()[0].lstrip("0"), one.name.split()[2])) for one in places if one.how == "bearing"}
    return {
        "time": {f"{one.value}{one.note}" for one in times(text) if one.note},
        "altitude": {one.value for one in altitudes(text)},
        "bearing": near,
        "aircraft": {one.value for one in observed(text) if one.note == "aircraft"},
    }


def test_extraction_meets_its_scores(real_data: Path) -> None:
    """Times, altitudes, bearings and aircraft of 198 narratives, each kind at its floor; figures are printed."""
    packed = (real_data / "faa_uas_sightings" / "faa_uas_2019Q4_2021.csv.gz").read_bytes()
    rows = list(csv.DictReader(io.StringIO(gzip.decompress(packed).decode())))
    right, said, found = (dict.fromkeys(KINDS, 0) for _ in range(3))
    misses = list[str]()
    for line in LABELS.read_text(encoding="ascii").splitlines()[1:]:
        number, labels = _told(line)
        text = rows[number]["summary"].split("\n")[0]
        machine = _found(text, rows[number])
        for kind in KINDS:
            right[kind] += len(labels[kind] & machine[kind])
            said[kind] += len(labels[kind])
            found[kind] += len(machine[kind])
            if labels[kind] != machine[kind]:
                misses.append(f"{number} {kind}: {labels[kind]} {machine[kind]}")
    for kind in KINDS:
        recall, precision = right[kind] / said[kind], right[kind] / found[kind]
        print(f"{kind}: recall {recall:.3f}, precision {precision:.3f}, of {said[kind]}")
        assert recall >= FLOORS[kind][0] and precision >= FLOORS[kind][1], "\n".join(misses)


@pytest.mark.parametrize(
    ("find", "text", "values"),
    [
        (times, "Left at 2:05 pm, back by 14:30, about 9 pm; room 1405.", {"14:05", "14:30", "21:00"}),
        (times, "Score 3:99, build 12:345, in 2019 and 1405.", set()),
        (altitudes, "At 300 feet AGL, 200 feet below us, 50 feet off the wing, FL210.", {"300", "21000"}),
        (vehicles, "A gray Ford F-150 pickup and a white van; a blue sky.", {"gray ford f-150 pickup", "white van"}),
        (weapons, "A pipe bomb and a knife, no handgun; the gunwale is red.", {"pipe bomb", "knife", "handgun"}),
        (descriptions, "About 5'10\", in his 30s, 180 lbs, beard.", {"5'10\"", "in his 30s", "180 lbs", "beard"}),
        (descriptions, "A white male of Hispanic origin.", set()),
        (roads, "On CR 75, Main St and 4th Ave; I-94 at Hwy 25.", {"CR 75", "Main St and 4th Ave", "I-94 at Hwy 25"}),
        (aircraft, "A Cessna was not named; CESSNA C172 and A320 were.", {"C172", "A320"}),
    ],
)  # fmt: skip
def test_each_recognizer_finds_its_own_and_no_more(find: object, text: str, values: set[str]) -> None:
    """What stands there is found with its slice of the text, and nothing else."""
    hits = list(find(text))  # type: ignore[operator]  # one of the recognizers
    assert {hit.value for hit in hits} == values
    assert all(text[hit.start : hit.end] == hit.said for hit in hits)
