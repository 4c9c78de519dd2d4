"""A STIX object in words: what to call it, what to find it by, when and where it was."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from watchfloor.core.rules.draft import Place, When
from watchfloor.receive.rules.facts import StixFacts, TypeFacts
from watchfloor.receive.rules.shape import moment

LONGEST_TITLE = 300
FIRST = ("description", "abstract", "content", "explanation", "pattern")
# ids, times and machinery; addresses of further reading would look like indicators to whoever recognizes them in text
LEFT_OUT = frozenset(
    ("type", "id", "spec_version", "created", "modified", "url", "source_name", "granular_markings", "extensions",
     "payload_bin", "schema", "lang", "pattern_type", "pattern_version")
)  # fmt: skip


def title(data: Mapping[str, Any], facts: StixFacts) -> str:
    """One line, at most 300 characters. Names other objects by id only: their names may be marked higher."""
    kind = str(data["type"])
    if kind == "relationship":
        return f"{data['relationship_type']}: {data['source_ref']} -> {data['target_ref']}"[:LONGEST_TITLE]
    if kind == "sighting":
        return f"sighting of {data['sighting_of_ref']}"
    known = facts.types.get(kind)
    for name in known.title if known else ("name", "value", "title"):
        if data.get(name) not in (None, ""):
            return " ".join(str(data[name]).split())[:LONGEST_TITLE]
    return f"{kind} {_first_hash(data) or str(data['id']).rpartition('--')[2]}"


def _first_hash(data: Mapping[str, Any]) -> str:
    hashes = data.get("hashes")
    return next(iter(map(str, hashes.values())), "") if isinstance(hashes, dict) else ""


def body(data: Mapping[str, Any], facts: StixFacts) -> str:
    """All words of the object, the telling ones first, a line each."""
    lines = list[str]()
    for name in _told(data["type"], facts.types.get(data["type"]), tuple(data)):
        value = data[name]
        if type(value) is str:
            lines.append(value)
        elif type(value) is list and all(map(_is_text, value)):
            lines += value if name not in FIRST else ()
        elif name not in FIRST:
            _add_words(value, lines)
    return "\n".join(dict.fromkeys(lines))


@lru_cache(maxsize=2048)
def _told(kind: str, known: TypeFacts | None, names: tuple[str, ...]) -> tuple[str, ...]:
    """Which of these properties give lines, in their order; the rest are ids, times and machinery, or the title."""
    silent = LEFT_OUT | {*FIRST, "name", *(known.moments if known else ())}
    first = [name for name in (*FIRST, *(("url",) if kind == "artifact" else ())) if name in names]
    return (*first, *(name for name in names if name not in silent and not name.endswith(("_ref", "_refs"))))


def _is_text(value: object) -> bool:
    return type(value) is str


def _add_words(value: object, lines: list[str]) -> None:
    if isinstance(value, str):
        lines.append(value)
    elif isinstance(value, list):
        for one in value:
            _add_words(one, lines)
    elif isinstance(value, Mapping):
        for name, one in value.items():
            if name not in LEFT_OUT and not name.endswith(("_ref", "_refs")):
                _add_words(one, lines)


def when(data: Mapping[str, Any], facts: StixFacts) -> When | None:
    """The span of the object's own times (first_seen, valid_from, published ...), or None; times are in UTC."""
    known = facts.types.get(data["type"])
    span = known.span if known else None
    if known is None or span is None:
        return None
    start, end = moment(data.get(span[0])), moment(data.get(span[1])) if span[1] != span[0] else None
    return When(start, end, "minute", _said(data, known)) if start or end else None


def _said(data: Mapping[str, Any], known: TypeFacts) -> str:
    return ", ".join([f"{name} {data[name]}" for name in known.moments if name in data])


def place(data: Mapping[str, Any]) -> Place | None:
    """The point of a location; `precision` is its radius in meters, 0 if unsaid."""
    if data["type"] != "location" or "latitude" not in data or "longitude" not in data:
        return None
    return Place(data["longitude"], data["latitude"], float(data.get("precision", 0.0)), str(data.get("name", "")))
