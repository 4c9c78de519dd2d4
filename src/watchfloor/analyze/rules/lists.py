"""Watch lists as reference sets: what a mapping says of a publisher's files, and what a new edition changes."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from watchfloor.core.rules.decision import Because, Decision

# an edition that ends more than this share of the standing entries is likelier a file cut short
MOST_ENDED = 0.5
_IMPORT = "center policy: a list is replaced whole, by an edition that was read whole"


@dataclass(frozen=True, slots=True)
class Pattern:
    """What a text column holds besides: `gives` names or a field, by a pattern with one group."""

    column: str
    gives: str
    pattern: str


@dataclass(frozen=True, slots=True)
class Part:
    """One of a CSV form's files, told by its columns: in a header, or without one by their number."""

    part: str
    columns: tuple[str, ...]
    uid: str
    kind: str = ""
    names: tuple[str, ...] = ()
    note: tuple[str, ...] = ()
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    patterns: tuple[Pattern, ...] = ()
    optional: bool = False


@dataclass(frozen=True, slots=True)
class NamePath:
    """Where an XML entry keeps names: for each element at a path, these children joined."""

    at: str
    of: tuple[str, ...]
    join: str = " "


@dataclass(frozen=True, slots=True)
class Beside:
    """Of values that stand in pairs with their type: only those count whose `type` is like a regular expression."""

    type: str
    like: str


@dataclass(frozen=True, slots=True)
class Form:
    """One of a publisher's forms: `csv` with its parts, or `xml` with paths of local names below each entry."""

    form: str
    empty: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    delimiter: str = ","
    root: str = ""
    entry: str = ""
    published: str = ""
    uid: str = ""
    kind: str = ""
    names: tuple[NamePath, ...] = ()
    note: tuple[str, ...] = ()
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    beside: Mapping[str, Beside] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ListMapping:
    """A list: its code and publisher, the forms it comes in, and what its kinds are here."""

    code: str
    name: str
    publisher: str
    kinds: Mapping[str, str]
    forms: tuple[Form, ...]
    stale_days: int = 30
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as its publisher has it: number there, kind, names (the primary one first), fields, a note."""

    uid: str
    kind: str
    names: tuple[str, ...]
    fields: Mapping[str, tuple[str, ...]]
    note: str = ""

    @property
    def digest(self) -> str:
        """Changes with what is held against parties; a note that changes is no other entry."""
        said = [self.kind, list(self.names), sorted((name, list(all_)) for name, all_ in self.fields.items())]
        return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def joined(pieces: Iterable[Mapping[str, Any]], kinds: Mapping[str, str]) -> list[Entry]:
    """Pieces of entries (uid, kind or None, names, fields, note) put together by number, in the order they came.

    What is of no declared kind or has no name is left out.
    """
    found: dict[str, dict[str, Any]] = {}
    for piece in pieces:
        one = found.setdefault(piece["uid"], {"kind": None, "names": [], "fields": {}, "note": ""})
        one["kind"] = piece["kind"] if piece["kind"] is not None else one["kind"]
        one["names"] += piece["names"]
        one["note"] = one["note"] or piece["note"]
        for name, values in piece["fields"].items():
            one["fields"].setdefault(name, []).extend(values)
    return [
        Entry(uid, kinds[one["kind"].casefold()], tuple(dict.fromkeys(one["names"])),
              {name: tuple(dict.fromkeys(values)) for name, values in one["fields"].items() if values}, one["note"])
        for uid, one in found.items()
        if one["names"] and one["kind"] is not None and one["kind"].casefold() in kinds
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """Numbers of entries that an edition adds, words otherwise, or no longer has."""

    added: frozenset[str]
    changed: frozenset[str]
    delisted: frozenset[str]


def difference(before: Mapping[str, str], after: Mapping[str, str]) -> Change:
    """What changes between two editions, each as number -> digest."""
    both = before.keys() & after.keys()
    changed = frozenset(uid for uid in both if before[uid] != after[uid])
    return Change(frozenset(after.keys() - before.keys()), changed, frozenset(before.keys() - after.keys()))


def may_replace(change: Change, *, before: int, after: int, broken: Iterable[str], fewer: bool) -> Decision:
    """May this edition take the place of the standing one? MUST refuse one that is empty or was not read whole."""
    rule, faults = "analyze.list.whole", tuple(broken)
    whole = Because("Every part was read.", rule, _IMPORT)
    if faults or not after:
        text = faults[0] if faults else "No entry of a declared kind could be read."
        whole = Because(text, rule, _IMPORT, ok=False, way_out="Hand over every file of one edition, as published.")
    many = len(change.delisted) > MOST_ENDED * before and before > 1 and not fewer
    ended = Because(f"{len(change.delisted)} of {before} standing entries end.", "analyze.list.fewer", _IMPORT)
    if many:
        text = f"{ended.text} More than half is likelier a file cut short; if it is whole, say --fewer."
        ended = Because(text, ended.rule, _IMPORT, ok=False, way_out="Fetch the list again, or say --fewer.")
    return Decision.of(whole, ended)


def is_stale(age_days: int, stale_days: int) -> bool:
    """Whether an edition is older than its list says one should be."""
    return age_days > stale_days
