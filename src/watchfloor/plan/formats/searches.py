"""A saved search as the bytes that are sealed."""

import msgspec

from watchfloor.plan.rules.searches import Search


def packed(search: Search) -> bytes:
    """The bytes to be sealed."""
    return msgspec.json.encode(search)


def unpacked(content: bytes) -> Search:
    """The inverse of packed."""
    return msgspec.json.decode(content, type=Search)
