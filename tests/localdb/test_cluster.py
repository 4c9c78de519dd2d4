import shutil
import stat
from pathlib import Path

import psycopg
import pytest

from watchfloor.localdb import binaries, options, place
from watchfloor.localdb.cluster import Cluster, running_or_started
from watchfloor.localdb.failure import LauncherError


def test_the_server_runs_with_every_setting_that_forgets(cluster: Cluster) -> None:
    """What the running server says of its settings is what the rules of forgetting demand; TCP is closed."""
    cluster.start()
    with psycopg.connect(cluster.dsn()) as session:
        for name, wanted in (options.FORGETTING | options.FACTS | {"listen_addresses": ""}).items():
            assert session.execute("select current_setting(%s)", [name]).fetchone() == (wanted,), name
        for name, wanted in {"data_checksums": "on", "server_encoding": "UTF8", "password_encryption": "scram-sha-256",
                             "fsync": "off"}.items():  # fmt: skip
            assert session.execute("select current_setting(%s)", [name]).fetchone() == (wanted,), name
        assert session.execute("select count(*) from pg_replication_slots").fetchone() == (0,)


def test_fsync_is_on_unless_a_test_says_otherwise() -> None:
    """No setting of ours turns fsync, full page writes or synchronous commit off."""
    words = options.arguments(socket=Path("/s"), version=18, more={})
    assert not [word for word in words if word.startswith(("fsync", "full_page_writes", "synchronous_commit"))]


def test_nobody_enters_without_the_password(cluster: Cluster) -> None:
    """The socket asks for SCRAM of everybody, and the superuser's password is one that only its file knows."""
    cluster.start()
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(cluster.dsn(password="wrong"))
    file = cluster.data_dir / "secrets" / "superuser"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert len(file.read_text().strip()) >= 40
    rules = (cluster.postgres / "pg_hba.conf").read_text().splitlines()
    assert {line.split()[-1] for line in rules if line and not line.startswith("#")} == {"scram-sha-256"}


def test_the_password_stands_in_one_file_only(cluster: Cluster) -> None:
    """Nothing of the making is left beside the cluster, least of all a second copy of the password."""
    password = cluster.password().encode()
    holding = [path for path in cluster.data_dir.rglob("*") if path.is_file() and password in path.read_bytes()]
    assert holding == [cluster.data_dir / "secrets" / "superuser"]
    assert not list(cluster.data_dir.glob("making*"))


def test_making_and_starting_twice_changes_nothing(cluster: Cluster) -> None:
    """A second init or start finds what is there; a stop of a stopped server is nothing."""
    cluster.start()
    before = cluster.pid()
    assert cluster.init() is False
    cluster.start()
    assert cluster.pid() == before and cluster.running()
    cluster.stop()
    cluster.stop()
    assert not cluster.running()
    with pytest.raises(LauncherError, match="watchfloor up"):
        cluster.pid()


def test_a_refused_statement_leaves_no_word_in_the_log(cluster: Cluster) -> None:
    """Neither the statement nor the value that broke it is written to the server's log."""
    cluster.start()
    with psycopg.connect(cluster.dsn(), autocommit=True) as session:
        for statement in ("select 'quetzal'::int", "select * from quetzal", "do $$ begin raise 'quetzal'; end $$"):
            with pytest.raises(psycopg.Error):
                session.execute(statement)
    assert "quetzal" not in cluster.log.read_text()


def test_an_installed_server_runs_as_well(open_folder: Path) -> None:
    """The same launcher makes, starts and stops a cluster of an installed server."""
    found = binaries.installed()
    if not found:
        pytest.skip("no PostgreSQL >= 15 is installed on this machine")
    other = Cluster(open_folder, binaries=found[-1], settings={"fsync": "off"})
    with running_or_started(other), psycopg.connect(other.dsn()) as session:
        assert session.info.server_version // 10000 == found[-1].version
    assert not other.running()


def test_a_cluster_of_another_version_is_refused_by_naming_the_way_out(open_folder: Path) -> None:
    """Data of another major version is never touched: one line names both versions, pg_dumpall and pg_upgrade."""
    other = Cluster(open_folder, binaries=binaries.find(wheel=True))
    other.postgres.mkdir()
    (other.postgres / "PG_VERSION").write_text("14\n")
    for act in (other.init, other.start):
        with pytest.raises(LauncherError, match=r"PostgreSQL 14.*pg_dumpall.*pg_upgrade") as refused:
            act()
        assert "\n" not in str(refused.value)


def test_a_folder_that_is_no_database_is_left_alone(open_folder: Path) -> None:
    """Something else under the cluster's name is named, not overwritten."""
    other = Cluster(open_folder, binaries=binaries.find(wheel=True))
    other.postgres.mkdir()
    (other.postgres / "letter.txt").write_text("mine")
    with pytest.raises(LauncherError, match="is not a database"):
        other.init()
    assert (other.postgres / "letter.txt").read_text() == "mine"


def test_a_long_and_odd_path_works(cluster: Cluster, open_folder: Path) -> None:
    """A data directory with a path too long for a socket, with blanks, quotes and commas, runs like any other."""
    cluster.stop()
    deep = open_folder / ('it\'s, "long" ' + "x" * 100)
    deep.mkdir(mode=0o711)
    other = Cluster(deep, binaries=cluster.binaries, settings=cluster.settings)
    other.init()
    other.start()
    try:
        assert other.socket.parent != other.data_dir and other.socket.stat().st_mode & 0o777 == 0o700
        assert (other.data_dir / "socket-folder").read_text().startswith(f"{other.socket}\n")
        with psycopg.connect(other.dsn()) as session:
            assert session.execute("select 1").fetchone() == (1,)
    finally:
        other.stop()
        shutil.rmtree(place.socket_dir(deep), ignore_errors=True)


def test_an_odd_path_that_fits_keeps_its_socket(cluster: Cluster, open_folder: Path) -> None:
    """Blanks, quotes and backslashes in the socket's own path reach the server unharmed."""
    other = Cluster(open_folder / 'it\'s "o" \\x', binaries=cluster.binaries, settings=cluster.settings)
    with running_or_started(other), psycopg.connect(other.dsn()) as session:
        assert session.execute("select 1").fetchone() == (1,)
        assert other.socket.parent == other.data_dir


def test_a_setting_that_the_server_refuses_is_named(cluster: Cluster) -> None:
    """A start that fails gives the server's own reason in one line and the log's place, at once."""
    cluster.stop()
    wrong = Cluster(cluster.data_dir, binaries=cluster.binaries, settings={"shared_buffers": "a lot"})
    with pytest.raises(LauncherError, match=r"shared_buffers.*its log is") as refused:
        wrong.start()
    assert "\n" not in str(refused.value)
    cluster.start()
