"""Decisions are found by their number."""

import sources


def test_a_number_names_one_decision() -> None:
    """Two decisions never share a number, and each says its own in the first line."""
    found = sorted((sources.ROOT / "docs" / "decisions").glob("*.md"))
    numbers = [int(path.name[:4]) for path in found]
    assert numbers == list(range(1, len(found) + 1))
    heads = [path.read_text(encoding="utf-8").partition(".")[0] for path in found]
    assert heads == [f"# {number}" for number in numbers]
