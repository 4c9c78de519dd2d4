"""`data/operations.json` into the policy of its rules."""

import json
from functools import cache

from watchfloor.gather.formats.behavior import content_of
from watchfloor.gather.rules.operations import OperationPolicy


@cache
def operation_policy() -> OperationPolicy:
    """The policy in force."""
    told = json.loads(content_of("operations.json"))
    return OperationPolicy(**{name: part["value"] for name, part in told.items() if isinstance(part, dict)})
