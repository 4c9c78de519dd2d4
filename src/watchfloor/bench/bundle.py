"""A STIX 2.1 bundle of any size from a seed, of the kinds that feeds are made of; all of it fictional and valid."""

import json
from collections.abc import Iterator
from random import Random
from typing import Any
from uuid import UUID

AT = "2026-11-{:02d}T{:02d}:{:02d}:{:02d}.000Z"
WORDS = ("kestrel", "osprey", "merlin", "harrier", "goshawk", "falcon", "plover", "heron", "egret", "dunlin")
# what a feed is made of, by how often
SHARES = (("indicator", 45), ("relationship", 35), ("malware", 6), ("attack-pattern", 6), ("identity", 4), ("tool", 4))


def bundle(count: int, seed: int) -> bytes:
    """`count` objects as a bundle in UTF-8; another seed gives other ids and other values."""
    rng = Random(seed)
    objects = list(_objects(count, rng))
    return json.dumps({"type": "bundle", "id": f"bundle--{_uuid(rng)}", "objects": objects}).encode()


def _objects(count: int, rng: Random) -> Iterator[dict[str, Any]]:
    kinds, weights = [kind for kind, _ in SHARES], [share for _, share in SHARES]
    made: dict[str, list[str]] = {kind: [] for kind in kinds}
    for at in range(count):
        kind = rng.choices(kinds, weights)[0]
        if kind == "relationship" and not (made["indicator"] and made["malware"]):
            kind = "malware" if made["indicator"] else "indicator"
        one = _common(kind, rng) | _own(kind, at, rng, made)
        made[kind].append(one["id"])
        yield one


def _common(kind: str, rng: Random) -> dict[str, Any]:
    at = AT.format(1 + rng.randrange(20), rng.randrange(24), rng.randrange(60), rng.randrange(60))
    return {"type": kind, "spec_version": "2.1", "id": f"{kind}--{_uuid(rng)}", "created": at, "modified": at}


def _own(kind: str, at: int, rng: Random, made: dict[str, list[str]]) -> dict[str, Any]:
    name = f"{rng.choice(WORDS)} {rng.choice(WORDS)} {at}"
    if kind == "indicator":
        return {
            "name": name, "pattern": _pattern(at, rng), "pattern_type": "stix", "valid_from": AT.format(21, 1, 2, 3),
            "indicator_types": ["malicious-activity"], "description": f"Seen beside {name} in the bench's exercise.",
        }  # fmt: skip
    if kind == "relationship":
        ends = {"source_ref": rng.choice(made["indicator"]), "target_ref": rng.choice(made["malware"])}
        return {"relationship_type": "indicates", **ends}
    if kind == "malware":
        return {"name": name, "is_family": False, "malware_types": ["trojan"]}
    if kind == "identity":
        return {"name": name, "identity_class": "organization"}
    return {"name": name, "description": f"What {name} does, in a sentence or two of ordinary length for such a feed."}


def _pattern(at: int, rng: Random) -> str:
    if at % 3 == 0:
        return f"[domain-name:value = '{rng.choice(WORDS)}-{rng.randrange(10**9)}.example']"
    if at % 3 == 1:
        one, two = rng.randrange(256), rng.randrange(256)
        return f"[ipv4-addr:value = '192.0.2.{one}'] OR [ipv4-addr:value = '198.51.100.{two}']"
    return f"[file:hashes.'SHA-256' = '{rng.randbytes(32).hex()}']"


def _uuid(rng: Random) -> UUID:
    return UUID(bytes=rng.randbytes(16), version=4)
