"""The topic packs that come with Watchfloor, from plan/data/packs."""

import hashlib
from functools import cache
from importlib import resources
from typing import Any

import msgspec

from watchfloor.plan.rules.packs import Named, PackNeed, TopicPack


@cache
def shipped_packs() -> tuple[TopicPack, ...]:
    """All of them by name. Raises when one is not as it must be."""
    folder = resources.files("watchfloor.plan") / "data" / "packs"
    files = sorted((one.name, one.read_bytes()) for one in folder.iterdir() if one.name.endswith(".json"))
    return tuple(_pack(content) for _, content in files)


def shipped_pack(name: str) -> TopicPack | None:
    """One by its name; None for a name that no pack has."""
    return next((one for one in shipped_packs() if one.name == name), None)


def _pack(content: bytes) -> TopicPack:
    said: dict[str, Any] = msgspec.json.decode(content)
    lines = [{"name": one["title"], **{key: one[key] for key in ("kind", "reason", "source")}}
             for one in said["product_lines"]]  # fmt: skip
    return TopicPack(
        said["name"], said["title"], said["about"], hashlib.sha256(content).hexdigest(),
        tuple(msgspec.convert(said["needs"], list[PackNeed])), tuple(msgspec.convert(said["playbooks"], list[Named])),
        tuple(msgspec.convert(lines, list[Named])),
    )  # fmt: skip
