"""The duty roster with its gaps, whom a notice goes to next, and the pager command as real small programs."""

import os
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchfloor.notify.formats import pager
from watchfloor.notify.formats.duty import duty_policy
from watchfloor.notify.rules.duty import Desk, DutyView, Said, gaps, may_plan, may_strike, may_swap, on_duty
from watchfloor.notify.rules.escalating import (
    NOBODY,
    EscalationView,
    Outcome,
    Pace,
    TryView,
    may_acknowledge,
    next_step,
)

NOW = datetime(2026, 11, 21, 9, 14, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
WATCH = Desk("watch", "Watch", ("First", "Second"), 1, "center policy")
PACE = Pace("time-sensitive", "An item", "watch", 15, 15, 60, "fusion-process 5.1")
DEE = 9


def duty(person: int, start: float, end: float, layer: int = 0) -> DutyView:
    """A duty of so many hours from now."""
    return DutyView(
        UUID(int=person), 1, "watch", layer, person, NOW + start * HOUR, NOW + end * HOUR, ("screen", "mail")
    )


def test_who_is_on_stands_in_the_order_of_calling() -> None:
    """First before second; who begins at the hour is on, who ends at it is not."""
    kept = [duty(2, -2, 2, layer=1), duty(1, 0, 2), duty(3, -2, 0)]
    assert [one.person_id for one in on_duty(kept, desk="watch", at=NOW)] == [1, 2]


def test_a_hole_in_the_first_order_is_a_gap_although_somebody_is_second() -> None:
    """Between two duties and after the last one; the second order is not asked to be full."""
    kept = [duty(1, -1, 2), duty(2, 5, 6), duty(3, -1, 24, layer=1)]
    found = gaps(kept, WATCH, since=NOW, until=NOW + 8 * HOUR)
    assert [(one.starts_at - NOW, one.ends_at - NOW) for one in found] == [(2 * HOUR, 5 * HOUR), (6 * HOUR, 8 * HOUR)]


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 8)), max_size=6))
def test_a_moment_is_in_a_gap_or_somebody_is_on(spans: list[tuple[int, int]]) -> None:
    """Whatever the duties are: never both, never neither."""
    kept = [duty(n + 1, start, start + length) for n, (start, length) in enumerate(spans)]
    empty = gaps(kept, WATCH, since=NOW, until=NOW + 20 * HOUR)
    for half in range(40):
        at = NOW + half * HOUR / 2
        gap = any(one.starts_at <= at < one.ends_at for one in empty)
        assert gap is not bool(on_duty(kept, desk="watch", at=at))


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"desk": "roof"}, "desk"), ({"layer": 2}, "layer"), ({"layer": -1}, "layer"), ({"ways": ()}, "ways"),
        ({"ways": ("smoke",)}, "ways"), ({"ends_at": NOW + HOUR}, "until"), ({"ways": ("pager",)}, "number"),
        ({"number": "763-555-0100"}, "number"), ({"ways": ("pager",), "number": "-oProxy=763555"}, "number"),
        ({"ends_at": NOW + 9 * 24 * HOUR}, "until"), ({"starts_at": NOW - 9 * HOUR, "ends_at": NOW - HOUR}, "until"),
    ],
)  # fmt: skip
def test_a_duty_that_cannot_stand_is_refused_by_its_rule(changed: dict[str, object], rule: str) -> None:
    """An option in the place of a number is no number: it would be one of the command that calls."""
    said = replace(Said("watch", 0, NOW + HOUR, NOW + 9 * HOUR, ("screen",)), **changed)
    decision = may_plan(said, [WATCH], [], person_id=1, right=True, numbered=False, now=NOW)
    assert [one.rule for one in decision.against] == [f"notify.duty.{rule}"]


def test_nobody_is_on_twice_at_a_time_and_strangers_are_not_on() -> None:
    """Neither planned nor swapped; without the right nothing is planned."""
    said = Said("watch", 0, NOW, NOW + HOUR, ("screen",))
    asked = {"right": True, "numbered": False, "now": NOW}
    assert may_plan(said, [WATCH], [duty(2, 0, 1)], person_id=1, **asked)
    assert not may_plan(said, [WATCH], [duty(1, 0, 1)], person_id=1, **asked)
    assert not may_plan(said, [WATCH], [], person_id=None, **asked)
    assert not may_plan(said, [WATCH], [], person_id=1, right=False, numbered=False, now=NOW)
    mine = duty(1, 0, 1)
    assert may_swap(mine, person_id=2, me=1, right=False, busy=False, now=NOW)
    assert not may_swap(mine, person_id=2, me=3, right=False, busy=False, now=NOW)
    assert not may_swap(mine, person_id=2, me=1, right=False, busy=True, now=NOW)
    assert not may_swap(mine, person_id=2, me=1, right=True, busy=False, now=NOW + HOUR)
    assert not may_strike(mine, right=True, now=NOW + HOUR)


def tried(person: int, minutes: float, outcome: Outcome = "told", layer: str = "0") -> TryView:
    """A try so many minutes after it began."""
    return TryView(0, person, layer, ("screen",), NOW + minutes * MINUTE, outcome)


def step(minutes: float, *tries: TryView, on: tuple[DutyView, ...] = (duty(1, -1, 8), duty(2, -1, 8, layer=1))) -> int:
    """Who is called so many minutes after it began: a person, 0 for nobody left, -1 for not yet."""
    view = EscalationView(UUID(int=1), 1, "time-sensitive", UUID(int=2), "/threats/", NOW, "open", tries)
    found = next_step(view, PACE, on, [DEE], now=NOW + minutes * MINUTE)
    return -1 if found is None else found.person_id


def test_it_goes_down_the_roster_then_to_the_director_then_ends() -> None:
    """Fifteen minutes unread, fifteen for each to acknowledge, nobody twice."""
    assert step(14) == -1
    assert step(15) == 1
    assert step(29, tried(1, 15)) == -1
    assert step(30, tried(1, 15)) == 2
    assert step(45, tried(1, 15), tried(2, 30)) == DEE
    assert step(60, tried(1, 15), tried(2, 30), tried(DEE, 45, layer="director")) == NOBODY.person_id


def test_what_reached_nobody_is_not_waited_for() -> None:
    """Undelivered: the next one at once; still being called: its own time first."""
    assert step(15.1, tried(1, 15, "undelivered")) == 2
    assert step(15.1, tried(1, 15, "calling")) == -1


def test_the_director_is_called_after_an_hour_at_the_latest() -> None:
    """Also while the last one still has time."""
    assert step(61, tried(1, 15), tried(2, 59)) == DEE


def test_a_roster_with_a_gap_goes_on_to_the_next_order_and_without_one_to_the_director() -> None:
    """Nobody is first: the second is called at once; nobody at all: the director is."""
    assert step(15, on=(duty(2, -1, 8, layer=1),)) == 2
    assert step(15, on=()) == DEE


def test_a_clock_that_was_set_back_does_not_silence_it() -> None:
    """The wait cannot be measured: it goes on to the next, who is then waited for as ever."""
    assert step(20, tried(1, 45)) == 2
    assert step(21, tried(1, 45), tried(2, 20)) == -1


def test_only_who_was_called_or_keeps_the_watch_acknowledges_and_once() -> None:
    """A third person may not; what is acknowledged is not acknowledged again."""
    view = EscalationView(UUID(int=1), 1, "task", UUID(int=2), "/", NOW, "exhausted", (tried(1, 15),))
    assert may_acknowledge(view, me=1, right=False)
    assert may_acknowledge(view, me=5, right=True)
    assert not may_acknowledge(view, me=5, right=False)
    assert not may_acknowledge(replace(view, state="acknowledged"), me=1, right=True)


def test_every_pace_names_a_desk_and_its_citation() -> None:
    """The data file is read whole, and its numbers rise."""
    policy = duty_policy()
    for pace in policy.paces:
        assert policy.desk(pace.desk).layers
        assert pace.citation
        assert pace.first <= pace.last and pace.next > 0


def script(folder: Path, body: str) -> tuple[str, ...]:
    """A pager command of the center, as a real program."""
    file = folder / "page"
    file.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    file.chmod(0o755)
    return (str(file), "{number}", "{text}")


def page(command: tuple[str, ...], seconds: float = 20) -> str:
    """Call one number."""
    return pager.call(
        command=command, number="763 555-0177", text=pager.short_text("7F3A", exercise=False), seconds=seconds
    )


def test_a_pager_gets_a_number_and_a_short_text_and_nothing_of_our_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As arguments and as two lines; no variable of ours, least of all a secret."""
    monkeypatch.setenv("WATCHFLOOR_APP_PASSWORD", "secret")
    out = tmp_path / "out"
    assert page(script(tmp_path, f'echo "$#|$1|$2" > {out}; /bin/cat >> {out}; /usr/bin/env >> {out}')) == ""
    said = out.read_text(encoding="utf-8").splitlines()
    text = "Watchfloor: notice 7F3A, sign in"
    assert said[:3] == [f"2|763 555-0177|{text}", "763 555-0177", text]
    assert "secret" not in out.read_text(encoding="utf-8")
    assert {one.partition("=")[0] for one in said[3:]} <= {"PWD", "_", "SHLVL", "OLDPWD"}


def test_a_pager_that_fails_counts_as_undelivered_with_its_exit(tmp_path: Path) -> None:
    """So does one that is not there, or that a signal ended; megabytes of output change nothing."""
    assert page(script(tmp_path, "exit 3")) == "pager.exit-3"
    assert page(script(tmp_path, "kill -9 $$")) == "pager.exit-killed"
    assert page(("/nowhere/page",)) == "pager.not-started"
    assert page(script(tmp_path, "head -c 5000000 /dev/zero; head -c 5000000 /dev/zero >&2; exit 0")) == ""


def test_a_pager_that_hangs_is_killed_with_everything_that_it_started(tmp_path: Path) -> None:
    """It ignores being told to end and has a child: both are gone."""
    child = tmp_path / "child"
    began = time.monotonic()
    hangs = script(tmp_path, f"trap '' TERM HUP INT; sleep 600 & echo $! > {child}; wait; sleep 600")
    assert page(hangs, seconds=0.5) == "pager.timed-out"
    assert time.monotonic() - began < 60
    left = int(child.read_text(encoding="utf-8"))
    for _ in range(200):
        if not _runs(left):
            break
        time.sleep(0.05)
    assert not _runs(left)


def _runs(pid: int) -> bool:
    """A killed child that nobody has collected yet does not run."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
    return state != "Z"
