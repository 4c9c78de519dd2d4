"""What the center must know, as a tree: standing needs, priority requirements, essential elements, indicators.

The field's own model (fusion-process 5.3): a standing need endures; a priority requirement is the commander's, for a
time; each falls into essential elements, and these into indicators by which one would notice. Each is reviewed yearly.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from watchfloor.plan.rules.ground import Outline

LEVELS = ("sin", "pir", "eei", "indicator")
LEVEL_WORDS = {
    "sin": "Standing need", "pir": "Priority requirement", "eei": "Essential element", "indicator": "Indicator",
}  # fmt: skip
SOURCES = {"local": "This center", "state": "State", "hsec": "DHS (HSEC)"}
PRIORITIES = {"high": "High", "medium": "Medium", "low": "Low"}
REVIEW_DAYS = 365


@dataclass(frozen=True, slots=True)
class NeedSaid:
    """A need as it is stated. Of areas, sectors (NIEM codes) and phrases all that are given must be met.

    `parent` is the public id of the need above it; `held_by` the person who answers for it.
    """

    title: str
    phrases: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    outlines: tuple[Outline, ...] = ()
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    level: str = "sin"
    code: str = ""
    parent: UUID | None = None
    asked: str = ""
    source: str = "local"
    priority: str = "medium"
    held_by: int | None = None

    @property
    def says(self) -> bool:
        """Whether something could meet it by itself."""
        return bool(self.phrases or self.sectors or self.outlines)


@dataclass(frozen=True, slots=True)
class Need:
    """A need of the tree as it stands; `said.parent` names the one above. Retired ones keep their place."""

    id: int
    public_id: UUID
    label_id: int
    parent_id: int | None
    said: NeedSaid
    n: int
    stated_by: int
    stated_at: datetime | None
    approved_by: int | None = None
    approved_at: datetime | None = None
    reviewed_at: datetime | None = None
    review_on: date | None = None
    retired_at: datetime | None = None
    pack: str = ""

    def in_force(self, *, at: datetime) -> bool:
        """Whether it is asked at that moment."""
        begun = self.said.starts_at is None or self.said.starts_at <= at
        return begun and self.retired_at is None and (self.said.ends_at is None or at < self.said.ends_at)

    def overdue(self, *, on: date) -> bool:
        """Whether its yearly review is past."""
        return self.retired_at is None and self.review_on is not None and self.review_on < on


@dataclass(frozen=True, slots=True)
class Standing:
    """Who does something to a need: whether the role carries the right, and who it is."""

    right: bool
    person_id: int


def cleaned(said: NeedSaid) -> NeedSaid:
    """Without blanks at the ends, empty phrases and phrases said twice."""
    phrases = dict.fromkeys(" ".join(one.split()) for one in said.phrases)
    return replace(
        said, title=said.title.strip(), asked=said.asked.strip(), code=said.code.strip(),
        phrases=tuple(one for one in phrases if one),
    )  # fmt: skip


def above(need_id: int | None, tree: Mapping[int, Need]) -> list[Need]:
    """The needs above one, the nearest first, as far as the tree shows them."""
    found: list[Need] = []
    while (one := tree.get(need_id or 0)) and len(found) <= len(tree):
        found.append(one)
        need_id = one.parent_id
    return found


def below(need_id: int, tree: Mapping[int, Need]) -> set[int]:
    """The ids of all that stand beneath a need."""
    children: dict[int | None, list[int]] = {}
    for one in tree.values():
        children.setdefault(one.parent_id, []).append(one.id)
    found, todo = set[int](), list(children.get(need_id, ()))
    while todo:
        at = todo.pop()
        if at not in found:
            found.add(at)
            todo += children.get(at, ())
    return found


def in_order(needs: Iterable[Need]) -> list[tuple[int, Need]]:
    """(depth, need): each beneath its parent, by code and title; one whose parent is not there stands at the top."""
    shown = {one.id: one for one in needs}
    children: dict[int | None, list[Need]] = {}
    for one in shown.values():
        children.setdefault(one.parent_id if one.parent_id in shown else None, []).append(one)
    found: list[tuple[int, Need]] = []
    todo = [(0, one) for one in _sorted(children.get(None, ()))[::-1]]
    while todo:
        depth, one = todo.pop()
        found.append((depth, one))
        todo += [(depth + 1, child) for child in _sorted(children.get(one.id, ()))[::-1]]
    return found


def _sorted(needs: Iterable[Need]) -> list[Need]:
    return sorted(needs, key=lambda one: (natural(one.said.code), one.said.title.casefold(), one.id))


def natural(code: str) -> tuple[tuple[int, int, str], ...]:
    """ "HSEC-8.3.10" after "HSEC-8.3.9"; an empty code last."""
    parts = re.findall(r"\d+|\D+", code.casefold())
    return tuple((0, int(one), "") if one.isdecimal() else (1, 0, one) for one in parts) or ((2, 0, ""),)


def lapses(before: NeedSaid, after: NeedSaid) -> bool:
    """Whether a revision changes what is asked, so that it is approved anew."""
    return any(
        getattr(before, name) != getattr(after, name)
        for name in ("title", "asked", "level", "phrases", "sectors", "outlines")
    )


def next_review(now: date) -> date:
    """The day of the next yearly review."""
    return now + timedelta(days=REVIEW_DAYS)
