"""Need to know and right to know are two things: neither stands in for the other."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_access import ANA, BEN, CENTER, OPEN, POLICY, atoms, purposes, references, standings

from watchfloor.people.rules.standing import Standing
from watchfloor.protect.rules.access import may_know, may_read, may_state, need_to_know, right_to_know
from watchfloor.protect.rules.glass import may_break, may_review
from watchfloor.protect.rules.inquiries import Inquiry, read, written
from watchfloor.protect.rules.labels import Atom
from watchfloor.protect.rules.needs import BREAK_GLASS, CaseRef, case_of

ON = date(2026, 11, 21)
CASE = "26-0141 NFC"


@given(standings, atoms, purposes, references)
def test_reading_needs_both(standing: Standing, atom: Atom, purpose: str, case_ref: str) -> None:
    """28 CFR 23.20(e): what is read has a stated need and a right; each is decided without the other."""
    need = need_to_know((atom,), purpose=purpose, case_ref=case_ref, policy=POLICY)
    right = right_to_know((atom,), standing, purpose=purpose, policy=POLICY, on=ON)
    both = may_read((atom,), standing, purpose=purpose, case_ref=case_ref, policy=POLICY, on=ON)
    assert bool(both) == (bool(need) and bool(right))


@given(standings, atoms, references)
def test_break_glass_waives_no_right(standing: Standing, atom: Atom, case_ref: str) -> None:
    """What break-glass opens, some stated need opens to the same person too: it never gives a right."""
    broken = may_read((atom,), standing, purpose=BREAK_GLASS, case_ref=case_ref, policy=POLICY, on=ON)
    if broken:
        assert may_read((atom,), standing, purpose="criminal-investigation", case_ref=CASE, policy=POLICY, on=ON)


@pytest.mark.parametrize(
    "shut",
    [
        replace(OPEN, restricted=True), replace(OPEN, chri=True), replace(OPEN, legal_class="tsc_encounter"),
        replace(OPEN, legal_class="inquiry"), replace(OPEN, share="named"), replace(OPEN, tlp="RED", owner_id=9),
        replace(OPEN, level="CUI", owner_id=9, share="oversight"),
    ],
)  # fmt: skip
def test_what_break_glass_leaves_shut(shut: Atom) -> None:
    """Restricted records (the owner's own too), criminal history, TSC, inquiries and originator control stay shut."""
    assert may_read((OPEN,), ANA, purpose=BREAK_GLASS, case_ref="", policy=POLICY, on=ON)
    assert not may_read((shut,), ANA, purpose=BREAK_GLASS, case_ref="", policy=POLICY, on=ON)


def test_break_glass_opens_what_a_stated_need_would() -> None:
    """Ben reads criminal intelligence only with a purpose that needs it, or by break-glass; never untrained."""
    intelligence = Atom(CENTER, "criminal_intelligence", "LES", "partners")

    def opens(standing: Standing, purpose: str, case_ref: str = "") -> bool:
        return bool(may_read((intelligence,), standing, purpose=purpose, case_ref=case_ref, policy=POLICY, on=ON))

    assert not opens(BEN, "own-reports") and not opens(BEN, "criminal-investigation")
    assert opens(BEN, "criminal-investigation", CASE) and opens(BEN, BREAK_GLASS)
    lapsed = replace(BEN, training=(("28cfr23", ON - timedelta(days=1)),))
    assert not opens(lapsed, BREAK_GLASS)
    assert not opens(replace(BEN, agreement_until=ON - timedelta(days=1)), BREAK_GLASS)
    assert not may_state(BEN, purpose=BREAK_GLASS, case_ref=CASE, policy=POLICY), "it has an act of its own"


@pytest.mark.parametrize("rule", ["training", "need"])
def test_who_may_know_is_told_why(rule: str) -> None:
    """One whom agency, agreement, level and handling admit is told of his own lapse or missing need."""
    lapsed = replace(ANA, training=()) if rule == "training" else ANA
    purpose = "threat-assessment" if rule == "training" else "no-such"
    refused = may_read((OPEN,), lapsed, purpose=purpose, case_ref=CASE, policy=POLICY, on=ON)
    assert not refused and may_know(refused, (OPEN,), POLICY)
    assert all(reason.way_out for reason in refused.against)


@given(standings, atoms, purposes, references)
def test_nobody_is_told_of_what_is_not_his(standing: Standing, atom: Atom, purpose: str, case_ref: str) -> None:
    """Whatever speaks against agency, agreement, level or handling, and what is never known, is as if it were not."""
    refused = may_read((atom,), standing, purpose=purpose, case_ref=case_ref, policy=POLICY, on=ON)
    if refused or not may_know(refused, (atom,), POLICY):
        return
    assert not atom.restricted and atom.legal_class not in POLICY.limits.never_known
    cured = replace(standing, training=(("pcrcl", ON), ("28cfr23", ON), ("sar-analyst", ON)))
    assert may_read((atom,), cured, purpose="criminal-investigation", case_ref=CASE, policy=POLICY, on=ON)


@pytest.mark.parametrize(
    ("said", "case"),
    [
        ("26-0141 NFC", CaseRef("26-0141", "NFC")), ("ex-26/0141  wright co", CaseRef("EX-26/0141", "WRIGHT CO")),
        ("26-0141", None), ("NFC", None), ("NFC 26-0141", None), ("", None), ("  ", None), ("26-0141 5", None),
        ("x" * 33 + "1 NFC", None),
    ],
)  # fmt: skip
def test_a_case_is_number_and_agency(said: str, case: CaseRef | None) -> None:
    """Both parts, in capitals; half a reference is none."""
    assert case_of(said) == case


@given(st.text(max_size=60), st.lists(st.text(max_size=20), max_size=3), st.lists(st.uuids(), max_size=3))
def test_an_inquiry_is_read_as_it_was_written(terms: str, filters: list[str], hits: list[object]) -> None:
    """Terms, filters, hits, purpose and case come back from the sealed row; older rows are terms alone."""
    asked = Inquiry(terms, tuple(filters), tuple(hits), "threat-assessment", CASE)  # type: ignore[arg-type]  # uuids
    assert read(written(asked)) == asked
    assert read("gray van | kind: tip") == Inquiry("gray van | kind: tip")


def test_breaking_and_reviewing() -> None:
    """A reason of a sentence, once at a time, by who reads; reviewed once, by another, with one of two verdicts."""
    good = "A child is missing and the car was seen an hour ago."
    assert may_break(reads=True, reason=good, open_already=False)
    for wrong in ({"reads": False}, {"reason": "urgent"}, {"open_already": True}):
        assert not may_break(**{"reads": True, "reason": good, "open_already": False, **wrong})  # type: ignore[arg-type]  # by name
    right = {"reviews": True, "by_id": 2, "person_id": 1, "verdict": "justified", "reviewed_at": None}
    assert may_review(**right)  # type: ignore[arg-type]  # by name
    for wrong in (
        {"reviews": False},
        {"by_id": 1},
        {"verdict": "fine"},
        {"reviewed_at": datetime(2026, 11, 21, tzinfo=UTC)},
    ):
        assert not may_review(**{**right, **wrong})  # type: ignore[arg-type]  # by name
