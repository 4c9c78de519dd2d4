"""RFIs: stated sealed, validated by authority and need, worked on in parts, answered as disseminations, forgotten."""

from datetime import date, timedelta
from types import SimpleNamespace
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, connections
from makers import incoming_of, open_tips, stamp_of, tip

from watchfloor.core.actions.records import label_of, open_records
from watchfloor.core.gate.session import reading
from watchfloor.disseminate.actions.answering_rfis import NotAnswered, answer_rfi
from watchfloor.disseminate.queries.answers import answers_on
from watchfloor.disseminate.queries.log import dissemination_log
from watchfloor.plan.actions.rfi_work import assign, finish_part, receive_reply
from watchfloor.plan.actions.rfis import NoSuchRfi, NotAsked, correct_rfi, forget_due_rfis, lead, state_rfi
from watchfloor.plan.queries import rfis
from watchfloor.plan.rules.rfis import RfiView, RfiWords, SaidRfi
from watchfloor.protect.actions.admit import admit_service
from watchfloor.protect.rules.labels import Atom

CASE = "26-0141 WCS"
WORDS = RfiWords(
    "Ben Exercise", "wright-sheriff", "ben@example.org", CASE, "Drones over merganser dams",
    "Which drone sightings near merganser dams do you hold?", "Patrol plan for the dams",
)  # fmt: skip
PLACE = {"basis": "infrastructure", "about": "place"}
PERSON = {"basis": "investigation", "about": "person"}


def said(direction: str = "in", *, marking: str = "U//LES", priority: str = "priority", due_at: object = None,
         basis: str = "infrastructure", about: str = "place", **words: str) -> SaidRfi:  # fmt: skip
    """An RFI as somebody states it, with other words."""
    kept = RfiWords(**{**WORDS.said(), **words})
    return SaidRfi(kept, direction, "criminal-investigation", basis, about, priority, marking, due_at=due_at)  # type: ignore[arg-type]


def state(cast: SimpleNamespace, who: str = "ana", **more: str) -> UUID:
    """A draft of one of the cast."""
    with reading(cast.as_(who)) as by:
        return state_rfi(said=said(**more), by=by, now=cast.now)


def do(cast: SimpleNamespace, which: UUID, *deeds: str, who: str = "sam", **more: str) -> None:
    """Deeds one after the other."""
    for deed in deeds:
        with reading(cast.as_(who)) as by:
            lead(rfi_id=which, deed=deed, by=by, now=cast.now, **{"protected": "no", **more})


def against(cast: SimpleNamespace, which: UUID, deed: str, who: str = "sam", **more: str) -> set[str]:
    """The rules that refuse a deed."""
    with pytest.raises(NotAsked) as no:
        do(cast, which, deed, who=who, **more)
    return {one.rule.removeprefix("plan.rfi.") for one in no.value.decision.against}


def seen(cast: SimpleNamespace, which: UUID, who: str = "ana") -> RfiView | None:
    """The RFI as one of the cast is shown it."""
    with reading(cast.as_(who)) as by:
        return rfis.rfi(audience=by, public_id=which, on=cast.now.date())


def in_work(cast: SimpleNamespace, **more: str) -> UUID:
    """One that Sam validated and Ana works on."""
    which = state(cast, **more)
    do(cast, which, "submit", "validate")
    with reading(cast.as_("sam")) as by:
        assign(rfi_id=which, what="Look through the reports", to=cast.person("ana").public_id, by=by, now=cast.now)
    do(cast, which, "begin", who="ana")
    return which


def answer(cast: SimpleNamespace, which: UUID, *told: UUID, whole: bool = False, words: str = "Two sightings.") -> UUID:
    """Ana answers under its purpose and case."""
    with reading(cast.as_("ana", "criminal-investigation", CASE)) as by:
        outcome = "found" if told else "nothing"
        return answer_rfi(rfi_id=which, outcome=outcome, whole=whole, words=words, told=told, by=by, now=cast.now)


def test_it_goes_its_way_from_draft_to_closed_and_each_deed_is_a_fact(cast: SimpleNamespace) -> None:
    """Nine deeds, nine facts that name no word; the way is read back in order; partner and stranger see none of it."""
    which, told = in_work(cast), open_tips(cast, "A drone at the dam.")[0]
    view = seen(cast, which)
    assert view is not None and (view.words, view.state, view.recipient_id) == (
        WORDS, "in-work", cast.person("ben").id,
    )  # fmt: skip
    assert seen(cast, which, "ben") is None and seen(cast, which, "cy") is None
    answer(cast, which, told.public_id)
    with reading(cast.as_("ana")) as ana:
        (part,) = rfis.parts(audience=ana, of=view)
        assert part.what == "Look through the reports"
        finish_part(part_id=part.public_id, by=ana, now=cast.now)
    answer(cast, which, whole=True, words="")
    do(cast, which, "close", who="ana")
    with reading(cast.as_("ana")) as ana:
        way = [one.deed for one in rfis.steps(audience=ana, of=which)]
    assert sorted(way) == sorted(
        ["state", "submit", "validate", "assign", "begin", "answer-partly", "finish-part", "answer", "close"]
    )
    with connections["owner"].cursor() as cursor:
        cursor.execute("select kind, f::text from core_fact f where %s = any(records) order by seq", [which])
        facts = cursor.fetchall()
        cursor.execute(
            "select r::text || coalesce((select string_agg(p::text, '') from plan_rfipart p), '') from plan_rfi r"
        )
        rows = " ".join(row[0] for row in cursor.fetchall())
    assert [kind for kind, _ in facts if kind.startswith("plan.rfi.")] == [
        f"plan.rfi.{one}" for one in ("stated", "submitted", "validated", "assigned", "begun", "answered-partly",
                                      "part-done", "answered", "closed")
    ]  # fmt: skip
    for word in ("merganser", "Ben", "0141"):
        assert word not in rows and word not in " ".join(text for _, text in facts)
        assert word.encode().hex() not in rows


def test_answers_are_disseminations_under_the_strictest_marking(cast: SimpleNamespace) -> None:
    """Two parts, both logged with recipient, reason and date; CUI asked is CUI answered; words for who sees all."""
    which, told = in_work(cast, marking="CUI"), open_tips(cast, "A drone at the weir.")[0]
    answer(cast, which, told.public_id, words="One sighting.")
    answer(cast, which, words="Nothing else.")
    with reading(cast.as_("ana")) as ana:
        first, second = answers_on(audience=ana, asked=which)
    assert (first.words, second.words) == ("One sighting.", "Nothing else.")
    assert first.marking.startswith("CUI") and "LES" in first.marking
    with reading(cast.as_("pia", "privacy-oversight", "")) as pia:
        log = [one for one in dissemination_log(audience=pia, since=cast.now) if one.number == f"RFI-{str(which)[:8]}"]
    assert {one.part for one in log} == {"answer: found", "answer: nothing"}
    assert {(one.person_id, one.reason) for one in log} == {(cast.person("ben").id, "RFI: criminal-investigation")}


def test_a_source_that_the_officer_may_not_see_or_the_matrix_refuses_is_not_used(cast: SimpleNamespace) -> None:
    """What is not there for him and case support alike are refused; the RFI stays in work."""
    which = in_work(cast)
    with reading(cast.operator):
        made = []
        for legal_class, share, owner in (("case_support", "center", cast.center), ("sar", "closed", cast.wright)):
            stamp = stamp_of(cast, [Atom(owner, legal_class, "LES", share).print()], legal_class=legal_class)
            made.append(open_records(source=None, incoming=[incoming_of(tip("A quiet weir."), stamp, owner)],
                                     by=cast.operator, now=cast.now)[0])  # fmt: skip
    for one, rule in zip([*made, SimpleNamespace(public_id=uuid4())], (
        "disseminate.release.matrix", "disseminate.answer.record", "disseminate.answer.record",
    ), strict=True):  # fmt: skip
        with pytest.raises(NotAnswered) as no:
            answer(cast, which, one.public_id)
        assert rule in {each.rule for each in no.value.decision.against}
    view = seen(cast, which)
    assert view is not None and view.state == "in-work"


def test_the_label_of_an_answer_follows_a_record_that_is_relabelled(cast: SimpleNamespace) -> None:
    """Once its record is closed the answer that told of it is not there any more for who may not see it."""
    which, told = in_work(cast), open_tips(cast, "A drone at the lock.")[0]
    answer(cast, which, told.public_id)
    with reading(cast.as_("ana")) as ana:
        assert len(answers_on(audience=ana, asked=which)) == 1
    with reading(cast.as_("ana")), connection.cursor() as cursor:
        shut = label_of([Atom(cast.center, "tip_lead", "CUI", "closed").print()])
        cursor.execute("select core_relabel(%s, %s)", [told.id, shut])
    with reading(cast.as_("ana")) as ana:
        assert answers_on(audience=ana, asked=which) == []


def test_bad_input_is_refused_by_field(cast: SimpleNamespace) -> None:
    """A requester not in the registry, no authority, a person without facts, a due time in the past."""
    unknown, far = (
        state(cast, requester="Somebody", contact=""),
        state(cast, agency="far-away", requester="Cy Exercise"),
    )
    do(cast, unknown, "submit")
    do(cast, far, "submit")
    assert against(cast, unknown, "validate") == {"requester"}
    assert "agreement" in against(cast, far, "validate")
    nowhere = state(cast, agency="Nowhere Constabulary")
    do(cast, nowhere, "submit")
    assert against(cast, nowhere, "validate") == {"agency"}
    person = state(cast, **PERSON)
    do(cast, person, "submit")
    assert against(cast, person, "validate") == {"predicate"}
    with reading(cast.as_("ana")) as by:
        late = state_rfi(said=said(due_at=cast.now - timedelta(hours=1)), by=by, now=cast.now)
    assert against(cast, late, "submit") == {"due"}
    for marking in ("S//NF", "MOON", "CUI//FED ONLY"):
        with pytest.raises(NotAsked) as no:
            state(cast, marking=marking)
        assert [one.rule for one in no.value.decision.against] == ["plan.rfi.marking"]
    with pytest.raises(NotAsked):
        state(cast, "pia")


def test_one_about_a_person_takes_two_and_the_training(cast: SimpleNamespace) -> None:
    """Who wrote it does not validate it; without 28 CFR 23 training its words are withheld and no work is done."""
    which = state(cast, predicate="He bought eight drones and a scanner.", **PERSON)
    do(cast, which, "submit", who="ana")
    assert against(cast, which, "validate", who="ana") == {"second"}
    with connections["owner"].cursor() as cursor:
        past = "update people_training set valid_until = %s where course = '28cfr23' and person_id = %s"
        cursor.execute(past, [date(2026, 1, 1), cast.person("sam").id])
        try:
            view = seen(cast, which, "sam")
            assert view is not None and view.withheld and view.words.subject == ""
            assert against(cast, which, "validate") == {"training"}
        finally:
            cursor.execute(past, [date(2027, 11, 1), cast.person("sam").id])
    do(cast, which, "validate")
    view = seen(cast, which, "sam")
    assert view is not None and view.state == "validated" and not view.withheld


def test_what_asks_about_protected_activity_goes_to_the_privacy_officer(cast: SimpleNamespace) -> None:
    """Sam cannot validate it, Pia can; or it is rejected with the reason."""
    which, other = state(cast), state(cast)
    do(cast, which, "submit")
    do(cast, other, "submit")
    assert against(cast, which, "validate", protected="yes") == {"protected"}
    do(cast, which, "validate", who="pia", protected="yes")
    assert against(cast, other, "reject", reason="whim") == {"reason"}
    do(cast, other, "reject", reason="protected-activity")
    view = seen(cast, other)
    assert view is not None and (view.state, view.reason) == ("rejected", "protected-activity")
    assert against(cast, other, "submit") == {"state"}


def test_a_mistyped_agency_is_corrected_before_anybody_validates_it(cast: SimpleNamespace) -> None:
    """The requester is found once the agency is right; later nothing of it changes, not even in the database."""
    which = state(cast, agency="Wrigt Sheriff")
    with reading(cast.as_("ana")) as ana:
        correct_rfi(rfi_id=which, said=said(), by=ana, now=cast.now)
    view = seen(cast, which)
    assert view is not None and (view.words, view.recipient_id) == (WORDS, cast.person("ben").id)
    do(cast, which, "submit", "validate")
    with reading(cast.as_("ana")) as ana, pytest.raises(NotAsked):
        correct_rfi(rfi_id=which, said=said(), by=ana, now=cast.now)
    for sql in ("sealed = ''", "recipient_id = 1", "about = 'threat'", "marking = 'U'", "label_id = 1"):
        with pytest.raises(DatabaseError), reading(cast.as_("ana")), connection.cursor() as cursor:
            cursor.execute(f"update plan_rfi set {sql} where public_id = %s", [which])


def test_parts_are_their_owners(cast: SimpleNamespace) -> None:
    """Nobody outside the desk gets one, another's cannot be finished, and the whole waits for all."""
    which = in_work(cast)
    with reading(cast.as_("sam")) as sam:
        for login in ("ben", "pia"):
            with pytest.raises(NotAsked):
                assign(rfi_id=which, what="Look", to=cast.person(login).public_id, by=sam, now=cast.now)
        view = rfis.rfi(audience=sam, public_id=which)
        assert view is not None
        (part,) = rfis.parts(audience=sam, of=view)
        with pytest.raises(NotAsked) as no:
            finish_part(part_id=part.public_id, by=sam, now=cast.now)
        assert [one.rule for one in no.value.decision.against] == ["plan.rfi.part"]
        with pytest.raises(NoSuchRfi):
            finish_part(part_id=uuid4(), by=sam, now=cast.now)
    with pytest.raises(NotAsked) as no:
        answer(cast, which, whole=True)
    assert [one.rule for one in no.value.decision.against] == ["plan.rfi.parts"]


def test_like_ones_are_shown_to_whoever_may_read_them_and_to_nobody_else(cast: SimpleNamespace) -> None:
    """An answered one is offered; one of a marking above the reader is neither counted nor named."""
    told = open_tips(cast, "A drone at the kestrel lock.")[0]
    plain, closed = in_work(cast, subject="Kestrel lock"), in_work(cast, subject="Kestrel lock", marking="CUI")
    for which in (plain, closed):
        answer(cast, which, told.public_id)
    new = state(cast, subject="Kestrel lock")
    with connections["owner"].cursor() as cursor:
        level = "update people_affiliation set release_level = %s where person_id = %s"
        for held, expected in (("CUI", {plain, closed}), ("LES", {plain})):
            cursor.execute(level, [held, cast.person("sam").id])
            with reading(cast.as_("sam")) as sam:
                view = rfis.rfi(audience=sam, public_id=new, on=cast.now.date())
                assert view is not None
                found = rfis.like_it(audience=sam, view=view, on=cast.now.date())
                assert {one.view.public_id for one in found} & {plain, closed} == expected
        cursor.execute(level, ["CUI", cast.person("sam").id])


def test_an_outgoing_one_is_sent_reminded_of_and_answered_under_its_marking(cast: SimpleNamespace) -> None:
    """A reminder a day; the reply keeps the marking it came with: who may not hold CUI does not see it."""
    which = state(cast, direction="out", agency="far-away", requester="Cy Exercise")
    assert against(cast, which, "send") == {"state"}
    do(cast, which, "validate", "send", "remind")
    assert against(cast, which, "remind") == {"reminder"}
    with reading(cast.as_("ana")) as ana:
        with pytest.raises(NotAsked) as no:
            receive_reply(rfi_id=which, words="(S) Two.", marking="CUI", whole=True, by=ana, now=cast.now)
        assert [one.rule for one in no.value.decision.against] == ["plan.rfi.reply"]
        receive_reply(rfi_id=which, words="Two sightings.", marking="CUI//SP-PRVCY", whole=True, by=ana, now=cast.now)
    view = seen(cast, which)
    assert view is not None and (view.state, view.reminders) == ("answered", 1)
    with reading(cast.as_("ana")) as ana:
        (reply,) = rfis.replies(audience=ana, of=view)
        assert reply.words == "Two sightings." and reply.marking.startswith("CUI//SP-PRVCY")
        made = rfis.figures(audience=ana, direction="out", since=cast.now.date())
        assert (made.answered, made.in_time) == (1, 1)


def test_past_its_day_the_words_go_with_those_of_parts_and_replies(cast: SimpleNamespace) -> None:
    """Only a service forgets; rows and way stay, and the key is gone."""
    which, later = in_work(cast), cast.now + timedelta(days=1826)
    with reading(cast.as_("ana")) as ana:
        assert forget_due_rfis(by=ana, now=later) == 0
    with reading(admit_service(service="protect.purge", now=cast.now)) as by:
        assert forget_due_rfis(by=by, now=later - timedelta(days=2)) == 0
        assert forget_due_rfis(by=by, now=later) >= 1
    view = seen(cast, which)
    assert view is not None and view.erased and view.words.subject == ""
    with reading(cast.as_("ana")) as ana:
        assert [one.what for one in rfis.parts(audience=ana, of=view)] == [""]
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "select (select count(*) from plan_rfi where length(sealed) > 0 or key_id is not null)"
            " + (select count(*) from plan_rfipart where length(sealed) > 0)"
            " + (select count(*) from plan_rfireply where length(sealed) > 0)"
        )
        assert cursor.fetchone() == (0,)
