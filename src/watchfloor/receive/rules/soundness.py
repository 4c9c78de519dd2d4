"""Whether a STIX object is sound at a glance, as nearly all are; what is not is judged rule by rule (validity).

Which rule each property is under hangs on the type and on the names alone. Objects of one feed bear the same few sets
of names, so that this is worked out once a set; what is left per object is to hold its values against the rules.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from watchfloor.receive.rules.facts import StixFacts, TypeFacts
from watchfloor.receive.rules.shape import TEXTS, Fits, apart, moment, rule_of, timestamp

UUID = "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"
# narrower than what an id may begin with, so that no letter is tried twice
ANY_TYPE = "[a-z0-9]{1,60}(?:-[a-z0-9]{1,60}){0,3}"
NOTHING: tuple[object, ...] = (None, "", [])
CLOSELY = frozenset(("granular_markings", "extensions", "latitude", "longitude", "precision"))


def plainly_sound(data: Mapping[str, Any], facts: StixFacts) -> bool:
    """Whether the object surely breaks no rule: else `each_fault` decides and says why.

    MUST NOT be true where `each_fault` finds anything; a property test holds the two together.
    """
    kind = data.get("type")
    known = facts.types.get(kind) if type(kind) is str else None
    if known is None or not _of_version(data.get("spec_version"), known, facts):
        return False
    rules = _rules(known, tuple(data))
    if rules is None:
        return False
    try:
        for name, fits in rules:
            if not fits(data[name]):
                return False
    except TypeError:  # a value of another kind than its rule reads
        return False
    return _in_order(data, known) and not (known.shapes and any(apart(data)))


def _of_version(said: object, known: TypeFacts, facts: StixFacts) -> bool:
    return said == facts.version or (said is None and (known.group == "sco" or facts.version == "2.0"))


@lru_cache(maxsize=2048)
def _rules(known: TypeFacts, names: tuple[str, ...]) -> tuple[tuple[str, Fits], ...] | None:
    """The rule of each property that is under one; None where the names alone leave something to judge."""
    if _missing(known, frozenset(names)) or not CLOSELY.isdisjoint(names):
        return None
    ruled = [(name, _rule(name, known)) for name in names if name != "id"]
    return (("id", _id(known.type)), *((name, rule) for name, rule in ruled if rule is not None))


def _missing(known: TypeFacts, names: frozenset[str]) -> bool:
    """Whether something that must stand there does not."""
    ways = not known.one_of or any(names.issuperset(way) for way in known.one_of)
    return not (ways and names.issuperset(_must(known)))


def _must(known: TypeFacts) -> tuple[str, ...]:
    common = ("created",) if known.type == "marking-definition" else ("created", "modified")
    return ("id", *(common if known.group != "sco" else ()), *known.required)


def _rule(name: str, known: TypeFacts) -> Fits | None:
    """What the value of a property is held against; it may ask for more than the standard does, never for less."""
    if name in ("created", "modified", *known.moments):
        return timestamp
    if name in TEXTS:
        return str.__len__
    if name == "confidence":
        return _confidence
    if name == "revoked":
        return _truth
    shape = known.shapes.get(name) or _reference(name)
    rule = _shaped(shape) if shape else None
    needed = name in known.required or any(name in way for way in known.one_of)
    return _given(rule) if needed else rule


def _reference(name: str) -> str:
    if not name.endswith(("_ref", "_refs")) or name.startswith("x_"):
        return ""
    return "id" if name[-1] == "f" else "ids"


def _shaped(shape: str) -> Fits:
    kind, _, more = shape.partition(":")
    if kind not in ("id", "ids"):
        return rule_of(shape)
    one = _id(*more.split("|")) if more else re.compile(f"{ANY_TYPE}--{UUID}").fullmatch
    return one if kind == "id" else lambda value: type(value) is list and value and all(map(one, value))


def _id(*types: str) -> Fits:
    return re.compile(f"(?:{'|'.join(map(re.escape, types))})--{UUID}").fullmatch


def _given(rule: Fits | None) -> Fits:
    if rule is None:
        return lambda value: value not in NOTHING
    return lambda value: value not in NOTHING and rule(value)


def _confidence(value: object) -> bool:
    return type(value) is int and 0 <= value <= 100


def _truth(value: object) -> bool:
    return type(value) is bool


def _in_order(data: Mapping[str, Any], known: TypeFacts) -> bool:
    first, last = data.get("created"), data.get("modified")
    if first != last:
        created, modified = moment(first), moment(last)
        if created and modified and modified < created:
            return False
    if known.span is None or known.span[1] not in data:
        return True
    start, end = moment(data.get(known.span[0])), moment(data[known.span[1]])
    return not (start and end) or end > start or (end == start and known.span[2])
