"""Bytes as they came into the text that is given to machines, and the line that a manifest says of it."""

from collections.abc import Mapping
from typing import Any

import msgspec

from watchfloor.network.rules.asking import STIX_MEDIA
from watchfloor.network.rules.offering import Described
from watchfloor.network.rules.reach import in_manifest

_json = msgspec.json.Encoder()


def as_received(original: bytes | None, data: Mapping[str, Any]) -> str:
    """The bytes as they came where they are this very version of the object, else the object written anew."""
    try:
        if original and msgspec.json.decode(original) == data:
            return original.decode()
    except (msgspec.DecodeError, UnicodeDecodeError):
        pass
    return _json.encode(data).decode()


def stix_line(said: Described) -> str:
    """What a manifest says of an object beside its date_added (TAXII 2.1, section 5.5.1)."""
    line = {"id": said.object_id, "media_type": STIX_MEDIA.format(said.spec)}
    if said.version:
        line["version"] = said.version
    return _json.encode(line).decode()[1:-1]


def misp_line(event: Mapping[str, Any]) -> str:
    """Its member of a MISP feed's manifest (MISP core format, section 3.1)."""
    return f'"{str(event["uuid"]).lower()}":{_json.encode(in_manifest(event)).decode()}'


def misp_event(event: Mapping[str, Any]) -> str:
    """A file of the feed."""
    return _json.encode({"Event": event}).decode()
