"""A change of legal class is evaluated and recorded, and what a class stands on cannot be missing."""

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from uuid import UUID

import pytest
from django.db import IntegrityError, ProgrammingError, connections
from makers import WHOLE, open_intelligence, open_tips, session

from watchfloor.core.gate.session import reading
from watchfloor.core.queries import records as core
from watchfloor.core.queries.records import Row
from watchfloor.people.actions import directory
from watchfloor.protect.actions.classes import NotReclassed, answer_change, change_class
from watchfloor.protect.actions.flags import NotFlagged, flag
from watchfloor.protect.queries import classes as kept

WHY = "Two clerks and a receipt bear it out."
POLITICAL = replace(
    WHOLE, political=True, relation="The device was meant for the speaker at the rally itself and nobody else."
)


def row(cast: SimpleNamespace, record: UUID, login: str = "ana") -> Row | None:
    """The record as that person reads it, if he may."""
    with reading(cast.as_(login)) as by:
        return next(iter(core.rows_of(audience=by, public_ids=[record])), None)


def facts(house: SimpleNamespace, record: UUID) -> list[str]:
    """The kinds of the facts about it, in order."""
    with session(house, "superuser") as opened:
        sql = "select kind from core_fact where records @> array[%s] order by seq"
        return [one[0] for one in opened.execute(sql, [record]).fetchall()]


def intelligence_of(cast: SimpleNamespace, body: str) -> UUID:
    """A tip that Ana found to be criminal intelligence."""
    record = open_tips(cast, body)[0].public_id
    with reading(cast.as_("ana")) as ana:
        change_class(record=record, becomes="criminal_intelligence", because=WHY, predicate=WHOLE, by=ana, now=cast.now)
    return record


def test_a_whole_predicate_makes_criminal_intelligence(house: SimpleNamespace, cast: SimpleNamespace) -> None:
    """Class, label and clocks move together; who may read the record reads the predicate; the act is a fact."""
    record = intelligence_of(cast, "A man bought tubing and fuses.")
    found = row(cast, record)
    assert found is not None and found.legal_class == "criminal_intelligence"
    assert found.purge_on == cast.now.date() + timedelta(days=1825)
    with reading(cast.as_("ana")) as ana:
        (one,) = kept.predicates_of(audience=ana, record_id=found.id)
        (change,) = kept.changes_of(audience=ana, record_id=found.id)
    assert one.said == WHOLE and one.by_id == cast.person("ana").id
    assert (change.was, change.becomes, change.because, change.answer) == (
        "tip_lead", "criminal_intelligence", WHY, "done"
    )  # fmt: skip
    assert facts(house, record)[-1] == "protect.class.changed"
    with connections["owner"].cursor() as cursor:
        cursor.execute("select statement from protect_predicate where record_id = %s", [found.id])
        assert b"tubing" not in bytes(cursor.fetchone()[0])


@pytest.mark.parametrize(
    ("gap", "rule"),
    [
        ({"offence": ""}, "predicate.offence"), ({"offence": "being strange"}, "predicate.offence"),
        ({"offence": "gang"}, "predicate.underlying"),
        ({"offence": "gang", "underlying": "rico"}, "predicate.underlying"),
        ({"facts": "Looked odd."}, "predicate.facts"), ({"author": " "}, "predicate.author"),
        ({"dated_on": None}, "predicate.date"), ({"supporting_file": ""}, "predicate.file"),
        ({"relevance": ""}, "predicate.relevance"), ({"lawful": False}, "predicate.lawful"),
        ({"method": ""}, "predicate.method"), ({"reliability": ""}, "predicate.confidence"),
        ({"reliability": "unknown", "validity": "cannot-be-judged"}, "predicate.confidence"),
        ({"sensitivity": "whatever"}, "predicate.sensitivity"), ({"political": None}, "predicate.first-amendment"),
        ({"political": True, "relation": ""}, "predicate.relation"),
    ],
)  # fmt: skip
def test_each_gap_is_named_and_nothing_is_kept(cast: SimpleNamespace, gap: dict[str, object], rule: str) -> None:
    """Whatever is missing is refused by its own rule with a way out, and the record stays a tip."""
    record = open_tips(cast, "A man bought fuses.")[0].public_id
    with reading(cast.as_("ana")) as ana, pytest.raises(NotReclassed) as refused:
        change_class(
            record=record, becomes="criminal_intelligence", because=WHY, predicate=replace(WHOLE, **gap), by=ana,
            now=cast.now,
        )  # fmt: skip
    assert [one.rule for one in refused.value.decision.against] == [rule]
    assert refused.value.decision.against[0].way_out
    found = row(cast, record)
    assert found is not None and found.legal_class == "tip_lead"
    with reading(cast.as_("ana")) as ana:
        assert kept.predicates_of(audience=ana, record_id=found.id) == []


def test_no_predicate_no_training_no_way(cast: SimpleNamespace) -> None:
    """Without predicate, without training in date, without the right or without a rule that leads there: refused."""
    record = open_tips(cast, "A man bought a lamp.")[0].public_id
    rules = {}
    with reading(cast.operator):
        new = directory.add_person(
            login="tom", name="Tom Exercise", agency_id=cast.center, role="analyst", release_level="CUI",
            email="tom@example.org", by=cast.operator, now=cast.now,
        )  # fmt: skip
        directory.record_training(
            person_id=new, course="pcrcl", taken_on=cast.now.date(), valid_until=cast.now.date() + timedelta(days=365),
            by=cast.operator,
        )  # fmt: skip
    for name, login, becomes, given in (
        ("bare", "ana", "criminal_intelligence", None), ("lapsed", "tom", "criminal_intelligence", WHOLE),
        ("right", "pia", "criminal_intelligence", WHOLE), ("nowhere", "ana", "product", None),
        ("vetting", "ana", "sar", None), ("subject", "ana", "identifying_only", None),
    ):  # fmt: skip
        with reading(cast.as_(login)) as by, pytest.raises(NotReclassed) as refused:
            change_class(record=record, becomes=becomes, because=WHY, predicate=given, by=by, now=cast.now)
        rules[name] = {one.rule for one in refused.value.decision.against}
    assert rules == {
        "bare": {"predicate.missing"}, "lapsed": {"predicate.training", "class.training"},
        "right": {"right.record.review"}, "nowhere": {"class.change"}, "vetting": {"class.change"},
        "subject": {"class.subject"},
    }  # fmt: skip


def test_protected_activity_needs_the_privacy_officer(house: SimpleNamespace, cast: SimpleNamespace) -> None:
    """Where views or activities are touched it stays a tip until another person, the privacy officer, approves."""
    record = open_tips(cast, "A man at the rally carried a device.")[0].public_id
    with reading(cast.as_("ana")) as ana:
        answer = change_class(
            record=record, becomes="criminal_intelligence", because=WHY, predicate=POLITICAL, by=ana, now=cast.now
        )
    assert answer == "waits" and row(cast, record).legal_class == "tip_lead"
    with reading(cast.as_("pia")) as pia:
        ((_, change),) = [one for one in kept.waiting_changes(audience=pia) if one[0].public_id == record]
    for login in ("ana", "dee", "sam"):
        with reading(cast.as_(login)) as by, pytest.raises(NotReclassed):
            answer_change(change=change.public_id, approve=True, by=by, now=cast.now)
    with reading(cast.as_("pia")) as pia:
        assert answer_change(change=change.public_id, approve=True, by=pia, now=cast.now) == "done"
    found = row(cast, record)
    assert found is not None and found.legal_class == "criminal_intelligence"
    with reading(cast.as_("ana")) as ana:
        (one,) = kept.predicates_of(audience=ana, record_id=found.id)
    assert one.approved_by == cast.person("pia").id
    assert facts(house, record)[-2:] == ["protect.class.asked", "protect.class.changed"]


def test_what_was_declined_stays_what_it_was(cast: SimpleNamespace) -> None:
    """A declined change changes nothing, and another may be asked for; who asked withdraws his own."""
    record = open_tips(cast, "A man gave a speech.")[0].public_id
    for login, said in (("pia", "declined"), ("ana", "withdrawn")):
        with reading(cast.as_("ana")) as ana:
            change_class(
                record=record, becomes="criminal_intelligence", because=WHY, predicate=POLITICAL, by=ana, now=cast.now
            )
            with pytest.raises(NotReclassed):
                change_class(record=record, becomes="case_support", because=WHY, by=ana, now=cast.now)
            change = kept.changes_of(audience=ana, record_id=row(cast, record).id)[0]
        with reading(cast.as_(login)) as by:
            assert answer_change(change=change.public_id, approve=False, by=by, now=cast.now) == said
    assert row(cast, record).legal_class == "tip_lead"


def test_the_application_changes_no_class_without_the_act(cast: SimpleNamespace) -> None:
    """An update of the class by SQL is refused by the database, whoever's session it is; so is a borrowed predicate."""
    other = open_intelligence(cast)
    record = open_tips(cast, "A lamp on a pier.")[0]
    for becomes in ("sar", "open_source", "criminal_intelligence"):
        with pytest.raises((ProgrammingError, IntegrityError)), reading(cast.as_("ana")):
            with connections["default"].cursor() as cursor:
                cursor.execute("update core_record set legal_class = %s where id = %s", [becomes, record.id])
    with pytest.raises(IntegrityError), connections["owner"].cursor() as cursor:
        cursor.execute(
            "update core_record set legal_class = 'criminal_intelligence', predicate_id ="
            " (select predicate_id from core_record where id = %s) where id = %s", [other.id, record.id],
        )  # fmt: skip
    assert row(cast, record.public_id).legal_class == "tip_lead"


def test_identifying_information_goes_with_its_last_subject(cast: SimpleNamespace) -> None:
    """It stands beside a subject, and its last day is over when the last of its subjects goes."""
    subjects = [intelligence_of(cast, f"Subject {n} bought fuses.") for n in (1, 2)]
    owner = open_tips(cast, "The van belongs to the sister of the subject.")[0]
    with reading(cast.as_("ana")) as ana:
        change_class(
            record=owner.public_id, becomes="identifying_only", because=WHY, subjects=subjects, by=ana, now=cast.now
        )
    with reading(cast.as_("ana")) as ana:
        assert {one.public_id for one in kept.subjects_of(audience=ana, record_id=owner.id)} == set(subjects)
    on = [row(cast, one).id for one in subjects]
    for gone, ends in ((on[0], False), (on[1], True)):
        with connections["owner"].cursor() as cursor:
            cursor.execute("delete from protect_identifies where subject_id = %s", [gone])
        assert (row(cast, owner.public_id).purge_on < datetime.fromtimestamp(time.time(), UTC).date()) is ends


def test_identifying_information_is_no_basis_for_suspicion(cast: SimpleNamespace) -> None:
    """A predicate whose supporting file is a record of that class is refused, though everything else is there."""
    subject = intelligence_of(cast, "A subject bought fuses.")
    owner = open_tips(cast, "The van belongs to a neighbor.")[0].public_id
    with reading(cast.as_("ana")) as ana:
        change_class(record=owner, becomes="identifying_only", because=WHY, subjects=[subject], by=ana, now=cast.now)
    record = open_tips(cast, "The neighbor was seen.")[0].public_id
    with reading(cast.as_("ana")) as ana, pytest.raises(NotReclassed) as refused:
        change_class(
            record=record, becomes="criminal_intelligence", because=WHY,
            predicate=replace(WHOLE, supporting_file=f"our record {owner}"), by=ana, now=cast.now,
        )  # fmt: skip
    assert [one.rule for one in refused.value.decision.against] == ["class.suspicion"]


def test_sealed_is_closed_and_expunged_goes(house: SimpleNamespace, cast: SimpleNamespace) -> None:
    """A court's order acts at once: who could read it cannot, center leadership can; what is expunged ends next day."""
    for kind, ends in (("sealed", False), ("expunged", True)):
        record = open_tips(cast, f"A boy broke a window, {kind}.")[0].public_id
        assert row(cast, record) is not None
        with reading(cast.as_("ana")) as ana, pytest.raises(NotFlagged):
            flag(record=record, kind=kind, authority="District court 26-J-11", by=ana, now=cast.now)
        with reading(cast.as_("pia")) as pia, pytest.raises(NotFlagged):
            flag(record=record, kind=kind, authority="", by=pia, now=cast.now)
        with reading(cast.as_("pia")) as pia:
            flag(record=record, kind=kind, authority="District court 26-J-11", by=pia, now=cast.now)
        assert row(cast, record) is None
        left = row(cast, record, "pia")
        assert left is not None and (left.purge_on <= cast.now.date()) is ends
        assert facts(house, record)[-1] == f"protect.record.{kind}"
