"""Whom records name is held against all others; people answer who is who, and each reader gets his own subjects."""

from collections.abc import Mapping
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from makers import incoming_of, session, stamp_of

from watchfloor.analyze.actions.connect import connect
from watchfloor.analyze.actions.everybody import base_of, forget_bases
from watchfloor.analyze.actions.models import NotTaken, leave_model, order_estimate, take_model
from watchfloor.analyze.actions.parties import held_under
from watchfloor.analyze.actions.review import NoSuchMatch, NotAnswered, answer, take, undo
from watchfloor.analyze.formats.model_versions import shipped_versions
from watchfloor.analyze.jobs import estimate_ordered, resolve_waiting
from watchfloor.analyze.queries.matches import MatchView, answers_about, looked_at, match, queue
from watchfloor.analyze.queries.model_changes import changed
from watchfloor.analyze.queries.models import ModelView, models
from watchfloor.analyze.queries.subjects import confirmed
from watchfloor.cli.house import settle
from watchfloor.core.actions.records import open_records
from watchfloor.core.gate.session import reading
from watchfloor.core.rules.draft import Draft
from watchfloor.core.rules.opening import Opened
from watchfloor.protect.actions.admit import admit_service
from watchfloor.protect.actions.purge import purge
from watchfloor.protect.rules.labels import Atom

WHY = "Phone and birth date equal, family name close."
MAREK = {"full_name": "Marek Dolvin", "birth_date": "1988-03-12", "phone": "612-555-0147"}
CLOSE = {"full_name": "Mark Dolvin", "birth_date": "1988-03-12", "phone": "612-555-0147"}
OTHER = {"full_name": "Tess Harrow", "birth_date": "1971-10-02", "phone": "763-555-0101"}


def report(who: Mapping[str, str], *, role: str = "suspect", kind: str = "person") -> Draft:
    """A tip whose columns name somebody; the words of the columns lie in `fields` alone."""
    told = {"fields": dict(who), "parties": [{"kind": kind, "role": role, "fields": {name: name for name in who}}]}
    return Draft("tip", "", "", "A report", f"Somebody at the fence, {uuid4()}.", told)


def name(
    cast: SimpleNamespace, *drafts: Draft, owner: int = 0, legal_class: str = "tip_lead", share: str = "center"
) -> list[Opened]:
    """Open the reports under one label, read them, and ask who is who, as the followers do."""
    agency = owner or cast.center
    with reading(cast.operator):
        stamp = stamp_of(cast, [Atom(agency, legal_class, "U", share).print()], legal_class=legal_class)
        incoming = [incoming_of(draft, stamp, agency) for draft in drafts]
        opened = open_records(source=None, incoming=incoming, by=cast.operator, now=cast.now)
    ids = [one.public_id for one in opened]
    with reading(admit_service(service="analyze.connect", now=cast.now)) as by:
        connect(record_ids=ids, by=by, now=cast.now)
    resolve_waiting()
    return opened


def asked(cast: SimpleNamespace, login: str, *of: Opened) -> list[MatchView]:
    """The open questions about these records, as one of the cast sees them."""
    with reading(cast.as_(login)) as audience:
        waiting = [one.id for one in queue(audience=audience).waiting]
        views = looked_at(audience=audience, ids=waiting)
    ids = {one.public_id for one in of}
    among = (views[one] for one in waiting)
    return [v for v in among if {v.a.record.public_id, v.b.record.public_id} <= ids]


def say(cast: SimpleNamespace, view: MatchView, verdict: str, login: str = "ana") -> UUID:
    """One of the cast answers."""
    with reading(cast.as_(login)) as audience:
        return answer(match_id=view.id, verdict=verdict, because=WHY, by=audience, now=cast.now)


def beside(cast: SimpleNamespace, login: str, opened: Opened) -> set[UUID]:
    """The records that are confirmed to name the same one, for one reader."""
    with reading(cast.as_(login)) as audience:
        return {one.record.public_id for one in confirmed(audience=audience, record_id=opened.id)}


def ordered(cast: SimpleNamespace, kind: str) -> None:
    """Sam orders an estimate, and the worker carries it out."""
    with reading(cast.as_("sam")) as sam:
        order_estimate(kind=kind, by=sam, now=cast.now)
        with pytest.raises(NotTaken, match="waits already"):
            order_estimate(kind=kind, by=sam, now=cast.now)
    assert estimate_ordered() == 1


def shown(cast: SimpleNamespace, login: str) -> list[ModelView]:
    """The models as one of the cast sees them."""
    with reading(cast.as_(login)) as audience:
        return models(audience=audience)


def made_up_people(many: int) -> list[dict[str, str]]:
    """Persons of different names, dates and phones."""
    firsts, lasts = ("Ada", "Bela", "Cleo", "Dora", "Edda", "Fritz"), ("Aldous", "Berger", "Cole", "Dunn", "Ekström")
    return [
        {
            "full_name": f"{firsts[n % 6]} {lasts[n % 5]}{chr(97 + n % 23)}", "phone": f"763-555-{1000 + 37 * n}",
            "birth_date": f"19{50 + n % 40}-{1 + n % 12:02d}-{1 + n % 28:02d}",
        }
        for n in range(many)
    ]  # fmt: skip


def test_two_reports_of_one_person_are_a_question_with_its_weights(cast: SimpleNamespace) -> None:
    """The steps sum to the weight and hold no word of either; who is somebody else is not asked about."""
    a, b, c = name(cast, report(MAREK), report(CLOSE), report(OTHER))
    (view,) = asked(cast, "ana", a, b, c)
    assert {view.a.record.public_id, view.b.record.public_id} == {a.public_id, b.public_id}
    assert sum(step.weight for step in view.steps) == view.weight and view.prior < 0 < view.weight + view.prior
    assert {s.comparison: s.level for s in view.steps}["phone"] == "same"
    assert "Dolvin" not in repr(view.steps)
    assert beside(cast, "ana", a) == set()  # nothing is one before a person said so


def test_a_later_report_meets_an_earlier_one_and_a_new_process_asks_the_same(cast: SimpleNamespace) -> None:
    """One that arrives alone is held against all that stand; so it is when memory was lost in between."""
    vehicle = {"plate": "EXR4471", "make": "Ford", "paint": "white"}
    (first,) = name(cast, report(vehicle, kind="vehicle"))
    (second,) = name(cast, report({**vehicle, "plate": "EXR 4477"}, kind="vehicle"))
    forget_bases()
    (third,) = name(cast, report(vehicle, kind="vehicle"))
    assert {v.weight for v in asked(cast, "ana", first, second)} == {
        v.weight for v in asked(cast, "ana", second, third)
    }
    assert len(asked(cast, "ana", first, second, third)) == 3


@pytest.mark.parametrize("role", ["victim", "witness", "reporter", "officer", "juvenile", "protected", "", "bystander"])
def test_who_came_to_help_is_never_resolved(cast: SimpleNamespace, role: str) -> None:
    """A role that protect does not let be resolved leaves no party at all (28 CFR 23.20(a), 63 FR 71752)."""
    who = {"full_name": f"Kara {role or 'none'} Ostrem", "phone": "763-555-0155"}
    a, b = name(cast, report(who, role=role), report(who, role=role))
    assert asked(cast, "ana", a, b) == []


def test_classes_that_must_not_meet_are_not_held_against_each_other(cast: SimpleNamespace) -> None:
    """A restricted-file encounter names somebody and is asked about by nobody, whoever may read both."""
    (tip,) = name(cast, report({**MAREK, "phone": "612-555-0199"}))
    (kept,) = name(cast, report({**MAREK, "phone": "612-555-0199"}), legal_class="tsc_encounter")
    assert asked(cast, "ana", tip, kept) == []


def test_answers_are_added_undone_and_counted_by_the_algebra(cast: SimpleNamespace) -> None:
    """A "same" shows the other record on the page; taken back, the question is as open as it was, and all is kept."""
    who = {"full_name": "Joran Pell", "birth_date": "1990-01-31", "phone": "320-555-0111"}
    a, b, c = name(cast, report(who), report(who), report({**who, "full_name": "J Pell"}))
    before = asked(cast, "ana", a, b, c)
    assert len(before) == 3
    by_pair = {frozenset((v.a.record.public_id, v.b.record.public_id)): v for v in before}
    ab, bc = (by_pair[frozenset((x.public_id, y.public_id))] for x, y in ((a, b), (b, c)))
    say(cast, ab, "same")
    say(cast, bc, "same")
    assert beside(cast, "ana", a) == {b.public_id, c.public_id}
    assert asked(cast, "ana", a, b, c) == []  # the third pair follows
    with reading(cast.as_("ana")) as ana:
        undo(match_id=bc.id, by=ana, now=cast.now)
        assert [one.verdict for one in answers_about(audience=ana, pair=bc.pair)] == ["same", "undo"]
        with pytest.raises(NoSuchMatch):
            undo(match_id=bc.id, by=ana, now=cast.now)
    assert beside(cast, "ana", a) == {b.public_id} and beside(cast, "ana", c) == set()
    with reading(cast.as_("ana")) as ana:
        undo(match_id=ab.id, by=ana, now=cast.now)
    assert asked(cast, "ana", a, b, c) == before


def test_an_answer_needs_a_trained_analyst_and_words(cast: SimpleNamespace) -> None:
    """Nobody answers without the right, without a reason, or with a word that is no answer; for Cy there is nothing."""
    who = {"full_name": "Lena Quarry", "birth_date": "1979-09-09", "phone": "952-555-0122"}
    a, b = name(cast, report(who), report(who))
    (view,) = asked(cast, "ana", a, b)
    with reading(cast.as_("pia")) as pia, pytest.raises(NotAnswered, match="analysts"):
        answer(match_id=view.id, verdict="same", because=WHY, by=pia, now=cast.now)
    with reading(cast.as_("ana")) as ana:
        for verdict, because in (("same", "sure"), ("undo", WHY), ("maybe", WHY)):
            with pytest.raises(NotAnswered):
                answer(match_id=view.id, verdict=verdict, because=because, by=ana, now=cast.now)
    with reading(cast.as_("cy")) as cy:
        for one in (view.id, uuid4()):
            with pytest.raises(NoSuchMatch):
                answer(match_id=one, verdict="same", because=WHY, by=cy, now=cast.now)
            assert match(audience=cy, public_id=one) is None


def test_two_reviewers_do_not_collide(cast: SimpleNamespace) -> None:
    """What Ana holds Sam is refused by name and passed over when he takes the next; after ten minutes it is free."""
    who = {"full_name": "Ines Calder", "birth_date": "1984-04-04", "phone": "651-555-0133"}
    a, b = name(cast, report(who), report(who))
    (view,) = asked(cast, "ana", a, b)
    with reading(cast.as_("ana")) as ana:
        assert take(match_id=view.id, by=ana, now=cast.now) == view.id
    with reading(cast.as_("sam")) as sam:
        with pytest.raises(NotAnswered, match="Ana"):
            answer(match_id=view.id, verdict="same", because=WHY, by=sam, now=cast.now)
        assert take(by=sam, now=cast.now) != view.id
        later = cast.now + timedelta(minutes=11)
        assert take(match_id=view.id, by=sam, now=later) == view.id
    say(cast, view, "different", "sam")
    assert asked(cast, "ana", a, b) == []


def test_a_hidden_report_changes_nothing_that_an_outsider_sees(cast: SimpleNamespace) -> None:
    """Ben reads two shared records. A hidden third that joins them is known to Ana alone: for him they stay two, and
    questions, weights, ids and counts are what they were."""
    who = {"full_name": "Piers Fenwright", "birth_date": "1966-06-16", "phone": "218-555-0144"}
    shared: Any = {"legal_class": "open_source", "share": "partners"}
    a, b = name(cast, report(who), report({**who, "full_name": "P Fenwright", "birth_date": "1966-06-06"}), **shared)

    def seen() -> tuple[object, ...]:
        with reading(cast.as_("ben")) as ben:
            found = queue(audience=ben)
            views = looked_at(audience=ben, ids=[one.id for one in found.waiting])
            return found, views, [confirmed(audience=ben, record_id=one.id) for one in (a, b)]

    before = seen()
    assert len(before[0].waiting) == 1  # type: ignore[attr-defined]  # a queue
    (hidden,) = name(cast, report(who))
    for view in asked(cast, "ana", a, b, hidden):
        if hidden.public_id in (view.a.record.public_id, view.b.record.public_id):
            say(cast, view, "same")
    assert beside(cast, "ana", a) == {b.public_id, hidden.public_id}
    assert seen() == before


def test_a_purge_splits_exactly_what_the_record_held_together(house: SimpleNamespace, cast: SimpleNamespace) -> None:
    """Two joined only through a third fall apart when it is purged; an answer about them alone stays."""
    who = {"full_name": "Runa Eastmoor", "birth_date": "1995-05-15", "phone": "507-555-0166"}
    a, b, c, d = name(cast, *(report({**who, "phone": f"507-555-016{n}"}) for n in range(4)))
    views = {frozenset((v.a.record.id, v.b.record.id)): v for v in asked(cast, "ana", a, b, c, d)}
    for x, y in ((a, b), (b, c), (c, d)):
        say(cast, views[frozenset((x.id, y.id))], "same")
    assert beside(cast, "ana", a) == {b.public_id, c.public_id, d.public_id}
    pia, dee = cast.as_("pia"), cast.person("dee").id
    assert "Eastmoor" in repr(base_of("person").fields)
    purge(record_ids=[b.public_id], because="no longer relevant", second_id=dee, by=pia, now=cast.now)
    settle()  # nobody waits to be held against others, and memory forgets all the same
    assert base_of("person").fields == {}
    assert beside(cast, "ana", a) == set() and beside(cast, "ana", c) == {d.public_id}
    with session(house, "superuser") as admin:
        left = [
            admin.execute(f"select count(*) from analyze_{table} where {b.id} in ({columns})").fetchone()[0]
            for table, columns in (
                ("party", "record_id"), ("match", "a_record_id, b_record_id"), ("answer", "a_record_id, b_record_id"),
            )
        ]  # fmt: skip
    assert left == [0, 0, 0]


def test_another_model_is_estimated_shown_and_taken_by_a_supervisor(
    house: SimpleNamespace, cast: SimpleNamespace
) -> None:
    """An order changes no question. What would change is told from what a reader sees; taken, it counts, and the model
    that ships can be taken again, with every answer kept. Too few records give no model."""
    who = {"full_name": "Odile Varga", "birth_date": "1959-02-11", "phone": "612-555-0177"}
    shared: Any = {"legal_class": "open_source", "share": "partners"}
    a, b = name(cast, report(who), report({**who, "full_name": "Odil Varga"}), **shared)
    name(cast, report({**who, "full_name": "O Varga"}))
    first, shipped = asked(cast, "ana", a, b), shipped_versions()["person"]
    with reading(cast.as_("ana")) as ana, pytest.raises(NotTaken, match="does not decide"):
        order_estimate(kind="person", by=ana, now=cast.now)
    ordered(cast, "vehicle")
    assert {one.kind: one.estimate and one.estimate.state for one in shown(cast, "sam")}["vehicle"] == "few"
    people = made_up_people(60)
    name(cast, *(report(one) for one in people), **shared)
    name(cast, *(report({**one, "phone": ""}) for one in people))
    before = asked(cast, "ben", a, b)
    ordered(cast, "person")
    view = next(one for one in shown(cast, "sam") if one.kind == "person")
    assert view.version == shipped and view.estimate is not None and view.estimate.state == "ready"
    assert asked(cast, "ben", a, b) == before and asked(cast, "ana", a, b) == first
    other = view.estimate.version
    with reading(cast.as_("sam")) as sam:
        seen = changed(audience=sam, kind="person", version=other)
    with reading(cast.as_("ben")) as ben:
        less = changed(audience=ben, kind="person", version=other)
    mine = {one.party_id for one in less.sides}
    assert mine < {one.party_id for one in seen.sides}
    assert {v.id for v in less.fresh} == {v.id for v in seen.fresh if set(v.pair) <= mine}
    with reading(cast.as_("sam")) as sam:
        take_model(kind="person", version=other, by=sam, now=cast.now)
        with pytest.raises(NotTaken, match="in force already"):
            take_model(kind="person", version=other, by=sam, now=cast.now)
        with pytest.raises(NotTaken, match="no such model"):
            leave_model(kind="person", version="0" * 12, by=sam, now=cast.now)
    assert {one.model for one in asked(cast, "ana", a, b)} <= {other}
    settle()
    with session(house, "superuser") as admin:
        row = admin.execute("select rules from core_fact where kind = 'analyze.model.taken'").fetchone()
        left = admin.execute("select count(*) from analyze_party where superseded_at is null and kind = 'person'"
                             " and (asked_at is null or held_under <> %s)", [held_under(other)]).fetchone()  # fmt: skip
    assert f"analyze.model.person.{other}" in row[0] and left == (0,)
    with reading(cast.as_("sam")) as sam:
        take_model(kind="person", version=shipped, by=sam, now=cast.now)
    settle()
    assert asked(cast, "ana", a, b) == first
