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
This is an engineering reading of the law. It claims no conformance, it is no legal advice, and a test proves what its
sentence says and no more. "Text seen": the wording was read. "From memory": check before relying on it.
`tests/law/test_teeth.py` takes rules out one by one and shows that their tests then fail.

Lines of 28 CFR 23.20 that bind no software here: (i) remote terminals and design changes of funded systems, (j) notice
to the grantor before a formal exchange with another system, (m) sanctions, (o) waivers of the Attorney General. They
bind the center; what is on record here (refusals, policy versions) helps it to keep them.
"""
SEEN, REMEMBERED = "text seen", "from memory: check before relying"
# the paragraphs whose wording was read, by section; the rest is remembered (shared/reference/28cfr23.md)
READ = {"23.3": "bc", "23.20": "cdefghijk"}
# what is expected beside the rule: the beginning of a test's name, what it rests on, whether the text was seen
BESIDE = (
    ("test_ncii", "63 FR 71752 (30 Dec 1998)", SEEN),
    ("test_who_came_to_help", "63 FR 71752; 28 CFR 23.20(a)", REMEMBERED),
    ("test_protected", 'DHS "If You See Something"; ISE-FS-200 1.5.5', "text seen in part"),
    ("test_tips", "Global Tips and Leads Issue Paper, Oct 2007", SEEN),
    ("test_ise_sar", "ISE-FS-200 1.5.5, Parts A to C", REMEMBERED),
    ("test_a_states", "state law, as each schedule cites it", REMEMBERED),
)
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


def rests_on(name: str) -> tuple[str, str]:
    """What a test's line rests on, and whether its text was seen; a line without a source says so."""
    cited = citation(name)
    if cited:
        _, _, section, paragraph = CFR.match(name).groups()  # type: ignore[union-attr]  # it cited something
        seen = (paragraph or " ")[0] in READ.get(f"23.{section}", "")
        return cited, SEEN if seen else REMEMBERED
    found = next(((on, tag) for begins, on, tag in BESIDE if name.startswith(begins)), None)
    return found or ("this house's own rule", "ours")


def lines(path: Path) -> list[str]:
    """The part of the page for one file of tests."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    tests = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]
    made = [
        f"| {' | '.join(rests_on(test.name))} | {' '.join((ast.get_docstring(test) or '').split())}"
        f" | `{path.name}::{test.name}` |"
        for test in tests
    ]
    title = (ast.get_docstring(tree) or path.stem.removeprefix("test_")).splitlines()[0]
    return ["", f"## {title}", "", "| section | source | what is proved | test |", "|---|---|---|---|", *made]


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
