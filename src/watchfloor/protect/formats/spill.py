"""Whether a draft states classified information: then it MUST NOT be opened, indexed or shown (NIST SP 800-53 IR-9)."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any

import msgspec

from watchfloor.core.rules.draft import Draft
from watchfloor.marking.spill import find_spill, states_spill
from watchfloor.protect.rules.spilling import Marks, SpillPolicy

REASON = (
    "It carries what looks like a classified marking; this system keeps U and CUI only. Rule intake.spill."
    " It was closed away unread and a security officer was told; tell the originator, and describe no content."
)
LEVELS = ("C", "S", "TS")


@lru_cache(maxsize=1)
def spill_policy() -> SpillPolicy:
    """`data/spill.json`."""
    said = msgspec.json.decode(files("watchfloor.protect").joinpath("data/spill.json").read_bytes())
    return SpillPolicy(said["shows"], said["hours"], said["ways"], said["citation"])


def part_spills(drafts: Sequence[Draft]) -> tuple[list[Draft], list[Draft]]:
    """Drafts that may come in, and those that must be closed away."""
    clean, spilled = list[Draft](), list[Draft]()
    for draft in drafts:
        (spilled if marks_in(draft).count else clean).append(draft)
    return clean, spilled


def marks_in(draft: Draft) -> Marks:
    """What of a draft looks classified, over its markings, title, text and every other field."""
    stated = [marking for marking in draft.markings if _stated(marking)]
    found = {
        "title": find_spill(draft.title), "text": find_spill(draft.body), "fields": find_spill(_fields(draft.data)),
    }  # fmt: skip
    levels = {one.level for each in found.values() for one in each} | ({"S"} if stated else set())
    places = (["marking"] if stated else []) + [name for name, each in found.items() if each]
    count = len(stated) + sum(len(each) for each in found.values())
    return Marks(tuple(sorted(levels, key=LEVELS.index)), tuple(places), count)


def packed(draft: Draft, **more: Any) -> bytes:
    """A draft with what its way goes on by, as bytes to be sealed."""
    return msgspec.json.encode({"draft": draft, **more})


def unpacked(said: bytes) -> tuple[Draft, Mapping[str, Any]]:
    """The inverse."""
    whole = msgspec.json.decode(said)
    return msgspec.convert(whole.pop("draft"), Draft), whole


def _stated(marking: str) -> bool:
    return not marking.startswith(("statement:", "unknown:")) and states_spill(marking)


def _fields(data: Any) -> str:
    return "\n".join(_strings(data))


def _strings(said: Any) -> Iterator[str]:
    if isinstance(said, str):
        yield said
    elif isinstance(said, Mapping):
        for value in said.values():
            yield from _strings(value)
    elif isinstance(said, Sequence) and not isinstance(said, bytes):
        for value in said:
            yield from _strings(value)
