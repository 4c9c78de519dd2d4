"""Journeys run the installed command as a user would, in a data directory of their own."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import lodging
import pytest
from commanding import Run, command, environment


@pytest.fixture
def folder() -> Iterator[Path]:
    """An empty folder that the account of the server can reach."""
    made = lodging.folder("journey")
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture
def watchfloor(folder: Path) -> Run:
    """Run a command on the folder's data; the JSON object that stood alone on stdout, or None."""

    def run(*words: object, status: int = 0) -> Any:
        done = subprocess.run(
            command(*words, "--data-dir", folder / "data"),
            capture_output=True,
            text=True,
            env=environment(),
            timeout=300,
        )
        assert done.returncode == status, done.stderr[-2000:]
        assert "Traceback" not in done.stderr
        return json.loads(done.stdout) if "--json" in words and done.stdout else None

    return run
