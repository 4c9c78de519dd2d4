"""Markings of STIX objects as texts that the marking grammar reads. What nothing defines closes; none is dropped."""

from collections.abc import Mapping
from typing import Any

from watchfloor.receive.rules.facts import StixFacts


def meaning(definition: Mapping[str, Any], facts: StixFacts) -> str:
    """What a marking-definition says: "TLP:X", "statement: ...", or "unknown: <id>" for one that we cannot read.

    The fixed TLP ids mean what the standard says, whatever a bundle writes under them.
    """
    own = str(definition["id"])
    if own in facts.tlp:
        return facts.tlp[own]
    said, extensions = definition.get("definition"), definition.get("extensions")
    if isinstance(extensions, dict) and extensions:
        tlp = extensions.get(facts.tlp_extension)
        color = tlp.get("tlp_2_0") if isinstance(tlp, dict) and len(extensions) == 1 else None
        return f"TLP:{color.upper()}" if isinstance(color, str) else f"unknown: {own}"
    if isinstance(said, dict) and definition.get("definition_type") == "statement" and said.get("statement"):
        return f"statement: {said['statement']}"
    if isinstance(said, dict) and definition.get("definition_type") == "tlp" and isinstance(said.get("tlp"), str):
        return f"TLP:{said['tlp'].upper()}"
    return f"unknown: {own}"


def markings_of(data: Mapping[str, Any], meanings: Mapping[str, str]) -> tuple[str, ...]:
    """All markings of an object and of its parts, each once: a record is handled as its strictest part."""
    ids = [*data.get("object_marking_refs", []), *(one for one, _ in _granular(data))]
    return tuple(dict.fromkeys(meanings.get(one, f"unknown: {one}") for one in ids))


def marking_findings(data: Mapping[str, Any], meanings: Mapping[str, str]) -> tuple[str, ...]:
    """Sentences about markings that need a person's eye."""
    unknown = [one.removeprefix("unknown: ") for one in markings_of(data, meanings) if one.startswith("unknown: ")]
    said = [
        f"Nothing that we have defines the marking {one}; the object is closed until someone does." for one in unknown
    ]
    parts = [f"{', '.join(selectors)}: {meanings.get(one, one)}" for one, selectors in _granular(data)]
    if parts:
        said.append(
            f"Parts carry markings of their own ({'; '.join(parts)}); the whole is handled as its strictest part."
        )
    return tuple(said)


def _granular(data: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
    marks = data.get("granular_markings", [])
    return [
        (str(mark["marking_ref"]), [str(one) for one in mark["selectors"]]) for mark in marks if "marking_ref" in mark
    ]
