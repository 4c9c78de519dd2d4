"""The answers of TAXII 2.1: envelopes put together from text that lies ready, cursors, moments and errors."""

from datetime import UTC, datetime, timedelta

import msgspec

from watchfloor.network.rules.offering import EPOCH

_json = msgspec.json.Encoder()


def stamp(added: int) -> str:
    """Microseconds since 1970 as a timestamp of the standard."""
    return (EPOCH + timedelta(microseconds=added)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def moment_of(added: int) -> datetime:
    """The same as a time."""
    return EPOCH + timedelta(microseconds=added)


def envelope(member: str, parts: str, *, follows: str) -> str:
    """One page; where nothing is in it, nothing is said (section 3.7). `parts` is JSON, separated by commas."""
    if not parts:
        return "{}"
    more = f'"more":true,"next":{_json.encode(follows).decode()},' if follows else '"more":false,'
    return f'{{{more}"{member}":[{parts}]}}'


def error(status: int, title: str, text: str) -> bytes:
    """An error message (section 3.6.1)."""
    return _json.encode({"title": title, "description": text, "http_status": str(status)})


def resource(**members: object) -> bytes:
    """Discovery, API root, collection, status."""
    return _json.encode({name: value for name, value in members.items() if value is not None})
