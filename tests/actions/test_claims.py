"""Claims exclude: one holder a record, by the table itself; released, handed over, taken over, undone, forgotten."""

import threading
from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import psycopg
import pytest
from django.db import connections
from makers import enter, open_tips, session

from watchfloor.core.actions.records import grant
from watchfloor.core.gate.session import reading
from watchfloor.plan.actions import claims as deeds
from watchfloor.plan.actions.claims import NotClaimed
from watchfloor.plan.actions.watch import close_watch, take_watch
from watchfloor.plan.queries.claims import claims_of, open_claims


@pytest.fixture
def tip(cast: SimpleNamespace) -> int:
    """A tip of the center."""
    return open_tips(cast, "A drone stood over the substation for four minutes.")[0].id


def do(cast: SimpleNamespace, who: str, what: str, *, later: int = 0, **said: object) -> object:
    """One deed of one of the cast, `later` seconds after the hour of the test."""
    with reading(cast.as_(who)) as by:
        return getattr(deeds, what)(**said, by=by, now=cast.now + timedelta(seconds=later))


def holder(cast: SimpleNamespace, tip: int, who: str = "ana") -> str:
    """Login of who holds it, as one of the cast reads it; "" for nobody."""
    with reading(cast.as_(who)) as audience:
        held = claims_of(audience=audience, record_ids=[tip]).get(tip)
    logins = {cast.person(login).id: login for login in ("ana", "sam", "dee")}
    return logins[held.person_id] if held else ""


def facts(house: SimpleNamespace, kind: str) -> int:
    """How many facts of a kind the ledger holds."""
    with session(house, "superuser") as admin:
        return int(admin.execute("select count(*) from core_fact where kind = %s", [kind]).fetchone()[0])


def test_one_holds_it_and_the_other_is_told_who(cast: SimpleNamespace, tip: int, house: SimpleNamespace) -> None:
    """Ana's claim refuses Sam's, with her name, the rule and the way out; it is one fact."""
    before = facts(house, "plan.claim.made")
    do(cast, "ana", "claim", record_id=tip)
    with pytest.raises(NotClaimed) as refused:
        do(cast, "sam", "claim", record_id=tip)
    reason = refused.value.decision.against[0]
    assert reason.text == "Ana Exercise holds it."
    assert reason.rule == "plan.claim.exclusive"
    assert holder(cast, tip) == "ana"
    assert facts(house, "plan.claim.made") == before + 1


def test_two_at_once_one_wins(cast: SimpleNamespace, tip: int) -> None:
    """Both look, both find it free, both insert: the table takes one, the other is refused and nothing of his stays."""
    ready, told = threading.Barrier(2), []

    def ask(who: str) -> None:
        try:
            with reading(cast.as_(who)) as by:
                claims_of(audience=by, record_ids=[tip])
                ready.wait(10)
                deeds.claim(record_id=tip, by=by, now=cast.now)
                told.append("won")
        except NotClaimed as refused:
            told.append(refused.decision.against[0].rule)
        finally:
            connections.close_all()

    both = [threading.Thread(target=ask, args=[who]) for who in ("ana", "sam")]
    for one in both:
        one.start()
    for one in both:
        one.join(30)
    assert sorted(told) == ["plan.claim.exclusive", "won"]
    assert holder(cast, tip) in ("ana", "sam")


def test_only_the_holder_releases(cast: SimpleNamespace, tip: int) -> None:
    """Sam cannot let go for Ana; after Ana did, Sam may claim."""
    do(cast, "ana", "claim", record_id=tip)
    with pytest.raises(NotClaimed):
        do(cast, "sam", "release_claim", record_id=tip)
    do(cast, "ana", "release_claim", record_id=tip)
    assert holder(cast, tip) == ""
    do(cast, "sam", "claim", record_id=tip)
    assert holder(cast, tip) == "sam"


def test_a_supervisor_takes_over_with_a_reason(cast: SimpleNamespace, tip: int) -> None:
    """Sam, the supervisor, takes it with words; Ana, an analyst, cannot take it back so."""
    do(cast, "ana", "claim", record_id=tip)
    with pytest.raises(NotClaimed):
        do(cast, "sam", "take_over", record_id=tip, because="")
    do(cast, "sam", "take_over", record_id=tip, because="Ana was called to the other desk.")
    assert holder(cast, tip) == "sam"
    with pytest.raises(NotClaimed) as refused:
        do(cast, "ana", "take_over", record_id=tip, because="I would like to have it back.")
    assert "plan.claim.take-over" in refused.value.decision.rules


def test_it_is_handed_to_who_may_work_on_it(cast: SimpleNamespace, tip: int) -> None:
    """To Sam it goes; to Ben, Ike and Ana herself it does not."""
    do(cast, "ana", "claim", record_id=tip)
    for who in ("ben", "ike", "ana"):
        with pytest.raises(NotClaimed):
            do(cast, "ana", "hand_over", record_id=tip, to_id=cast.person(who).id)
    do(cast, "ana", "hand_over", record_id=tip, to_id=cast.person("sam").id)
    assert holder(cast, tip) == "sam"


@pytest.mark.parametrize(
    ("deed", "said", "before", "after"),
    [
        ("claim", {}, "", ""),
        ("release_claim", {}, "ana", "ana"),
        ("hand_over", {"to": "sam"}, "ana", "ana"),
    ],
)
def test_undo_gives_back_what_was(
    cast: SimpleNamespace, tip: int, house: SimpleNamespace, deed: str, said: dict[str, str], before: str, after: str
) -> None:
    """A deed is undone by a second deed with a fact of its own; the rows of the first stay."""
    if before:
        do(cast, before, "claim", record_id=tip)
    told = facts(house, "plan.claim.undone")
    given = {"to_id": cast.person(said["to"]).id} if said else {}
    made = do(cast, "ana", deed, record_id=tip, **given)
    assert do(cast, "ana", "undo_claims", deed=made, later=9) == [tip]
    assert holder(cast, tip) == after
    assert facts(house, "plan.claim.undone") == told + 1
    with session(house, "superuser") as admin:
        sql = "select count(*) from plan_claim where deed = %s or ended_deed = %s"
        assert admin.execute(sql, [made, made]).fetchone()[0] >= 1


def test_undo_is_for_who_did_it_and_for_a_time(cast: SimpleNamespace, tip: int) -> None:
    """Sam cannot undo Ana's deed, nobody one of long ago or one whose notice has left, and no unknown one."""
    made = do(cast, "ana", "claim", record_id=tip)
    assert do(cast, "sam", "undo_claims", deed=made) == []
    assert do(cast, "ana", "undo_claims", deed=uuid4()) == []
    with pytest.raises(NotClaimed):
        do(cast, "ana", "undo_claims", deed=made, later=180)
    with pytest.raises(NotClaimed):
        do(cast, "ana", "undo_claims", deed=made, left=True)
    assert holder(cast, tip) == "ana"


def test_undo_leaves_what_came_after(cast: SimpleNamespace, tip: int) -> None:
    """Ana releases, Sam claims: her undo takes nothing from Sam."""
    do(cast, "ana", "claim", record_id=tip)
    made = do(cast, "ana", "release_claim", record_id=tip)
    do(cast, "sam", "claim", record_id=tip)
    assert do(cast, "ana", "undo_claims", deed=made) == []
    assert holder(cast, tip) == "sam"


def test_the_end_of_a_shift_frees_what_its_officer_holds(cast: SimpleNamespace, tip: int) -> None:
    """Ana closes her shift: her claim ends with it, Sam's stays."""
    other = open_tips(cast, "A van stood at the intake.")[0].id
    with reading(cast.as_("ana")) as by:
        take_watch(lines=[], by=by, now=cast.now)
    do(cast, "ana", "claim", record_id=tip)
    do(cast, "sam", "claim", record_id=other)
    with reading(cast.as_("ana")) as by:
        close_watch(by=by, now=cast.now)
    assert holder(cast, tip) == ""
    assert holder(cast, other) == "sam"


@pytest.mark.parametrize("who", ["ben", "cy", "ike"])
def test_claims_are_the_centers_own(cast: SimpleNamespace, tip: int, who: str) -> None:
    """A partner, a stranger and the inspector read none, and claim none."""
    do(cast, "ana", "claim", record_id=tip)
    assert holder(cast, tip, "dee") == "ana"
    with reading(cast.as_(who)) as audience:
        assert claims_of(audience=audience, record_ids=[tip]) == {}
        assert open_claims(audience=audience) == []
    with pytest.raises(NotClaimed):
        do(cast, who, "claim", record_id=tip)


def test_the_reporter_is_not_shown_who_holds_his_report(cast: SimpleNamespace, house: SimpleNamespace) -> None:
    """A grant of the record opens no claim, by SQL as little as by query."""
    mine = open_tips(cast, "Somebody asked about the guard's rounds.")[0]
    with reading(cast.as_("ana")):
        grant(record_id=mine.id, person_id=cast.person("ben").id, because="own submission")
    do(cast, "ana", "claim", record_id=mine.id)
    with reading(cast.as_("ben")) as ben:
        assert claims_of(audience=ben, record_ids=[mine.id]) == {}
    with session(house) as app:
        enter(app, cast.as_("ben"))
        assert app.execute("select count(*) from plan_claim").fetchone()[0] == 0
        assert app.execute("select count(*) from core_record where id = %s", [mine.id]).fetchone()[0] == 1


def test_the_database_takes_one_open_claim_a_record(cast: SimpleNamespace, tip: int, house: SimpleNamespace) -> None:
    """A second row by SQL is refused, and the application may delete none."""
    do(cast, "ana", "claim", record_id=tip)
    insert = (
        "insert into plan_claim (public_id, record_id, label_id, person_id, since, given_by, deed, ended)"
        " select gen_random_uuid(), record_id, label_id, person_id, since, given_by, deed, '' from plan_claim"
        " where record_id = %s"
    )
    with session(house) as app, pytest.raises(psycopg.errors.UniqueViolation):
        enter(app, cast.as_("sam"))
        app.execute(insert, [tip])
    with session(house) as app, pytest.raises(psycopg.errors.InsufficientPrivilege):
        enter(app, cast.as_("sam"))
        app.execute("delete from plan_claim")


def test_open_claims_of_one_and_of_all(cast: SimpleNamespace, tip: int) -> None:
    """The oldest first; what a purge has hidden is not among them."""
    do(cast, "ana", "claim", record_id=tip)
    with reading(cast.as_("sam")) as audience:
        mine = open_claims(audience=audience, person_id=cast.person("ana").id)
        everybody = open_claims(audience=audience)
    assert tip in [one.record_id for one in mine]
    assert {one.person_id for one in mine} == {cast.person("ana").id}
    assert [one.since for one in everybody] == sorted(one.since for one in everybody)
