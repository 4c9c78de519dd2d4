"""The data files of plan into the dataclasses of its rules."""

import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

import msgspec

from watchfloor.plan.rules.making import ReferenceMapping


class MappingUnusable(ValueError):
    """The reference mapping cannot be used; the text names the entry, the rule and the way out."""


def content_of(name: str) -> bytes:
    """The bytes of a data file of plan, for instance to write its hash to the ledger."""
    return (resources.files("watchfloor.plan") / "data" / name).read_bytes()


def shipped_mappings() -> tuple[str, ...]:
    """The names of the reference mappings that come with Watchfloor."""
    folder = resources.files("watchfloor.plan") / "data" / "mappings"
    return tuple(sorted(entry.name.removesuffix(".json") for entry in folder.iterdir() if entry.name.endswith(".json")))


def shipped(name: str) -> ReferenceMapping:
    """A shipped mapping by name. Raises MappingUnusable with the names that exist."""
    if name not in shipped_mappings():
        raise MappingUnusable(
            f"There is no mapping '{name}'. Shipped: {', '.join(shipped_mappings())}; or give a file: ./my.json."
        )
    return read_mapping(content_of(f"mappings/{name}.json"))


def read_mapping(content: bytes | Mapping[str, Any]) -> ReferenceMapping:
    """A mapping from the bytes of its JSON file, or from the same as a dictionary. Raises MappingUnusable."""
    try:
        if isinstance(content, bytes):
            mapping = msgspec.json.decode(content, type=ReferenceMapping)
        else:
            mapping = msgspec.convert(content, ReferenceMapping)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise MappingUnusable(
            f"The mapping cannot be read: {error}. See `plan/data/mappings/airports.json` for the form."
        ) from error
    if not mapping.files or not all(each.makes and each.columns for each in mapping.files):
        raise MappingUnusable(
            f"Mapping '{mapping.name}' cannot be used. Each entry of 'files' needs 'columns' and 'makes'."
        )
    return mapping


def told(mapping: ReferenceMapping) -> dict[str, Any]:
    """The mapping as JSON-able data, as `read_mapping` takes it."""
    plain: dict[str, Any] = msgspec.to_builtins(mapping)
    return plain


@cache
def states() -> Mapping[str, str]:
    """Two-letter codes of states and territories by code, name and FIPS code, all in lower case."""
    listed: dict[str, dict[str, str]] = json.loads(content_of("states.json"))["states"]
    by: dict[str, str] = {}
    for code, state in listed.items():
        by |= {code.casefold(): code, state["name"].casefold(): code, state["fips"]: code}
    return by


@cache
def state_boxes() -> Mapping[str, tuple[float, float, float, float]]:
    """West, south, east, north of each state in degrees, somewhat widened, by its two-letter code."""
    listed: dict[str, dict[str, Any]] = json.loads(content_of("states.json"))["states"]
    return {code: (w, s, e, n) for code, state in listed.items() for w, s, e, n in [state["box"]]}
