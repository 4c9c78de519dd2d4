"""What a STIX object says about others and about the world: relations and indicator values."""

import ipaddress
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from watchfloor.receive.rules.pattern import Comparison, PatternUnreadable, comparisons
from watchfloor.receive.rules.shape import ID

# object paths whose values identify something (STIX 2.1 section 6); of network traffic either an address or a name
KINDS = {
    "domain-name:value": "domain",
    "ipv4-addr:value": "ip",
    "ipv6-addr:value": "ip",
    "url:value": "url",
    "email-addr:value": "email",
    "email-message:from_ref.value": "email",
    "email-message:sender_ref.value": "email",
    "email-message:to_refs[*].value": "email",
    "email-message:cc_refs[*].value": "email",
    "file:name": "file-name",
    "network-traffic:src_ref.value": "address",
    "network-traffic:dst_ref.value": "address",
}
HASHED = re.compile(r"(?:file|artifact|x509-certificate):hashes\.")
NAMED = {"domain-name": "domain", "ipv4-addr": "ip", "ipv6-addr": "ip", "url": "url", "email-addr": "email"}


@dataclass(frozen=True, slots=True)
class Relation:
    """`source_ref` stands to `target_ref` as `kind` says; a relationship's own word, else the property's name."""

    kind: str
    source_ref: str
    target_ref: str


def relations(data: Mapping[str, Any]) -> tuple[Relation, ...]:
    """Every reference of an object. A relationship gives one from source to target, not two from itself."""
    if data.get("type") == "relationship":
        ends = Relation(str(data["relationship_type"]), str(data["source_ref"]), str(data["target_ref"]))
        rest = _references(data, leave=("source_ref", "target_ref"))
        return (ends, *rest)
    return tuple(_references(data))


def refs(data: Mapping[str, Any]) -> tuple[str, ...]:
    """The ids of all objects that this one names, each once, in order."""
    ids = (one for relation in relations(data) for one in (relation.source_ref, relation.target_ref))
    return tuple(dict.fromkeys(one for one in ids if one != data.get("id")))


def _references(data: Mapping[str, Any], *, leave: tuple[str, ...] = ()) -> Iterator[Relation]:
    own = str(data.get("id", ""))
    for name, value in data.items():
        if name in leave or not name.endswith(("_ref", "_refs")):
            continue
        for target in value if isinstance(value, list) else (value,):
            if isinstance(target, str) and ID.fullmatch(target):
                yield Relation(name.rpartition("_")[0], own, target)


def indicators(pattern: str) -> tuple[tuple[str, str], ...]:
    """Kind and value of what a pattern names: domain, ip, url, email, hash, file-name; each once, in order.

    Only tests for equality count (=, IN) and only if not negated. A pattern that cannot be read gives nothing.
    """
    try:
        tests = comparisons(pattern)
    except PatternUnreadable:
        return ()
    found = (pair for test in tests if test.operator in ("=", "IN") and not test.negated for pair in _values(test))
    return tuple(dict.fromkeys(found))


def _values(test: Comparison) -> Iterator[tuple[str, str]]:
    path = re.sub(r"\[\d+\]", "[*]", test.path.replace("'", ""))
    kind = "hash" if HASHED.match(path) else KINDS.get(path, "")
    for value in test.values if kind else ():
        yield _normal(kind, value)


def _normal(kind: str, value: str) -> tuple[str, str]:
    """Names and hashes compare without case; a network (1.2.3.4/32) of one address is that address."""
    if kind == "address":
        kind = "ip" if _is_ip(value) else "domain"
    if kind == "ip":
        return kind, value.removesuffix("/32")
    return kind, value.lower() if kind in ("domain", "email", "hash") else value


def _is_ip(value: str) -> bool:
    try:
        ipaddress.ip_network(value, strict=False)
    except ValueError:
        return False
    return True


def values(data: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """What an object names itself: an indicator by its pattern, an observable by its value, name and hashes.

    In STIX 2.0 a pattern has no type, and what was observed lies in the object itself.
    """
    kind, inner = str(data.get("type", "")), data.get("objects")
    if kind == "observed-data" and isinstance(inner, dict):
        found = [pair for one in inner.values() if isinstance(one, dict) for pair in _own_values(one)]
        return tuple(dict.fromkeys(found))
    if kind == "indicator" and data.get("pattern_type", "" if "spec_version" in data else "stix") == "stix":
        return indicators(str(data.get("pattern", "")))
    return tuple(dict.fromkeys(_own_values(data)))


def _own_values(data: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Of one observable."""
    kind = str(data.get("type", ""))
    found = list[tuple[str, str]]()
    if kind in NAMED and isinstance(data.get("value"), str):
        found.append(_normal(NAMED[kind], data["value"]))
    if kind == "file" and isinstance(data.get("name"), str):
        found.append(("file-name", data["name"]))
    hashes = data.get("hashes")
    if kind in ("file", "artifact", "x509-certificate") and isinstance(hashes, dict):
        found += [_normal("hash", value) for value in hashes.values() if isinstance(value, str)]
    return found
