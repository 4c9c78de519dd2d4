"""Whom a record names in its fields: a person, a vehicle or an organisation, each in a role that may be resolved."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

# STIX 2.1, identity_class; other classes are no one that can be told apart
STIX_KINDS = {"individual": ("person", "full_name"), "organization": ("organisation", "name")}


@dataclass(frozen=True, slots=True)
class PartyRules:
    """`asks`: of each kind the fields of which one at least must be said; `roles`: those that may be resolved."""

    asks: Mapping[str, tuple[str, ...]]
    roles: frozenset[str]
    longest: int
    least_bits: int
    most: int
    held_minutes: int


@dataclass(frozen=True, slots=True)
class Named:
    """One party as a record names it: the words of its fields, blanks in one."""

    kind: str
    role: str
    fields: Mapping[str, str]


def parties_of(*, kind: str, data: Mapping[str, Any], rules: PartyRules) -> Iterator[Named]:
    """The parties that a record's mapping declares, or a STIX identity in such a role. MUST yield no other role."""
    told = data.get("object") or {}
    for said in _stix(told) if kind == "stix" else _mapped(told):
        fields = {f: words for f, one in said.fields.items() if (words := _words(one, rules))}
        if said.role in rules.roles and any(f in fields for f in rules.asks.get(said.kind, ())):
            yield Named(said.kind, said.role, fields)


def _words(said: object, rules: PartyRules) -> str:
    return " ".join(said.split())[: rules.longest] if isinstance(said, str) else ""


def _mapped(told: Mapping[str, Any]) -> Iterator[Named]:
    """`parties` name the columns, `fields` hold their cells."""
    cells = told.get("fields") or {}
    for said in told.get("parties") or ():
        yield Named(said["kind"], said["role"], {f: cells.get(column, "") for f, column in said["fields"].items()})


def _stix(told: Mapping[str, Any]) -> Iterator[Named]:
    """A source states the roles of an identity itself; without one that may be resolved it is left alone."""
    known = STIX_KINDS.get(str(told.get("identity_class"))) if told.get("type") == "identity" else None
    if known:
        for role in told.get("roles") or ():
            yield Named(known[0], str(role), {known[1]: str(told.get("name", ""))})
