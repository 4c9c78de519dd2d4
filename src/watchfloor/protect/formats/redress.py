"""The clocks of redress, from their policy file."""

from functools import lru_cache
from importlib.resources import files

import msgspec

from watchfloor.protect.rules.redress import Times


@lru_cache(maxsize=1)
def times() -> Times:
    """The clocks in force. Raises when the file is not as it must be."""
    said = msgspec.json.decode(files("watchfloor.protect").joinpath("data/redress.json").read_bytes())
    days = {row["name"]: row["days"] for row in said["times"]}
    return Times(days["acknowledge"], days["decide"], days["appeal"], days["appeal-decide"], said["most_an_hour"])
