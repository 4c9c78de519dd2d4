"""Load what policy says of bulk exports."""

import json
from datetime import timedelta
from functools import cache
from importlib.resources import files

from watchfloor.disseminate.rules.exporting import ExportPolicy


@cache
def export_policy() -> ExportPolicy:
    """`data/bulk_export.json`. Raises when it is not as it must be."""
    said = json.loads((files("watchfloor.disseminate") / "data" / "bulk_export.json").read_bytes())
    return ExportPolicy(
        said["most_alone"], timedelta(hours=said["within_hours"]), timedelta(minutes=said["asked_for_minutes"]),
        timedelta(hours=said["kept_for_hours"]), said["citation"],
    )  # fmt: skip
