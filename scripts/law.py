"""Writes docs/law.md from tests/law: one line a requirement, the sentence of its test and where the test is.

`--check` writes nothing and ends with status 1 when the page is not what the tests say.
"""

import ast
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "law.md"
HEAD = """# What the law asks, and the test that proves it

Made from the docstrings of `tests/law` by `make docs`; change the tests, not this page.
A test proves what its sentence says and no more; it is no legal advice.
"""
# test_28cfr23_20h_validated_within_five_years, test_28cfr23_3b5_...
CFR = re.compile(r"test_(\d+)cfr(\d+)_(\d+)([a-z]\d*)?_")


def citation(name: str) -> str:
    """ "28 CFR 23.20(h)" from the name of a test; empty when the name cites nothing."""
    match = CFR.match(name)
    if not match:
        return ""
    title, part, section, paragraph = match.groups()
    steps = "".join(f"({step})" for step in re.findall(r"[a-z]|\d+", paragraph or ""))
    return f"{title} CFR {part}.{section}{steps}"


def lines(path: Path) -> list[str]:
    """The part of the page for one file of tests."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    made = [
        f"| {citation(test.name)} | {' '.join((ast.get_docstring(test) or '').split())} | `{path.name}::{test.name}` |"
        for test in tree.body
        if isinstance(test, ast.FunctionDef) and test.name.startswith("test_")
    ]
    title = (ast.get_docstring(tree) or path.stem.removeprefix("test_")).splitlines()[0]
    return ["", f"## {title}", "", "| section | what is proved | test |", "|---|---|---|", *made]


def page() -> str:
    """The whole page."""
    parts = [line for path in sorted((ROOT / "tests" / "law").glob("test_*.py")) for line in lines(path)]
    return HEAD + "\n".join(parts) + ("\n" if parts else "\nNo test of the law stands yet.\n")


def main() -> int:
    """Write the page, or say whether it is right."""
    text = page()
    if "--check" in sys.argv[1:]:
        return 0 if PAGE.exists() and PAGE.read_text(encoding="utf-8") == text else 1
    PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
