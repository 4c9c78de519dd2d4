"""The systems that pointers lead to: data with citations."""

from functools import lru_cache
from importlib.resources import files

import msgspec


@lru_cache(maxsize=1)
def systems() -> dict[str, str]:
    """Their words by code, from the shipped data/pointers.json."""
    said = msgspec.json.decode(files("watchfloor.receive").joinpath("data/pointers.json").read_bytes())
    return {one["code"]: one["words"] for one in said["systems"]}
