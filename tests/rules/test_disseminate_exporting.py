"""Bulk export: what one takes alone, what takes two, and what the file may hold when it is made."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from watchfloor.core.rules.decision import Because
from watchfloor.disseminate.formats.exporting import export_policy
from watchfloor.disseminate.rules import exporting as rule

NOW = datetime(2026, 11, 21, 9, 14, tzinfo=UTC)
POLICY = export_policy()
NEED = Because("A need is stated.", "access.purpose")
ASKED = rule.AskedExport(by_id=1, second_id=2, lapses_at=NOW + timedelta(minutes=30))


@given(records=st.integers(1, 200), taken=st.integers(0, 200))
def test_slices_of_many_are_many(records: int, taken: int) -> None:
    """What one took within the window counts with what he asks for, so that no number of small files is a large one."""
    alone = rule.may_take_alone(POLICY, records=records, taken=taken)
    assert bool(alone) == (records + taken <= POLICY.most_alone)
    assert alone or ("second person" in alone.against[0].way_out and "28 CFR 23.20(e)" in alone.against[0].citation)


@given(
    case=st.sampled_from(["", " ", "26-0141 NFC"]),
    because=st.sampled_from(["", "too short", "For the grand jury of Wright County."]), records=st.integers(0, 3),
    second=st.booleans(), same=st.booleans(), need=st.booleans(),
)  # fmt: skip
def test_asking_takes_need_reason_content_and_another_person(
    because: str, case: str, records: int, second: bool, same: bool, need: bool
) -> None:
    """Each of them missing refuses, and one person under two entries is no second one."""
    decision = rule.may_ask(
        POLICY, because=because, need=replace(NEED, ok=need), case_ref=case, records=records, second_may=second,
        same_human=same,
    )  # fmt: skip
    assert bool(decision) == (
        len(because) >= rule.LEAST and bool(case.strip()) and records > 0 and second and not same and need
    )


@given(person=st.integers(1, 3), holds=st.booleans(), same=st.booleans(), late=st.booleans(), answered=st.booleans())
def test_only_the_one_who_was_asked_answers_once_and_in_time(
    person: int, holds: bool, same: bool, late: bool, answered: bool
) -> None:
    """Never the asker, under whatever affiliation or entry, nor a third, nor after half an hour, nor a second time."""
    asked = replace(ASKED, answer="refused" if answered else "")
    now = NOW + timedelta(minutes=30 if late else 29)
    decision = rule.may_answer(POLICY, asked, holds=holds, person_id=person, same_human=same, now=now)
    assert bool(decision) == (person == 2 and holds and not same and not late and not answered)


@given(found=st.frozensets(st.integers(1, 5)), asked=st.frozensets(st.integers(1, 5)), admitted=st.booleans())
def test_the_file_holds_no_more_than_was_asked_and_may_be_seen_now(
    found: frozenset[int], asked: frozenset[int], admitted: bool
) -> None:
    """Fewer is fine, one more is a change, nothing is nothing, and who is no more admitted gets none."""
    decision = rule.may_make(POLICY, admitted=admitted, found=found, asked=asked)
    assert bool(decision) == (admitted and bool(found) and found <= asked)


def test_a_file_is_taken_once_by_who_asked_before_it_lapses() -> None:
    """Approved, his own, not taken, not lapsed, not reached by a purge: one missing refuses with its own rule."""
    ready = replace(ASKED, answer="approved", expires_at=NOW + timedelta(hours=24))
    assert rule.may_take(POLICY, ready, person_id=1, now=NOW)
    refused = [
        (ready, 2, NOW, "export.own"), (ASKED, 1, NOW, "export.approved"),
        (replace(ready, taken_at=NOW), 1, NOW, "export.once"),
        (replace(ready, erased_at=NOW), 1, NOW, "export.approved"),
        (ready, 1, NOW + timedelta(hours=24), "export.expired"),
    ]  # fmt: skip
    for asked, person, now, name in refused:
        decision = rule.may_take(POLICY, asked, person_id=person, now=now)
        assert [one.rule for one in decision.against] == [name]
