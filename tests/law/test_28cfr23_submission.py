"""28 CFR Part 23: what may be submitted, on whose word, and what supports it"""

from dataclasses import replace
from types import SimpleNamespace
from uuid import UUID

import pytest
from django.db import IntegrityError, ProgrammingError, connections
from makers import WHOLE, open_intelligence, open_tips

from watchfloor.analyze.queries.silent import silent_hits
from watchfloor.core.actions.checking import check
from watchfloor.core.gate.session import reading
from watchfloor.core.ledger.telling import witness
from watchfloor.core.queries.records import rows_of, search
from watchfloor.core.sealer.sealing import seal_all
from watchfloor.gather.actions.files import accept
from watchfloor.people.actions import directory
from watchfloor.plan.formats.watch_words import named_in
from watchfloor.plan.rules import watchwords
from watchfloor.protect.actions.classes import NotReclassed, answer_change, change_class
from watchfloor.protect.actions.hold import may_be_purged
from watchfloor.protect.actions.predicates import NotPredicated, must_stand
from watchfloor.protect.actions.sample import draw
from watchfloor.protect.jobs import follow_all
from watchfloor.protect.queries import classes as kept
from watchfloor.protect.rules.predicate import Predicate
from watchfloor.protect.web.recording import recorded

WHY = "Two clerks and a receipt bear it out."
ABOUT = "The device was meant for the speaker at that rally."


def asked(cast: SimpleNamespace, said: Predicate | None, login: str = "ana") -> tuple[UUID, str]:
    """A tip that somebody asks to become criminal intelligence on this predicate, and what came of it."""
    record = open_tips(cast, "A man bought tubing and fuses.")[0].public_id
    with reading(cast.as_(login)) as by:
        answer = change_class(
            record=record, becomes="criminal_intelligence", because=WHY, predicate=said, by=by, now=cast.now
        )
    return record, answer


def class_of(cast: SimpleNamespace, record: UUID) -> str:
    """As Ana reads it."""
    with reading(cast.as_("ana")) as ana:
        return rows_of(audience=ana, public_ids=[record])[0].legal_class


def refused(cast: SimpleNamespace, said: Predicate | None, login: str = "ana") -> set[str]:
    """The rules that refuse it; it MUST be refused."""
    with pytest.raises(NotReclassed) as no:
        asked(cast, said, login)
    return {one.rule for one in no.value.decision.against}


def test_28cfr23_20a_the_predicate_has_facts_and_relevance(cast: SimpleNamespace) -> None:
    """Without an offense, the facts of a reasonable suspicion or their relevance nothing becomes intelligence."""
    assert refused(cast, None) == {"predicate.missing"}
    assert refused(cast, replace(WHOLE, offence="")) == {"predicate.offence"}
    assert refused(cast, replace(WHOLE, facts="Looks odd.")) == {"predicate.facts"}
    assert refused(cast, replace(WHOLE, relevance="")) == {"predicate.relevance"}
    record, answer = asked(cast, WHOLE)
    assert answer == "done" and class_of(cast, record) == "criminal_intelligence"


def test_28cfr23_20a_form_import_and_peer_ask_one_demand(cast: SimpleNamespace) -> None:
    """Whoever opens a record of that class, a service too, is asked the same demand; an unknown class never passes."""
    for by in (cast.operator, cast.as_("ana")):
        with reading(by), pytest.raises(NotPredicated):
            must_stand(legal_class="criminal_intelligence", predicate=None, by=by, now=cast.now)
        with reading(by), pytest.raises(NotPredicated):
            must_stand(legal_class="top_secret_stuff", predicate=WHOLE, by=by, now=cast.now)
    with reading(cast.operator), pytest.raises(NotPredicated):
        must_stand(legal_class="criminal_intelligence", predicate=WHOLE, by=cast.operator, now=cast.now)


def test_28cfr23_20a_a_row_of_a_file_is_asked_what_the_form_asks(cast: SimpleNamespace) -> None:
    """Bulk import keeps no criminal intelligence without its predicate: the row is set aside, and never made a tip."""
    content = b"date,summary,facts\n2026-11-14,A rumor of the weir.,He looked odd.\n"
    for by in (cast.operator, cast.as_("ana")):
        *_, whole = accept(content=content, mapping="intelligence", agency_id=cast.center, by=by, now=cast.now)
        assert (whole.opened, whole.records) == (0, []) and "23.20" in whole.set_aside[0][2][0]
    with reading(cast.as_("ana")) as ana:
        assert search(audience=ana, words="weir") == []


def test_28cfr23_20a_a_restored_copy_is_asked_too(cast: SimpleNamespace) -> None:
    """What stands without its predicate, however it came there, is found by `check` with its id."""
    made = open_intelligence(cast)
    assert [one for one in check(skip=["ledger"]) if one.about == "classes"] == []
    with connections["owner"].cursor() as cursor:
        cursor.execute("delete from protect_predicate where record_id = %s", [made.id])
    (found,) = [one for one in check(skip=["ledger"]) if one.about == "classes"]
    assert str(made.public_id) in found.text
    with connections["owner"].cursor() as cursor:
        cursor.execute("update core_record set hidden_at = now() where id = %s", [made.id])


def test_28cfr23_20b_protected_activity_needs_relation_and_a_second_approver(cast: SimpleNamespace) -> None:
    """The First-Amendment question is answered; yes needs the direct relation, and the privacy officer beside."""
    assert refused(cast, replace(WHOLE, political=None)) == {"predicate.first-amendment"}
    assert refused(cast, replace(WHOLE, political=True)) == {"predicate.relation"}
    record, answer = asked(cast, replace(WHOLE, political=True, relation=ABOUT))
    assert answer == "waits" and class_of(cast, record) == "tip_lead"
    with reading(cast.as_("pia")) as pia:
        (change,) = [one for row, one in kept.waiting_changes(audience=pia) if row.public_id == record]
    for login in ("ana", "sam", "dee"):
        with reading(cast.as_(login)) as by, pytest.raises(NotReclassed):
            answer_change(change=change.public_id, approve=True, by=by, now=cast.now)
    with reading(cast.as_("pia")) as pia:
        answer_change(change=change.public_id, approve=True, by=pia, now=cast.now)
    assert class_of(cast, record) == "criminal_intelligence"


def test_28cfr23_20b_the_database_takes_no_approval_from_who_stated_it(cast: SimpleNamespace) -> None:
    """Where protected activity is touched, a predicate approved by its own author or by nobody keeps no record."""
    made = open_intelligence(cast)
    for sql in (
        "update protect_predicate set political = true, approved_by = by_id where record_id = %s",
        "update protect_predicate set approved_by = 99 where record_id = %s",
    ):
        with connections["owner"].cursor() as cursor, pytest.raises((IntegrityError, ProgrammingError)):
            cursor.execute(sql, [made.id])


def test_28cfr23_20c_suspicion_is_found_by_a_trained_person(cast: SimpleNamespace) -> None:
    """A service finds none, nor does a person whose 28 CFR 23 training is not in date."""
    with reading(cast.operator):
        new = directory.add_person(
            login="tom", name="Tom Exercise", agency_id=cast.center, role="analyst", release_level="CUI",
            email="tom@example.org", by=cast.operator, now=cast.now,
        ) if cast.person("tom") is None else 0  # fmt: skip
        if new:
            directory.record_training(
                person_id=new, course="pcrcl", taken_on=cast.now.date(), valid_until=cast.now.date(), by=cast.operator
            )
    assert "predicate.training" in refused(cast, WHOLE, "tom")


def test_28cfr23_20c_the_activity_is_definable(cast: SimpleNamespace) -> None:
    """An offense is of the project's list, and an umbrella label names the specific offense beneath it."""
    assert refused(cast, replace(WHOLE, offence="being suspicious")) == {"predicate.offence"}
    assert refused(cast, replace(WHOLE, offence="gang")) == {"predicate.underlying"}
    assert refused(cast, replace(WHOLE, offence="gang", underlying="narcotics")) == {"predicate.underlying"}
    assert asked(cast, replace(WHOLE, offence="gang", underlying="extortion"))[1] == "done"


def test_28cfr23_20d_it_is_attested_how_it_was_obtained(cast: SimpleNamespace) -> None:
    """Without the attestation that it was obtained lawfully, or without the method, nothing is kept."""
    assert refused(cast, replace(WHOLE, lawful=False)) == {"predicate.lawful"}
    assert refused(cast, replace(WHOLE, method=" ")) == {"predicate.method"}


def test_28cfr23_20g_sensitivity_and_confidence_are_labeled(cast: SimpleNamespace) -> None:
    """Source and content are rated and the sensitivity set; unknown and not to be judged is not kept."""
    assert refused(cast, replace(WHOLE, reliability="")) == {"predicate.confidence"}
    assert refused(cast, replace(WHOLE, sensitivity="")) == {"predicate.sensitivity"}
    assert refused(cast, replace(WHOLE, reliability="unknown", validity="cannot-be-judged")) == {"predicate.confidence"}
    assert refused(cast, replace(WHOLE, author="")) == {"predicate.author"}


def test_28cfr23_20g_restricted_is_not_even_a_hit(cast: SimpleNamespace) -> None:
    """A record of restricted sensitivity is read by its own agency; for anybody else there is none."""
    made = open_intelligence(cast, owner=cast.wright, restricted=True, sensitivity="restricted")
    for login, seen in (("ana", 0), ("dee", 0), ("pia", 0), ("ben", 1)):
        with reading(cast.as_(login, "criminal-investigation")) as by:
            assert len(rows_of(audience=by, public_ids=[made.public_id])) == seen, login


def test_28cfr23_20g_the_owner_hears_of_a_hit_that_showed_nothing(cast: SimpleNamespace) -> None:
    """Somebody elsewhere asked for what a restricted record holds: its agency is told by agency and purpose, alone."""
    made = open_intelligence(cast, "The lanternfish was met.", owner=cast.wright, restricted=True)
    with reading(cast.as_("ana")) as ana:
        told = recorded(ana, records=[], terms="lanternfish")
    witness(kind="core.record.searched", by=ana, rules=told.rules, words=told.words)
    seal_all()
    while follow_all():
        pass
    for login, heard in (("ben", [(cast.center, ana.purpose)]), ("ana", []), ("dee", []), ("cy", [])):
        with reading(cast.as_(login, "criminal-investigation")) as by:
            assert [(one.agency_id, one.purpose) for one in silent_hits(audience=by, record_id=made.id)] == heard


def test_28cfr23_20k_how_it_came_is_on_record(cast: SimpleNamespace) -> None:
    """The way in which information was obtained is kept with it, so that an interception shows its order."""
    record, _ = asked(cast, replace(WHOLE, method="Pen register, order 26-M-7 of the district court"))
    with reading(cast.as_("pia")) as pia:
        row = rows_of(audience=pia, public_ids=[record])[0]
        (one,) = kept.predicates_of(audience=pia, record_id=row.id)
    assert "26-M-7" in one.said.method


def test_28cfr23_20n_supporting_files_are_named_and_sampled(cast: SimpleNamespace) -> None:
    """Each submission names the file that supports it; a sample drawn for audit is kept until the audit is done."""
    assert refused(cast, replace(WHOLE, supporting_file="")) == {"predicate.file"}
    record, _ = asked(cast, WHOLE)
    with reading(cast.as_("pia")) as pia:
        drawn = draw(legal_class="criminal_intelligence", how_many=25, by=pia, now=cast.now)
        assert record in drawn
        row = rows_of(audience=pia, public_ids=[record])[0]
        assert not may_be_purged(record_ids=[row.id], by=pia)


def refused_words(phrase: str) -> set[str]:
    """The citations under which a watch word is refused when no predicate bears it."""
    return {one.citation for one in watchwords.barred(named_in(phrase), None)}


def test_28cfr23_20a_no_watch_word_names_a_person_without_a_predicate() -> None:
    """A person's name, in any case, and what identifies somebody is no watch word; one for conduct is."""
    for phrase in ("John Miller", "john miller", "612-555-0134"):
        assert "28 CFR 23.20(a)" in refused_words(phrase)
    assert refused_words("rifle shot at a substation") == set()


def test_28cfr23_20b_worship_press_and_accounts_are_watched_on_a_predicate_or_not_at_all() -> None:
    """Houses of worship, media outlets, hashtags and accounts are refused as watch words, each with its rule."""
    for phrase in ("First Lutheran Church", "the new mosque", "Star Tribune", "#statehouse", "@statehouse"):
        assert any(one.startswith("28 CFR 23.20(b)") for one in refused_words(phrase))


def test_28cfr23_20l_lawful_political_activity_is_no_watch_word() -> None:
    """Words for protest and for named lawful groups are refused; no such word is matched, for none can be approved."""
    for phrase in ("protest at the capitol", "political party", "labor union", "rally"):
        assert any("(l)" in one or "(a), (b)" in one for one in refused_words(phrase))
