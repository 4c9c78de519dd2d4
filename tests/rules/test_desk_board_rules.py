"""What the watch board decides: clocks, rhythms of feeds, the six lights, and what a fact means for an open page."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchfloor.desk.rules import board, feeds, live
from watchfloor.desk.rules.map import Mark
from watchfloor.protect.formats.sight import MOST, Sight, read_sight, seal_sight

NOW = datetime(2026, 11, 21, 9, 14, tzinfo=UTC)
MIN, HOUR = timedelta(minutes=1), timedelta(hours=1)
KEY = b"k" * 32


def clock(what: str, due: datetime) -> board.Clock:
    """A clock that began an hour before it is due."""
    return board.Clock(what, "/", "UNCLASSIFIED", due - HOUR, due, "target 60 min")


@pytest.mark.parametrize(
    ("passed", "state", "words"),
    [(0, "ok", "1 h 00 left"), (39, "ok", "21 min left"), (40, "soon", "20 min left"), (59, "soon", "1 min left"),
     (60, "overdue", "0 min over"), (92, "overdue", "32 min over"), (60 * 60, "overdue", "59 h over")],
)  # fmt: skip
def test_a_clock_turns_in_the_last_third_of_its_target(passed: int, state: str, words: str) -> None:
    """In time, then soon, then over; minutes below an hour, whole hours from three on, days from two."""
    began = NOW - passed * MIN
    assert board.state_of(began, began + HOUR, now=NOW) == state
    said = board.left(began + HOUR, now=NOW)
    assert said == (words if passed < 3600 else "2 days over")


def test_what_is_over_longest_stands_first() -> None:
    """The order of the board is that of the moments at which things are due."""
    due = [clock("later", NOW + HOUR), clock("over", NOW - HOUR), clock("soon", NOW + MIN)]
    assert [one.what for one in board.in_order(due)] == ["over", "soon", "later"]


@given(st.integers(-500, 5000), st.integers(0, 300))
def test_the_share_used_stays_on_its_bar(passed: int, target: int) -> None:
    """Between nothing and all, also for a target of no time and a beginning that lies ahead."""
    began = NOW - passed * MIN
    assert 0 <= board.used(began, began + target * MIN, now=NOW) <= 100


@pytest.mark.parametrize(
    ("ago", "state"),
    [
        ((1, 7, 13), "on time"),
        ((8.9, 14.9, 20.9), "on time"),
        ((9.1, 15.1, 21.1), "late"),
        ((24.5, 30.5, 36.5), "silent"),
    ],
)
def test_a_feed_is_measured_by_its_own_gap(ago: tuple[float, ...], state: str) -> None:
    """Every six hours: late after nine, silent after a day."""
    found = feeds.rhythm_of([NOW - hours * HOUR for hours in ago], now=NOW)
    assert (found.state, found.every, found.heard) == (state, 6 * HOUR, 3)
    assert found.due_at == NOW - ago[0] * HOUR + 9 * HOUR


def test_pieces_of_one_sending_are_no_rhythm() -> None:
    """Forty files of one minute are one sending, and two sendings tell no gap to expect."""
    files = [NOW - n * timedelta(seconds=2) for n in range(40)] + [NOW - HOUR]
    assert feeds.rhythm_of(files, now=NOW) == feeds.Rhythm("not known", 2)
    assert feeds.rhythm_of([], now=NOW).heard == 0


@given(st.lists(st.integers(0, 10_000), max_size=60))
def test_what_came_now_is_never_late(minutes: list[int]) -> None:
    """Whatever came before."""
    assert feeds.rhythm_of([NOW, *(NOW - n * MIN for n in minutes)], now=NOW).state in ("on time", "not known")


def test_near_marks_become_one_with_their_number() -> None:
    """No mark is lost, and a number over several kinds takes the color of none."""
    at = [Mark("report", "", -94.0, 45.0), Mark("report", "", -94.01, 45.0), Mark("asset", "", -94.0, 45.0)]
    found = board.clustered([*at, Mark("report", "", -93.0, 45.0)], near=0.05)
    assert [(mark.kind, count) for mark, count in found] == [("several", 3), ("report", 1)]


def test_the_light_of_intake_names_the_silent_source() -> None:
    """Silent is not in order, late needs a look; without anything heard it is not known."""
    last = NOW - MIN
    silent = board.coming_in("Receive", [("A", "late"), ("B", "silent")], last=last, aside=0, now=NOW)
    assert (silent.state, silent.because) == ("overdue", "Last came 1 min ago. B is silent.")
    late = board.coming_in("Receive", [("A", "late"), ("B", "on time")], last=last, aside=3, now=NOW)
    assert (late.state, late.because) == ("soon", "Last came 1 min ago. A is late. 3 set aside in 24 h.")
    assert board.coming_in("Receive", [], last=None, aside=0, now=NOW).state == "not known"
    assert board.coming_in("Receive", [("A", "not known")], last=NOW - 5 * HOUR, aside=0, now=NOW).state == "not known"
    assert board.coming_in("Receive", [("A", "on time")], last=last, aside=0, now=NOW).state == "ok"


def test_the_other_lights_follow_what_lags() -> None:
    """Followers, outbox and worker, seal, purges and days of purge, each by its own lag."""
    assert board.followed("Analyze", None, who="", facts=0).state == "not known"
    assert board.followed("Analyze", timedelta(0), who="Linking", facts=0).state == "ok"
    behind = board.followed("Analyze", 12 * MIN, who="Linking", facts=40)
    assert (behind.state, behind.because) == ("overdue", "Linking is 12 min behind, 40 facts wait.")
    assert board.going_out("D", waiting=None, worker=timedelta(0), now=NOW).state == "ok"
    assert board.going_out("D", waiting=NOW - 3 * MIN, worker=timedelta(0), now=NOW).state == "soon"
    assert board.going_out("D", waiting=None, worker=11 * MIN, now=NOW).state == "overdue"
    fine = {"unsealed": timedelta(0), "purges": 0, "reviews": 0, "over": 0}
    assert board.guarded("Protect", **fine).state == "ok"
    assert board.guarded("Protect", **{**fine, "purges": 1}).because.endswith("1 purge is not finished.")
    assert board.guarded("Protect", **{**fine, "over": 2}).state == "overdue"
    assert board.guarded("Protect", **{**fine, "unsealed": 2 * MIN}).state == "soon"


def test_a_reading_changes_no_page() -> None:
    """Readings, refusals and what concerns nobody are not even kept; a purge is kept whole, a chunk in part."""
    ids = [uuid4() for _ in range(300)]
    for kind in ("core.record.read", "desk.board.read", "protect.deed.refused", "people.person.signed-in",
                 "notify.notice.sent", "desk.purge.told", "bench.fact.told"):  # fmt: skip
        assert live.heard(1, kind, ids) is None
    assert len(live.heard(1, live.PURGED, ids).records) == 300
    assert len(live.heard(1, live.OPENED, ids).records) == live.MOST_IDS


@given(st.lists(st.uuids(), max_size=8, unique=True), st.lists(st.uuids(), max_size=8))
def test_only_what_is_shown_and_purged_is_gone(shown: list[UUID], purged: list[UUID]) -> None:
    """No id leaves that was not on the page, and none that was purged is left out."""
    facts = [live.Heard(1, live.PURGED, tuple(purged)), live.Heard(2, live.OPENED, tuple(shown))]
    assert set(live.gone(facts, shown)) == set(shown) & set(purged)
    assert live.is_urgent(facts, shown) == bool(set(shown) & set(purged))


def test_a_change_of_standing_cannot_wait() -> None:
    """An affiliation that ended is looked at at once."""
    assert live.is_urgent([live.Heard(1, "people.affiliation.ended", ())], [])


@given(st.integers(-9, 2**40), st.integers(0, 2**40), st.integers(0, 2**50), st.lists(st.uuids(), max_size=MOST))
def test_a_sight_comes_back_as_it_was(person: int, affiliation: int, head: int, ids: list[UUID]) -> None:
    """Its text tells nothing of its numbers but how many ids it holds, and opens under its own key alone."""
    sight = Sight(person, affiliation, head, tuple(ids))
    said = seal_sight(sight, key=KEY)
    assert read_sight(said, key=KEY) == sight
    assert read_sight(said, key=b"x" * 32) is None
    assert len(said) == len(seal_sight(Sight(1, 1, 1, tuple(ids)), key=KEY))


@pytest.mark.parametrize("said", ["", "x", "?" * 90, "A" * 200, "ä" * 80])
def test_what_is_no_sight_opens_nothing(said: str) -> None:
    """Forged, cut or empty: None."""
    assert read_sight(said, key=KEY) is None


def test_a_sight_holds_no_more_ids_than_an_address_bears() -> None:
    """Three hundred."""
    ids = tuple(UUID(int=n) for n in range(400))
    assert len(read_sight(seal_sight(Sight(1, 1, 1, ids), key=KEY), key=KEY).records) == MOST
