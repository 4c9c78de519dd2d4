"""Kill -9 at random: of writers, followers, the sealer, single backends and the whole server.

`make test-long` burns for a minute, the gate for less (WATCHFLOOR_CHAOS_SECONDS).
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

SECONDS = float(os.environ.get("WATCHFLOOR_CHAOS_SECONDS", "25"))


@pytest.fixture(scope="module")
def outcome() -> Iterator[dict[str, object]]:
    """What chaos.py found after the fire, on a cluster of its own with fsync on."""
    folder = Path(tempfile.mkdtemp(prefix="wf-chaos-", dir="/tmp"))
    folder.chmod(0o755)
    env = {name: value for name, value in os.environ.items() if not name.startswith("WATCHFLOOR_")}
    env |= {"WATCHFLOOR_DATA_DIR": str(folder), "WATCHFLOOR_LOG_LEVEL": "CRITICAL"}
    script = Path(__file__).with_name("chaos.py")
    try:
        ran = subprocess.run(
            [sys.executable, str(script), str(SECONDS)], env=env, capture_output=True, text=True, timeout=SECONDS + 180
        )
        assert ran.returncode == 0, ran.stderr[-3000:]
        found = json.loads(ran.stdout)
        print(found)
        yield found
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def test_the_fire_was_hot(outcome: dict[str, object]) -> None:
    """There were kills of every sort and hundreds of acknowledged transactions, else the rest proves nothing."""
    kills = outcome["kills"]
    assert all(kills.get(kind, 0) > 0 for kind in ("writer", "follower", "sealer")), kills
    assert kills.get("backend", 0) + kills.get("server", 0) >= 2, kills
    assert set(kills) <= {"writer", "follower", "sealer", "backend", "server"}, kills
    assert outcome["acknowledged"] > 200 and outcome["undone"] > 10
    assert outcome["naive_missed"] > 0, "a follower of the facts' own numbers would have missed none"


def test_no_acknowledged_fact_is_lost(outcome: dict[str, object]) -> None:
    """Each transaction that was acknowledged has its fact and its record; what was rolled back has neither."""
    assert {name: outcome[name] for name in ("lost", "undone_told", "told_not_kept", "told_twice", "unsealed")} == {
        "lost": 0, "undone_told": 0, "told_not_kept": 0, "told_twice": 0, "unsealed": 0,
    }  # fmt: skip


def test_followers_miss_nothing_and_double_nothing(outcome: dict[str, object]) -> None:
    """In the database each fact has its effect once; outside at least once, and never for a fact that is not."""
    names = ("inside_missed", "inside_doubled", "inside_phantom", "outside_missed", "outside_phantom")
    assert {name: outcome[name] for name in names} == dict.fromkeys(names, 0)


def test_the_house_is_clean_afterwards(outcome: dict[str, object]) -> None:
    """The log verifies from first to last, and `check` finds nothing."""
    assert outcome["verify"] == [] and outcome["check"] == []
