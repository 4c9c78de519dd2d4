"""One PostgreSQL cluster below one data directory: made, started, used by several commands, stopped, kept clean."""

import os
import secrets
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

from watchfloor.localdb import account, birth, endings, files, locks, options, orphans, place, processes, server
from watchfloor.localdb.binaries import Binaries
from watchfloor.localdb.failure import LauncherError

SUPERUSER = "postgres"
LOGS_KEPT = 5
# what the server writes when one of its processes was killed and it began anew
RESTARTED = b"all server processes terminated"


def made_by(data_dir: Path) -> int | None:
    """The major version of the cluster below a data directory; None if there is none."""
    file = data_dir / "postgres" / "PG_VERSION"
    said = file.read_text(encoding="utf-8").strip() if file.is_file() else ""
    return int(said) if said.isdecimal() else None


class Cluster:
    """`<data_dir>/postgres` (the cluster), `socket`, `log`, `secrets`; made and driven only through this class.

    Files: `clean` exists only between a clean stop and the next start; `in-use` while the server runs for commands
    and is to stop with the last of them. Every method raises LauncherError with one line that names the way out.
    """

    def __init__(self, data_dir: Path, *, binaries: Binaries, settings: Mapping[str, str] | None = None) -> None:
        self.data_dir = data_dir.expanduser().resolve()
        self.postgres = self.data_dir / "postgres"
        self.log = self.data_dir / "log" / "postgres.log"
        self.binaries = binaries
        self.settings = dict(settings or {})
        self._clean = self.data_dir / "clean"
        self._in_use = self.data_dir / "in-use"

    @property
    def socket(self) -> Path:
        """The folder of the server's socket."""
        return place.socket_dir(self.data_dir)

    @cached_property
    def runner(self) -> server.Runner:
        """The account and the programs, copied to where the account can run them if need be."""
        evaluation = place.standing(self.data_dir) != "own"
        who = account.choose(self.postgres, evaluation=evaluation)
        return server.Runner(bin=account.usable(self.binaries, who).bin, account=who)

    def init(self) -> bool:
        """Make the cluster unless there is one; True when it was made now. A kill on the way leaves nothing half."""
        self._make_data_dir()
        with locks.changing(self.data_dir):
            return self.init_locked()

    def start(self) -> None:
        """Start the server to stay, and wait until it takes connections; a running one stays as it is."""
        if not self.postgres.is_dir():
            raise LauncherError(f"{self.data_dir} holds no database yet; `watchfloor up` makes one")
        with locks.changing(self.data_dir):
            self.start_locked()
            files.remove(self._in_use)

    def stop(self) -> None:
        """Stop the server cleanly; nothing happens when it does not run."""
        if self.data_dir.is_dir():
            with locks.changing(self.data_dir):
                self.stop_locked()

    def running(self) -> bool:
        """Whether the server takes connections."""
        held = processes.holder(self.postgres)
        return held is not None and held.ready and processes.answers(self.socket / place.SOCKET_FILE)

    def pid(self) -> int:
        """The process id of the running server."""
        held = processes.holder(self.postgres)
        if held is None:
            raise LauncherError(f"no database server runs for {self.data_dir}; start it with `watchfloor up`")
        return held.pid

    def dsn(self, user: str = SUPERUSER, password: str | None = None, dbname: str = "postgres") -> str:
        """A connection string for libpq. Without a password the superuser's is read from its file."""
        if password is None and user == SUPERUSER:
            password = self.password()
        words = {"host": str(self.socket), "dbname": dbname, "user": user} | (
            {"password": password} if password else {}
        )
        return " ".join(f"{name}={_quoted(value)}" for name, value in words.items())

    def password(self) -> str:
        """The superuser's password; only who may read `<data_dir>/secrets` has it."""
        file = self.data_dir / "secrets" / "superuser"
        try:
            return file.read_text(encoding="utf-8").strip()
        except OSError as error:
            raise LauncherError(f"{file} cannot be read ({error.strerror}); run as the owner of this folder") from error

    def sweep(self) -> list[Path]:
        """Remove files that no catalog names; the paths removed. The server MUST be stopped."""
        with locks.changing(self.data_dir):
            if processes.holder(self.postgres):
                raise LauncherError(f"the server of {self.data_dir} runs; stop it before its files are swept")
            return self.sweep_locked()

    # -- under the lock of those who change the server -------------------------------------------------------------

    def init_locked(self) -> bool:
        """`init` for one who holds the lock."""
        self._make_folders()
        # an initdb that outlived its killed command may still be at work: each birth has a folder of its own
        for left in self.data_dir.glob("making*"):
            shutil.rmtree(left, ignore_errors=True)
        if self.postgres.exists():
            self._must_fit()
            return False
        making = self.data_dir / f"making-{secrets.token_hex(4)}"
        self._owned_folder(making)
        birth.initdb(
            self.runner, making, password=self._superuser_password(), superuser=SUPERUSER, settings=self.settings
        )
        (making / "postgres").rename(self.postgres)
        shutil.rmtree(making)
        files.write(self._clean, "made\n", mode=0o644)
        return True

    def start_locked(self) -> bool:
        """`start` for one who holds the lock; True when it was started now."""
        held = self._settled_holder()
        if held:
            return False
        self._must_fit()
        self._make_folders()
        if self.runner.account:
            account.own_tree(self.postgres, self.runner.account)
        if not self._clean.exists():
            self._say_swept(self.sweep_locked())
        self._rotate_log()
        files.remove(self._clean)
        server.launch(self.runner, self._arguments(), cluster=self.postgres, socket=self.socket, log=self.log)
        return True

    def start_for_use_locked(self) -> None:
        """Start the server to stop with its last user, unless one runs."""
        # noted first: a server whose command is killed while it starts must not stay for ever
        if not processes.holder(self.postgres):
            files.write(self._in_use, "stops with its last user\n", mode=0o644)
        self.start_locked()

    def stops_with_last_user(self) -> bool:
        """Whether the running server was started for commands, not to stay."""
        return self._in_use.exists()

    def stop_locked(self) -> None:
        """`stop` for one who holds the lock."""
        held = processes.holder(self.postgres)
        if held:
            server.end(held.pid, cluster=self.postgres)
            if self._stopped_cleanly():
                files.write(self._clean, "stopped\n", mode=0o644)
        files.remove(self._in_use)

    def sweep_locked(self) -> list[Path]:
        """`sweep` for one who holds the lock."""
        processes.clear_stale(self.postgres, self.socket)
        return orphans.sweep(self.runner, self._arguments(), cluster=self.postgres)

    # -- steps ---------------------------------------------------------------------------------------------------

    def _superuser_password(self) -> str:
        file = self.data_dir / "secrets" / "superuser"
        if not file.exists():
            files.write(file, secrets.token_urlsafe(32) + "\n")
        return file.read_text(encoding="utf-8").strip()

    def _make_data_dir(self) -> None:
        try:
            self.data_dir.mkdir(parents=True, exist_ok=True, mode=0o711 if os.geteuid() == 0 else 0o700)
        except OSError as error:
            raise LauncherError(
                f"{self.data_dir} cannot be made ({error.strerror}); choose another place with --data-dir or "
                f"$WATCHFLOOR_DATA_DIR"
            ) from error

    def _make_folders(self) -> None:
        if self.runner.account:
            account.must_reach(self.runner.account, self.data_dir)
            if self.runner.account.own and place.standing(self.data_dir) != "own":
                files.remove(self.data_dir / "evaluation")
        owner = self.data_dir.stat()
        for name in ("secrets", "log"):
            files.private_folder(self.data_dir / name, uid=owner.st_uid, gid=owner.st_gid)
        folder = self.socket
        place.note_socket_dir(self.data_dir, folder)
        self._owned_folder(folder)

    def _owned_folder(self, folder: Path) -> None:
        who = self.runner.account
        files.private_folder(folder, uid=who.uid if who else os.geteuid(), gid=who.gid if who else os.getegid())

    def _must_fit(self) -> None:
        file = self.postgres / "PG_VERSION"
        if not file.is_file():
            raise LauncherError(f"{self.postgres} is not a database; move it away, or choose another --data-dir")
        made, ours = made_by(self.data_dir), self.binaries.version
        if made != ours:
            raise LauncherError(
                f"{self.postgres} was made by PostgreSQL {made} and the programs in {self.binaries.bin} are "
                f"{ours}: install PostgreSQL {made} and start with it, or bring the data over with `pg_dumpall` of "
                f"{made} and `psql` of {ours} into a new --data-dir, or with `{self.binaries.bin}/pg_upgrade -b "
                f"<bin of {made}> -B {self.binaries.bin} -d {self.postgres} -D <new folder>`"
            )

    def _settled_holder(self) -> processes.Holder | None:
        """The server that runs already, waited for; a stand-alone run of a killed command ends first."""
        deadline = time.monotonic() + server.HOLD_SECONDS
        while held := processes.holder(self.postgres):
            if not held.alone and server.wait_ready(held.pid, cluster=self.postgres, socket=self.socket):
                return processes.holder(self.postgres)
            if held.alone and time.monotonic() > deadline:
                raise LauncherError(f"process {held.pid} works alone on {self.postgres}; wait until it ends")
            time.sleep(0.1)
        return None

    def _stopped_cleanly(self) -> bool:
        _, said, _ = self.runner.run("pg_controldata", ["-D", str(self.postgres)])
        down = any(
            line.startswith("Database cluster state:") and line.endswith("  shut down") for line in said.splitlines()
        )
        return down and not self._restarted()

    def _restarted(self) -> bool:
        with self.log.open("rb") as file:
            return any(RESTARTED in line for line in file)

    def _arguments(self) -> list[str]:
        return options.arguments(socket=self.socket, version=self.binaries.version, more=self.settings)

    def _rotate_log(self) -> None:
        for number in range(LOGS_KEPT - 1, 0, -1):
            older = self.log.with_name(f"postgres.{number}.log")
            newer = self.log.with_name(f"postgres.{number - 1}.log") if number > 1 else self.log
            if newer.exists():
                newer.replace(older)
        files.write(self.log, "")

    def _say_swept(self, removed: list[Path]) -> None:
        if removed:
            with (self.log.parent / "sweep.log").open("a", encoding="utf-8") as file:
                file.writelines(f"removed {path.relative_to(self.postgres)}: no catalog names it\n" for path in removed)


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


@contextmanager
def running_or_started(cluster: Cluster) -> Iterator[Cluster]:
    """A running server for one command, made and started if there is none.

    Several commands may use it at once; a server that was started here stops with the last of them, one that was
    started to stay does not. SIGTERM, SIGHUP and Ctrl-C leave by the same way. `up` uses this, too.
    """
    cluster.init()
    with endings.signals_raise():
        with locks.changing(cluster.data_dir):
            handle = locks.join(cluster.data_dir)
            try:
                cluster.start_for_use_locked()
            except BaseException:
                os.close(handle)
                raise
        try:
            yield cluster
        finally:
            with endings.undisturbed():
                _leave(cluster, handle)


def _leave(cluster: Cluster, handle: int) -> None:
    try:
        with locks.changing(cluster.data_dir):
            if cluster.stops_with_last_user() and locks.last(handle):
                cluster.stop_locked()
    finally:
        os.close(handle)
