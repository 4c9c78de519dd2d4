"""What lies between the public's door and the desk: its policy, the key published to it, and what a drop holds."""

import json
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib import resources
from typing import Any

import msgspec

from watchfloor.gather.rules.public import Limits


def _told(name: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((resources.files("watchfloor.gather") / "data" / name).read_bytes())
    return told


@dataclass(frozen=True, slots=True)
class Rates:
    """How many in a window, from one address and in all, with proof of work and without."""

    window: timedelta
    one: dict[bool, int]
    all: dict[bool, int]


@dataclass(frozen=True, slots=True)
class Policy:
    """The parameters of the public's door (data/public.json)."""

    limits: Limits
    body_most: int
    pictures: dict[str, int]
    state_for: timedelta
    wait: dict[bool, timedelta]
    proof_bits: int
    rates: Rates
    tries: Rates
    try_seconds: float
    key_turned: timedelta
    key_kept: timedelta
    read_after: timedelta
    closed_after: timedelta
    kept_after: timedelta


@cache
def policy() -> Policy:
    """As shipped."""
    told = _told("public.json")
    files, wait, rates, tries = told["files"], told["wait"], told["rates"], told["tries"]
    window, shown, key = timedelta(minutes=rates["window_minutes"]), told["shown"], told["key"]
    return Policy(
        limits=Limits(told["text_most"]["value"], told["line_most"]["value"], files["most"], files["each_bytes"],
                      files["all_bytes"]),
        body_most=told["body_most"]["value"],
        pictures={name: told["pictures"][name] for name in ("pixels", "longest_side", "quality")},
        state_for=timedelta(minutes=told["state"]["minutes"]),
        wait={True: timedelta(seconds=wait["proved_seconds"]), False: timedelta(seconds=wait["unproved_seconds"])},
        proof_bits=wait["proof_bits"],
        rates=Rates(window, {True: rates["one_proved"], False: rates["one_unproved"]},
                    {True: rates["all_proved"], False: rates["all_unproved"]}),
        tries=Rates(window, dict.fromkeys((True, False), tries["one"]), dict.fromkeys((True, False), tries["all"])),
        try_seconds=tries["seconds"],
        key_turned=timedelta(hours=key["turned_hours"]), key_kept=timedelta(hours=key["kept_hours"]),
        read_after=timedelta(hours=shown["read_hours"]), closed_after=timedelta(days=shown["closed_days"]),
        kept_after=timedelta(days=shown["kept_days"]),
    )  # fmt: skip


@cache
def danger_phrases() -> tuple[str, ...]:
    """Every language's: who writes Spanish on the English page is in no less danger."""
    return tuple(phrase for part in _told("danger.json")["phrases"] for phrase in part["phrases"])


class Published(msgspec.Struct, frozen=True):
    """What the public's process is told (public/door.json): whose door it is, and the key reports are sealed to.

    `salt` goes into every code's derivation, and stays the same for as long as the house stands. `state`: of the map,
    in two letters; without one there is no map.
    """

    center: str
    exercise: bool
    phone: str
    key_id: str
    key: bytes
    salt: bytes
    state: str = ""


class Sent(msgspec.Struct, frozen=True):
    """A file as it was sent."""

    name: str
    content: bytes


class Drop(msgspec.Struct, frozen=True):
    """What is sealed to the center: words by field, and files. `keep_original`: pictures also as they are."""

    said: dict[str, str]
    files: list[Sent]
    language: str
    keep_original: bool = False


def packed(what: Published | Drop) -> bytes:
    """As bytes."""
    return msgspec.json.encode(what) if isinstance(what, Published) else msgspec.msgpack.encode(what)


def published(content: bytes) -> Published:
    """What was told to the public's process."""
    return msgspec.json.decode(content, type=Published)


def drop(content: bytes) -> Drop:
    """What was in the box; raises msgspec.DecodeError for anything else."""
    return msgspec.msgpack.decode(content, type=Drop)
