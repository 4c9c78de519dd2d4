import os
from pathlib import Path

import pytest

from watchfloor.localdb import place


def test_the_argument_wins_over_the_environment(tmp_path: Path) -> None:
    """A data directory that is named on the command line is taken, whatever the environment says."""
    assert place.choose(tmp_path / "a", environ={"WATCHFLOOR_DATA_DIR": str(tmp_path / "b")}) == tmp_path / "a"


def test_the_environment_wins_over_the_platform(tmp_path: Path) -> None:
    """$WATCHFLOOR_DATA_DIR is taken when nothing is named, and made absolute."""
    assert place.choose(environ={"WATCHFLOOR_DATA_DIR": str(tmp_path / "b")}) == tmp_path / "b"
    assert place.choose(environ={"WATCHFLOOR_DATA_DIR": "here"}) == Path.cwd() / "here"


def test_the_platforms_place_is_not_roots_home(monkeypatch: pytest.MonkeyPatch) -> None:
    """Root gets a place that the server's account can reach; anybody else the platform's own."""
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert not place.choose(environ={}).is_relative_to("/root")
    monkeypatch.setattr(os, "geteuid", lambda: 1234)
    assert place.choose(environ={}).name == "watchfloor"


def test_a_short_socket_path_stays_in_the_data_directory() -> None:
    """Where the path fits, the socket lies below the data directory."""
    assert place.socket_dir(Path("/srv/wf")) == Path("/srv/wf/socket")


def test_a_long_socket_path_moves_and_is_the_same_each_time() -> None:
    """Where the path is too long for the system, a short folder of one's own takes its place, always the same one."""
    deep = Path("/srv") / ("x" * 120)
    folder = place.socket_dir(deep)
    assert len(os.fsencode(folder / place.SOCKET_FILE)) <= place.LONGEST_SOCKET_PATH
    assert folder == place.socket_dir(deep) != place.socket_dir(deep / "y")


def test_a_copied_directory_does_not_share_the_socket_of_its_original(tmp_path: Path) -> None:
    """The note of the socket's folder counts only for the directory that wrote it."""
    one, two = tmp_path / "one", tmp_path / "two"
    one.mkdir()
    place.note_socket_dir(one, Path("/tmp/wf-elsewhere"))
    assert place.socket_dir(one) == Path("/tmp/wf-elsewhere")
    one.rename(two)
    assert place.socket_dir(two) != Path("/tmp/wf-elsewhere")


def test_evaluation_data_stays_marked_until_it_is_accepted(tmp_path: Path) -> None:
    """A directory is its owner's unless marked; accepting changes a mark and never sets one."""
    place.accept_evaluation(tmp_path)
    assert place.standing(tmp_path) == "own"
    place.mark_evaluation(tmp_path, because="made by `gather`")
    assert place.standing(tmp_path) == "marked"
    place.accept_evaluation(tmp_path)
    place.mark_evaluation(tmp_path, because="again")
    assert place.standing(tmp_path) == "accepted"
