"""Load the parameters of sampling."""

from functools import lru_cache
from importlib.resources import files

import msgspec

from watchfloor.protect.rules.sampling import Sampling


@lru_cache(maxsize=1)
def sampling() -> Sampling:
    """The shipped data/sampling.json. Raises when it is not as it must be."""
    said = msgspec.json.decode(files("watchfloor.protect").joinpath("data/sampling.json").read_bytes())
    night = said["odd_hours"]
    return Sampling(
        said["rules"], said["verdicts"], said["burst"]["searches"], said["burst"]["minutes"],
        said["unknown_case"]["one_in"], night["from"], night["until"], night["not_for"], tuple(said["courses"]),
    )  # fmt: skip
