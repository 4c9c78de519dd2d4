"""Load what policy says of second factors."""

from datetime import timedelta
from functools import lru_cache
from importlib.resources import files

import msgspec

from watchfloor.protect.rules.stepping import FactorPolicy, SteppedAct


@lru_cache(maxsize=1)
def factor_policy() -> FactorPolicy:
    """The shipped data/factors.json. Raises when it is not as it must be."""
    said = msgspec.json.decode(files("watchfloor.protect").joinpath("data/factors.json").read_bytes())
    acts = {
        row["act"]: SteppedAct(row["words"], timedelta(minutes=row["minutes"]), row["citation"]) for row in said["acts"]
    }
    return FactorPolicy(frozenset(said["required_of"]), acts, said["required_citation"])
