"""An envelope of EDXL-DE 1.0: what it must carry, and what it says of the handling of all that it holds.

The most restrictive confidentiality of the contents stands in combinedConfidentiality (EDXL-DE 1.0 section 3.2.1); what
an envelope says joins what its content says and never lowers it.
"""

from collections.abc import Mapping
from typing import Any

from watchfloor.marking.grammar import MarkingError, parse

STANDARD = "EDXL-DE 1.0, section 3.2.1"
REQUIRED = (
    "distributionID", "senderID", "dateTimeSent", "distributionStatus", "distributionType", "combinedConfidentiality",
)  # fmt: skip
NOT_FOR_REAL = ("Exercise", "Test")
# what the standard's own examples write for plain U
PLAIN = frozenset(("UNCLASSIFIED AND NOT SENSITIVE", "UNCLASSIFIED"))


def faults(told: Mapping[str, Any]) -> tuple[str, ...]:
    """Why nothing of the envelope can be opened."""
    return tuple(
        f"{name}: missing ({STANDARD}). Ask the sender to mend it and send it again."
        for name in REQUIRED if not told.get(name)
    )  # fmt: skip


def marking(said: str) -> str:
    """A confidentiality as the marking grammar reads it; what it cannot read closes."""
    if said.upper().strip() in PLAIN:
        return "UNCLASSIFIED"
    try:
        parse(said)
    except MarkingError:
        return f"unknown: confidentiality {said[:120]!r}"
    return said


def findings(told: Mapping[str, Any]) -> tuple[str, ...]:
    """What the envelope says of each thing in it."""
    said = [f"Came in an EDXL-DE envelope of {told['senderID']}, {told['distributionType']}."]
    if told["distributionStatus"] in NOT_FOR_REAL:
        said.append(f"The envelope's status is {told['distributionStatus']}: not for real operations.")
    if told["distributionType"] in ("Cancel", "Update") and not told.get("distributionReference"):
        said.append(f"The envelope says {told['distributionType']} and names nothing that it is about.")
    return tuple(said)


def is_real(told: Mapping[str, Any]) -> bool:
    """Whether the envelope is for real operations."""
    return told.get("distributionStatus") not in NOT_FOR_REAL
