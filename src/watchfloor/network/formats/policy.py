"""Load what may be offered."""

from functools import lru_cache
from importlib.resources import files

import msgspec

from watchfloor.network.rules.offering import Offering


@lru_cache(maxsize=1)
def offering() -> Offering:
    """The shipped data/offering.json. Raises when it is not as it must be."""
    said = msgspec.json.decode(files("watchfloor.network").joinpath("data/offering.json").read_bytes())
    return Offering(frozenset(said["classes"]), said["page"]["default"], said["page"]["most"])
