"""Which rules of the Common Alerting Protocol an alert breaks, and what in it a reader must know.

An alert is a dictionary of its elements; repeated ones are lists. CAP 1.1 is judged more mildly where its text allows.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Literal

from watchfloor.receive.rules.areas import AreaUnreadable, circle, polygon

SENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d")
REFERENCE = re.compile(r"[^,\s]+,[^,\s]+,[^,\s]+")
TIMES = ("effective", "onset", "expires")
NOT_FOR_REAL = ("Exercise", "Test", "Draft")


@dataclass(frozen=True, slots=True)
class Element:
    """One element: `since` values came with a later version, `old` ones of an earlier version and what they mean."""

    name: str
    required: bool = False
    many: bool = False
    values: tuple[str, ...] = ()
    block: str = ""
    since: Mapping[str, str] | None = None
    old: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """An element that holds others."""

    name: str
    citation: str
    text: Literal["seen", "remembered"]
    elements: tuple[Element, ...]


@dataclass(frozen=True, slots=True)
class Namespace:
    """Which version a namespace means."""

    uri: str
    version: str
    citation: str
    text: Literal["seen", "remembered"]


@dataclass(frozen=True)
class CapFacts:
    """All blocks and namespaces."""

    blocks: tuple[Block, ...]
    namespaces: tuple[Namespace, ...]

    @cached_property
    def block(self) -> Mapping[str, Block]:
        """Blocks by name."""
        return {block.name: block for block in self.blocks}

    @cached_property
    def version(self) -> Mapping[str, str]:
        """Versions by namespace."""
        return {space.uri: space.version for space in self.namespaces}


@dataclass(frozen=True, slots=True)
class CapFault:
    """Where the alert breaks a rule, and a sentence with the rule and the way out."""

    place: str
    text: str


def faults(alert: Mapping[str, Any], version: str, facts: CapFacts) -> tuple[CapFault, ...]:
    """Every rule that the alert breaks; none if it may be opened."""
    found = [*_block(alert, "alert", "alert", version, facts)]
    found += _references(alert, version)
    found += _time("alert.sent", alert.get("sent"), version)
    for at, info in enumerate(alert.get("info", [])):
        for name in TIMES:
            if info.get(name):
                found += _time(f"alert.info[{at}].{name}", info[name], version)
        for number, area in enumerate(info.get("area", [])):
            found += _area(f"alert.info[{at}].area[{number}]", area)
    return tuple(found)


def findings(alert: Mapping[str, Any], version: str, facts: CapFacts) -> tuple[str, ...]:
    """What a reader must know of an alert that may be opened."""
    said = []
    if alert["status"] in NOT_FOR_REAL:
        said.append(f"Status {alert['status']}: not for real operations (CAP 1.2 section 3.2.1).")
    if alert["status"] == "System":
        said.append("Status System: a message about the alerting network itself.")
    if alert["msgType"] != "Alert":
        said.append(f"{alert['msgType']} of: {alert.get('references') or 'nothing named'}.")
    if alert["scope"] != "Public":
        said.append(
            f"Scope {alert['scope']}: {alert.get('restriction') or alert.get('addresses') or 'no word for whom'}."
        )
    if not alert.get("info"):
        said.append("The alert has no info block: it says neither event nor place.")
    said += _softly(alert, "alert", "alert", version, facts)
    for at, info in enumerate(alert.get("info", [])):
        expires, sent = instant(info.get("expires")), instant(alert["sent"])
        if expires and sent and expires < sent:
            said.append(f"info[{at}] expired before the alert was sent.")
    return tuple(said)


def _block(data: Mapping[str, Any], name: str, place: str, version: str, facts: CapFacts) -> Iterator[CapFault]:
    block = facts.block[name]
    for element in block.elements:
        given = data.get(element.name)
        here = f"{place}.{element.name}"
        if element.required and not given:
            yield CapFault(here, _broken(f"{element.name} is missing or empty", block.citation))
        elif isinstance(given, list) and not element.many:
            yield CapFault(here, _broken(f"{element.name} stands {len(given)} times", block.citation))
        elif element.block:
            for at, inner in enumerate(given or []):
                yield from _block(inner, element.block, f"{here}[{at}]", version, facts)
        else:
            yield from _listed(given, element, here, block.citation)


def _listed(given: Any, element: Element, here: str, citation: str) -> Iterator[CapFault]:
    for value in given if isinstance(given, list) else (given,):
        if value and element.values and value not in element.values and value not in (element.old or {}):
            some = ", ".join(element.values)
            yield CapFault(here, _broken(f"{element.name} is {value[:40]!r}, not one of {some}", citation))


def _references(alert: Mapping[str, Any], version: str) -> Iterator[CapFault]:
    """Empty elements stand for values that are not known; an update of nothing cannot be followed."""
    if alert.get("msgType") in ("Update", "Cancel", "Ack", "Error") and not alert.get("references"):
        text = f"msgType {alert['msgType']} must name the alerts that it is about in references"
        yield CapFault("alert.references", _broken(text, "CAP 1.2 section 3.2.1"))
    for name in ("identifier", "sender"):
        if re.search(r"[\s,<&]", str(alert.get(name, ""))) and version != "1.1":
            text = f"{name} must not hold spaces, commas, < or &"
            yield CapFault(f"alert.{name}", _broken(text, "CAP 1.2 section 3.2.1"))


def _time(place: str, said: Any, version: str) -> Iterator[CapFault]:
    if not said:
        return
    mild = version == "1.1"
    if instant(said) is None or not (mild or SENT.fullmatch(said)):
        text = f"the time {str(said)[:40]!r} must be like 2026-11-21T09:14:00-06:00, UTC as -00:00, never Z"
        yield CapFault(place, _broken(text, "CAP 1.2 section 3.3.2, cap12.xsd"))


def _area(place: str, area: Mapping[str, Any]) -> Iterator[CapFault]:
    readers: tuple[tuple[str, Callable[[str], object]], ...] = (("polygon", polygon), ("circle", circle))
    for name, reader in readers:
        for at, text in enumerate(area.get(name, [])):
            try:
                reader(text)
            except AreaUnreadable as error:
                yield CapFault(f"{place}.{name}[{at}]", str(error))


def _softly(data: Mapping[str, Any], name: str, place: str, version: str, facts: CapFacts) -> Iterator[str]:
    for element in facts.block[name].elements:
        given = data.get(element.name)
        several = given if isinstance(given, list) else [given]
        for at, value in enumerate(several):
            if element.block and isinstance(value, Mapping):
                yield from _softly(value, element.block, f"{place}.{element.name}[{at}]", version, facts)
            elif value == "" and element.name != "value":
                yield f"{place}.{element.name} is empty."
            elif value in (element.old or {}):
                yield f"{place}.{element.name} is {value!r}, a word of CAP 1.0 for {(element.old or {})[value]}."
            elif version < (element.since or {}).get(str(value), ""):
                yield f"{place}.{element.name} is {value!r}, which CAP {version} does not know."
            elif version == "1.1" and element.name in ("sent", *TIMES) and value and not SENT.fullmatch(value):
                yield f"{place}.{element.name} is {value!r}, not in the form that CAP asks for."
            elif element.name == "references" and value and not all(map(REFERENCE.fullmatch, value.split())):
                yield f"{place}.references is not a list of sender,identifier,sent."


def instant(said: object) -> datetime | None:
    """A time with its zone; None for anything else."""
    if not isinstance(said, str):
        return None
    try:
        moment = datetime.fromisoformat(said)
    except ValueError:
        return None
    return moment if moment.tzinfo and "T" in said else None


def _broken(what: str, citation: str) -> str:
    return f"{what} ({citation}). Ask the sender to mend it and send it again."
