"""A report in fields out of JSON, and what judging it needs: code lists, fields of parties, suggestions."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import Any

import msgspec

from watchfloor.core.rules.draft import Place
from watchfloor.gather.formats.behavior import behaviors, content_of, lexicon
from watchfloor.gather.rules.given import Fault, Given, GivenMeans
from watchfloor.gather.rules.suggest import suggest
from watchfloor.protect.formats.classes import classes
from watchfloor.resolution.kinds import kind
from watchfloor.text.gazetteer import Gazetteer
from watchfloor.text.places import find_places

LISTS = ("target_sectors", "tip_class", "tip_domain", "nature_of_source", "source_reliability", "content_validity")
KNOWN = frozenset(one.name for one in fields(Given))
_WHERE = re.compile(r"`\$\.?([^`]*)`")
_json = msgspec.json.Encoder(order="sorted")


@dataclass(frozen=True, slots=True)
class CodeList:
    """A closed list: code -> words, with its citation and whether its text was seen or is remembered."""

    codes: Mapping[str, str]
    citation: str
    text: str


@cache
def code_lists() -> Mapping[str, CodeList]:
    """`data/codes.json` by field."""
    told: dict[str, Any] = json.loads(content_of("codes.json"))
    return {name: msgspec.convert(told[name], CodeList) for name in LISTS}


@cache
def party_fields() -> Mapping[str, frozenset[str]]:
    """The fields by which a person or a vehicle is compared."""
    return {name: frozenset(one.name for one in kind(name).fields) for name in ("person", "vehicle")}


def means(gazetteer: Gazetteer) -> GivenMeans:
    """What `draft_of` needs, with the places of this gazetteer."""

    def find(words: str) -> Place | None:
        found = next(iter(find_places(words, gazetteer)), None)
        return Place(found.lon, found.lat, found.radius_m, found.name) if found else None

    return GivenMeans(
        codes=frozenset(behaviors().by_code),
        lists={name: frozenset(one.codes) for name, one in code_lists().items()},
        parties=party_fields(),
        roles=classes().resolved,
        find=find,
        suggest=lambda narrative: suggest(narrative, lexicon()),
    )


def given_of(item: object) -> Given | Fault:
    """A report out of what JSON said; MUST NOT raise. A field that is not known is a fault: nothing is dropped."""
    if isinstance(item, dict) and (strange := sorted(str(name) for name in item if name not in KNOWN)):
        return Fault(strange[0][:40], f"'{strange[0][:40]}' is no field. Choose of {', '.join(sorted(KNOWN))}.")
    try:
        return msgspec.convert(item, Given)
    except (msgspec.ValidationError, RecursionError) as error:
        found = _WHERE.search(str(error))
        where = found[1].replace(".", "/") if found else ""
        return Fault(where, f"{where or 'item'}: {str(error).split(' - at')[0]}. See /api/openapi.json.")


def bytes_of(item: object) -> bytes:
    """The item as it is kept: its fields in order of name, so that blanks and order make no other report of it."""
    return _json.encode(item)


def schema() -> dict[str, Any]:
    """The JSON schema of one report, as OpenAPI 3.1 takes it, with its code lists."""
    (told,), parts = msgspec.json.schema_components([Given], ref_template="#/components/schemas/{name}")
    whole: dict[str, Any] = parts["Given"]
    del told
    lists = {name: sorted(one.codes) for name, one in code_lists().items()} | {"behaviors": sorted(behaviors().by_code)}
    for name, codes in lists.items():
        of = whole["properties"][name]
        (of["items"] if of.get("type") == "array" else of)["enum"] = (
            codes if of.get("type") == "array" else ["", *codes]
        )
    return whole | {"required": ["key", "narrative"], "additionalProperties": False}
