"""The parameters of coverage from their data file."""

import json
from functools import cache

from watchfloor.plan.formats.mapping import content_of
from watchfloor.plan.rules.coverage import CoveragePolicy


@cache
def coverage_policy() -> CoveragePolicy:
    """`data/coverage.json`. Raises when it is not as it must be."""
    said = json.loads(content_of("coverage.json"))
    of = {grade: row["confidence"] for row in said["grades"] for grade in row["grades"]}
    return CoveragePolicy(said["days"], of, tuple((row["confidence"], row["words"]) for row in said["grades"]))
