"""The desks of the roster and the pace of escalation from their data file."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import msgspec

from watchfloor.notify.rules.duty import Desk
from watchfloor.notify.rules.escalating import Pace


@dataclass(frozen=True, slots=True)
class DutyPolicy:
    """What data/duty.json declares; a pager command has `pager_seconds` to end."""

    pager_seconds: int
    desks: tuple[Desk, ...]
    paces: tuple[Pace, ...]

    def pace(self, kind: str) -> Pace:
        """StopIteration for a kind that is not declared."""
        return next(one for one in self.paces if one.kind == kind)

    def desk(self, code: str) -> Desk:
        """StopIteration for a desk that is not declared."""
        return next(one for one in self.desks if one.code == code)


@cache
def duty_policy() -> DutyPolicy:
    """`data/duty.json`. Raises msgspec.ValidationError, which names the field, when it is not as it must be."""
    content = files("watchfloor.notify").joinpath("data/duty.json").read_bytes()
    return msgspec.json.decode(content, type=DutyPolicy)
