"""Reports as XML, workbooks, and mappings that suggest themselves; each reader as its child runs it."""

import io
import tarfile
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from watchfloor.core.rules.draft import Reading
from watchfloor.gather.formats import guess, message, workbook
from watchfloor.gather.formats.mapping import read_mapping

NOW = {"now": "2026-11-21T09:14:00+00:00"}
REPORT = (
    "<SuspiciousActivityReport><ActivityIdentificationID>{key}</ActivityIdentificationID>"
    "<ActivityDescriptionText>{story}</ActivityDescriptionText>{more}</SuspiciousActivityReport>"
)


def told(content: bytes) -> Reading:
    """The one part that the reader makes of so few reports."""
    (made,) = message.read(content, NOW)
    return made


def sent(*reports: str) -> bytes:
    """A message with these reports."""
    held = "".join(reports)
    return f'<?xml version="1.0"?>\n<ReportMessage xmlns="urn:watchfloor:report:1">\n{held}</ReportMessage>'.encode()


def test_a_message_is_read_report_by_report() -> None:
    """Each report is a draft with its own bytes or set aside with the line and the rule; the other is not spoiled."""
    plate = "<VehicleLicensePlateID>KTX 4471</VehicleLicensePlateID>"
    van = f"<Vehicle><VehicleRoleText>suspect</VehicleRoleText>{plate}</Vehicle><ObserverName>Ada Quarry</ObserverName>"
    more = (
        "<ActivityDateTime>2026-11-20T19:40:00-06:00</ActivityDateTime>"
        "<SuspiciousActivityCode>PHOTO</SuspiciousActivityCode>"
        "<Location2DLatitudeDegreeValue>45.30</Location2DLatitudeDegreeValue>"
        f"<Location2DLongitudeDegreeValue>-93.79</Location2DLongitudeDegreeValue>{van}"
    )
    good, bad = (
        REPORT.format(key="1", story="Señal roja &amp; ظرف", more=more),
        REPORT.format(key="2", story="x", more="<A/>"),
    )
    content = sent(good, bad)
    made = told(content)
    (draft,), (aside,) = made.drafts, made.set_aside
    assert (draft.body, draft.when.precision, draft.place.lat) == ("Señal roja & ظرف", "minute", 45.3)
    assert content[draft.piece[0] : sum(draft.piece)].decode() == good
    assert draft.data["parties"] == [{"kind": "vehicle", "role": "suspect", "fields": {"plate": "vehicle 1 plate"}}]
    assert draft.data["suggested_behavior"][0]["because"] == ["named by the sender"]
    assert draft.data["reporter"] == {"name": "Ada Quarry"} and "Quarry" not in str(draft.data["fields"])
    assert aside.place == "row 2" and "A" in aside.reasons[0]


@pytest.mark.parametrize(
    ("content", "because"),
    [
        (b'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a xmlns="urn:watchfloor:report:1"/>', "DOCTYPE"),
        (b"<a>" * 200, "deeper"), (b"<a", "cannot be read"), (b"<a xmlns='urn:x'/>", "root element"),
        (sent(), "no report"), (b"<?xml version='1.0' encoding='nope'?><a/>", "cannot be read"),
        (b"<" + b"\0" * 9, "read"),
    ],
)  # fmt: skip
def test_what_is_no_message_is_set_aside_whole(content: bytes, because: str) -> None:
    """Entities, depth, broken XML and other messages: one reason with its way out, never an exception."""
    made = told(content)
    assert made.whole and because in made.set_aside[0].reasons[0]


def test_real_justice_xml_is_read_as_far_as_it_is_known(real_data: Path) -> None:
    """NIBRS incidents give number, day and offenses, no person; deletions, empty and broken reports are set aside."""
    found: dict[str, Reading] = {}
    for name in ("nibrs_2019_1_samples", "niem_crashdriver_samples"):
        with tarfile.open(real_data / "nibrs_iepd_samples" / f"{name}.tar.gz") as packed:
            for one in packed.getmembers():
                if one.name.endswith(".xml"):
                    found[one.name] = told(packed.extractfile(one).read())  # type: ignore[union-attr]  # a file of it
    opened = {name: made.drafts[0] for name, made in found.items() if made.drafts}
    assert set(opened) == {"nibrs_AllFields_Sample.xml", "nibrs_GroupAIncident_Sample.xml"}
    incident = opened["nibrs_GroupAIncident_Sample.xml"]
    assert incident.data["fields"] | {"place code": "58"} == incident.data["fields"]
    assert (incident.data["fields"]["offenses"], incident.when.said, incident.data["parties"]) == (
        "13A",
        "2016-02-19T10:00:00",
        [],
    )
    assert len(found) == 9 and all(made.set_aside[0].reasons for name, made in found.items() if name not in opened)


def book(*rows: list[Any]) -> bytes:
    """An XLSX file with these rows on its first sheet."""
    made, packed = Workbook(), io.BytesIO()
    for row in rows:
        made.active.append(row)
    made.save(packed)
    return packed.getvalue()


def test_a_workbook_gives_values_and_runs_no_formula() -> None:
    """A formula nobody calculated is an empty cell; 16,384 named columns, a bomb or a torn file are refused by name."""
    (made,) = workbook.read(book(["date", "remarks"], ["2026-11-20", "=1+1"], ["2026-11-21", "A van; lights off"]), {})
    assert made.drafts[0].body == "date,remarks\r\n2026-11-20,\r\n2026-11-21,A van; lights off\r\n"
    (wide,) = workbook.read(book([f"c{n}" for n in range(16_384)]), {})
    assert wide.whole and "16,384" in wide.set_aside[0].reasons[0]
    (torn,) = workbook.read(book(["a"])[:200], {})
    assert torn.whole and "broken" in torn.set_aside[0].reasons[0]


@pytest.mark.parametrize(
    ("header", "date", "said", "order"),
    [
        ("Day of Sighting,State,City,Event Description", "11/30/2025 20:15", "A drone near the runway.", "month-first"),
        ("Date of Sighting;State;City;Summary", "2020-10-01 00:00:00", "PRELIM INFO FROM FAA OPS", "month-first"),
        ("fecha,relato", "30/11/2025", "Una camioneta gris junto a la cerca", "day-first"),
        ("Event Date,Remarks", "30.11.2025 20:15", "Ein Wagen stand da.", "day-first"),
        ("c1,c2", "2025/11/30", "A long text that says what happened there at night.", "month-first"),
    ],
)
def test_a_mapping_suggests_itself(header: str, date: str, said: str, order: str) -> None:
    """Columns are known by name, else by their cells; the order of day and month by a day above twelve."""
    mark = ";" if ";" in header else ","
    cells = {4: [date, "MN", "Monticello", said], 2: [date, said]}[header.count(mark) + 1]
    (made,) = guess.read(f"{header}\n{mark.join(cells)}\n".encode(), {})
    told_so = made.drafts[0].data
    mapping = read_mapping(told_so["mapping"])
    assert (mapping.order, told_so["lacks"]) == (order, ())
    assert mapping.column("occurred").name == header.split(mark)[0]
    assert mapping.column("narrative").name == header.split(mark)[-1]


def test_a_file_without_a_text_suggests_nothing() -> None:
    """Nothing is invented: what is lacking is named."""
    (made,) = guess.read(b"date,n\n2026-11-30,4\n", {})
    assert made.drafts[0].data["lacks"] == ("narrative",)
