"""Mapping files (JSON) into column mappings: the shipped ones by name, or a file of the user's own."""

import zoneinfo
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

import msgspec

from watchfloor.gather.rules.mapping import Allowed, ColumnMapping, faults
from watchfloor.protect.formats.classes import classes
from watchfloor.resolution.kinds import kind

# of whom or what a column may speak
KINDS = ("person", "vehicle", "organisation")


class MappingUnusable(ValueError):
    """The mapping cannot be used; the text names the entry, the rule and the way out."""


class _Column(msgspec.Struct, forbid_unknown_fields=True):
    name: str
    means: str
    required: bool = False
    filled: bool = False
    also: tuple[str, ...] = ()


class _Party(msgspec.Struct, forbid_unknown_fields=True):
    kind: str
    role: str
    fields: dict[str, str]


class _Mapping(msgspec.Struct, forbid_unknown_fields=True):
    name: str
    columns: tuple[_Column, ...]
    dates: tuple[str, ...]
    title: tuple[str, ...] = ()
    order: str = "month-first"
    zone: str = ""
    midnight_is_day: bool = False
    delimiter: str = ","
    encoding: str = "utf-8"
    blank: tuple[str, ...] = ()
    bounds: tuple[tuple[float, float, float, float], ...] = ()
    about: str = ""
    legal_class: str = "tip_lead"
    parties: tuple[_Party, ...] = ()


def shipped_mappings() -> tuple[str, ...]:
    """The names of the mappings that come with Watchfloor."""
    folder = resources.files("watchfloor.gather") / "data" / "mappings"
    return tuple(sorted(entry.name.removesuffix(".json") for entry in folder.iterdir() if entry.name.endswith(".json")))


def shipped(name: str) -> ColumnMapping:
    """A shipped mapping by name. Raises MappingUnusable with the names that exist."""
    if name not in shipped_mappings():
        raise MappingUnusable(
            f"There is no mapping '{name}'. Shipped: {', '.join(shipped_mappings())}; or give a file: ./my.json."
        )
    path = resources.files("watchfloor.gather") / "data" / "mappings" / f"{name}.json"
    return read_mapping(path.read_bytes())


def read_mapping(content: bytes | Mapping[str, Any]) -> ColumnMapping:
    """A mapping from the bytes of its JSON file, or from the same as a dictionary. Raises MappingUnusable."""
    try:
        told = (
            msgspec.json.decode(content, type=_Mapping)
            if isinstance(content, bytes)
            else msgspec.convert(content, _Mapping)
        )
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise MappingUnusable(
            f"The mapping cannot be read: {error}. See `gather/data/mappings/generic.json` for the form."
        ) from error
    return _usable(msgspec.convert(msgspec.to_builtins(told), ColumnMapping))


def _usable(mapping: ColumnMapping) -> ColumnMapping:
    found = faults(mapping, frozenset(zoneinfo.available_timezones()), _allowed() if mapping.parties else None)
    if found:
        raise MappingUnusable(f"Mapping '{mapping.name}' cannot be used. " + " ".join(found))
    return mapping


@cache
def _allowed() -> Allowed:
    """The fields of the kinds that may be resolved, and the roles that protect lets be."""
    return Allowed({name: frozenset(f.name for f in kind(name).fields) for name in KINDS}, classes().resolved)


def told(mapping: ColumnMapping) -> dict[str, Any]:
    """The mapping as JSON-able data, as `read_mapping` and the options of a reader take it."""
    plain: dict[str, Any] = msgspec.to_builtins(mapping)
    return plain
