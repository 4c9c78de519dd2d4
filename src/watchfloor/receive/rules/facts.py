"""What STIX 2.1 and 2.0 say of their types, as far as reading needs it. The facts themselves are data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Group = Literal["sdo", "sro", "smo", "sco"]


@dataclass(
    frozen=True, slots=True, eq=False
)  # one object a type, told apart as such: it is asked for by every property
class TypeFacts:
    """One type: what it must carry, which properties are times, which of them span it, what to call it by."""

    type: str
    group: Group
    required: tuple[str, ...]
    title: tuple[str, ...]
    citation: str
    text: Literal["seen", "remembered"]
    one_of: tuple[tuple[str, ...], ...] = ()
    moments: tuple[str, ...] = ()
    span: tuple[str, str, bool] | None = None
    shapes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StixFacts:
    """All types by name, TLP markings by their fixed ids, the id of the TLP 2.0 extension, what a pattern may name, and
    the version meant."""

    types: Mapping[str, TypeFacts]
    tlp: Mapping[str, str]
    tlp_extension: str
    observables: frozenset[str]
    version: Literal["2.0", "2.1"] = "2.1"
