"""Migrations of a package follow one another."""

import ast
from collections import Counter

import sources


def test_no_two_migrations_follow_the_same_one() -> None:
    """Two that were written side by side would leave every database without a way on."""
    followed = Counter[tuple[str, str]]()
    for path in sorted(sources.ROOT.glob("src/watchfloor/*/migrations/0*.py")):
        own = path.parts[-3]
        for made in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(made, ast.Assign) and getattr(made.targets[0], "id", "") == "dependencies":
                pairs = ast.literal_eval(made.value)
                followed.update(pair for pair in pairs if pair[0] == own)
    assert [pair for pair, times in followed.items() if times > 1] == []
    assert len(followed) > 10
