"""Classified information is recognized wherever it is written."""

import gzip
import json
from pathlib import Path

import pytest

from watchfloor.marking.grammar import parse
from watchfloor.marking.spill import find_spill, is_spill, states_spill


@pytest.mark.parametrize(
    "received",
    [
        "C", "S", "TS", "SECRET", "TOP SECRET//SI/TK//ORCON/NOFORN", "(S//NF)", "SECRET//REL TO USA, GBR", "S//SAR-ABC",
        "//NATO SECRET", "//GBR S", "JOINT S USA GBR", "COSMIC TOP SECRET", "UNCLASSIFIED//SI", "U//FGI GBR",
        "SECRET//ODD WORD", "SECRET//RD",
    ],
)  # fmt: skip
def test_classified_markings_are_spills(received: str) -> None:
    """Levels above CUI, compartments, foreign and joint markings: recognized, whatever else they say."""
    assert is_spill(parse(received))
    assert parse(received).level in {"C", "S", "TS"}
    assert states_spill(received)


@pytest.mark.parametrize(
    "received", ["U", "CUI//SP-CHRI", "U//LES", "TLP:RED", "CUI//NOFORN", "LES//NOFORN", "nonsense"]
)
def test_unclassified_markings_are_none(received: str) -> None:
    """CUI, LES and TLP stay; a text that is no marking is an error elsewhere, not a spill."""
    assert not states_spill(received)


@pytest.mark.parametrize(
    ("text", "said", "level"),
    [
        ("SECRET//NOFORN\nA convoy was seen.", "SECRET//NOFORN", "S"),
        ("He wrote: (S//NF) the convoy left.", "(S//NF)", "S"),
        ("TOP SECRET//SI//ORCON/NOFORN follows", "TOP SECRET//SI//ORCON/NOFORN", "TS"),
        ("(TS//SI-G//OC/NF) The target", "(TS//SI-G//OC/NF)", "TS"),
        ("Top Secret//SI", "Top Secret//SI", "TS"),
        ("CONFIDENTIAL//REL TO USA, GBR", "CONFIDENTIAL//REL TO USA, GBR", "C"),
        ("(S) The convoy left at 0400.", "(S)", "S"),
        ("Text.\n  TOP SECRET\nText.", "TOP SECRET", "TS"),
        ("Derived from: X\nDeclassify on: 20451121", "Declassify on:", "C"),
        ("S//NF", "S//NF", "S"),
        ("SECRET//SAR-BUTTER", "SECRET//SAR-BUTTER", "S"),
    ],
)
def test_classified_words_in_free_text_are_found(text: str, said: str, level: str) -> None:
    """Banners, portion marks and authority blocks, with the place where they stand."""
    (spill,) = find_spill(text)
    assert (spill.said, spill.level) == (said, level)
    assert text[spill.start : spill.end] == said


@pytest.mark.parametrize(
    "text",
    [
        "UNCLASSIFIED//LES", "(U//FOUO) A truck was seen.", "CUI//SP-CHRI//NOFORN", "The Secret Service was told.",
        "Victoria's Secret store", "Vehicle(s) seen", "SUBJECT(S) FLED", "(C) 2025 The MITRE Corporation",
        "https://example.org/secret//files", "Keep it confidential.", "(A) one\n(B) two\n(C) three", "C//O J. SMITH",
        "Trade secret // not for sale", "AT 3,000 FEET W/C172//NO EVASIVE ACTION", "Temperature (C) was 20",
    ],
)  # fmt: skip
def test_ordinary_words_are_no_spill(text: str) -> None:
    """Plurals, copyright signs, lists, web addresses and the Secret Service are left alone."""
    assert find_spill(text) == ()


@pytest.mark.data
def test_real_open_texts_hold_no_spill(real_data: Path) -> None:
    """4,609 published narratives and the open ATT&CK bundle raise no alarm."""
    rows = gzip.decompress((real_data / "faa_uas_sightings" / "faa_uas_2019Q4_2021.csv.gz").read_bytes()).decode()
    assert find_spill(rows) == ()
    bundle = json.loads(gzip.decompress((real_data / "attack_ics" / "ics-attack-18.1.json.gz").read_bytes()))
    assert [each["id"] for each in bundle["objects"] if find_spill(str(each.get("description", "")))] == []
