"""An RFI's words as the bytes that are sealed, and the parameters of RFIs from their data file."""

import json
from datetime import timedelta
from functools import cache
from typing import Any

import msgspec

from watchfloor.plan.formats.mapping import content_of
from watchfloor.plan.rules.rfi_guards import GUARDS
from watchfloor.plan.rules.rfis import (
    STATES,
    About,
    Alike,
    Authority,
    Basis,
    Choice,
    Deed,
    Priority,
    RfiPolicy,
    RfiWords,
)

NOTHING = RfiWords("", "", "", "", "", "", "")


def packed(words: RfiWords) -> bytes:
    """The bytes to be sealed."""
    return msgspec.json.encode(words)


def unpacked(content: bytes) -> RfiWords:
    """The inverse of packed."""
    return msgspec.json.decode(content, type=RfiWords)


@cache
def rfi_policy() -> RfiPolicy:
    """`data/rfis.json`. Raises ValueError when a deed names a state or a guard that there is not."""
    said = json.loads(content_of("rfis.json"))
    deeds = [_deed(one) for one in said["deeds"]]
    everyday = frozenset(said["alike"]["everyday"].split())
    authorities = {kind: one for one in said["authorities"] for kind in one["kinds"]}
    return RfiPolicy(
        {one["code"]: Priority(*_plain(one), hours=one["hours"]) for one in said["priorities"]},
        {one["code"]: About(*_plain(one), part23=one["part23"]) for one in said["abouts"]},
        {
            one["code"]: Basis(*_plain(one), part23=one["part23"], case=one["case"], predicate=one["predicate"])
            for one in said["bases"]
        },
        {kind: Authority(one["part23"], one["citation"]) for kind, one in authorities.items()},
        {one["code"]: Choice(*_plain(one)) for one in said["rejections"]},
        {(one.way, one.code): one for one in deeds},
        Alike(said["alike"]["shared"], said["alike"]["share"], said["alike"]["most"], everyday),
        timedelta(hours=said["remind_after_hours"]["hours"]),
    )


def _plain(one: dict[str, Any]) -> tuple[str, str, str]:
    return one["code"], one["words"], one["citation"]


def _deed(one: dict[str, Any]) -> Deed:
    states = {one["to"], *one["from"], *one.get("stays", ())}
    if states - set(STATES) or set(one["guards"]) - set(GUARDS):
        raise ValueError(f"rfis.json, deed {one['way']} {one['code']}: a state or a guard that there is not")
    return Deed(
        one["code"], one["way"], frozenset(one["from"]), one["to"], frozenset(one.get("stays", ())),
        tuple(one["guards"]), one["fact"], one["citation"],
    )  # fmt: skip
