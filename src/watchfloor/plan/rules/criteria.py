"""Many things wanted, each by phrases, sectors, an area or a need, all that are given; found by their rarest part."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from shapely import STRtree
from shapely.geometry.base import BaseGeometry

from watchfloor.plan.rules.ground import Outline, shape_of
from watchfloor.plan.rules.words import PhraseIndex, words_of

K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Criterion:
    """One of each that is given must be met; one that gives nothing is never met."""

    phrases: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    outlines: tuple[Outline, ...] = ()
    need: int | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """Of an item: its words, its sectors with their reasons, where it lies (empty for nowhere), needs that it meets."""

    words: tuple[str, ...]
    sectors: Mapping[str, str]
    footprint: BaseGeometry
    needs: Collection[int] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Criteria:
    """Criteria by the part that is met most rarely: phrases, else the need, else the area, else a sector.

    Equal areas are one shape, so that an item is held against each only once.
    """

    all: tuple[Criterion, ...]
    phrases: PhraseIndex
    phrase_of: tuple[tuple[int, int], ...]
    by_need: Mapping[int, tuple[int, ...]]
    by_area: Mapping[int, tuple[int, ...]]
    by_sector: Mapping[str, tuple[int, ...]]
    area_of: tuple[int, ...]
    areas: STRtree

    @classmethod
    def of(cls, wanted: Sequence[Criterion]) -> "Criteria":
        """Numbered by their place. Phrases without a letter or digit are never met."""
        phrases, phrase_of, area_of = list[tuple[tuple[str, ...], int]](), list[tuple[int, int]](), list[int]()
        areas: dict[tuple[Outline, ...], int] = {}
        need, area, sector = dict[int, list[int]](), dict[int, list[int]](), dict[str, list[int]]()
        for number, one in enumerate(wanted):
            area_of.append(areas.setdefault(one.outlines, len(areas)) if one.outlines else -1)
            if one.phrases:
                phrases += [(words_of(phrase), len(phrase_of) + n) for n, phrase in enumerate(one.phrases)]
                phrase_of += [(number, n) for n in range(len(one.phrases))]
            elif one.need is not None:
                need.setdefault(one.need, []).append(number)
            elif one.outlines:
                area.setdefault(area_of[-1], []).append(number)
            else:
                for code in dict.fromkeys(one.sectors):
                    sector.setdefault(code, []).append(number)
        return cls(
            tuple(wanted), PhraseIndex.of(phrases), tuple(phrase_of), _frozen(need), _frozen(area), _frozen(sector),
            tuple(area_of), STRtree([shape_of(outlines) for outlines in areas]),
        )  # fmt: skip

    def met(self, said: Said) -> dict[int, list[str]]:
        """The numbers of those that an item meets, in order, each with its reasons: area, sector, words."""
        areas = set() if said.footprint.is_empty else set(map(int, self.areas.query(said.footprint, "intersects")))
        found: dict[int, list[str]] = {}
        for number, last in self._candidates(said, areas):
            if number not in found and (reasons := self._rest(number, said, areas)) is not None:
                found[number] = [*reasons, *last]
        return dict(sorted(found.items()))

    def _candidates(self, said: Said, areas: set[int]) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Numbers whose rarest part is met, some of them more than once; of phrases the first that the need gives."""
        for hit in sorted(self.phrases.found(said.words)):
            number, n = self.phrase_of[hit]
            yield number, (f"the text says '{self.all[number].phrases[n]}'",)
        for key in said.needs:
            yield from ((number, ()) for number in self.by_need.get(key, ()))
        for key in areas:
            yield from ((number, ()) for number in self.by_area.get(key, ()))
        for code in said.sectors:
            yield from ((number, ()) for number in self.by_sector.get(code, ()))

    def _rest(self, number: int, said: Said, areas: set[int]) -> list[str] | None:
        """The reasons by which the other parts are met; None if one is not."""
        one, reasons = self.all[number], list[str]()
        if one.need is not None and one.need not in said.needs:
            return None
        if one.outlines:
            if self.area_of[number] not in areas:
                return None
            reasons.append("it lies in its area")
        if one.sectors:
            code = next((code for code in one.sectors if code in said.sectors), None)
            if code is None:
                return None
            reasons.append(said.sectors[code])
        return reasons


def _frozen(found: Mapping[K, Sequence[int]]) -> dict[K, tuple[int, ...]]:
    return {key: tuple(numbers) for key, numbers in found.items()}
