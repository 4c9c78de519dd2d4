"""RFIs: stated sealed, validated by authority and need, worked on in parts, answered as disseminations, forgotten."""

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.db import DatabaseError, connection, connections
from makers import incoming_of, open_tips, stamp_of, tip
from typer.testing import CliRunner

from watchfloor.cli import acting, asking
from watchfloor.core.actions.records import label_of, open_records
from watchfloor.core.actions.sources import give_back
from watchfloor.core.gate.session import reading
from watchfloor.core.queries import records as core
from watchfloor.core.rules.fact import Fact
from watchfloor.core.sealer import signing
from watchfloor.disseminate.actions.answering_rfis import NotAnswered, answer_rfi
from watchfloor.disseminate.actions.exporting_rfis import export_rfi
from watchfloor.disseminate.queries.answers import answers_on
from watchfloor.disseminate.queries.log import dissemination_log
from watchfloor.notify import queries as notify
from watchfloor.notify.formats.duty import duty_policy
from watchfloor.notify.queries import NoticeView
from watchfloor.people.actions import directory
from watchfloor.plan.actions.callouts import call_out_overdue, hear
from watchfloor.plan.actions.reminding import remind
from watchfloor.plan.actions.rfi_files import Came, import_rfi, trust_signer
from watchfloor.plan.actions.rfi_work import assign, finish_part, receive_reply
from watchfloor.plan.actions.rfis import NoSuchRfi, NotAsked, SpilledRfi, correct_rfi, forget_due_rfis, lead, state_rfi
from watchfloor.plan.formats.rfi_file import AnswerFile, AskedFile, body_of, signer, written
from watchfloor.plan.queries import rfis
from watchfloor.plan.rules.rfis import RfiView, RfiWords, SaidRfi
from watchfloor.protect.actions.admit import admit_service
from watchfloor.protect.actions.spill import decide
from watchfloor.protect.queries.spills import spills
from watchfloor.protect.rules.labels import Atom
from watchfloor.tlog import notes

CASE = "26-0141 WCS"
WORDS = RfiWords(
    "Ben Exercise", "wright-sheriff", "ben@example.org", CASE, "Drones over merganser dams",
    "Which drone sightings near merganser dams do you hold?", "Patrol plan for the dams",
)  # fmt: skip
PLACE = {"basis": "infrastructure", "about": "place"}
PERSON = {"basis": "investigation", "about": "person"}


def said(direction: str = "in", *, marking: str = "U//LES", priority: str = "priority",
         due_at: datetime | None = None,
         basis: str = "infrastructure", about: str = "place", **words: str) -> SaidRfi:  # fmt: skip
    """An RFI as somebody states it, with other words."""
    kept = RfiWords(**{**WORDS.said(), **words})
    return SaidRfi(kept, direction, "criminal-investigation", basis, about, priority, marking, due_at=due_at)


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
    for word in ("merganser", "Ben", "26-0141"):
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
        assert isinstance(no.value, SpilledRfi)
        receive_reply(rfi_id=which, words="Two sightings.", marking="CUI//SP-PRVCY", whole=True, by=ana, now=cast.now)
    view = seen(cast, which)
    assert view is not None and (view.state, view.reminders) == ("answered", 1)
    with reading(cast.as_("ana")) as ana:
        (reply,) = rfis.replies(audience=ana, of=view)
        assert reply.words == "Two sightings." and reply.marking.startswith("CUI//SP-PRVCY")
        made = rfis.figures(audience=ana, direction="out", since=cast.now.date())
        assert (made.answered, made.in_time) == (1, 1)


def notices_of(cast: SimpleNamespace, who: str) -> list[NoticeView]:
    """What one of the cast was told."""
    with reading(cast.as_(who)) as by:
        return notify.mine(audience=by, how_many=200)


class Center:
    """Another center with a key of its own, whose files Far Away Police signs."""

    def __init__(self) -> None:
        self.key = Ed25519PrivateKey.generate()
        self.public = self.key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.vkey = notes.vkey_text("watchfloor.local/ledger", self.public)

    def sign(self, body: str, name: str) -> str:
        """As a house signs."""
        return notes.note_text(body, name, notes.key_id(name, self.public), self.key.sign(body.encode()))


@pytest.fixture(scope="module")
def other(cast: SimpleNamespace) -> Center:
    """A center whose key the operator was given."""
    made = Center()
    with reading(cast.operator):
        trust_signer(agency="far-away", vkey=made.vkey, by=cast.operator, now=cast.now)
        with pytest.raises(NotAsked):
            trust_signer(agency="far-away", vkey=made.vkey, by=cast.operator, now=cast.now)
    with reading(cast.as_("ana")) as ana, pytest.raises(NotAsked):
        trust_signer(agency="wright-sheriff", vkey=Center().vkey, by=ana, now=cast.now)
    return made


def asked_file(
    cast: SimpleNamespace, *, marking: str = "CUI", exercise: bool = False, asked: str = WORDS.asked
) -> AskedFile:  # fmt: skip
    """An RFI as another center writes it."""
    words = {**WORDS.said(), "requester": "Cy Exercise", "contact": "cy@example.org", "asked": asked}
    del words["agency"]
    return AskedFile("request", uuid4(), "FAC", "NFC", cast.now, cast.now + timedelta(hours=4), "priority",
                     "criminal-investigation", "infrastructure", "place", marking, "DAMS", words, exercise)  # fmt: skip


def bring(cast: SimpleNamespace, content: bytes, who: str = "ana") -> Came:
    """Ana brings a file in."""
    with reading(cast.as_(who)) as by:
        return import_rfi(content=content, by=by, now=cast.now)


def test_an_rfi_comes_in_by_a_signed_file_once_and_is_never_lowered(cast: SimpleNamespace, other: Center) -> None:
    """Handed in under the agency that signed it, with its marking; again unchanged; changed under one id set aside."""
    body = asked_file(cast)
    file = written(body, sign=other.sign)
    came = bring(cast, file)
    assert came.state == "new" and came.rfi is not None
    view = seen(cast, came.rfi)
    assert view is not None
    assert (view.state, view.agency_id, view.recipient_id, view.origin) == (
        "submitted", cast.far, cast.person("cy").id, body.id,
    )  # fmt: skip
    assert view.marking.startswith("CUI") and view.due_at == body.due_at and view.words.asked == WORDS.asked
    assert bring(cast, file, "sam") == Came("unchanged", came.rfi)
    changed = bring(cast, written(replace(body, marking="U"), sign=other.sign))
    assert changed.state == "set-aside" and "Rule rfi.same" in changed.reasons[0]
    again = seen(cast, came.rfi)
    assert again == view


@pytest.mark.parametrize("kind", ["byte", "blank", "field", "short", "signature"])
def test_a_file_that_was_touched_is_refused_and_nothing_of_it_is_kept(
    cast: SimpleNamespace, other: Center, kind: str
) -> None:
    """One byte of the body, one blank, one more field, half a file, another signature."""
    file = written(asked_file(cast), sign=other.sign)
    touched = {
        "byte": file.replace(b"merganser", b"Merganser"), "blank": file.replace(b":", b": ", 1),
        "field": file.replace(b'"about"', b'"a":1,"about"'), "short": file[: len(file) // 2],
        "signature": file.replace(b"\\u2014", b"-").replace("\u2014".encode(), b"-"),
    }[kind]  # fmt: skip
    assert touched != file
    with connections["owner"].cursor() as cursor:
        count = "select (select count(*) from plan_rfi) + (select count(*) from core_source_item)"
        cursor.execute(count)
        before = cursor.fetchone()
        with pytest.raises(NotAsked) as no:
            bring(cast, touched)
        assert [one.rule for one in no.value.decision.against] == ["plan.rfi.file"]
        cursor.execute(count)
        assert cursor.fetchone() == before


def test_a_file_that_looks_classified_is_closed_away_and_an_officer_hears(cast: SimpleNamespace, other: Center) -> None:
    """Not a word of it is there for who brought it; nothing comes in twice; found to be none, its words open."""
    file = written(asked_file(cast, asked="SECRET//NOFORN The quetzal convoy left"), sign=other.sign)
    for _ in range(2):
        came = bring(cast, file)
        assert (came.state, came.rfi) == ("set-aside", None) and "closed away unread" in came.reasons[0]
    with reading(cast.as_("pia", "privacy-oversight", "")) as pia:
        (one,) = [each for each in spills(audience=pia) if each.way == "rfi"]
    assert one.places == ("text", "fields") and one.levels == ("S",)
    with reading(cast.as_("ana")) as ana:
        assert core.search(audience=ana, words="quetzal") == []
    with connections["owner"].cursor() as cursor:
        told = "select count(*) from notify_notice where kind = 'spill' and path like %s"
        cursor.execute(told, [f"%{one.public_id}/"])
        assert cursor.fetchone()[0] >= 1
    directory.add_person(
        login="kim", name="Kim Exercise", agency_id=cast.center, role="security", release_level="CUI",
        email="kim@example.org", by=cast.operator, now=cast.now,
    )  # fmt: skip
    with reading(cast.as_("kim", "security-incident", "")) as kim:
        decide(public_id=one.public_id, verdict="false-alarm", because="A drill text.", by=kim, now=cast.now)
    assert bring(cast, file).state == "unchanged"
    with reading(cast.as_("ana")) as ana:
        (found,) = core.search(audience=ana, words="quetzal")
    assert found.title == "An RFI by file"


def test_a_part_is_told_to_whom_it_is_given_and_once_when_it_is_late(cast: SimpleNamespace) -> None:
    """Ana hears of the part at once; past its time she is told once, and the RFI is called out for until it is done."""
    which, late = in_work(cast), cast.now + timedelta(days=9)
    for at in (late, late + timedelta(hours=1)):
        with reading(admit_service(service="plan.clocks", now=cast.now)) as by:
            remind(by=by, now=at)
            call_out_overdue(by=by, now=at)
    told = [one.subject for one in notices_of(cast, "ana") if one.path == f"/rfis/{which}/"]
    assert sorted(told) == ["A part of an RFI was given to you", "Your part of an RFI is past its time"]
    with reading(cast.as_("dee")) as dee:
        (mine,) = [one for one in notify.escalations(audience=dee) if one.about == which]
    assert (mine.kind, mine.path) == ("rfi", f"/rfis/{which}/") and duty_policy().pace(mine.kind).desk == "watch"
    do(cast, which, "reject", reason="twice")
    with reading(admit_service(service="plan.clocks", now=cast.now)) as by:
        hear(
            facts=[Fact(9, 9, late, "plan.rfi.rejected", cast.person("sam").id, 1, "upkeep", [which], [])],
            by=by,
            now=late,
        )
    with reading(cast.as_("dee")) as dee:
        assert [one.state for one in notify.escalations(audience=dee) if one.about == which] == ["settled"]


def test_the_commands_write_bring_and_believe(
    cast: SimpleNamespace, other: Center, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As typed, but for opening the house: our key, a file out, one in, again unchanged, whose are believed."""
    monkeypatch.setattr(asking, "run", lambda work, **_: print(json.dumps(work())))
    monkeypatch.setattr(acting, "must_be_exercise_or", lambda *_, **__: None)
    monkeypatch.setattr(asking, "actor", lambda: cast.operator)
    monkeypatch.setattr(asking.house, "now", lambda: cast.now)

    def typed(*words: object) -> dict[str, object]:
        done = CliRunner().invoke(asking.rfi_app, [str(word) for word in words])
        assert done.exit_code == 0, done.output
        said: dict[str, object] = json.loads(done.output)
        return said

    assert typed("key") == {"key": signing.vkey()}
    which, out = state(cast, direction="out", agency="far-away", requester="Cy Exercise"), tmp_path / "out.json"
    do(cast, which, "validate", "send")
    assert typed("export", which, "--out", out, "--by", "ana")["bytes"] == out.stat().st_size
    came = tmp_path / "in.json"
    came.write_bytes(written(asked_file(cast), sign=other.sign))
    assert typed("import", came, "--by", "ana")["state"] == "new"
    assert typed("import", came, "--by", "ana")["state"] == "unchanged"
    assert typed("trust", Center().vkey, "--agency", "wright-sheriff")["agency"] == "wright-sheriff"
    assert typed("distrust", "wright-sheriff")["ended"] == 1
    assert isinstance(
        CliRunner().invoke(asking.rfi_app, ["export", "none", "--out", "x", "--by", "ana"]).exception, ValueError
    )


def test_what_nobody_known_signed_or_does_not_fit_is_set_aside_with_its_reason(
    cast: SimpleNamespace, other: Center
) -> None:
    """A stranger's key, an exercise in a live house, a marking that is none, an answer on no RFI of ours."""
    answer_file = AnswerFile("answer", uuid4(), uuid4(), "FAC", cast.now, True, "U//LES", "Two.", False)
    for content, rule in (
        (written(asked_file(cast), sign=Center().sign), "rfi.signer"),
        (written(asked_file(cast, exercise=True), sign=other.sign), "rfi.exercise"),
        (written(asked_file(cast, marking="MOON"), sign=other.sign), "Marking"),
        (written(answer_file, sign=other.sign), "rfi.request"),
    ):
        came = bring(cast, content)
        assert came.state == "set-aside" and rule in came.reasons[0] and came.rfi is None
    with pytest.raises(NotAsked):
        bring(cast, written(asked_file(cast), sign=other.sign), "pia")


def test_ours_leaves_signed_and_its_answer_comes_back_as_a_source(cast: SimpleNamespace, other: Center) -> None:
    """Only once it was sent; the answer keeps its marking, its bytes are a source item; again is unchanged."""
    which = state(cast, direction="out", agency="far-away", requester="Cy Exercise")
    with reading(cast.as_("ana")) as ana, pytest.raises(NotAsked):
        export_rfi(rfi_id=which, by=ana, now=cast.now)
    do(cast, which, "validate", "send")
    with reading(cast.as_("ana")) as ana:
        file = export_rfi(rfi_id=which, by=ana, now=cast.now)
    said = json.loads(file)
    assert signer(said, known=[(9, signing.vkey())]) == 9
    assert said["body"]["id"] == str(which) and "merganser" in said["body"]["words"]["subject"]
    with reading(cast.as_("ben")) as ben, pytest.raises(NoSuchRfi):
        export_rfi(rfi_id=which, by=ben, now=cast.now)
    back = AnswerFile("answer", uuid4(), which, "FAC", cast.now, True, "CUI", "Two sightings in May.", False)
    content = written(back, sign=other.sign)
    assert bring(cast, content) == Came("new", which)
    assert bring(cast, content) == Came("unchanged", which)
    with reading(cast.as_("ana")) as ana:
        view = rfis.rfi(audience=ana, public_id=which)
        assert view is not None and view.state == "answered"
        (reply,) = rfis.replies(audience=ana, of=view)
        assert reply.words == "Two sightings in May." and reply.marking.startswith("CUI")
        assert reply.source is not None and give_back(source=reply.source, by=ana) == content


def test_our_answer_leaves_as_a_file_to_who_asked_by_one(cast: SimpleNamespace, other: Center) -> None:
    """Under the strictest marking; not before it is answered, and not by who does not see every answer."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "insert into people_agreement (agency_id, reference, agreed_on, valid_until) values (%s, 'M', %s, %s)",
            [cast.far, cast.now.date(), cast.now.date() + timedelta(days=90)],
        )
    came = bring(cast, written(asked_file(cast), sign=other.sign))
    assert came.rfi is not None
    do(cast, came.rfi, "validate")
    with reading(cast.as_("sam")) as by:
        assign(rfi_id=came.rfi, what="Look", to=cast.person("ana").public_id, by=by, now=cast.now)
    do(cast, came.rfi, "begin", who="ana")
    with reading(cast.as_("ana")) as ana, pytest.raises(NotAsked):
        export_rfi(rfi_id=came.rfi, by=ana, now=cast.now)
    answer(cast, came.rfi, words="Nothing of that kind.")
    with reading(cast.as_("ana")) as ana:
        body = body_of(json.loads(export_rfi(rfi_id=came.rfi, by=ana, now=cast.now)))
    assert isinstance(body, AnswerFile)
    assert (body.words, body.whole) == ("Nothing of that kind.", False) and body.marking.startswith("CUI")


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
