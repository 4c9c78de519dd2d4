"""A request's words as the bytes that are sealed, and the parameters of the request desk from their data file."""

import json
from functools import cache

import msgspec

from watchfloor.plan.formats.mapping import content_of
from watchfloor.plan.rules.requests import Closing, Kept, RequestPolicy, Urgency


def packed(words: Kept) -> bytes:
    """The bytes to be sealed."""
    return msgspec.json.encode(words)


def unpacked(content: bytes) -> Kept:
    """The inverse of packed."""
    return msgspec.json.decode(content, type=Kept)


@cache
def request_policy() -> RequestPolicy:
    """`data/requests.json`. Raises when it is not as it must be."""
    said = json.loads(content_of("requests.json"))
    return RequestPolicy(
        tuple(Urgency(one["code"], one["words"], one["minutes"]) for one in said["urgencies"]),
        tuple(Closing(one["code"], one["words"], one["citation"]) for one in said["closings"]),
    )
