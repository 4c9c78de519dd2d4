"""What each comparison of a kind looks at in a party's fields, as the kind files say; loads nothing heavy."""

from collections.abc import Mapping
from functools import cache

from watchfloor.resolution.fullnames import taken_apart
from watchfloor.resolution.kinds import Kind
from watchfloor.resolution.kinds import kind as read_kind


@cache
def _kind(name: str) -> Kind:
    return read_kind(name)


def values(kind: str, fields: Mapping[str, str]) -> dict[str, str]:
    """The words that each comparison looks at, "" where the party says nothing."""
    made = _kind(kind)
    said = {field: words for field, words in fields.items() if field not in made.splits}
    for field, into in made.splits.items():
        for part, words in zip(into, taken_apart(fields.get(field, "")), strict=True):
            said[part] = said.get(part) or words
    return {one.name: " ".join(filter(None, (said.get(f, "") for f in one.fields))) for one in made.comparisons}
