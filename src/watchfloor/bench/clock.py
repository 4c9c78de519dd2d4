"""What a piece of work costs: CPU seconds of ours and of the database server, memory, and how fast this machine is now.

CPU seconds are user + system as the kernel counts them (10 ms steps on Linux), children that ended included.
"""

from collections.abc import Callable, Iterable, Mapping
from os import getpid
from pathlib import Path
from time import perf_counter, process_time, sleep
from types import TracebackType
from typing import NamedTuple

import psutil

PROC = Path("/proc")
LOOP = 150_000
TRIES = 5
# a tree that keeps forking while it is read is read again; after so many times the last reading stands
READINGS = 4
# seconds in which a backend that has answered comes to rest, so that its time is told in full
SETTLE = 0.001


def cpu_seconds(pids: Iterable[int]) -> float:
    """User + system seconds that the processes, all that descend from them and all those that ended have used.

    A process in two of the trees counts once. A child that ended counts once its parent has waited for it, as
    PostgreSQL's postmaster does; one that left its tree (double fork) is lost. A pid that is gone counts nothing.
    """
    roots = tuple(pids)
    for _ in range(READINGS):
        before = _tree(roots)
        seconds = sum(_used(process) for process in before.values())
        # a child that ends during the reading moves its time to its parent and could count twice or never
        if _tree(roots).keys() == before.keys():
            break
    return seconds


def _tree(roots: Iterable[int]) -> Mapping[int, psutil.Process]:
    found: dict[int, psutil.Process] = {}
    for pid in roots:
        try:
            process = psutil.Process(pid)
            found |= {one.pid: one for one in (process, *process.children(recursive=True))}
        except psutil.NoSuchProcess:
            continue
    return found


def _used(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    # macOS and Windows do not tell the time of children that ended
    ended = getattr(times, "children_user", 0.0) + getattr(times, "children_system", 0.0)
    return float(times.user + times.system + ended)


def ran_seconds(pids: Iterable[int]) -> float | None:
    """Seconds that these processes, each of one thread, ran on a core, to the nanosecond: for work of milliseconds.

    Told in full once a process rests. None where the system does not tell it.
    """
    try:
        return sum(int((PROC / str(pid) / "schedstat").read_text().split()[0]) for pid in pids) / 1e9
    except OSError:
        return None


class Spent(NamedTuple):
    """Of one piece of work: seconds on a core, ours and the backends', and seconds by the clock."""

    cpu: float
    elapsed: float


def spent(work: Callable[[], object], *, backends: Iterable[int]) -> Spent:
    """Do it once. `backends`: the server's processes that work for it; they are let come to rest before and after."""
    pids = tuple(backends)
    sleep(SETTLE)
    theirs, begun, ours = ran_seconds(pids), perf_counter(), process_time()
    work()
    ours, elapsed = process_time() - ours, perf_counter() - begun
    sleep(SETTLE)
    return Spent(ours + (ran_seconds(pids) or 0.0) - (theirs or 0.0), elapsed)


class CpuMeter:
    """`with CpuMeter(server_pid) as meter: work()`; then `meter.own`, `meter.server` and `meter.total` in CPU seconds.

    `server_pid` is the postmaster, or None without a server. A server that descends from us counts as server only.
    Background work of the server in that time counts too: that is what the work costs.
    """

    def __init__(self, server_pid: int | None, *, pids: Iterable[int] = ()) -> None:
        self._server = () if server_pid is None else (server_pid,)
        self._all = (*(tuple(pids) or (getpid(),)), *self._server)
        self.own = self.server = self.total = 0.0

    def __enter__(self) -> "CpuMeter":
        self._before = self._read()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        total, server = (max(0.0, now - then) for now, then in zip(self._read(), self._before, strict=True))
        self.total, self.server, self.own = total, server, max(0.0, total - server)

    def _read(self) -> tuple[float, float]:
        return cpu_seconds(self._all), cpu_seconds(self._server)


def calibrate(*, loop: int = LOOP, clock: Callable[[], float] = process_time, tries: int = TRIES) -> float:
    """CPU milliseconds of a fixed loop, the best of five: how fast one core is just now, to put figures beside."""
    return 1000 * min(_timed(loop, clock) for _ in range(tries))


def _timed(loop: int, clock: Callable[[], float]) -> float:
    start, state = clock(), 1
    for _ in range(loop):
        state = (state * 1_103_515_245 + 12_345) & 0x7FFF_FFFF
    return clock() - start


def pss(pids: Iterable[int]) -> int | None:
    """Proportional set size in bytes, summed over the processes and all that descend from them.

    Shared pages count by their share, so that a server's backends do not count its buffers again and again.
    None means not known: the system tells no PSS, or one of the processes belongs to somebody else.
    """
    if not (PROC / "self" / "smaps_rollup").exists():
        return None
    total = 0
    for pid in _tree(pids):
        try:
            total += _rollup((PROC / str(pid) / "smaps_rollup").read_text())
        except (FileNotFoundError, ProcessLookupError):
            continue
        except PermissionError:
            return None
    return total


def _rollup(text: str) -> int:
    line = next((line for line in text.splitlines() if line.startswith("Pss:")), "Pss: 0 kB")
    return int(line.split()[1]) * 1024
