"""The house in two chests, and a house out of them: as an operator does it."""

import json
import subprocess
from pathlib import Path

from commanding import Run, command, environment

from watchfloor.bench.rows import make_reports

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
