"""The policy files as they lie beside the code: their bytes, their hash, and what changed between two of them."""

import difflib
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import msgspec

from watchfloor.protect.formats.policy import NAMES


@dataclass(frozen=True, slots=True)
class PolicyFile:
    """One file in force; `name` is "package/file" without ending."""

    name: str
    content: str
    sha256: str


_declared: dict[str, tuple[str, ...]] = {
    "protect": (*NAMES, "sampling", "guards", "factors", "disk", "spill", "brake", "withdrawals", "waiting")
}


def declare_policy(package: str, *names: str) -> None:
    """Called in AppConfig.ready() by packages whose data files decide something about people or their words."""
    _declared[package] = names


def policy_files() -> list[PolicyFile]:
    """Every declared file, by name."""
    return [_file(package, name) for package in sorted(_declared) for name in sorted(_declared[package])]


def _file(package: str, name: str) -> PolicyFile:
    raw = files(f"watchfloor.{package}").joinpath(f"data/{name}.json").read_bytes()
    return PolicyFile(f"{package}/{name}", raw.decode(), hashlib.sha256(raw).hexdigest())


@dataclass(frozen=True, slots=True)
class Part:
    """One list of a file as a table: its heads and rows of words; `alone` for single values."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def parts_of(content: str) -> list[Part]:
    """A policy file as tables to read; every value of it is shown, whatever its shape."""
    said = msgspec.json.decode(content)
    if not isinstance(said, Mapping):
        return [Part("", ("value",), ((_words(said),),))]
    single = tuple((str(key), _words(value)) for key, value in said.items() if not _is_table(value))
    found = [Part("", ("name", "value"), single)] if single else []
    return found + [_table(str(key), value) for key, value in said.items() if _is_table(value)]


def _is_table(value: Any) -> bool:
    rows = list(value.values()) if isinstance(value, Mapping) else value
    return isinstance(rows, list) and bool(rows) and all(isinstance(row, Mapping) for row in rows)


def _table(title: str, value: Any) -> Part:
    rows = [{"name": key, **row} for key, row in value.items()] if isinstance(value, Mapping) else value
    heads = tuple(dict.fromkeys(str(head) for row in rows for head in row))
    return Part(title, heads, tuple(tuple(_words(row.get(head, "")) for head in heads) for row in rows))


def _words(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(_words(one) for one in value)
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {_words(one)}" for key, one in value.items())
    return str(value)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a difference: kept, added or removed."""

    sign: str
    text: str


def difference(before: str, after: str) -> list[Line]:
    """Added and removed lines with two lines around each; empty where both say the same."""
    signs = {"+": "added", "-": "removed", " ": "kept"}
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=2)
    said = [line for line in lines if line[:3] not in ("---", "+++") and line[:1] in signs]
    return [Line(signs[line[0]], line[1:].strip()) for line in said]
