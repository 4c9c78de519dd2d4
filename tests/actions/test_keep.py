"""How long a thing is kept: reviews that keep it, holds that keep a purge away, days that are told, and the end."""

from datetime import date, timedelta
from types import SimpleNamespace
from uuid import UUID

import psycopg
import pytest
from django.db import connections
from makers import enter, open_intelligence, open_tips, session
from present import NOW

from watchfloor.core.gate.session import reading
from watchfloor.core.queries.records import rows_of
from watchfloor.core.rules.opening import Opened
from watchfloor.protect.actions.admit import admit_service
from watchfloor.protect.actions.expire import expire
from watchfloor.protect.actions.hold import NotHeld, lift, place, place_on_author
from watchfloor.protect.actions.keep import NotKept, keep
from watchfloor.protect.actions.propose import propose
from watchfloor.protect.actions.purge import NotPurged, purge
from watchfloor.protect.actions.remind import remind
from watchfloor.protect.queries.retention import holds, purge_counts, validations
from watchfloor.protect.rules.retention import Stated

WHY = "The vessel was seen again last week at the same lock."
CURRENT = Stated(WHY, current_activity=True)


def today() -> date:
    """The database's own day, by which it refuses."""
    with connections["default"].cursor() as cursor:
        cursor.execute("select current_date")
        return cursor.fetchone()[0]


def over(made: Opened, *, days: int = 1) -> None:
    """Turn the record's last day into one that has passed."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "update core_record set review_on = %s, purge_on = %s where id = %s",
            [NOW.date() - timedelta(days=90), NOW.date() - timedelta(days=days), made.id],
        )


def aged(made: Opened, *, days: int) -> None:
    """Turn it into one that was opened so many days earlier."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "update core_record set opened_at = opened_at - make_interval(days => %s), review_on = review_on - %s,"
            " purge_on = purge_on - %s where id = %s",
            [days, days, days, made.id],
        )


def gone(cast: SimpleNamespace, made: Opened) -> bool:
    """Whether nobody of the center finds it any more."""
    with reading(cast.as_("pia")) as pia:
        return not rows_of(audience=pia, public_ids=[made.public_id])


def held(cast: SimpleNamespace, record: UUID, *, kind: str = "hold", by: str = "pia") -> UUID:
    """A hold of thirty days."""
    with reading(cast.as_(by)) as who:
        return place(
            kind=kind, record=record, authority="Order 26-CV-118", until_on=today() + timedelta(days=30), by=who,
            now=cast.now,
        )  # fmt: skip


def test_a_review_keeps_it_with_name_day_and_reason(cast: SimpleNamespace) -> None:
    """The reason lies sealed under the record's key; the clocks move by the schedule, and the fact names the rules."""
    made = open_tips(cast, "A tug without a name at lock 7.")[0]
    aged(made, days=60)
    with reading(cast.as_("ana")) as ana:
        before = rows_of(audience=ana, public_ids=[made.public_id])[0]
        kept = keep(record=made.public_id, said=Stated(WHY, current_activity=False), by=ana, now=cast.now)
        after = rows_of(audience=ana, public_ids=[made.public_id])[0]
        (one,) = validations(audience=ana, record_id=made.id)
    assert (after.review_on, after.purge_on) == (kept.review_on, kept.purge_on)
    assert after.review_on > before.review_on
    assert (one.by_id, one.explanation, one.finding) == (cast.person("ana").id, WHY, "kept")
    with connections["owner"].cursor() as cursor:
        cursor.execute("select explanation from protect_validation where record_id = %s", [made.id])
        assert b"vessel" not in bytes(cursor.fetchone()[0])


def test_a_tip_is_never_kept_beyond_two_years(cast: SimpleNamespace) -> None:
    """However often it is reviewed, its end stays two years after it came."""
    made = open_tips(cast, "A skiff at the weir.")[0]
    for days in (300, 300, 120):  # 720 days in all
        aged(made, days=days)
        with reading(cast.as_("ana")) as ana:
            opened = rows_of(audience=ana, public_ids=[made.public_id])[0].opened_at
            kept = keep(record=made.public_id, said=Stated(WHY, current_activity=False), by=ana, now=cast.now)
        assert kept.purge_on <= opened.date() + timedelta(days=730)
    aged(made, days=10)
    with reading(cast.as_("ana")) as ana, pytest.raises(NotKept) as refused:
        keep(record=made.public_id, said=Stated(WHY, current_activity=False), by=ana, now=cast.now)
    assert [one.rule for one in refused.value.decision.against] == ["retention.most"]


@pytest.mark.parametrize(
    ("who", "said", "rule"),
    [("pia", CURRENT, "right.record.review"), ("ana", Stated("so", current_activity=True), "retention.explanation")],
)
def test_without_right_or_reason_nothing_is_kept(cast: SimpleNamespace, who: str, said: Stated, rule: str) -> None:
    """The privacy officer changes no content; a word is no reason."""
    made = open_tips(cast, "A raft adrift.")[0]
    with reading(cast.as_(who)) as by, pytest.raises(NotKept) as refused:
        keep(record=made.public_id, said=said, by=by, now=cast.now)
    assert rule in refused.value.decision.rules


def test_a_stranger_keeps_nothing_and_learns_nothing(cast: SimpleNamespace) -> None:
    """For who may not see it, the record is not there."""
    made = open_tips(cast, "A canoe by night.")[0]
    with reading(cast.as_("cy")) as cy, pytest.raises(NotKept) as refused:
        keep(record=made.public_id, said=CURRENT, by=cy, now=cast.now)
    assert refused.value.decision.rules == ("retention.record",)


def test_the_application_cannot_move_a_purge_away_by_itself(house: SimpleNamespace, cast: SimpleNamespace) -> None:
    """An injection into Ana's session moves no clock, and validates nothing in another's name."""
    made = open_tips(cast, "A pontoon without lights.")[0]
    with session(house) as app:
        enter(app, cast.as_("ana"))
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("update core_record set purge_on = purge_on + 30 where id = %s", [made.id])
    with session(house) as app:
        enter(app, cast.as_("ana"))
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute(
                "insert into protect_validation (public_id, record_id, label_id, by_id, at, finding, current_activity,"
                " explanation, was_purge_on, review_on, purge_on) select gen_random_uuid(), id, label_id, %s, now(),"
                " 'kept', false, sha256('x') , purge_on, review_on, purge_on + 30 from core_record where id = %s",
                [cast.person("sam").id, made.id],
            )
    with session(house) as app:
        enter(app, cast.as_("ana"))
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("update core_record set validated_on = current_date where id = %s", [made.id])


@pytest.mark.parametrize("kind", ["hold", "complaint", "redress", "audit-sample", "records-request"])
def test_nothing_that_is_held_is_purged(house: SimpleNamespace, cast: SimpleNamespace, kind: str) -> None:
    """By two persons, by a question to the second, by its day, or by a row of its own: refused with the rule."""
    made = open_tips(cast, f"A crate on the pier, {kind}.")[0]
    hold = held(cast, made.public_id, kind=kind)
    pia, dee = cast.as_("pia"), cast.person("dee").id
    with pytest.raises(NotPurged) as refused:
        purge(record_ids=[made.public_id], because="stale", second_id=dee, by=pia, now=cast.now)
    assert [one.rule for one in refused.value.decision.against] == [f"hold.{kind}"]
    with reading(pia), pytest.raises(NotPurged):
        propose(record=made.public_id, because="stale", second_id=dee, by=pia, now=cast.now)
    over(made)
    assert expire(by=admit_service(service="protect.expire", now=cast.now), now=cast.now) == 0
    with session(house) as app:
        enter(app, pia)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute(
                "insert into protect_purge (public_id, records, public_records, by_id, second_id, rule, opened_at,"
                " holdings_done, partitions, recipients, counts, certificate) values (gen_random_uuid(),"
                " array[%s]::bigint[], array[%s]::uuid[], %s, %s, 'purge.two-persons', now(), '{}', '{}', '{}',"
                " '{}', '{}')",
                [made.id, made.public_id, cast.person("pia").id, dee],
            )
    with reading(pia) as by:
        lift(hold=hold, because="The court closed it.", by=by, now=cast.now)
        assert hold not in [one.public_id for one in holds(audience=by, record_id=made.id)]
    assert purge(record_ids=[made.public_id], because="stale", second_id=dee, by=pia, now=cast.now).forgotten_at
    assert gone(cast, made)


def test_a_hold_on_who_reported_keeps_all_of_it(cast: SimpleNamespace) -> None:
    """An author's hold stands on everything that he reported, and the refusal says through what."""
    from watchfloor.gather.actions.report import file_report

    with reading(cast.as_("ana")) as ana:
        record = file_report(
            title="A van", narrative="A van stood at the gate for an hour.", when=None, place=None, attested=True,
            by=ana, now=cast.now,
        )  # fmt: skip
    with reading(cast.as_("pia")) as pia:
        hold = place_on_author(
            kind="records-request", author_id=cast.person("ana").id, authority="Request 26-11", by=pia, now=cast.now,
            until_on=today() + timedelta(days=9),
        )  # fmt: skip
    with pytest.raises(NotPurged) as refused:
        purge(record_ids=[record], because="stale", second_id=cast.person("dee").id, by=cast.as_("pia"), now=cast.now)
    assert "on who reported it" in refused.value.decision.against[0].text
    with reading(cast.as_("pia")) as pia:
        assert hold in [one.public_id for one in holds(audience=pia)]
        lift(hold=hold, because="Answered.", by=pia, now=cast.now)


def test_a_hold_on_the_same_subject_keeps_it_too(house: SimpleNamespace, cast: SimpleNamespace) -> None:
    """What a person judged to be about the same as a record that is held stays as well; a mere proposal does not."""
    one, two = open_tips(cast, "A man with a drone.", "The man with the drone again.")
    held(cast, one.public_id, kind="redress")
    pia, dee = cast.as_("pia"), cast.person("dee").id
    with session(house, "superuser", autocommit=True) as admin:
        admin.execute(
            "insert into analyze_link (public_id, a_id, b_id, label_id, causes, strength, bits, state, proposed_at,"
            " judged_because) select gen_random_uuid(), %s, %s, label_id, '[]', 'fair', 1, 'same', now(), ''"
            " from core_record where id = %s",
            [one.id, two.id, one.id],
        )
        with pytest.raises(NotPurged) as refused:
            purge(record_ids=[two.public_id], because="stale", second_id=dee, by=pia, now=cast.now)
        assert "judged to be about the same" in refused.value.decision.against[0].text
        admin.execute("update analyze_link set state = 'proposed' where a_id = %s", [one.id])
    assert purge(record_ids=[two.public_id], because="stale", second_id=dee, by=pia, now=cast.now).forgotten_at


@pytest.mark.parametrize(
    ("who", "kind", "authority", "days", "rule"),
    [
        ("ana", "hold", "Order 1", 9, "hold.right"),
        ("pia", "hold", " ", 9, "hold.authority"),
        ("pia", "hold", "Order 1", 4000, "hold.until"),
        ("pia", "hold", "Order 1", -1, "hold.until"),
        ("pia", "whim", "Order 1", 9, "hold.kind"),
    ],
)
def test_a_hold_has_a_right_an_authority_and_an_end(
    cast: SimpleNamespace, who: str, kind: str, authority: str, days: int, rule: str
) -> None:
    """None stands without them, and none for ever."""
    made = open_tips(cast, "A ladder at the fence.")[0]
    with reading(cast.as_(who)) as by, pytest.raises(NotHeld) as refused:
        place(
            kind=kind, record=made.public_id, authority=authority, until_on=NOW.date() + timedelta(days=days), by=by,
            now=cast.now,
        )  # fmt: skip
    assert rule in [one.rule for one in refused.value.decision.against]


def test_what_is_past_its_last_day_goes_by_itself(house: SimpleNamespace, cast: SimpleNamespace) -> None:
    """No person is asked; the purge names the schedule as its rule; what still has a day stays."""
    late, fine = open_tips(cast, "A lamp on the roof.", "A lamp in the yard.")
    over(late)
    assert expire(by=admit_service(service="protect.expire", now=cast.now), now=cast.now) == 1
    assert gone(cast, late) and not gone(cast, fine)
    with session(house, "superuser") as admin:
        rule, by = admin.execute(
            "select rule, by_id from protect_purge where records = array[%s]::bigint[]", [late.id]
        ).fetchone()
        rules = admin.execute(
            "select rules from core_fact where kind = 'protect.purge.opened' and records = array[%s]::uuid[]",
            [late.public_id],
        ).fetchone()[0]
    assert (rule, by < 0) == ("retention.expired", True)
    assert rules == ["retention.expired", "retention.tip-lead"]


def test_no_service_purges_what_still_has_a_day(house: SimpleNamespace, cast: SimpleNamespace) -> None:
    """An injection into the service's session cannot bring a day forward: a purge before its date needs two persons."""
    made = open_tips(cast, "A rope on the crane.")[0]
    service = admit_service(service="protect.expire", now=cast.now)
    with session(house) as app:
        enter(app, service)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute(
                "insert into protect_purge (public_id, records, public_records, by_id, second_id, rule, opened_at,"
                " holdings_done, partitions, recipients, counts, certificate) values (gen_random_uuid(),"
                " array[%s]::bigint[], array[%s]::uuid[], %s, -8, 'retention.expired', now(), '{}', '{}', '{}',"
                " '{}', '{}')",
                [made.id, made.public_id, service.actor.person_id],
            )


def test_owners_are_told_90_60_and_30_days_before(cast: SimpleNamespace) -> None:
    """Once a stage, to whoever of the agency may review, without a word of what it is; a missed day is made up for."""
    made = open_tips(cast, "A buoy off its place.")[0]
    with connections["owner"].cursor() as cursor:  # a tip's own review comes after 90 days: too soon for that notice
        cursor.execute("update core_record set opened_at = opened_at - interval '9 days' where id = %s", [made.id])
    by = admit_service(service="protect.remind", now=cast.now)
    reviewers = {cast.person(login).id for login in ("ana", "sam", "dee")}
    told = {}
    for stage in (91, 90, 61, 59, 30):  # day 60 is missed; the next run makes up for it
        now = cast.now + timedelta(days=90 - stage)
        with reading(by):
            told[stage] = remind(by=by, now=now), remind(by=by, now=now)
    assert told == {91: (0, 0), 90: (3, 0), 61: (0, 0), 59: (3, 0), 30: (3, 0)}
    with connections["owner"].cursor() as cursor:
        cursor.execute("select person_id, subject || text, path from notify_notice where kind = 'retention'")
        rows = cursor.fetchall()
    assert {person for person, *_ in rows} == reviewers
    assert all("buoy" not in text.lower() and path == "/reviews/" for _, text, path in rows)


def test_purges_are_counted_by_person_and_week(cast: SimpleNamespace) -> None:
    """Each of the two is counted; whoever does not oversee gets nothing."""
    with reading(cast.as_("pia")) as pia:
        before = sum(one.purges for one in purge_counts(audience=pia, since=cast.now - timedelta(days=60)))
    made = open_tips(cast, "A net across the channel.")[0]
    purge(record_ids=[made.public_id], because="x", second_id=cast.person("dee").id, by=cast.as_("pia"), now=cast.now)
    with reading(cast.as_("pia")) as pia:
        found = purge_counts(audience=pia, since=cast.now - timedelta(days=60))
    assert sum(one.purges for one in found) == before + 2
    assert cast.person("dee").id in {one.person_id for one in found}
    with reading(cast.as_("ana")) as ana:
        assert purge_counts(audience=ana, since=cast.now - timedelta(days=60)) == []


def test_only_the_agency_that_submitted_intelligence_validates_it(cast: SimpleNamespace) -> None:
    """The center keeps what Wright submitted, and only Wright finds its subject still active; the clock is Wright's."""
    made = open_intelligence(cast, "A subject of an open case.", owner=cast.wright)
    with reading(cast.as_("ana")) as ana, pytest.raises(NotKept) as refused:
        keep(record=made.public_id, said=CURRENT, by=ana, now=cast.now)
    assert [one.rule for one in refused.value.decision.against] == ["retention.owner"]
    with reading(cast.as_("ben", purpose="criminal-investigation")) as ben:
        kept = keep(record=made.public_id, said=CURRENT, by=ben, now=cast.now)
    assert kept.finding == "validated"
    assert kept.purge_on == cast.now.date() + timedelta(days=1825)
