"""What shape a property of a STIX object must have, and which of its properties go together (STIX 2.1 sections 2 to 6).

No stricter than the OASIS library in strict mode, which takes "5" for a number and one text for a list of one. A shape
is written as a word with its bounds: flag, whole:0:65535, number:-90:90, list, id:identity|tool, ids, one:a|b, ones,
named (an object with well-formed names), hashes, base64, hex, references, phases, objects.
"""

import base64
import binascii
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

ID = re.compile(r"[a-z0-9-]{1,250}--[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
NAME = re.compile(r"[a-zA-Z0-9_-]{1,250}")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z", re.ASCII)
TEXTS = ("name", "description", "pattern", "pattern_type", "relationship_type", "lang", "abstract", "content", "value")
HEX = re.compile(r"(?:[0-9a-fA-F]{2})+")
DIGITS = {"MD5": 32, "SHA1": 40, "SHA224": 56, "SHA256": 64, "SHA384": 96, "SHA512": 128, "SHA3256": 64, "SHA3512": 128}
FLAGS = ("true", "false", "t", "f", "1", "0")
WANTED = {
    "flag": "true or false", "list": "a list that is not empty", "id": "an id", "ids": "a list of ids",
    "named": "an object with names of letters, digits, - and _", "base64": "a text in base64", "hex": "hex digits",
    "hashes": "an object of hashes, each as long as its kind", "objects": "a list of objects",
    "references": "a list of references, each with source_name and a description, url or external_id",
    "phases": "a list of phases, each with kill_chain_name and phase_name",
}  # fmt: skip
Rule = Callable[[Any], bool]
# as a Rule, but what it answers is only truth or not; it may raise TypeError
Fits = Callable[[Any], object]


def wanted(shape: str) -> str:
    """What must stand there, for a sentence."""
    kind, _, more = shape.partition(":")
    if kind in ("whole", "number"):
        low, _, high = more.partition(":")
        bounds = f" from {low or 'any'} to {high or 'any'}" if low or high else ""
        return f"a {'whole ' if kind == 'whole' else ''}number{bounds}"
    if kind in ("one", "ones"):
        return f"{'one' if kind == 'one' else 'some'} of {more.replace('|', ', ')}"
    return WANTED[kind] + (f" of {more.replace('|', ', ')}" if more else "")


def moment(value: object) -> datetime | None:
    """A STIX timestamp; None for anything else. Digits beyond the microsecond are cut here, never in what is kept."""
    return timestamp(value) if isinstance(value, str) else None


@lru_cache(maxsize=8192)
def timestamp(value: str) -> datetime | None:
    """The same of a text alone. Raises TypeError for what is none."""
    if not TIME.fullmatch(value):
        return None
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        return None


@lru_cache(maxsize=512)
def rule_of(shape: str) -> Rule:
    """Whether a value has this shape."""
    kind, _, more = shape.partition(":")
    if kind in ("whole", "number"):
        low, _, high = more.partition(":")
        return _numbers(int if kind == "whole" else float, low, high)
    if kind in ("id", "ids"):
        return _ids(tuple(f"{one}--" for one in more.split("|")) if more else ("",), many=kind == "ids")
    if kind in ("one", "ones"):
        return _among(frozenset(more.split("|")), many=kind == "ones")
    return RULES[kind]


def _numbers(kind: Callable[[Any], float], low: str, high: str) -> Rule:
    def fits(value: Any) -> bool:
        try:
            read = kind(value)
        except (TypeError, ValueError, OverflowError):
            return False
        return (not low or read >= float(low)) and (not high or read <= float(high))

    return fits


def _ids(begin: tuple[str, ...], *, many: bool) -> Rule:
    def one(value: Any) -> bool:
        return type(value) is str and value.startswith(begin) and ID.fullmatch(value) is not None

    return (lambda value: type(value) is list and value != [] and all(map(one, value))) if many else one


def _among(values: frozenset[str], *, many: bool) -> Rule:
    def one(value: Any) -> bool:
        return type(value) is str and value in values

    return (lambda value: type(value) is list and value != [] and all(map(one, value))) if many else one


def _flag(value: Any) -> bool:
    return value.lower() in FLAGS if type(value) is str else type(value) in (bool, int, float) and value in (0, 1)


def _list(value: Any) -> bool:
    return type(value) is str or (type(value) is list and value != [])


def _named(value: Any) -> bool:
    return type(value) is dict and value != {} and all(map(NAME.fullmatch, value))


def _hashes(value: Any) -> bool:
    return _named(value) and all(_hash(name, said) for name, said in value.items())


def _hash(name: str, said: Any) -> bool:
    digits = DIGITS.get(name.upper().replace("-", "").replace("_", ""))
    return type(said) is str and (digits is None or (len(said) == digits and HEX.fullmatch(said) is not None))


def _base64(value: Any) -> bool:
    try:
        base64.b64decode(value)
    except (TypeError, ValueError, binascii.Error):
        return False
    return True


def _hex(value: Any) -> bool:
    return type(value) is str and HEX.fullmatch(value) is not None


def _objects(value: Any) -> bool:
    return type(value) is list and value != [] and all(type(one) is dict for one in value)


def _references(value: Any) -> bool:
    return _objects(value) and all(
        "source_name" in one and ("description" in one or "url" in one or "external_id" in one) for one in value
    )


def _phases(value: Any) -> bool:
    return _objects(value) and all("kill_chain_name" in one and "phase_name" in one for one in value)


RULES: Mapping[str, Rule] = {
    "flag": _flag, "list": _list, "named": _named, "hashes": _hashes, "base64": _base64, "hex": _hex,
    "objects": _objects, "references": _references, "phases": _phases,
}  # fmt: skip
Told = Iterator[tuple[str, str]]


def apart(data: Mapping[str, Any]) -> Told:
    """Property and sentence for each rule that binds several properties of this type and is broken."""
    if rule := TOGETHER.get(str(data.get("type"))):
        yield from rule(data)


def _malware(data: Mapping[str, Any]) -> Told:
    if data.get("is_family") in (True, "true") and "name" not in data:
        yield "name", "a malware family must have a name"


def _artifact(data: Mapping[str, Any]) -> Told:
    if "payload_bin" in data and "url" in data:
        yield "url", "url and payload_bin exclude each other"
    if "url" in data and "hashes" not in data:
        yield "hashes", "an artifact behind a url must have hashes"


def _traffic(data: Mapping[str, Any]) -> Told:
    if data.get("end") and data.get("is_active") not in (False, "false"):
        yield "is_active", "is_active must be false where end is given"


def _mail(data: Mapping[str, Any]) -> Told:
    if data.get("is_multipart") in (True, "true") and data.get("body"):
        yield "body", "body must not stand in a mail of several parts"
    if "body_multipart" in data and data.get("is_multipart") not in (True, "true"):
        yield "is_multipart", "is_multipart must be true where body_multipart is given"


def _observed(data: Mapping[str, Any]) -> Told:
    if ("objects" in data) == ("object_refs" in data):
        yield "object_refs", "either objects or object_refs must be given"


def _bare(data: Mapping[str, Any]) -> Told:
    if not set(data) - {"type", "spec_version", "id", "object_marking_refs", "granular_markings", "defanged"}:
        yield str(data["type"]), "at least one property must be given"


def _location(data: Mapping[str, Any]) -> Told:
    if "precision" in data and ("latitude" not in data or "longitude" not in data):
        yield "precision", "precision needs latitude and longitude"


TOGETHER: Mapping[str, Callable[[Mapping[str, Any]], Told]] = {
    "malware": _malware, "artifact": _artifact, "network-traffic": _traffic, "email-message": _mail,
    "observed-data": _observed, "process": _bare, "x509-certificate": _bare, "location": _location,
}  # fmt: skip
