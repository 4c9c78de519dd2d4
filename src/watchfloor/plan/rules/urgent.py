"""What of that which comes in does not wait: alerts whose sender says that they do not (47 CFR 10.400(b))."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

# an Imminent Threat Alert by 47 CFR 10.400(b) meets one of each
URGENCY, SEVERITY, CERTAINTY = {"Immediate", "Expected"}, {"Extreme", "Severe"}, {"Observed", "Likely"}
CITATION = "47 CFR 10.400(b); CAP 1.2 section 3.2.2"
FOR_REAL = {"Alert", "Update"}


def is_urgent(
    kind: str, said: Mapping[str, Any], *, exercise: bool, ends: datetime | None, now: datetime
) -> bool:  # fmt: skip
    """Whether an item is time-sensitive by what its sender stated; nothing is guessed.

    One that is over, called off, or no real one is not; in an exercise what was sent for exercise is the real thing.
    """
    if kind != "cap" or (ends is not None and ends <= now) or said.get("msgType") not in FOR_REAL:
        return False
    if not said.get("operational", True) and not (exercise and said.get("status") == "Exercise"):
        return False
    infos = [info for info in said.get("info") or () if isinstance(info, Mapping)]
    return any(
        info.get("urgency") in URGENCY and info.get("severity") in SEVERITY and info.get("certainty") in CERTAINTY
        for info in infos
    )
