"""Which processes hold a cluster: its server, a stand-alone run, or orphans of a killed server."""

import contextlib
import os
import socket
import struct
from dataclasses import dataclass
from pathlib import Path

import psutil

# the one question of the protocol that is answered before anybody has to say who they are
SSL_REQUEST = 80877103


@dataclass(frozen=True, slots=True)
class Holder:
    """The live process that postmaster.pid names. `alone`: a stand-alone run, nobody can connect."""

    pid: int
    ready: bool
    alone: bool


def holder(cluster: Path) -> Holder | None:
    """The live server of this cluster, or None; a file left by a killed one is seen through.

    PostgreSQL itself takes any living process of that number for its server - a zombie that nobody reaped, or,
    after a restart of the machine, an unrelated program.
    """
    try:
        lines = (cluster / "postmaster.pid").read_text(encoding="utf-8", errors="replace").splitlines()
        said = int(lines[0])
    except (OSError, ValueError, IndexError):
        return None
    if not _serves(abs(said), cluster):
        return None
    return Holder(pid=abs(said), ready=len(lines) > 7 and lines[7].strip() == "ready", alone=said < 0)


def answers(socket_path: Path) -> bool:
    """Whether a server at this socket takes up a connection; a server that is just dying does not."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.settimeout(5)
        try:
            line.connect(str(socket_path))
            line.sendall(struct.pack("!ii", 8, SSL_REQUEST))
            return len(line.recv(1)) == 1
        except OSError:
            return False


def clear_stale(cluster: Path, folder: Path) -> None:
    """Remove what a killed server left: its pid file and its socket. MUST only be called when `holder` is None.

    The shared memory still guards the cluster: it is found by the folder itself, not by the pid file.
    """
    for path in (cluster / "postmaster.pid", *folder.glob(".s.PGSQL.*")):
        path.unlink(missing_ok=True)


def orphans(cluster: Path) -> list[psutil.Process]:
    """Server processes that outlived their server: they work in the cluster's folder and are nobody's child."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.name().startswith("postgres") and process.cwd() == str(cluster) and alive(process.pid):
                found.append(process)
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
    return found


def alive(pid: int) -> bool:
    """Whether a process still does anything; reaps it when it is a dead child of ours."""
    with contextlib.suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _serves(pid: int, cluster: Path) -> bool:
    if not alive(pid):
        return False
    try:
        process = psutil.Process(pid)
        if not process.name().startswith(("postgres", "postmaster")):
            return False
        return any(word == str(cluster) or _same(word, cluster) for word in process.cmdline()[1:])
    except psutil.NoSuchProcess:
        return False
    except psutil.AccessDenied:
        return True  # a server of another account: believe the file


def _same(word: str, cluster: Path) -> bool:
    if not word.startswith("/"):
        return False
    try:
        return Path(word).samefile(cluster)
    except OSError:
        return False
