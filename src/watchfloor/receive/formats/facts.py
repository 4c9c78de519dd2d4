"""The standards' facts from data files into the rules' dataclasses."""

from dataclasses import replace
from functools import lru_cache
from importlib import resources

import msgspec

from watchfloor.receive.rules.cap import CapFacts
from watchfloor.receive.rules.facts import StixFacts, TypeFacts

MARKED = {"object_marking_refs": "ids:marking-definition"}


class _Tlp(msgspec.Struct):
    id: str
    marking: str


class _Stix(msgspec.Struct):
    types: tuple[TypeFacts, ...]
    tlp: tuple[_Tlp, ...]
    tlp_extension: str


class _Shapes(msgspec.Struct):
    common: dict[str, str]
    types: dict[str, dict[str, str]]


class _Stix20(msgspec.Struct):
    types: tuple[TypeFacts, ...]


@lru_cache(maxsize=1)
def stix_facts() -> StixFacts:
    """Types and TLP markings of STIX 2.1."""
    told = msgspec.json.decode(_data("stix21.json"), type=_Stix)
    shaped = msgspec.json.decode(_data("stix21_shape.json"), type=_Shapes)
    types = [
        replace(one, shapes={**(shaped.common if one.group != "sco" else MARKED), **shaped.types.get(one.type, {})})
        for one in told.types
    ]
    return StixFacts(
        {one.type: one for one in types}, {one.id: one.marking for one in told.tlp}, told.tlp_extension,
        frozenset(one.type for one in told.types if one.group == "sco"),
    )  # fmt: skip


@lru_cache(maxsize=1)
def stix20_facts() -> StixFacts:
    """Types of STIX 2.0; its markings are those of 2.1."""
    told = msgspec.json.decode(_data("stix20.json"), type=_Stix20)
    now = stix_facts()
    return StixFacts({one.type: one for one in told.types}, now.tlp, now.tlp_extension, now.observables, "2.0")


@lru_cache(maxsize=1)
def cap_facts() -> CapFacts:
    """Elements and value lists of CAP 1.1 and 1.2."""
    return msgspec.json.decode(_data("cap.json"), type=CapFacts)


def _data(name: str) -> bytes:
    return (resources.files("watchfloor.receive") / "data" / name).read_bytes()
