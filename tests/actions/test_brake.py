"""Expiry believes no clock by itself: it stops, tells, and waits for two persons. And silence after a notice alarms."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from makers import open_tips, session

from watchfloor.core.gate.session import reading
from watchfloor.core.ledger.telling import tell
from watchfloor.core.queries.records import rows_of
from watchfloor.people.actions.directory import add_person
from watchfloor.plan.jobs import forget_searches
from watchfloor.protect import jobs
from watchfloor.protect.actions import brake, holdings
from watchfloor.protect.actions.admit import admit_service
from watchfloor.protect.actions.brake import NotConfirmed, believed, confirm, stopped
from watchfloor.protect.actions.expire import expire
from watchfloor.protect.actions.purge import purge
from watchfloor.protect.actions.silence import tell_silent
from watchfloor.protect.actions.telling import acknowledge, tell_recipients
from watchfloor.protect.formats.brake import answer_within
from watchfloor.protect.formats.brake import brake as policy
from watchfloor.protect.queries.brake import stop
from watchfloor.protect.queries.withdrawals import silent
from watchfloor.protect.rules.brake import Due, Heard, may_expire

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
HOURS = timedelta(hours=1)


@pytest.mark.parametrize(
    ("silent", "longest", "held", "due", "rules"),
    [(71, 0, 1000, 25, []), (73, 0, 1000, 0, ["expiry.clock"]), (1, 80, 1000, 0, ["expiry.clock"]),
     (-900, 0, 1000, 0, []), (0, 0, 1000, 50, []), (0, 0, 1000, 51, ["expiry.share"]), (0, 0, 20, 20, []),
     (9000, 0, 1000, 1000, ["expiry.clock", "expiry.share"])],
)  # fmt: skip
def test_the_limits(silent: int, longest: int, held: int, due: int, rules: list[str]) -> None:
    """Three days of silence and a twentieth of the holding; a clock that is set back stops nothing."""
    heard = Heard(NOON - silent * HOURS, longest * HOURS)
    decision = may_expire(heard, Due(held, due), policy=policy(), now=NOON)
    assert [one.rule for one in decision.against] == rules
    assert all(one.way_out for one in decision.against)


def clock(house: SimpleNamespace) -> datetime:
    """The database server's own, by which facts are dated."""
    with session(house) as app:
        return app.execute("select now()").fetchone()[0]  # type: ignore[no-any-return,index]  # a moment


def run(now: datetime) -> int:
    """The schedule, as the worker keeps it."""
    return expire(by=admit_service(service="protect.expire", now=now), now=now)


def facts(house: SimpleNamespace, kind: str) -> int:
    """How many of a kind stand."""
    with session(house, "superuser") as admin:
        return int(admin.execute("select count(*) from core_fact where kind = %s", [kind]).fetchone()[0])


@pytest.fixture
def five(house: SimpleNamespace, cast: SimpleNamespace) -> Iterator[SimpleNamespace]:
    """Five years ahead, with tips that would all be past their day; a run of today was believed."""
    now = clock(house)
    made = open_tips(cast, *(f"A dipper in the brook, {n}." for n in range(30)))
    assert run(now) == 0
    yield SimpleNamespace(now=now, ahead=now + timedelta(days=1830), made=made)
    assert run(clock(house)) == 0  # the clock is right again: whatever stands ends


def standing(cast: SimpleNamespace, five: SimpleNamespace) -> int:
    """How many of the tips are there."""
    with reading(cast.as_("ana")) as ana:
        return len(rows_of(audience=ana, public_ids=[one.public_id for one in five.made]))


def test_a_clock_set_forward_expires_nothing(
    house: SimpleNamespace, cast: SimpleNamespace, five: SimpleNamespace
) -> None:
    """Nothing goes, searches and inquiries stay too, check says why, and who decides is told once."""
    before = facts(house, "protect.expiry.stopped")
    assert [run(five.ahead), run(five.ahead)] == [0, 0]
    assert standing(cast, five) == 30
    assert facts(house, "protect.expiry.stopped") == before + 1
    assert "the clock jumped ahead of the ledger" in stopped()[0].text and "too much was due" in stopped()[0].text
    assert not believed(now=five.ahead) and believed(now=five.now)
    assert (jobs.forget_old_inquiries(), forget_searches()) == (0, 0) and brake.waits()
    with session(house, "superuser") as admin:
        told = admin.execute(
            "select person_id, count(*) from notify_notice where kind = 'expiry' group by 1"
        ).fetchall()
    assert {one for one, _ in told} == {cast.person("pia").id, cast.person("dee").id}


def test_a_fact_written_by_the_wrong_clock_does_not_vouch_for_it(
    house: SimpleNamespace, cast: SimpleNamespace, five: SimpleNamespace
) -> None:
    """Somebody works while the clock is wrong: the leap between two facts still stands in the ledger."""
    with reading(cast.operator):
        tell(kind="core.test.done", by=cast.operator)
    with session(house, "superuser", autocommit=True) as admin:
        admin.execute("select set_config('session_replication_role', 'replica', false)")
        first, last = (five.ahead.date() + timedelta(days=days) for days in (-40, 40))
        admin.execute(
            f"create table if not exists core_fact_ahead partition of core_fact"
            f" for values from ('{first}') to ('{last}')"
        )
        admin.execute(
            "update core_fact set at = %s where seq = (select max(seq) from core_fact where kind = 'core.test.done')",
            [five.ahead - HOURS],
        )
    try:
        assert run(five.ahead) == 0 and standing(cast, five) == 30
    finally:
        with session(house, "superuser", autocommit=True) as admin:
            admin.execute("select set_config('session_replication_role', 'replica', false)")
            admin.execute("delete from core_fact where at > %s", [five.now + timedelta(days=300)])


def test_two_persons_let_it_go_on(house: SimpleNamespace, cast: SimpleNamespace, five: SimpleNamespace) -> None:
    """Neither one alone, nor one twice, nor two without the privacy officer; nor who has no right to it."""
    with reading(cast.operator):
        other = add_person(
            login=f"dag{five.now:%H%M%S%f}", name="Dag Exercise", agency_id=cast.center, role="director",
            release_level="CUI", email="dag@example.org", by=cast.operator, now=cast.now,
        )  # fmt: skip
    assert other and run(five.ahead) == 0
    stands = stop()
    assert stands is not None
    with reading(cast.as_("ana")) as ana, pytest.raises(NotConfirmed):
        confirm(stop=stands.public_id, by=ana, now=five.ahead)
    with reading(cast.as_("dee")) as dee:
        confirm(stop=stands.public_id, by=dee, now=five.ahead)
        with pytest.raises(NotConfirmed):
            confirm(stop=stands.public_id, by=dee, now=five.ahead)
    assert run(five.ahead) == 0 and brake.waits()
    with reading(cast.as_("pia")) as pia:
        confirm(stop=stands.public_id, by=pia, now=five.ahead)
    confirmed = stop()
    assert confirmed is not None and confirmed.confirmed_at is not None and not brake.waits()
    # their word is of today; five years on, or for more than they saw, it takes a new one
    assert confirmed.due >= 30 and run(five.ahead) == 0 and standing(cast, five) == 30


def test_with_the_word_of_two_the_schedule_goes_on(house: SimpleNamespace, cast: SimpleNamespace) -> None:
    """The clock is right and much is due at once: after two persons what is past its day goes, and the stop ends."""
    made = open_tips(cast, *(f"A wagtail on the dam, {n}." for n in range(40)))
    with session(house, "superuser") as admin:
        admin.execute("set session_replication_role = replica")
        admin.execute(
            "update core_record set review_on = current_date - 9, purge_on = current_date - 3 where id = any(%s)",
            [[one.id for one in made]],
        )
    now = clock(house)
    assert run(now) == 0
    stands = stop()
    assert stands is not None and stands.rules == ("expiry.share",) and stands.due == 40
    for login in ("pia", "dee"):
        with reading(cast.as_(login)) as by:
            confirm(stop=stands.public_id, by=by, now=now)
    assert run(clock(house)) == 40
    with reading(cast.as_("ana")) as ana:
        assert rows_of(audience=ana, public_ids=[one.public_id for one in made]) == []
    assert run(clock(house)) == 0 and stop() is None and stopped() == []


def test_a_silent_recipient_alarms_once(house: SimpleNamespace, cast: SimpleNamespace) -> None:
    """After his days Ben is reminded and Pia is told, once; when he answers he is silent no more."""
    made = open_tips(cast, "A crake in the reeds.")[0]
    ben, pia = cast.person("ben").id, cast.person("pia").id
    holdings.declare_holding("a.silence", lambda purge_id, ids: 0, lambda ids, audience: [ben])
    try:
        done = purge(
            record_ids=[made.public_id], because="", second_id=cast.person("dee").id, by=cast.as_("pia"), now=cast.now
        )
        tell_recipients(purge_id=done.id, by=cast.as_("pia"), now=cast.now)
    finally:
        del holdings._declared["a.silence"]
    service = admit_service(service="protect.remind", now=cast.now)
    in_time, late = cast.now + answer_within() - HOURS, cast.now + answer_within() + HOURS
    told = []
    for now in (in_time, late, late + HOURS):
        with reading(service):
            told.append(tell_silent(by=service, now=now))
    assert told == [0, 2, 0]
    with session(house, "superuser") as admin:
        rows = admin.execute("select person_id, path from notify_notice where kind = 'silent'").fetchall()
    assert {one for one, _ in rows} == {ben, pia} and (pia, f"/purges/{done.public_id}/") in rows
    with reading(cast.as_("pia")) as audience:
        (one,) = silent(audience=audience, before=late)
    assert (one.person_id, one.purge) == (ben, done.public_id)
    with reading(cast.as_("ana")) as ana:
        assert silent(audience=ana, before=late) == []
    with reading(cast.as_("ben")) as audience:
        assert acknowledge(withdrawal=one.public_id, by=audience, now=late)
    with reading(cast.as_("pia")) as audience:
        assert silent(audience=audience, before=late) == []
