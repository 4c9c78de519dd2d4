"""The installed command, as a user runs it."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

Run = Callable[..., Any]


def command(*words: object) -> list[str]:
    """The installed `watchfloor` with these words."""
    return [str(Path(sys.executable).with_name("watchfloor")), *map(str, words)]


def environment() -> dict[str, str]:
    """The environment of a user: nothing of ours in it."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("WATCHFLOOR_", "DJANGO_"))}
