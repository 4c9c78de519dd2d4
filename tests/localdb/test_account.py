import os
import pwd
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from watchfloor.localdb import account, binaries, place
from watchfloor.localdb.cluster import Cluster
from watchfloor.localdb.failure import LauncherError

root_only = pytest.mark.skipif(os.geteuid() != 0, reason="only root gives the server to another account")


@pytest.fixture
def nobody() -> account.Account:
    """The account that every system has."""
    try:
        entry = pwd.getpwnam(account.LAST)
    except KeyError:
        pytest.skip("this system has no account `nobody`")
    return account.Account(name=entry.pw_name, uid=entry.pw_uid, gid=entry.pw_gid, own=False)


@root_only
def test_nobody_runs_evaluation_data_only(
    open_folder: Path, monkeypatch: pytest.MonkeyPatch, nobody: account.Account
) -> None:
    """Without an account of its own the server runs as `nobody` for evaluation data, and not at all for other data."""
    monkeypatch.setattr(account, "OWN", ("wf-no-such-account",))
    with pytest.raises(LauncherError, match="useradd"):
        account.choose(open_folder / "postgres", evaluation=False)
    assert account.choose(open_folder / "postgres", evaluation=True) == nobody


@root_only
def test_the_first_own_account_is_taken(
    open_folder: Path, monkeypatch: pytest.MonkeyPatch, nobody: account.Account
) -> None:
    """The accounts are asked for in order; the first that exists runs the server."""
    monkeypatch.setattr(account, "OWN", ("wf-no-such-account", nobody.name))
    assert account.choose(open_folder / "postgres", evaluation=False) == replace(nobody, own=True)


@root_only
def test_a_cluster_of_nobody_passes_to_an_own_account(open_folder: Path, nobody: account.Account) -> None:
    """Evaluation data that `nobody` ran is its owner's once an own account is there: chown, mark gone, rows kept."""
    own = next((name for name in account.OWN if _exists(name)), None)
    if own is None:
        pytest.skip("this system has neither `watchfloor` nor `postgres`")
    programs = binaries.find(wheel=True)
    first = Cluster(open_folder, binaries=programs, settings={"fsync": "off"})
    place.mark_evaluation(open_folder, because="a test")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(account, "OWN", ())
        first.init()
        assert first.runner.account == nobody
        assert place.standing(open_folder) == "marked"
    second = Cluster(open_folder, binaries=programs, settings={"fsync": "off"})
    second.start()
    second.stop()
    assert second.postgres.stat().st_uid == pwd.getpwnam(own).pw_uid
    assert place.standing(open_folder) == "own"


@root_only
def test_a_closed_folder_is_named_with_the_way_out(open_folder: Path, nobody: account.Account) -> None:
    """Where the account cannot pass, the one line names the account, the folder that closes and how to go on."""
    closed = open_folder / "closed"
    (closed / "data").mkdir(parents=True)
    closed.chmod(0o700)
    with pytest.raises(LauncherError, match="--data-dir") as refused:
        account.must_reach(nobody, closed / "data")
    assert str(refused.value).startswith(f"{closed}: ") and "`nobody`" in str(refused.value)
    assert "\n" not in str(refused.value)


@root_only
def test_the_data_directory_itself_is_opened_for_passing_only(open_folder: Path, nobody: account.Account) -> None:
    """A closed data directory of root is opened for passing through, never for listing."""
    data = open_folder / "data"
    data.mkdir(mode=0o700)
    account.must_reach(nobody, data)
    assert data.stat().st_mode & 0o777 == 0o711


@root_only
def test_programs_out_of_reach_are_copied_where_only_root_writes(
    open_folder: Path, monkeypatch: pytest.MonkeyPatch, nobody: account.Account
) -> None:
    """Programs in a closed folder are copied once, to a folder named by their hash that the account cannot change."""
    programs = binaries.find(wheel=True)
    closed = open_folder / "closed"
    closed.mkdir(mode=0o700)
    shutil.copytree(programs.bin.parent, closed / "pginstall", symlinks=True)
    monkeypatch.setattr(account, "CACHES", (str(open_folder / "cache"),))
    hidden = replace(programs, bin=closed / "pginstall" / "bin")
    copied = account.usable(hidden, nobody)
    account.usable.cache_clear()
    assert account.usable(hidden, nobody) == copied
    assert copied.bin.is_relative_to(open_folder / "cache")
    for path in [copied.bin.parent, *copied.bin.parent.rglob("*")]:
        assert path.lstat().st_uid == 0 and (path.is_symlink() or not path.stat().st_mode & 0o022)
    assert account.usable(programs, None) == programs


@root_only
def test_a_program_folder_that_others_can_write_is_refused(
    open_folder: Path, monkeypatch: pytest.MonkeyPatch, nobody: account.Account
) -> None:
    """A folder for the copies that somebody else prepared is not trusted."""
    programs = binaries.find(wheel=True)
    (open_folder / "cache").mkdir()
    (open_folder / "cache").chmod(0o777)
    monkeypatch.setattr(account, "CACHES", (str(open_folder / "cache"),))
    account.usable.cache_clear()
    monkeypatch.setattr(account, "_runs", lambda *_: False)
    with pytest.raises(LauncherError, match="not root's alone"):
        account.usable(programs, nobody)


def _exists(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True
