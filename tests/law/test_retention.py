"""Retention and redress: how long a thing is kept, and by whose word"""

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from uuid import UUID

import pytest
from django.db import IntegrityError, connections
from makers import incoming_of, open_intelligence, open_tips, stamp_of, tip

from watchfloor.core.actions.records import open_records
from watchfloor.core.gate.session import reading
from watchfloor.core.queries.records import known, rows_of
from watchfloor.protect.actions.hold import lift, place
from watchfloor.protect.actions.keep import NotKept, keep
from watchfloor.protect.actions.purge import NotPurged, purge
from watchfloor.protect.actions.sample import draw
from watchfloor.protect.formats.policy import load
from watchfloor.protect.queries.oversight import samples
from watchfloor.protect.queries.retention import validations
from watchfloor.protect.rules.labels import Atom
from watchfloor.protect.rules.retention import Stated, schedule_of

INTELLIGENCE = "criminal_intelligence"
CURRENT = Stated("Seen again last week with the same crew.", current_activity=True)


def clocks(cast: SimpleNamespace, record: UUID) -> tuple[object, object]:
    """Its review and purge days, as Ana reads them."""
    with reading(cast.as_("ana")) as ana:
        row = rows_of(audience=ana, public_ids=[record])[0]
    return row.review_on, row.purge_on


def test_28cfr23_20h_the_database_counts_five_years_from_the_last_validation(cast: SimpleNamespace) -> None:
    """Nothing stands longer than five years after its last validation, else after opening: nobody can write it so."""
    made = open_intelligence(cast)
    with reading(cast.as_("ana")) as ana:
        keep(record=made.public_id, said=CURRENT, by=ana, now=cast.now)
    with connections["owner"].cursor() as cursor:
        cursor.execute("select validated_on from core_record where id = %s", [made.id])
        validated = cursor.fetchone()[0]
        five = validated.replace(year=validated.year + 5)
        cursor.execute("update core_record set purge_on = %s where id = %s", [five, made.id])
    for beyond in (1, 365):
        with connections["owner"].cursor() as cursor, pytest.raises(IntegrityError):
            cursor.execute(
                "update core_record set purge_on = %s where id = %s", [five + timedelta(days=beyond), made.id]
            )


def test_28cfr23_20h_what_is_kept_shows_who_kept_it_when_and_why(cast: SimpleNamespace) -> None:
    """A review that keeps a record leaves the name of the reviewer, the date and his explanation with it."""
    made = open_intelligence(cast)
    with reading(cast.as_("ana")) as ana:
        keep(record=made.public_id, said=CURRENT, by=ana, now=cast.now)
    with reading(cast.as_("pia")) as pia:
        (one,) = validations(audience=pia, record_id=made.id)
    assert (one.by_id, one.at, one.explanation) == (cast.person("ana").id, cast.now, CURRENT.explanation)
    for said in (Stated("", current_activity=True), Stated("  ", current_activity=True)):
        with reading(cast.as_("ana")) as ana, pytest.raises(NotKept):
            keep(record=made.public_id, said=said, by=ana, now=cast.now)


def test_28cfr23_20h_an_address_update_validates_nothing(cast: SimpleNamespace) -> None:
    """A newer version with new identifying data moves no clock; a review without current activity is refused."""
    made = open_intelligence(cast)
    before = clocks(cast, made.public_id)
    with connections["owner"].cursor() as cursor:
        cursor.execute("select origin_key, label_id from core_record where id = %s", [made.id])
        origin, _ = cursor.fetchone()
    with reading(cast.operator):
        stamp = stamp_of(
            cast, [Atom(cast.center, INTELLIGENCE, "U", "partners").print()], legal_class=INTELLIGENCE, predicate_id=1
        )
        newer = incoming_of(tip("The subject lives at another address now."), stamp, cast.center)
        standing = known(keys=[bytes(origin)])[bytes(origin)]
        incoming = [replace(newer, origin_key=bytes(origin), state="updated", known=standing)]
        open_records(source=None, incoming=incoming, by=cast.operator, now=cast.now + timedelta(days=400))
    assert clocks(cast, made.public_id) == before
    said = Stated("The subject has a new address.", current_activity=False)
    with reading(cast.as_("ana")) as ana, pytest.raises(NotKept) as refused:
        keep(record=made.public_id, said=said, by=ana, now=cast.now)
    assert "retention.current" in [one.rule for one in refused.value.decision.against]
    with pytest.raises(IntegrityError), reading(cast.as_("ana")), connections["default"].cursor() as cursor:
        cursor.execute(
            "insert into protect_validation (public_id, record_id, label_id, by_id, at, finding, current_activity,"
            " explanation, was_purge_on, review_on, purge_on) select gen_random_uuid(), id, label_id, %s, now(),"
            " 'validated', false, sha256('x') || sha256('x'), purge_on, review_on, purge_on from core_record"
            " where id = %s",
            [cast.person("ana").id, made.id],
        )


def test_tips_are_never_kept_beyond_two_years(cast: SimpleNamespace) -> None:
    """Global Tips and Leads Issue Paper (Oct 2007): a tip's last day is within two years, by schedule and database."""
    made = open_tips(cast, "A lantern on the dike.")[0]
    assert schedule_of("tip_lead", policy=load()).most_days <= 730
    for days, fine in ((729, True), (740, False)):
        sql = "update core_record set purge_on = (opened_at at time zone 'UTC')::date + %s where id = %s"
        with connections["owner"].cursor() as cursor:
            if fine:
                cursor.execute(sql, [days, made.id])
            else:
                with pytest.raises(IntegrityError):
                    cursor.execute(sql, [days, made.id])


def test_a_states_schedule_shortens_and_never_lengthens(cast: SimpleNamespace) -> None:
    """State schedules are data with citations; each day of ours stays the most that is allowed."""
    policy = load()
    assert policy.state_schedules
    for (state, legal_class), theirs in policy.state_schedules.items():
        ours, both = policy.schedules[legal_class], schedule_of(legal_class, policy=policy, state=state)
        assert both.purge_days == min(ours.purge_days, theirs.purge_days) <= ours.purge_days
        assert both.most_days <= ours.most_days and both.review_days <= ours.review_days
        assert theirs.citation in both.citation
    assert cast


def test_28cfr23_20h_nothing_that_is_disputed_or_audited_is_destroyed(cast: SimpleNamespace) -> None:
    """While a hold, complaint, redress case, audit sample or records request stands, a purge is refused by rule."""
    made = open_tips(cast, "A drum behind the shed.")[0]
    for kind in load().holds:
        with reading(cast.as_("pia")) as pia:
            hold = place(
                kind=kind, record=made.public_id, authority="Order 1", by=pia, now=cast.now,
                until_on=cast.now.date() + timedelta(days=90),
            )  # fmt: skip
        with pytest.raises(NotPurged) as refused:
            purge(record_ids=[made.public_id], because="", second_id=cast.person("dee").id, by=cast.as_("pia"),
                  now=cast.now)  # fmt: skip
        assert [one.rule for one in refused.value.decision.against] == [f"hold.{kind}"]
        with reading(cast.as_("pia")) as pia:
            lift(hold=hold, because="Done.", by=pia, now=cast.now)


def test_28cfr23_20n_records_are_drawn_for_an_audit_and_stay(cast: SimpleNamespace) -> None:
    """A sample is drawn at random within a class, named to the inspector by id, and kept until the audit is done."""
    made = open_intelligence(cast)
    with reading(cast.as_("pia", purpose="privacy-oversight")) as pia:
        drawn = draw(legal_class=INTELLIGENCE, how_many=25, by=pia, now=cast.now)
    assert made.public_id in drawn
    with reading(cast.as_("ike", purpose="audit")) as ike:
        assert set(drawn) == {one.record for one in samples(audience=ike) if one.settled_at is None}
        assert rows_of(audience=ike, public_ids=drawn) == []
    with pytest.raises(NotPurged):
        purge(record_ids=[made.public_id], because="", second_id=cast.person("dee").id, by=cast.as_("pia"),
              now=cast.now)  # fmt: skip
