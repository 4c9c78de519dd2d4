"""The frozen models that ship with analysis (data/models): under one of them all questions of a kind are weighed."""

from functools import cache
from pathlib import Path

from watchfloor.resolution.kinds import Kind
from watchfloor.resolution.kinds import kind as read_kind
from watchfloor.resolution.model import Model, load

FOLDER = Path(__file__).parents[1] / "data" / "models"


@cache
def frozen(kind: str) -> tuple[Kind, Model]:
    """A kind's file and its model. Raises NotResolvable."""
    return read_kind(kind), load(FOLDER / f"{kind}.npz")
