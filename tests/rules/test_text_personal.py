"""Personal data and protected activity in a text: found where they stand, and told whose they seem to be."""

import gzip
import json
from pathlib import Path

import pytest

from watchfloor.protect.formats.guard import look, look_at_record, verdicts
from watchfloor.protect.rules.guarding import Note
from watchfloor.text.activity import protected_activity
from watchfloor.text.personal import of_the_protected, personal_data


@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        ("Card 4111 1111 1111 1111 was used.", "card", "4111 1111 1111 1111"),
        ("IBAN GB82 WEST 1234 5698 7654 32 please", "iban", "GB82 WEST 1234 5698 7654 32"),
        ("DOB: 03/14/1988", "birth", "03/14/1988"), ("He was born on March 14, 1988.", "birth", "March 14, 1988"),
        ("He lives at 1420 N. Maple Grove Ave, Apt 4.", "street", "1420 N. Maple Grove Ave, Apt 4"),
        ("Send it to P.O. Box 118.", "street", "P.O. Box 118"),
        ("Mr. Krčmář came.", "person", "Krčmář"), ("It was Elizabeth O’Hara.", "person", "Elizabeth O’Hara"),
        ("Producer Francisco Umkhayev said so.", "person", "Francisco Umkhayev"),
        ("Alex's address is known.", "person", "Alex"), ("SSN 219-09-1234", "ssn", "219-09-1234"),
    ],
)  # fmt: skip
def test_personal_data_is_found(text: str, kind: str, said: str) -> None:
    """Each kind once, with the slice that it stands at."""
    assert [(one.kind, one.said) for one in personal_data(text)] == [(kind, said)]


@pytest.mark.parametrize(
    "text",
    [
        "My website is down.", "Unit 4111 1111 1111 1112 is no card.", "In May we will mark the page.",
        "Grace under fire",
        "GB00 WEST 1234 5698 7654 32", "The meeting of 03/14/2026 was short.", "Highway 12 is closed.", "",
    ],
)  # fmt: skip
def test_other_words_are_left(text: str) -> None:
    """Numbers that check wrong, dates of other things, first names that are words."""
    assert personal_data(text) == ()


def test_data_of_victims_witnesses_and_children() -> None:
    """Only what stands in one sentence with one of them; the note says with whom."""
    text = "The witness, Karen Olson, called 763-555-0142. The driver was Paul Berg."
    assert [(one.kind, one.note) for one in of_the_protected(text)] == [("person", "witness"), ("phone", "witness")]
    assert of_the_protected("Paul Berg drove.") == of_the_protected("A witness called.") == ()


def test_protected_activity_is_found_by_category() -> None:
    """Assembly, religion, press, petition, association, speech; parts of words are nothing."""
    text = "He photographed the rally, and a journalist with a petition stood by the mosque."
    assert [(one.value, one.note) for one in protected_activity(text)] == [
        ("rally", "assembly"), ("journalist", "press"), ("petition", "petition"), ("mosque", "religion"),
    ]  # fmt: skip
    assert protected_activity("An orally given protestation; competition.") == ()


def rules(notes: tuple[Note, ...]) -> list[str]:
    """The rules of the notes."""
    return [note.rule for note in notes]


def test_guards_explain_and_name_the_way_out() -> None:
    """Each note has its rule, citation and way out; personal data are named by kind and never repeated."""
    text = "Somali men at the rally. The victim is Karen Olson, 763-555-0142."
    found = look(text, legal_class="tip_lead", behaviors=0)
    assert rules(found) == ["guard.protected", "guard.activity", "guard.behavior", "guard.protected-person"]
    assert all(note.way_out and note.citation and note.rule in note.sentence for note in found)
    assert "Karen" not in found[3].text and "0142" not in found[3].text and "a phone number (victim)" in found[3].text


def test_guards_look_only_where_the_policy_says() -> None:
    """Federal products are not looked at; names count in what goes out; a behavior is missed where one was asked."""
    text = "Elizabeth Berg at the rally."
    assert look(text, legal_class="federal_product") == ()
    assert rules(look(text, legal_class="product")) == ["guard.activity", "guard.personal"]
    assert rules(look(text, legal_class="sar")) == ["guard.activity"]
    data = {"object": {"suggested_behavior": []}}
    assert rules(look_at_record("A van", "A van stood there.", data, legal_class="tip_lead")) == ["guard.behavior"]
    data["object"]["suggested_behavior"].append({"code": "x"})  # type: ignore[arg-type]  # as a lexicon gives it
    assert look_at_record("A van", "A van stood there.", data, legal_class="tip_lead") == ()
    assert set(verdicts()) == {"fine", "mend", "refer"}


def test_recall_on_pii_presidio(real_data: Path) -> None:
    """On 2,109 made texts: cards, IBANs, SSNs, licenses and mail all found; names with few false ones."""
    texts = json.loads(gzip.decompress((real_data / "pii_presidio" / "generated_large.json.gz").read_bytes()))
    kinds = {"CREDIT_CARD": "card", "IBAN_CODE": "iban", "US_SSN": "ssn", "US_DRIVER_LICENSE": "document",
             "EMAIL_ADDRESS": "email", "PERSON": "person"}  # fmt: skip
    found, all_, said, wrong = dict.fromkeys(kinds, 0), dict.fromkeys(kinds, 0), 0, 0
    for one in texts:
        hits = personal_data(one["full_text"])
        spans = [(span["entity_type"], span["start_position"], span["end_position"]) for span in one["spans"]]
        for what, start, end in spans:
            if what in kinds:
                all_[what] += 1
                found[what] += any(h.kind == kinds[what] and h.start < end and start < h.end for h in hits)
        persons = [hit for hit in hits if hit.kind == "person"]
        said += len(persons)
        wrong += sum(not any(hit.start < end and start < hit.end for _, start, end in spans) for hit in persons)
    assert all(found[what] == all_[what] > 0 for what in kinds if what != "PERSON")
    assert found["PERSON"] / all_["PERSON"] > 0.6 and wrong / said < 0.03
