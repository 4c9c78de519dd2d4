"""Journeys run the installed command as a user would, in a data directory of their own."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]


@pytest.fixture
def folder() -> Iterator[Path]:
    """An empty folder that the account of the server can reach."""
    made = Path(tempfile.mkdtemp(prefix="wf-journey-", dir="/tmp"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made, ignore_errors=True)


def command(*words: object) -> list[str]:
    """The installed `watchfloor` with these words."""
    return [str(Path(sys.executable).with_name("watchfloor")), *map(str, words)]


def environment() -> dict[str, str]:
    """The environment of a user: nothing of ours in it."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("WATCHFLOOR_", "DJANGO_"))}


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
