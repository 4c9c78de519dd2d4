"""The frozen models under which questions are weighed: those that ship (data/models), and files of estimated ones."""

from functools import cache
from io import BytesIO
from pathlib import Path

from watchfloor.resolution.kinds import Kind
from watchfloor.resolution.kinds import kind as read_kind
from watchfloor.resolution.model import Model, load, unpacked

FOLDER = Path(__file__).parents[1] / "data" / "models"
Frozen = tuple[Kind, Model]


@cache
def shipped(kind: str) -> Frozen:
    """A kind's file and the model that ships for it. Raises NotResolvable."""
    return read_kind(kind), load(FOLDER / f"{kind}.npz")


def estimated(kind: str, content: bytes) -> Frozen:
    """A kind's file and a model that was estimated here. Raises NotResolvable."""
    return read_kind(kind), unpacked(BytesIO(content), f"the estimated model of {kind}")
