"""Watch lists as reference sets: a publisher's files become entries by a mapping as data, and editions differ."""

import gzip
from pathlib import Path
from typing import Any

import pytest

from watchfloor.analyze.formats.lists import MappingUnusable, mapping_of, read, read_mapping, told
from watchfloor.analyze.formats.tables import screening_rules
from watchfloor.analyze.rules.lists import Entry, difference, joined, may_replace
from watchfloor.analyze.rules.screening import is_asked, may_screen

NONE = b"-0- ," * 7
SDN = (
    b'7,"DOLVIN, Marek","individual","TEST",' + NONE + b"\"DOB 12 Mar 1988; Passport X1234567 (X); a.k.a. 'MARKO'.\"\n"
    b'8,"KESTREL FREIGHT LTD.",-0- ,"TEST",' + NONE + b'-0-\n9,"broken",-0-\n\x1a'
)
ALT = b'7,1,"aka","DOLWIN, Mark",-0- \r\n'
XML = b"""<?xml version="1.0"?><sdnList xmlns="http://example.org/x">
<publshInformation><Publish_Date>11/20/2026</Publish_Date></publshInformation>
<sdnEntry><uid>7</uid><firstName>Marek</firstName><lastName>DOLVIN</lastName><sdnType>Individual</sdnType>
<programList><program>TEST</program></programList>
<akaList><aka><uid>1</uid><lastName>DOLWIN</lastName><firstName>Mark</firstName></aka></akaList>
<dateOfBirthList><dateOfBirthItem><dateOfBirth>12 Mar 1988</dateOfBirth></dateOfBirthItem></dateOfBirthList>
<idList><id><idType>Gender</idType><idNumber>Male</idNumber></id>
<id><idType>Passport</idType><idNumber>X1234567</idNumber></id></idList></sdnEntry></sdnList>"""


def entries(*contents: bytes, mapping: Any = None) -> list[Entry]:
    """The entries of some files."""
    chosen = read_mapping(mapping) if mapping else mapping_of("ofac-sdn")
    drafts = [one for content in contents for one in read(content, {"mapping": told(chosen)}).drafts]
    return joined([dict(one.data) for one in drafts if one.data], chosen.kinds)


def test_both_forms_of_a_list_give_the_same_entries() -> None:
    """Names with aliases, birth dates and documents out of remarks or of their own elements; packed or not."""
    first, firm = entries(gzip.compress(SDN), ALT)
    assert first.names == ("DOLVIN, Marek", "MARKO", "DOLWIN, Mark") and first.kind == "person"
    assert first.fields == {"birth_date": ("12 Mar 1988",), "document_number": ("X1234567",)}
    assert (firm.kind, firm.names, firm.fields, firm.note) == ("organisation", ("KESTREL FREIGHT LTD.",), {}, "TEST")
    (again,) = entries(XML)
    assert again.names == ("DOLVIN, Marek", "DOLWIN, Mark") and again.fields == first.fields and again.uid == "7"


def test_what_cannot_be_read_is_set_aside_with_its_place() -> None:
    """A row of other columns, a file that is another list's or no list at all, an entity bomb: said, never raised."""
    options = {"mapping": told(mapping_of("ofac-sdn"))}
    assert [one.place for one in read(SDN, options).set_aside] == ["entries row 3"]
    bomb = b'<!DOCTYPE x [<!ENTITY a "b">]><sdnList>&a;</sdnList>'
    for odd in (b"", b"\0\xff", b"a,b\n", b"<other/>", b"<sdnList", bomb, gzip.compress(SDN)[:40]):
        assert read(odd, options).whole, odd


def test_another_list_needs_no_code() -> None:
    """A mapping with a header's names reads another publisher's file; one that is no mapping, or compares what must
    not be compared, is refused."""
    part = {"part": "all", "columns": ["ref", "who", "born", "sort"], "uid": "ref", "kind": "sort", "names": ["who"],
            "values": {"birth_date": ["born"]}}  # fmt: skip
    mine = {"code": "mine", "name": "Mine", "publisher": "Us", "kinds": {"p": "person"},
            "forms": [{"form": "csv", "parts": [part]}]}  # fmt: skip
    (one,) = entries(b"Sort,Born,Who,Ref,Extra\nP,1970,Tess Harrow,3,x\n", mapping=mine)
    assert one == Entry("3", "person", ("Tess Harrow",), {"birth_date": ("1970",)})
    barred = {**part, "values": {"religion": ["born"]}}
    ghost, barred = {**mine, "kinds": {"p": "ghost"}}, {**mine, "forms": [{"form": "csv", "parts": [barred]}]}
    refused: list[Any] = [b"{", {}, ghost, barred]
    for odd in refused:
        with pytest.raises(MappingUnusable):
            read_mapping(odd)


def test_an_edition_is_told_from_the_one_before_and_a_file_cut_short_is_refused() -> None:
    """Added, changed, delisted by number and words; half the list gone needs a word, an empty one is never taken."""
    before = {str(n): "a" for n in range(10)}
    change = difference(before, {**{str(n): "a" for n in range(8)}, "3": "b", "x": "a"})
    assert (change.added, change.changed, change.delisted) == ({"x"}, {"3"}, {"8", "9"})
    assert may_replace(change, before=10, after=9, broken=(), fewer=False)
    many = difference(before, {"1": "a"})
    assert not may_replace(many, before=10, after=1, broken=(), fewer=False)
    assert may_replace(many, before=10, after=1, broken=(), fewer=True)
    assert not may_replace(many, before=10, after=1, broken=("The part 'names' is missing.",), fewer=True)
    assert not may_replace(difference(before, {}), before=10, after=0, broken=(), fewer=True)


def test_suspects_alone_are_screened_and_only_for_a_purpose() -> None:
    """Roles come of protect's table; a service, another role and no purpose are refused, each with its way out."""
    assert screening_rules().roles == {"suspect"}
    assert may_screen(person=True, right=True, purpose="sar-vetting")
    for refused in (
        may_screen(person=False, right=True, purpose="sar-vetting"),
        may_screen(person=True, right=False, purpose="sar-vetting"), may_screen(person=True, right=True, purpose=""),
    ):  # fmt: skip
        assert [bool(one.way_out) for one in refused.against] == [True]


def test_a_common_name_alone_is_not_asked_about() -> None:
    """Two words that one of a hundred bears are too little against a list of thousands; a birth date is enough."""
    rules = screening_rules()
    common, born = round(2 * 6.6 * 64), rules.step("birth_date", "same").weight
    assert not is_asked(common // 2, rules.prior(7000), rules)
    assert is_asked(common // 2 + born, rules.prior(7000), rules)
    assert is_asked(25 * 64, rules.prior(7000), rules)


@pytest.mark.data
def test_the_real_list_is_read_whole(real_data: Path) -> None:
    """Every entry of the published files, with its kinds, aliases and birth dates."""
    files = [(real_data / "ofac_sdn" / f"{name}.csv.gz").read_bytes() for name in ("sdn", "alt", "add")]
    found = entries(*files)
    kinds = {kind: sum(one.kind == kind for one in found) for kind in ("person", "organisation", "vessel", "aircraft")}
    assert kinds == {"person": 3845, "organisation": 2994, "vessel": 323, "aircraft": 217}
    assert sum(len(one.names) for one in found) > 16_000
    assert sum("birth_date" in one.fields for one in found) > 3_000
