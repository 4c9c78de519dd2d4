"""The versions of the models that ship, for those who need no engine to know them."""

import json
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "data" / "models"


@cache
def shipped_versions() -> dict[str, str]:
    """Kind -> version of the model that ships for it (data/models/versions.json, written by scripts/make_models.py)."""
    told: dict[str, str] = json.loads((FOLDER / "versions.json").read_bytes())
    return told
