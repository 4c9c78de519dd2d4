"""Which rules of STIX 2.1 an object breaks, and what in it is unusual though allowed.

Section numbers are those of STIX Version 2.1 Errata 01 (2 April 2025), remembered; types and their properties are data.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from watchfloor.receive.rules.facts import StixFacts, TypeFacts
from watchfloor.receive.rules.pattern import PatternUnreadable, comparisons, names_only
from watchfloor.receive.rules.shape import ID, TEXTS, apart, moment, rule_of, wanted
from watchfloor.receive.rules.soundness import NOTHING, plainly_sound

TYPE = re.compile(r"[a-z0-9][a-z0-9-]{1,249}")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is broken: the property, and a sentence with the rule and the way out."""

    property: str
    text: str


def faults(data: Mapping[str, Any], facts: StixFacts) -> tuple[Fault, ...]:
    """Every rule of its version of STIX that the object breaks; none if it may be kept. Unknown types keep the common
    rules."""
    return () if plainly_sound(data, facts) else each_fault(data, facts)


def each_fault(data: Mapping[str, Any], facts: StixFacts) -> tuple[Fault, ...]:
    """The same, rule by rule."""
    identity = tuple(_identity(data, facts))
    if identity:
        return identity
    known = facts.types.get(data["type"])
    return (*_common(data, known), *(_own(data, known) if known else ()), *_refs(data))


def findings(data: Mapping[str, Any], facts: StixFacts) -> tuple[str, ...]:
    """What a reader should know of an object that may be kept."""
    said = []
    if data["type"] not in facts.types:
        what = f"The type {data['type']} is not of STIX {facts.version}"
        said.append(f"{what}; the object is kept and given back as it came.")
    if data.get("extensions"):
        said.append(f"Extensions, kept as they came: {', '.join(data['extensions'])}.")
    if data.get("revoked") is True:
        said.append("Revoked by its source.")
    if facts.version == "2.0":
        said.append("Came as STIX 2.0; it is read by its rules and given back as it came.")
    if data.get("x_mitre_deprecated") is True:
        said.append("Deprecated by its source.")
    if data["type"] == "indicator" and isinstance(data.get("pattern"), str):
        said += _of_pattern(data, facts)
    return tuple(said)


def _of_pattern(data: Mapping[str, Any], facts: StixFacts) -> Iterator[str]:
    """A pattern that nobody can read is no reason to keep its object from people: it is kept, and says so."""
    if data.get("pattern_type") not in ("stix", None):
        yield f"The pattern is of type {data['pattern_type']}; its values are not taken apart."
        return
    if names_only(data["pattern"], facts.observables):
        return
    try:
        named = {one.path.partition(":")[0] for one in comparisons(data["pattern"])}
    except PatternUnreadable as error:
        yield f"The pattern cannot be read {error} (STIX 2.1 section 9): it is kept and matches nothing."
        return
    others = sorted(one for one in named - facts.observables if not one.startswith("x-"))
    if others:
        yield f"The pattern names {', '.join(others)[:120]}, which STIX does not know (2.1 section 6)."


def _identity(data: Mapping[str, Any], facts: StixFacts) -> Iterator[Fault]:
    kind, own = data.get("type"), data.get("id")
    if not isinstance(kind, str) or not TYPE.fullmatch(kind):
        yield Fault("type", _broken("type must be a name of lower-case letters, digits and hyphens", "2.1 section 3.1"))
        return
    if not isinstance(own, str) or not ID.fullmatch(own):
        yield Fault("id", _broken(f"id must be '{kind}--' and a UUID", "2.1 section 2.9"))
    elif own.rpartition("--")[0] != kind:
        yield Fault("id", _broken(f"id begins with another type than {kind}", "2.1 section 2.9"))
    yield from _version(data, facts)


def _version(data: Mapping[str, Any], facts: StixFacts) -> Iterator[Fault]:
    said, known = data.get("spec_version"), facts.types.get(str(data["type"]))
    if said == facts.version or (facts.version == "2.0" and said in (None, "2.1")):
        return
    if said is None and (known is None or known.group == "sco"):
        return
    what = "is missing, as in STIX 2.0" if said is None else f"is {said!r}"
    yield Fault(
        "spec_version",
        f"spec_version {what}; only \"2.1\" is read (STIX 2.1 section 3.2). Ask the sender for STIX 2.1, or convert"
        " the bundle with the OASIS elevator.",
    )  # fmt: skip


def _common(data: Mapping[str, Any], known: TypeFacts | None) -> Iterator[Fault]:
    dated = known is not None and known.group != "sco"
    must = ("created", "modified") if dated and data["type"] != "marking-definition" else ("created",) if dated else ()
    for name in must:
        if name not in data:
            yield Fault(name, _broken(f"{name} is missing", "2.1 section 3.2"))
    for name in ("created", "modified", *(known.moments if known else ())):
        if name in data and moment(data[name]) is None:
            yield Fault(name, _broken(f"{name} must be a time like 2026-11-21T09:14:00.000Z", "2.1 section 2.16"))
    created, modified = moment(data.get("created")), moment(data.get("modified"))
    if created and modified and modified < created:
        yield Fault("modified", _broken("modified is before created", "2.1 section 3.2"))
    confidence = data.get("confidence", 0)
    if type(confidence) is not int or not 0 <= confidence <= 100:
        yield Fault("confidence", _broken("confidence must be a whole number from 0 to 100", "2.1 section 3.2"))
    if "revoked" in data and not isinstance(data["revoked"], bool):
        yield Fault("revoked", _broken("revoked must be true or false", "2.1 section 3.2"))
    for name in TEXTS:
        if name in data and known and not isinstance(data[name], str):
            yield Fault(name, _broken(f"{name} must be a text", "2.1 section 2.15"))


def _own(data: Mapping[str, Any], known: TypeFacts) -> Iterator[Fault]:
    for name in known.required:
        if data.get(name) in NOTHING:
            yield Fault(name, _broken(f"{known.type} must have {name}", known.citation))
    if known.one_of and not any(all(data.get(name) not in NOTHING for name in names) for names in known.one_of):
        ways = " or ".join(" and ".join(names) for names in known.one_of)
        yield Fault(known.one_of[0][0], _broken(f"{known.type} must have {ways}", known.citation))
    if known.span:
        start, end = moment(data.get(known.span[0])), moment(data.get(known.span[1]))
        if start and end and (end < start or (end == start and not known.span[2])):
            yield Fault(known.span[1], _broken(f"{known.span[1]} is not after {known.span[0]}", known.citation))
    if known.type == "location":
        yield from _coordinates(data)
    for name, shape in known.shapes.items():
        if name in data and not rule_of(shape)(data[name]):
            yield Fault(name, _broken(f"{name} must be {wanted(shape)}", known.citation))
    yield from (Fault(name, _broken(text, known.citation)) for name, text in (apart(data) if known.shapes else ()))


def _coordinates(data: Mapping[str, Any]) -> Iterator[Fault]:
    lat, lon = data.get("latitude"), data.get("longitude")
    if lat is None and lon is None:
        return
    if lat is None or lon is None or not _number(lat) or not _number(lon):
        yield Fault("latitude", _broken("latitude and longitude must both be numbers", "2.1 section 4.10"))
    elif abs(lon) > 180 or abs(lat) > 90:
        swapped = " (they look swapped)" if abs(lat) <= 180 and abs(lon) <= 90 else ""
        text = f"latitude {lat} and longitude {lon} are outside the earth{swapped}"
        yield Fault("latitude", _broken(text, "2.1 section 4.10"))
    if "precision" in data and (not _number(data["precision"]) or data["precision"] < 0):
        yield Fault("precision", _broken("precision must be a number of meters", "2.1 section 4.10"))


def _refs(data: Mapping[str, Any]) -> Iterator[Fault]:
    for name, value in data.items():
        if not name.endswith(("_ref", "_refs")) or name.startswith("x_"):
            continue
        if name[-1] == "f":
            if not (isinstance(value, str) and ID.fullmatch(value)):
                yield Fault(name, _broken(f"{name} must be an id", "2.1 section 2.9"))
        elif not (isinstance(value, list) and all(isinstance(one, str) and ID.fullmatch(one) for one in value)):
            yield Fault(name, _broken(f"{name} must be a list of ids", "2.1 section 2.9"))
    marks = data.get("granular_markings", [])
    if not isinstance(marks, list) or not all(isinstance(mark, dict) and _selects(mark) for mark in marks):
        yield Fault("granular_markings", _broken("granular_markings must be a list of markings", "2.1 section 7.2.3"))
    if not isinstance(data.get("extensions", {}), dict):
        yield Fault("extensions", _broken("extensions must be an object", "2.1 section 7.3"))


def _selects(mark: Mapping[str, Any]) -> bool:
    said = mark.get("selectors")
    return isinstance(said, list) and bool(said) and all(isinstance(one, str) for one in said)


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _broken(what: str, section: str) -> str:
    return f"{what} (STIX {section.removeprefix('STIX ')}). Ask the sender to mend it and send it again."
