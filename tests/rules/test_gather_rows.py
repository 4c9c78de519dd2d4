"""Rows into drafts, and every kind of bad row into a reason that names place, rule and way out."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from watchfloor.core.rules.draft import Draft, Reading, SetAside
from watchfloor.gather.formats.delimited import read
from watchfloor.gather.formats.mapping import MappingUnusable, read_mapping, shipped, shipped_mappings, told
from watchfloor.gather.rules.coordinates import place_of
from watchfloor.gather.rules.rows import row_of

ZONES = {"MINNESOTA": "America/Chicago", "NEW YORK": "America/New_York"}
FAA = "date,state,city,summary\n"


def reading(text: str | bytes, mapping: str | Mapping[str, object] = "generic") -> Reading:
    content = text.encode() if isinstance(text, str) else text
    return next(read(content, {"mapping": mapping}, zone_of=lambda state, city: ZONES.get(state)))


def draft(text: str, mapping: str | Mapping[str, object] = "generic") -> Draft:
    found = reading(text, mapping)
    assert not found.set_aside, found.set_aside
    return found.drafts[0]


def aside(text: str | bytes, mapping: str | Mapping[str, object] = "generic") -> SetAside:
    found = reading(text, mapping)
    assert not found.drafts
    return found.set_aside[0]


def test_a_sighting_becomes_a_tip_with_a_title_of_its_place() -> None:
    """The title comes from the template, the text stays as it came, the behavior is only suggested."""
    tip = draft(FAA + '2020-04-01 14:00:00,MINNESOTA,MINNEAPOLIS,"REPORTED UAS, 2 ESE MSP."\n', "faa-uas")
    assert (tip.kind, tip.origin_key, tip.title) == ("tip", "", "UAS sighting, Minneapolis, Minnesota")
    assert tip.body == "REPORTED UAS, 2 ESE MSP."
    assert tip.data["fields"]["city"] == "MINNEAPOLIS"
    assert tip.data["suggested_behavior"] == [{"code": "AVIATION", "because": ["uas"]}]
    assert tip.data["where"] == {"state": "MINNESOTA", "city": "MINNEAPOLIS"}


@pytest.mark.parametrize("said", ["2025-03-01", "3/1/2025", "2025-03-01 00:00:00"])
def test_a_day_without_time_stays_a_day(said: str) -> None:
    """All three ways to write a day give the local day from midnight to midnight."""
    when = draft(f"{FAA}{said},MINNESOTA,EDINA,seen\n", "faa-uas").when
    assert when is not None
    assert (when.precision, when.said) == ("day", said)
    assert when.start == datetime(2025, 3, 1, 6, tzinfo=UTC)
    assert when.end == datetime(2025, 3, 2, 6, tzinfo=UTC)


def test_a_place_without_zone_keeps_the_time_as_said() -> None:
    """Nothing is invented: precision day, a range that holds the moment in any zone, and a finding."""
    tip = draft(FAA + "2020-04-01 14:00:00,,Not Found,seen\n", "faa-uas")
    assert tip.when is not None
    assert (tip.when.precision, tip.when.said) == ("day", "2020-04-01 14:00:00")
    assert tip.when.start == datetime(2020, 4, 1, 0, tzinfo=UTC)
    assert tip.when.end == datetime(2020, 4, 2, 2, 1, tzinfo=UTC)
    assert "no time zone" in tip.findings[0]
    assert tip.title == "UAS sighting"


def test_an_hour_that_the_clocks_repeat_is_kept_as_a_range() -> None:
    """On the night of the change a time may be one of two; both are in the range."""
    tip = draft(FAA + "2020-11-01 01:30:00,MINNESOTA,EDINA,seen\n", "faa-uas")
    assert tip.when is not None
    assert tip.when.start == datetime(2020, 11, 1, 6, 30, tzinfo=UTC)
    assert tip.when.end == datetime(2020, 11, 1, 7, 31, tzinfo=UTC)
    assert "clocks changed" in tip.findings[0]


def test_an_impossible_day_is_named_with_row_column_and_way_out() -> None:
    """The message is the one of the design, with a day near to what was written."""
    found = aside("Date,narrative\n31/11/26,seen\n")
    assert found.place == "row 1, column Date"
    assert found.reasons == (
        "Row 1, column Date: '31/11/26' is no date. Write 2026-11-30 or set the order of day and month.",
    )
    assert row_of(found.place) == 1


def test_a_time_without_zone_is_set_aside_where_the_mapping_names_none() -> None:
    """`generic` names no zone: an offset is needed, and the message shows how to write it."""
    reason = aside("occurred,narrative\n2026-11-30 14:00,seen\n").reasons[0]
    assert "no time zone" in reason
    assert "2026-11-30T14:00-06:00" in reason
    when = draft("occurred,narrative\n2026-11-30T14:00-06:00,seen\n").when
    assert when is not None
    assert when.start == datetime(2026, 11, 30, 20, tzinfo=UTC)


def test_a_mapping_with_a_zone_of_its_own_needs_no_place() -> None:
    """A mapping of the user's own may name an IANA zone for all its times."""
    mapping = {**told(shipped("generic")), "name": "mine", "zone": "America/Denver"}
    when = draft("occurred,narrative\n2026-11-30 14:00,seen\n", mapping).when
    assert when is not None
    assert when.start == datetime(2026, 11, 30, 21, tzinfo=UTC)


@pytest.mark.parametrize("row", ["2026-11-30,seen,extra", "2026-11-30"])
def test_a_shifted_row_is_set_aside_with_both_counts(row: str) -> None:
    """More or fewer cells than the header are never guessed into place."""
    found = aside(f"occurred,narrative\n{row}\n")
    assert "the header has 2" in found.reasons[0]
    assert found.piece == (19, len(row) + 1)


@pytest.mark.parametrize(("lat", "lon"), [("-93.2223", "44.8848"), ("-73.78", "40.64")])
def test_swapped_coordinates_are_set_aside_with_the_right_order(lat: str, lon: str) -> None:
    """Found by range in Minnesota, and by the expected area where the range alone cannot tell (New York)."""
    reason = aside(f"occurred,narrative,lat,lon\n2026-11-30,seen,{lat},{lon}\n").reasons[0]
    assert "swapped" in reason
    assert f"Write latitude {float(lon):g}" in reason


def test_coordinates_give_a_place_as_sure_as_their_decimals() -> None:
    """Two decimals are sure to about half a kilometer; 0, 0 is no place; half a pair is set aside."""
    place = draft("occurred,narrative,lat,lon\n2026-11-30,seen,44.88,-93.2223\n").place
    assert place is not None
    assert (place.lon, place.lat) == (-93.2223, 44.88)
    assert 500 < place.radius_m < 600
    nowhere = draft("occurred,narrative,lat,lon\n2026-11-30,seen,0,0\n")
    assert nowhere.place is None
    assert any("not known" in finding for finding in nowhere.findings)
    assert "Give both" in aside("occurred,narrative,lat,lon\n2026-11-30,seen,44.88,\n").reasons[0]


def test_coordinates_that_make_sense_as_written_are_never_called_swapped() -> None:
    """Where both orders lie in the expected area, what was written stands."""
    place, fault, finding = place_of("20.5", "30.5", [(0, 0, 50, 50)])
    assert place is not None
    assert (place.lat, place.lon, fault, finding) == (20.5, 30.5, "", "")


def test_wrong_encoding_names_the_byte_and_costs_only_its_row() -> None:
    """A Windows-1252 letter in one row leaves the others alone; a mapping that names the encoding reads it."""
    content = b"occurred,narrative\n2026-11-30,caf\xe9\n2026-11-30,fine\n"
    found = reading(content)
    assert [each.body for each in found.drafts] == ["fine"]
    assert "byte 0xE9 at byte 33" in found.set_aside[0].reasons[0]
    assert content[33] == 0xE9
    mapping = {**told(shipped("generic")), "encoding": "cp1252"}
    assert reading(content, mapping).drafts[0].body == "café"


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "empty"),
        (b"\r\n\r\n", "empty"),
        (b"PK\x03\x04rest", "zip"),
        ("occurred,narrative\n".encode("utf-16"), "UTF-16"),
        (b"date;summary;x\n", "';'"),
        (b"occurred,text\n", "no column 'narrative'"),
        (b"occurred,narrative,occurred\n", "twice"),
        (b"occ\xff,narrative\n", "not UTF-8"),
        (b'"occurred,narrative\n', "header cannot be read"),
    ],
)
def test_a_file_that_is_something_else_is_set_aside_whole(content: bytes, word: str) -> None:
    """The bytes are kept as one piece and the reason says what they seem to be."""
    found = reading(content)
    assert found.whole
    assert found.set_aside[0].piece == (0, len(content))
    assert word in found.set_aside[0].reasons[0]


@pytest.mark.parametrize("cell", ["=1+1", "+1 612 555 0100", "-2", "@here"])
def test_a_cell_that_looks_like_a_formula_is_kept_as_it_came(cell: str) -> None:
    """The guard against formulas belongs to export; what came in is not altered."""
    tip = draft(f"occurred,narrative\n2026-11-30,{cell}\n")
    assert tip.body == cell
    assert tip.data["fields"]["narrative"] == cell


def test_the_reporter_stands_apart_from_the_fields() -> None:
    """Who reported is handed over separately, so that it can be sealed; the working fields do not hold it."""
    tip = draft("occurred,narrative,reporter,case_number\n2026-11-30,seen,Max Muster,26-1\n")
    assert tip.data["reporter"] == {"reporter": "Max Muster"}
    assert tip.data["case_number"] == "26-1"
    assert "Max Muster" not in json.dumps(tip.data["fields"])


def test_a_behavior_named_by_the_sender_is_a_suggestion_too() -> None:
    """A known code leads the suggestions, an unknown one is kept with a finding; neither decides."""
    head = "occurred,narrative,behavior\n"
    tip = draft(head + "2026-11-30,took photos of a gate,PHOTO\n")
    assert tip.data["suggested_behavior"] == [{"code": "PHOTO", "because": ["named by the sender"]}]
    other = draft(head + "2026-11-30,seen,XYZ\n")
    assert other.data["suggested_behavior"] == []
    assert any("none of the sixteen" in finding for finding in other.findings)


def test_an_empty_narrative_and_a_bad_date_are_both_named() -> None:
    """One row tells all its faults at once."""
    assert len(aside("occurred,narrative\nsoon, \n").reasons) == 2


def test_shipped_mappings_survive_their_own_form() -> None:
    """Each shipped mapping is usable and reads the same after a round trip through JSON."""
    assert shipped_mappings() == ("faa-uas", "generic", "intelligence")
    for name in shipped_mappings():
        assert read_mapping(json.dumps(told(shipped(name))).encode()) == shipped(name)


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"zone": "Mars/Base"}, "no time zone"),
        ({"dates": ["D/M/YYYY"]}, "day-first"),
        ({"dates": ["YYYY-MM"]}, "no form"),
        ({"dates": []}, "no form is given"),
        ({"order": "any"}, "no order"),
        ({"delimiter": ",,"}, "delimiter"),
        ({"encoding": "utf-16"}, "encoding"),
        ({"title": ["{color}"]}, "stands for no column"),
        ({"columns": []}, "must mean 'occurred'"),
        ({"columns": [{"name": "a", "means": "color"}]}, "no meaning"),
        ({"colour": 1}, "colour"),
        ({"name": 5}, "$.name"),
    ],
)
def test_an_unusable_mapping_says_which_entry_and_why(change: dict[str, object], word: str) -> None:
    """Each rule that a mapping can break is told with the entry that breaks it."""
    with pytest.raises(MappingUnusable) as caught:
        read_mapping({**told(shipped("generic")), **change})
    assert word in str(caught.value)


def test_an_unknown_name_lists_the_shipped_mappings() -> None:
    """The way out of a wrong name is the list of right ones."""
    with pytest.raises(MappingUnusable, match="faa-uas, generic"):
        shipped("faa")
