"""What a reader is shown of a cause: counts are of what he may read himself, never of what the machine saw."""

import re
from dataclasses import dataclass

from watchfloor.analyze.rules.links import Cause

_COUNT = re.compile(r" \(\d+ records (?:do|are as near to one of them)\)(?=\.)")
_COMMON = re.compile(r"shared by \d+ records, more than \d+|that \d+ records share")


@dataclass(frozen=True, slots=True)
class CauseShown:
    """A cause in a reader's own counts (None: not counted); `plain` is without the value, for products."""

    kind: str
    said: str
    plain: str
    shared: str
    bits: float
    records: int | None


def shown(cause: Cause, *, records: int | None) -> CauseShown:
    """`records`: how many that the reader may read share the value; both ends are among them, so it is at least 2."""
    counted = records is not None and records > 1
    suffix = f" ({records} records that you may read do)" if counted else ""
    said = _own_count(cause.said, suffix if cause.weight_bits else "")
    plain = _own_count(cause.plain, "")  # goes into products, whose readers' counts are others
    return CauseShown(cause.kind, said, plain, cause.shared, cause.weight_bits, records if counted else None)


def _own_count(text: str, suffix: str) -> str:
    bare = _COMMON.sub("that too many records share", _COUNT.sub("", text))
    return f"{bare.rstrip('.')}{suffix}." if suffix else bare
