"""Load how long what waits at the privacy desk may wait."""

from datetime import timedelta
from functools import lru_cache
from importlib.resources import files

import msgspec

from watchfloor.protect.rules.waiting import Limits


@lru_cache(maxsize=1)
def limits() -> Limits:
    """The shipped data/waiting.json. Raises when it is not as it must be."""
    said = msgspec.json.decode(files("watchfloor.protect").joinpath("data/waiting.json").read_bytes())
    days = {row["name"]: timedelta(days=row["days"]) for row in said["waits"]}
    return Limits(days["soon"], days["late"])
