"""The catalog of feeds: data with citations; nothing in it is asked until somebody switches it on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

import msgspec

from watchfloor.receive.rules.feeds import Feed


@dataclass(frozen=True, slots=True)
class Catalog:
    """Feeds by name, what kinds there are, and which standings need the privacy officer's approval."""

    feeds: Mapping[str, Feed]
    kinds: tuple[str, ...]
    standings: Mapping[str, bool]
    most_every: timedelta


@lru_cache(maxsize=1)
def catalog() -> Catalog:
    """The shipped data/feeds.json. Raises when it is not as it must be."""
    said = msgspec.json.decode(files("watchfloor.receive").joinpath("data/feeds.json").read_bytes())
    return Catalog(
        {name: _feed(name, one) for name, one in said["feeds"].items()}, tuple(said["kinds"]),
        {name: one["needs_approval"] for name, one in said["standings"].items()},
        timedelta(minutes=said["most_every"]["minutes"]),
    )  # fmt: skip


def _feed(name: str, one: Mapping[str, Any]) -> Feed:
    options = {"accept": one["accept"]} if "accept" in one else {}
    return Feed(
        name, one["kind"], one["address"], one["source"], one["standing"], timedelta(minutes=one["every_minutes"]),
        timedelta(hours=one["silent_hours"]), one["about"], one["citation"], options,
    )  # fmt: skip


def hosts() -> frozenset[str]:
    """Of every address in the catalog."""
    return frozenset(host for one in catalog().feeds.values() if (host := urlsplit(one.address).hostname))
