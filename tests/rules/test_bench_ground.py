"""The measuring ground: what it counts must be what was used."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchfloor.bench import clock, plot
from watchfloor.bench.clock import CpuMeter, calibrate, cpu_seconds, pss, ran_seconds
from watchfloor.bench.figures import Figure, beside, median_of, ratio, report, spread_of

LINUX = Path("/proc/self/smaps_rollup").exists()
BURN = "import time\nwhile time.process_time() < {seconds}: pass\n"
# told so it burns in a child that ends, says so, then waits to be told to end
PARENT = f"""
import subprocess, sys
sys.stdin.readline()
subprocess.run([sys.executable, '-c', {BURN.format(seconds=0.25)!r}])
print(flush=True)
sys.stdin.read()
"""


def burn(parent: "subprocess.Popen[bytes]") -> None:
    """Only when it is told so: what ran before the meter looked is not counted."""
    assert parent.stdin is not None
    assert parent.stdout is not None
    parent.stdin.write(b"\n")
    parent.stdin.flush()
    parent.stdout.readline()


def test_a_child_that_ended_counts() -> None:
    """CPU time of a child that ended and was waited for stays in the tree of its parent."""
    with subprocess.Popen([sys.executable, "-c", PARENT], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as parent:
        before = cpu_seconds([parent.pid])
        burn(parent)
        assert psutil.Process(parent.pid).children() == []
        assert cpu_seconds([parent.pid]) - before >= 0.2
        parent.kill()


def test_the_meter_parts_our_own_time_from_the_server_s() -> None:
    """Work of the server's tree counts as server, ours as own, and both together as total."""
    with subprocess.Popen([sys.executable, "-c", PARENT], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as server:
        with CpuMeter(server.pid) as meter:
            burn(server)
            calibrate(loop=200_000)
        server.kill()
    assert meter.server >= 0.2
    assert meter.own > 0
    assert meter.total == pytest.approx(meter.own + meter.server)


@pytest.mark.skipif(not LINUX, reason="this system does not tell it")
def test_what_ran_is_told_finer_than_the_kernel_s_ticks() -> None:
    """A process that started an interpreter ran at least a millisecond; of one that is gone nothing is known."""
    with subprocess.Popen([sys.executable, "-c", PARENT], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as parent:
        burn(parent)
        own = ran_seconds([parent.pid])
        parent.kill()
    assert own is not None and 0.001 < own < 2
    assert ran_seconds([parent.pid]) is None


def test_a_meter_without_a_server_counts_our_children_too() -> None:
    """A child process that we ran inside the meter counts as ours."""
    with CpuMeter(None) as meter:
        subprocess.run([sys.executable, "-c", BURN.format(seconds=0.15)], check=True)
    assert meter.own >= 0.12
    assert (meter.server, meter.total) == (0.0, meter.own)


def test_a_tree_counts_once_and_a_dead_process_not_at_all() -> None:
    """Naming a process twice, or beside its parent, changes nothing; a pid that is gone adds nothing."""
    with subprocess.Popen([sys.executable, "-c", "pass"]) as gone:
        gone.wait()
    once = cpu_seconds([os.getpid()])
    assert cpu_seconds([os.getpid(), os.getpid(), gone.pid]) == pytest.approx(once, abs=0.1)
    assert cpu_seconds([gone.pid]) == 0.0


def test_calibration_is_the_best_of_five_in_milliseconds() -> None:
    """The shortest of five runs of the loop counts."""
    ticks = iter([0.0, 0.9, 1.0, 1.02, 2.0, 2.5, 3.0, 3.04, 4.0, 5.0])
    assert calibrate(loop=1, clock=lambda: next(ticks)) == pytest.approx(20)


def test_a_longer_loop_takes_longer() -> None:
    """Ten times the loop takes clearly longer, so the loop is really run."""
    assert calibrate(loop=200_000) > 3 * calibrate(loop=20_000)


@pytest.mark.skipif(not LINUX, reason="this system tells no PSS")
def test_pss_grows_with_what_a_process_holds() -> None:
    """Forty megabytes touched by a child show in the PSS of its parent's tree."""
    holding = "x = b'x' * 40_000_000\nprint(flush=True)\nimport sys; sys.stdin.read()\n"
    before = pss([os.getpid()])
    with subprocess.Popen([sys.executable, "-c", holding], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        child.stdout.readline()
        after = pss([os.getpid()])
        child.send_signal(signal.SIGKILL)
    assert before is not None
    assert after is not None
    assert 38_000_000 < after - before < 120_000_000


def test_pss_says_not_known_where_the_system_does_not_tell(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without smaps_rollup the answer is None, never zero."""
    monkeypatch.setattr(clock, "PROC", tmp_path)
    assert pss([os.getpid()]) is None


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=9))
def test_the_median_lies_between_least_and_most(values: list[float]) -> None:
    """The median is the middle of the runs, and each run is taken exactly once."""
    left = iter(values)
    spread = spread_of(len(values), lambda: next(left))
    assert spread.least <= spread.median <= spread.most
    assert list(left) == []
    again = iter(values)
    assert median_of(len(values), lambda: next(again)) == spread.median


def test_no_run_is_no_measurement() -> None:
    """Zero runs are refused."""
    with pytest.raises(ValueError, match="runs: 0"):
        median_of(0, lambda: 1.0)


def test_ours_and_the_peer_run_in_turn() -> None:
    """Runs are interleaved, so that other load falls on both, and the ratio is that of the medians."""
    order: list[str] = []
    values = {"ours": iter([4.0, 2.0, 9.0]), "peer": iter([8.0, 6.0, 8.0])}

    def run(who: str) -> float:
        order.append(who)
        return next(values[who])

    figure = beside("first page beside no walls", "ms", runs=3, ours=lambda: run("ours"), peer=lambda: run("peer"))
    assert order == ["ours", "peer"] * 3
    assert figure == Figure("first page beside no walls", 4.0, "ms", 8.0, 0.5, 3)


@pytest.mark.parametrize(("value", "peer"), [(None, 1.0), (1.0, None), (1.0, 0.0)])
def test_a_ratio_of_the_unknown_is_unknown(value: float | None, peer: float | None) -> None:
    """Without both values, or beside zero, there is no ratio."""
    assert ratio(value, peer) is None


def test_the_json_answer_has_the_declared_shape() -> None:
    """One object with the bench's name and figures of exactly six fields; not known is null."""
    figures = (Figure("idle memory", None, "MB"), Figure("rows", 5200.0, "rows/CPU s", 5000.0, 1.04, 5))
    answer = json.loads(report("gather", figures, json=True))
    assert list(answer) == ["bench", "figures"]
    assert answer["bench"] == "gather"
    assert [list(one) for one in answer["figures"]] == [["name", "value", "unit", "peer", "ratio", "runs"]] * 2
    assert answer["figures"][0]["value"] is None
    assert answer["figures"][1] == {
        "name": "rows", "value": 5200.0, "unit": "rows/CPU s", "peer": 5000.0, "ratio": 1.04, "runs": 5,
    }  # fmt: skip


def test_lines_to_read_say_unit_peer_and_runs() -> None:
    """A person reads value, unit, peer, ratio and how many runs; what is not known is said so."""
    figures = (Figure("idle memory", None, "MB"), Figure("first page", 4.0, "ms", 8.0, 0.5, 3))
    said = report("read", figures, json=False)
    assert "idle memory: not known (one run)" in said
    assert "first page: 4 ms, peer 8 ms, ratio 0.5 (median of 3 runs)" in said


def test_a_plot_shows_what_has_a_peer() -> None:
    """Two bars for each figure beside a peer, the longer one over the whole width; nothing where nobody is beside."""
    drawn = plot.bars("a & b", [Figure("time", 2.0, "s", 8.0, 0.25), Figure("alone", 1.0, "s")], "Peer")
    assert drawn.count("<rect") == 2
    assert 'width="105.0"' in drawn
    assert 'width="420.0"' in drawn
    assert "a &amp; b" in drawn
    assert plot.bars("alone", [Figure("alone", 1.0, "s")], "Peer") == ""
