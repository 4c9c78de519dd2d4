"""How far the reporting of some weeks covers what the center must know, need by need, and where its gaps are.

An item counts once for a need and once for each need above it, however it came to it. A gap is no reporting, or none
that is sure (fusion-process 5.3, M22). It tells what is known, and rates no person and no agency.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from watchfloor.plan.rules.needs import Need, above, in_order

CONFIDENCES = ("high", "moderate", "low", "not judged")
SURE = frozenset({"high", "moderate"})


@dataclass(frozen=True, slots=True)
class CoveragePolicy:
    """What data/coverage.json declares: days looked back, grades of sources -> confidence, and how each is said."""

    days: int
    of_grade: Mapping[str, str]
    words: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """That an item answers a need. `thing` is the same for the same item; `grade` that of its source, "" for none."""

    need_id: int
    thing: str
    at: datetime
    grade: str
    tagged: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A need with what answers it or one beneath it: `counts` by confidence, in the order of CONFIDENCES."""

    need: Need
    depth: int
    counts: tuple[int, ...]
    tagged: int
    last_at: datetime | None
    gap: str

    @property
    def items(self) -> int:
        """How many items answer it."""
        return sum(self.counts)


def cover(needs: Sequence[Need], answers: Iterable[Answer], policy: CoveragePolicy) -> list[Line]:
    """The tree in its order, each need with its branch. Answers to needs that are not among `needs` count nowhere."""
    tree = {one.id: one for one in needs}
    of: dict[int, dict[str, Answer]] = defaultdict(dict)
    for answer in answers:
        for need in above(answer.need_id, tree):
            kept = of[need.id].get(answer.thing)
            if kept is None or (answer.tagged and not kept.tagged):
                of[need.id][answer.thing] = answer
    return [_line(need, depth, list(of[need.id].values()), policy) for depth, need in in_order(needs)]


def _line(need: Need, depth: int, found: Sequence[Answer], policy: CoveragePolicy) -> Line:
    sure = [policy.of_grade.get(one.grade, CONFIDENCES[-1]) for one in found]
    counts = tuple(sure.count(one) for one in CONFIDENCES)
    last = max((one.at for one in found), default=None)
    return Line(need, depth, counts, sum(1 for one in found if one.tagged), last, gap_of(sure))


def gap_of(confidences: Sequence[str]) -> str:
    """ "" where something sure is known; else why it is a gap, in words."""
    if not confidences:
        return "no reporting"
    if SURE & set(confidences):
        return ""
    return "low confidence only" if "low" in confidences else "nothing that anybody graded"
