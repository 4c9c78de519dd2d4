"""What the log takes, what time an hour means, and what stands on the sheet that is handed over."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchfloor.plan.rules.handover import Claim, Clock, Feed, digest_of, may_take, on_sheet, sheet, unread
from watchfloor.plan.rules.watch import AHEAD, EntryView, Said, ShiftView, happened, may_write

NOW = datetime(2026, 11, 21, 9, 14, tzinfo=UTC)
CHICAGO = ZoneInfo("America/Chicago")
CALL = Said("call", "Asked for a unit.", NOW, "dispatch", "763-555-0100", True)
EVENT = Said("event", "Power is back at the gate.", NOW)


def entry(minutes: int = 0, **said: object) -> EntryView:
    """An entry of so many minutes ago."""
    at = NOW - timedelta(minutes=minutes)
    return EntryView(**{"public_id": uuid4(), "label_id": 1, "kind": "event", "happened_at": at, "written_at": at,
                        "written_by": 11, "words": "something", **said})  # fmt: skip


def shift(by: int = 11, *, closed: bool = False) -> ShiftView:
    """A shift of this officer."""
    return ShiftView(uuid4(), 1, NOW - timedelta(hours=8), by, None, NOW if closed else None, by if closed else None)


def rules_against(said: Said, **more: object) -> set[str]:
    """The rules that refuse an entry."""
    return {one.rule for one in may_write(said, **{"right": True, "now": NOW, **more}).against}


@pytest.mark.parametrize("said", [CALL, EVENT, replace(EVENT, kind="decision"), replace(CALL, number="")])
def test_a_whole_entry_is_taken(said: Said) -> None:
    """A call with whom and reached, a decision or an event with words alone."""
    assert may_write(said, right=True, now=NOW)


def test_a_note_is_pinned_and_not_handed_over() -> None:
    """With its record it is taken; on the sheet that is read back it does not stand."""
    assert may_write(replace(EVENT, kind="note"), right=True, bound=True, now=NOW)
    assert [one.title for one in on_sheet([entry(words="kept"), entry(kind="note", words="left")])] == ["kept"]


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        (replace(CALL, kind="remark"), "plan.log.kind"),
        (replace(EVENT, kind="note"), "plan.log.note"),
        (replace(CALL, words=" "), "plan.log.words"),
        (replace(CALL, words="a" * 4001), "plan.log.words"),
        (replace(CALL, whom=""), "plan.log.whom"),
        (replace(CALL, whom="a" * 201), "plan.log.whom"),
        (replace(CALL, number="1" * 81), "plan.log.number"),
        (replace(CALL, reached=None), "plan.log.reached"),
        (replace(EVENT, whom="dispatch"), "plan.log.call"),
        (replace(EVENT, reached=False), "plan.log.call"),
        (replace(CALL, happened_at=NOW + timedelta(minutes=2)), "plan.log.time"),
        (replace(CALL, happened_at=NOW - timedelta(days=8)), "plan.log.time"),
    ],
)
def test_what_is_missing_or_too_much_is_named_by_its_rule(said: Said, rule: str) -> None:
    """Each fault has a rule, and each refusal a way out."""
    decision = may_write(said, right=True, now=NOW)
    assert rule in {one.rule for one in decision.against}
    assert all(one.way_out for one in decision.against)


def test_without_the_right_nothing_is_written() -> None:
    """Whatever the entry says."""
    assert rules_against(CALL, right=False) == {"plan.log.right"}


def test_what_was_corrected_or_erased_is_not_corrected_again() -> None:
    """A chain has no branches, and there is nothing to correct where no words are."""
    assert rules_against(CALL, first=entry()) == set()
    assert rules_against(CALL, first=entry(corrected_by=uuid4())) == {"plan.log.corrects"}
    assert rules_against(CALL, first=entry(erased=True)) == {"plan.log.corrects"}


def test_a_correction_reaches_as_far_back_as_what_it_corrects() -> None:
    """A mistake found after a week can still be corrected under its own time."""
    old = entry(minutes=60 * 24 * 10)
    said = replace(CALL, happened_at=old.happened_at)
    assert rules_against(said) == {"plan.log.time"}
    assert rules_against(said, first=old) == set()


def test_without_day_and_hour_it_happened_now() -> None:
    """A day of today alone is now too; another day without an hour is not guessed."""
    assert happened(None, None, CHICAGO, now=NOW) == NOW
    assert happened(date(2026, 11, 21), None, CHICAGO, now=NOW) == NOW
    assert happened(date(2026, 11, 20), None, CHICAGO, now=NOW) is None


def test_an_hour_alone_is_the_last_such_hour() -> None:
    """At 03:14 in Chicago, 03:02 is of this night and 23:50 of the evening before."""
    assert happened(None, time(3, 2), CHICAGO, now=NOW) == datetime(2026, 11, 21, 9, 2, tzinfo=UTC)
    assert happened(None, time(23, 50), CHICAGO, now=NOW) == datetime(2026, 11, 21, 5, 50, tzinfo=UTC)


def test_an_hour_that_the_night_brings_twice_is_the_later_one_that_has_been() -> None:
    """On November 1 the clock shows 01:30 twice: asked at the second 01:40 it is the second, at the first the first."""
    day, hour = date(2026, 11, 1), time(1, 30)
    assert happened(day, hour, CHICAGO, now=datetime(2026, 11, 1, 7, 40, tzinfo=UTC)) == datetime(
        2026, 11, 1, 7, 30, tzinfo=UTC
    )
    assert happened(day, hour, CHICAGO, now=datetime(2026, 11, 1, 6, 40, tzinfo=UTC)) == datetime(
        2026, 11, 1, 6, 30, tzinfo=UTC
    )


def test_an_hour_that_the_night_leaves_out_is_none() -> None:
    """On March 8 there is no 02:30 in Chicago."""
    now = datetime(2026, 3, 8, 12, 0, tzinfo=UTC)
    assert happened(date(2026, 3, 8), time(2, 30), CHICAGO, now=now) is None
    assert happened(None, time(2, 30), CHICAGO, now=now) is None


@given(st.times(), st.integers(0, 60 * 24 * 730))
def test_an_hour_alone_never_lies_ahead_nor_more_than_a_day_back(hour: time, minutes: int) -> None:
    """Whatever the night does with the clocks."""
    now = NOW + timedelta(minutes=minutes)
    at = happened(None, hour.replace(second=0, microsecond=0), CHICAGO, now=now)
    assert at is None or now - timedelta(hours=25, minutes=1) <= at <= now + AHEAD


def test_the_sheet_leaves_out_what_was_corrected_or_erased() -> None:
    """What counts is the correction; what a purge took is not read back."""
    first, second, gone = entry(5, corrected_by=uuid4()), entry(4), entry(3, erased=True)
    assert [line.ref for line in on_sheet([first, second, gone])] == [str(second.public_id)]


def test_calls_that_reached_nobody_come_first_then_time() -> None:
    """The open ends of the shift are read before its story."""
    early, open_call, late = entry(50), entry(20, kind="call", whom="intake", reached=False), entry(10)
    lines = on_sheet([late, open_call, early])
    assert [line.ref for line in lines] == [str(one.public_id) for one in (open_call, early, late)]
    assert [line.state for line in lines] == ["open", "", ""]


def test_the_sheet_goes_from_clocks_over_claims_and_feeds_to_the_log() -> None:
    """Clocks by when they ring, none beyond the next watch; claims by age; the feed that was never heard of first."""
    record = UUID(int=7)

    def clock(hours: int) -> Clock:
        return Clock(None, None, f"in {hours} h", "U", "acknowledge", NOW + timedelta(hours=hours))

    def claim(hours: int) -> Claim:
        return Claim(7, record, f"since {hours} h", "U//LES", "Omar", NOW - timedelta(hours=hours))

    lines = sheet(
        entries=[entry()], claims=[claim(1), claim(5)], clocks=[clock(3), clock(-1), clock(13)],
        feeds=[Feed("a", "A", "late", NOW), Feed("b", "B", "silent", None)], now=NOW,
    )  # fmt: skip
    assert [line.title for line in lines] == ["in -1 h", "in 3 h", "since 5 h", "since 1 h", "B", "A", "something"]
    assert [line.state for line in lines[:2]] == ["overdue", "soon"]


def test_what_came_or_changed_since_the_reading_began_is_unread() -> None:
    """A clock that was moved, a new entry: both must be confirmed again, the rest stands."""
    clock = Clock(None, None, "it", "U", "acknowledge", NOW)
    before = sheet(entries=[], claims=[], clocks=[clock], feeds=[], now=NOW)
    moved = replace(clock, due_at=NOW + timedelta(hours=1))
    after = sheet(entries=[entry()], claims=[], clocks=[moved], feeds=[], now=NOW)
    assert unread(before, [line.key for line in before]) == ()
    assert unread(after, [line.key for line in before]) == after


def test_the_digest_is_of_ids_and_of_no_word() -> None:
    """The same lines in any order and with any words have one digest; another line another."""
    one, two = entry(1), entry(2)
    lines = on_sheet([one, two])
    other_words = on_sheet([replace(two, words="erased by now"), one])
    assert digest_of(lines) == digest_of(other_words)
    assert digest_of(lines) != digest_of(on_sheet([one]))


def test_the_watch_is_taken_from_another_with_every_entry_read() -> None:
    """Not from oneself, not unread, not without the right; a watch that was closed may be taken by anybody."""
    due = on_sheet([entry()])
    assert may_take(shift(11), due, due, person_id=12, right=True)
    assert may_take(None, (), (), person_id=12, right=True)
    assert may_take(shift(12, closed=True), due, due, person_id=12, right=True)
    for decision, rule in (
        (may_take(shift(12), due, due, person_id=12, right=True), "plan.shift.other"),
        (may_take(shift(11), (), due, person_id=12, right=True), "plan.shift.read-back"),
        (may_take(shift(11), due, due, person_id=12, right=False), "plan.shift.right"),
    ):
        assert not decision
        assert [one.rule for one in decision.against] == [rule]
