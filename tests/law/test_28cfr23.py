"""28 CFR Part 23: criminal intelligence systems operating policies"""

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, connections
from makers import open_intelligence, open_tips

from watchfloor.core.gate.session import reading
from watchfloor.core.ledger import reading as ledger
from watchfloor.core.ledger.telling import LedgerSilent, witness
from watchfloor.core.queries import records as core
from watchfloor.core.rules.fact import Words
from watchfloor.disseminate.actions.answering import NotRequested, answer_request
from watchfloor.disseminate.queries.log import dissemination_log
from watchfloor.people.actions import directory
from watchfloor.plan.actions.requests import take_request
from watchfloor.plan.actions.rfis import NotAsked, lead, state_rfi
from watchfloor.plan.rules.requests import Kept, Said
from watchfloor.plan.rules.rfis import RfiWords, SaidRfi
from watchfloor.protect.actions.admit import admit, explain
from watchfloor.protect.actions.holdings import _declared, declare_holding
from watchfloor.protect.actions.purge import NotPurged, purge
from watchfloor.protect.actions.stamp import Stamper
from watchfloor.protect.actions.telling import tell_recipients
from watchfloor.protect.formats.policy import load
from watchfloor.protect.rules.labels import Atom

INTELLIGENCE = "criminal_intelligence"


def test_28cfr23_3b_classes_are_kept_apart(cast: SimpleNamespace) -> None:
    """Criminal intelligence has a class of its own, and no rule stores it together with tips, SARs or case files."""
    policy = load()
    for other in ("tip_lead", "sar", "ise_sar", "case_support", "identifying_only"):
        assert not policy.join(INTELLIGENCE, other).store


def test_28cfr23_20a_no_intelligence_without_a_predicate(cast: SimpleNamespace) -> None:
    """No record can be criminal intelligence without a predicate, neither opened as such nor reclassed, by any road."""
    assert open_intelligence(cast).n == 1
    with pytest.raises(IntegrityError):
        open_intelligence(cast, predicate_id=None)
    made = open_tips(cast, "A lost bag at the station.")[0]
    with connections["owner"].cursor() as cursor, pytest.raises(IntegrityError):
        cursor.execute("update core_record set legal_class = %s where id = %s", [INTELLIGENCE, made.id])


def test_28cfr23_20d_nothing_is_kept_without_a_stamp(cast: SimpleNamespace) -> None:
    """A record without a legal class, a label, an owner, a review date and the rules that decided cannot be kept."""
    made = open_tips(cast, "A found bag at the station.")[0]
    for column in ("legal_class", "label_id", "owner_id", "review_on", "purge_on", "stamp_rules"):
        with connections["owner"].cursor() as cursor, pytest.raises(IntegrityError):
            cursor.execute(f"update core_record set {column} = null where id = %s", [made.id])


def test_28cfr23_20e_need_to_know_is_stated(cast: SimpleNamespace) -> None:
    """A reader states a purpose, and a purpose that needs a case opens nothing without its number and agency."""
    made = open_tips(cast, "A barge without lights.")[0]
    with reading(cast.as_("ana")) as ana:
        assert core.record(audience=ana, public_id=made.public_id) is not None
    with reading(cast.as_("ana", case_ref="  ")) as ana:
        assert core.record(audience=ana, public_id=made.public_id) is None and core.counts(audience=ana) == {}


def test_28cfr23_20e_right_to_know_is_decided_by_rule(cast: SimpleNamespace) -> None:
    """A partner under agreement reads what is shared with partners, a stranger does not; each answer cites its rule."""
    made = open_intelligence(cast)
    with reading(cast.as_("ana")) as ana:
        label_id = core.rows_of(audience=ana, public_ids=[made.public_id])[0].label_id
    answers = {}
    for login in ("ana", "ben", "cy"):
        who = cast.person(login)
        answers[login] = explain(
            person_id=who.id, affiliation_id=who.affiliation_id, purpose="threat-assessment", case_ref="26-0141 NFC",
            label_id=label_id, now=cast.now,
        )  # fmt: skip
        with reading(cast.as_(login)) as by:
            assert (core.record(audience=by, public_id=made.public_id) is not None) == bool(answers[login])
    assert {login: bool(said) for login, said in answers.items()} == {"ana": True, "ben": True, "cy": False}
    assert "28 CFR 23.20(f)(1)" in {reason.citation for reason in answers["cy"].against}


def test_28cfr23_20f1_only_agencies_that_agreed_receive(cast: SimpleNamespace) -> None:
    """When the agreement of an agency ends, its people read nothing from that day on, not even what they sent in."""
    own = open_tips(cast, "Ben's own tip.", agency=cast.wright)[0]
    made = open_intelligence(cast)
    ben = cast.person("ben")
    for day, readable in ((365, True), (366, False)):
        audience = admit(
            person_id=ben.id, affiliation_id=ben.affiliation_id, purpose="criminal-investigation",
            case_ref="26-0141 NFC", now=cast.now + timedelta(days=day),
        )  # fmt: skip
        # his training lapses that day too; the agency's agreement is what this test moves
        with reading(cast.operator):
            for course in ("pcrcl", "28cfr23"):
                directory.record_training(
                    person_id=ben.id, course=course, taken_on=cast.now.date(),
                    valid_until=cast.now.date() + timedelta(days=900), by=cast.operator,
                )  # fmt: skip
        with reading(audience):
            seen = {
                row.public_id for row in core.rows_of(audience=audience, public_ids=[own.public_id, made.public_id])
            }
        assert seen == ({own.public_id, made.public_id} if readable else set())


def test_28cfr23_20g_the_record_carries_its_owner_and_its_label(cast: SimpleNamespace) -> None:
    """A record names the agency that holds it, its class and its marking, and its label says whom it is open to."""
    made = open_intelligence(cast)
    with reading(cast.as_("ana")) as ana:
        row = core.rows_of(audience=ana, public_ids=[made.public_id])[0]
    assert (row.owner_id, row.legal_class, row.marking) == (cast.center, INTELLIGENCE, "U")
    atoms = [Atom.parse(text) for text in core.labels()[row.label_id]]
    assert [(atom.owner_id, atom.legal_class, atom.level, atom.share) for atom in atoms] == [
        (cast.center, INTELLIGENCE, "U", "partners")
    ]


def test_28cfr23_20g_each_reading_is_on_the_audit_trail(cast: SimpleNamespace) -> None:
    """Who read, under which affiliation, when, what for and which record is a fact before the first byte leaves."""
    made = open_intelligence(cast)
    ben = cast.person("ben")
    with reading(cast.as_("ben", purpose="criminal-investigation")) as by:
        witness(kind="core.record.read", by=by, records=[made.public_id])
    with reading(cast.as_("pia")) as pia:
        (read,) = ledger.readers(audience=pia, record=made.public_id)
    assert (read.actor, read.affiliation, read.purpose, read.times) == (
        ben.id, ben.affiliation_id, "criminal-investigation", 1,
    )  # fmt: skip
    assert read.last_at.tzinfo is not None


def test_28cfr23_20g_no_trail_no_reading(cast: SimpleNamespace) -> None:
    """Where the audit trail cannot be written, the reading ends with an error before anything is shown."""
    with reading(cast.as_("ana")) as ana, pytest.raises(LedgerSilent):
        witness(kind="not a kind", by=ana)


def test_28cfr23_20g_what_is_told_on_the_phone_is_a_dissemination(cast: SimpleNamespace) -> None:
    """Who received an answer on a request, from whom, when and why is kept; nobody unknown receives one."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("update people_person set phone = '763-555-0110' where login = 'ben'")
    asked = Kept("Ben Exercise", "wright-sheriff", "763-555-0110", "", "Is the van known?")
    with reading(cast.as_("ana", "officer-safety", "")) as ana:
        known, unknown = [
            take_request(said=Said(words, "officer-safety", "immediate", "phone"), by=ana, now=cast.now)
            for words in (asked, replace(asked, number="763-555-0199"))
        ]
    with reading(cast.as_("ana", "officer-safety", "")) as ana:
        answer_request(request_id=known, outcome="nothing", words="", told=(), by=ana, now=cast.now)
        with pytest.raises(NotRequested):
            answer_request(request_id=unknown, outcome="nothing", words="", told=(), by=ana, now=cast.now)
    with reading(cast.as_("pia", "privacy-oversight", "")) as pia:
        (line,) = dissemination_log(audience=pia, since=cast.now)
    assert (line.person_id, line.agency_id, line.by_id, line.at, line.reason) == (
        cast.person("ben").id, cast.wright, cast.person("ana").id, cast.now, "request: officer-safety",
    )  # fmt: skip


def test_28cfr23_20e_nobody_is_asked_about_without_case_facts_and_a_second_person(cast: SimpleNamespace) -> None:
    """An RFI about a person is worked on only with a case, facts that found a suspicion, and a second person."""
    words = RfiWords(
        "Ben Exercise", "wright-sheriff", "", "26-0141 WCS", "A buyer", "Is he known?", "Charging", "He paid."
    )
    for wrong, who in (({"predicate": ""}, "sam"), ({"case_ref": "none"}, "sam"), ({}, "ana"), ({}, "sam")):
        said = SaidRfi(replace(words, **wrong), "in", "officer-safety", "investigation", "person", "priority")
        with reading(cast.as_("ana")) as ana:
            which = state_rfi(said=said, submit=True, by=ana, now=cast.now)
        with reading(cast.as_(who)) as by:
            if who == "sam" and not wrong:
                lead(rfi_id=which, deed="validate", protected="no", by=by, now=cast.now)
                continue
            with pytest.raises(NotAsked):
                lead(rfi_id=which, deed="validate", protected="no", by=by, now=cast.now)


def test_28cfr23_20g_inquiries_are_kept_sealed(cast: SimpleNamespace) -> None:
    """The terms of an inquiry are kept beside its fact, sealed; the fact itself holds none of them."""
    made = open_intelligence(cast)
    with reading(cast.as_("ana")) as ana:
        label_id = core.rows_of(audience=ana, public_ids=[made.public_id])[0].label_id
        witness(kind="core.record.searched", by=ana, words=Words("green skiff depot", label_id))
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "select core_fact_line(f), n.sealed from core_fact f join core_note n on n.digest = f.digest"
            " where f.kind = 'core.record.searched'"
        )
        line, sealed = cursor.fetchone()
    assert "skiff" not in line and b"skiff" not in bytes(sealed)


def test_28cfr23_20h_validated_within_five_years(cast: SimpleNamespace) -> None:
    """No record can be kept beyond five years without validation, and every class's schedule has an end within them."""
    five_years = cast.now.replace(year=cast.now.year + 5).date()
    assert open_intelligence(cast, purge_on=five_years).n == 1
    with pytest.raises(IntegrityError):
        open_intelligence(cast, purge_on=five_years + timedelta(days=2))
    made = open_tips(cast, "A lantern on the dike.")[0]
    with connections["owner"].cursor() as cursor, pytest.raises(IntegrityError):
        cursor.execute("update core_record set purge_on = %s where id = %s", [five_years + timedelta(days=2), made.id])
    for legal_class in load().schedules:
        clocks = Stamper(legal_class=legal_class, owner_id=cast.center, verified=True, now=cast.now)._clocks
        assert cast.now.date() < clocks.review_on <= clocks.purge_on <= five_years, legal_class


def test_28cfr23_20h_what_is_past_its_date_is_found(cast: SimpleNamespace) -> None:
    """`check` names what was kept past its purge date, by class and count, and not before."""
    from watchfloor.core.actions.checking import check

    def late() -> list[str]:
        return [one.text for one in check() if one.about == "retention"]

    assert late() == []
    made = open_tips(cast, "A torn sail.")[0]
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "update core_record set review_on = current_date - 9, purge_on = current_date - 1 where id = %s", [made.id]
        )
    assert late() == ["1 records of class tip_lead are past their purge date"]
    with connections["owner"].cursor() as cursor:
        cursor.execute("update core_record set purge_on = current_date where id = %s", [made.id])
    assert late() == []


def test_28cfr23_20h_recipients_are_told_when_a_record_goes(cast: SimpleNamespace) -> None:
    """Whoever was given something of a purged record gets one notice without content, and the telling is a fact."""
    made = open_intelligence(cast)
    ben = cast.person("ben")
    declare_holding("a.law.test", lambda purge_id, ids: 0, lambda ids, audience: [ben.id] if made.id in ids else [])
    try:
        done = purge(
            record_ids=[made.public_id], because="misleading", second_id=cast.person("dee").id, by=cast.as_("pia"),
            now=cast.now,
        )  # fmt: skip
    finally:
        del _declared["a.law.test"]
    assert tell_recipients(purge_id=done.id, by=cast.as_("pia"), now=cast.now) == 1
    with connections["owner"].cursor() as cursor:
        cursor.execute("select subject || text from notify_notice where person_id = %s", [ben.id])
        texts = [row[0] for row in cursor.fetchall()]
        cursor.execute("select kind from core_fact where records @> array[%s] order by seq", [made.public_id])
        kinds = [row[0] for row in cursor.fetchall()]
    assert len(texts) == 1 and "depot" not in texts[0]
    assert kinds[-1] == "protect.purge.told" and "protect.purge.hidden" in kinds


def test_28cfr23_20g3_a_record_goes_by_two_persons(cast: SimpleNamespace) -> None:
    """Nobody removes a record alone, nor two of whom one lacks the right."""
    made = open_intelligence(cast)
    for by, second in (("pia", "pia"), ("pia", "ana"), ("ana", "pia")):
        with pytest.raises(NotPurged):
            purge(record_ids=[made.public_id], because="", second_id=cast.person(second).id, by=cast.as_(by),
                  now=cast.now)  # fmt: skip
