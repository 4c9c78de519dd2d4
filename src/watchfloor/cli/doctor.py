"""What this machine and this data directory are: versions, accounts, folders; no names, no content."""

import os
import platform
import shutil
import sys
from importlib import metadata
from pathlib import Path
from typing import Any

from watchfloor.localdb import binaries, place
from watchfloor.localdb.failure import LauncherError


def examine(data_dir: Path | None) -> dict[str, Any]:
    """Facts about the surroundings, each with what to do where something is missing."""
    folder = place.choose(data_dir)
    return {
        "version": metadata.version("watchfloor"),
        "python": sys.version.split()[0],
        "system": platform.platform(terse=True),
        "data_dir": str(folder),
        "data_dir_stands": (folder / "postgres").exists(),
        "evaluation": place.standing(folder) if folder.exists() else "own",
        "database": "external" if os.environ.get("WATCHFLOOR_DATABASE_URL") else _programs(),
        "free_gb": round(shutil.disk_usage(_standing(folder)).free / 1e9, 1),
        "runs_as_root": os.geteuid() == 0,
        "front_end_built": (Path(__file__).parents[1] / "static" / "built" / "manifest.json").exists(),
    }


def _programs() -> str:
    try:
        found = binaries.find(wheel=os.environ.get("WATCHFLOOR_POSTGRES", "wheel") == "wheel")
    except LauncherError as error:
        return str(error)
    return f"PostgreSQL {found.version} of the {found.of}"


def _standing(folder: Path) -> Path:
    return next(path for path in (folder, *folder.parents) if path.exists())
