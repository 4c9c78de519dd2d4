"""docs/way-of-an-item.md names a function for each of the twelve steps, and each exists."""

import importlib
import re
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "way-of-an-item.md"
STEP = re.compile(r"^\| (\d+) \|(.*)\|$", re.MULTILINE)
NAMED = re.compile(r"`(watchfloor\.[a-z_.]+\.[A-Za-z_]+)`")


def test_every_step_names_functions_that_exist() -> None:
    """Twelve steps, each with at least one function that can be imported and called."""
    steps = {int(number): NAMED.findall(text) for number, text in STEP.findall(PAGE.read_text(encoding="utf-8"))}
    assert sorted(steps) == list(range(1, 13))
    for number, names in steps.items():
        assert names, f"step {number} names no function"
    for name in NAMED.findall(PAGE.read_text(encoding="utf-8")):
        module, _, function = name.rpartition(".")
        assert callable(getattr(importlib.import_module(module), function)), name
