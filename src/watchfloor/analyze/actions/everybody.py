"""Everybody who may be asked about, as whole numbers in memory: made of the table at need, never the truth itself.

One base for each kind and database of this process, under the model in force. What is new is indexed anew with each
batch until it is as much as half of what is settled, then all of it. Whoever a base gives is looked up in the table
before anything comes of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from django.db import connection

from watchfloor.analyze.formats.model_versions import shipped_versions
from watchfloor.analyze.formats.models import Frozen
from watchfloor.analyze.queries.frozen import frozen
from watchfloor.resolution import engine, online, telling
from watchfloor.resolution.kinds import Kind
from watchfloor.resolution.model import Model, probability
from watchfloor.resolution.records import from_rows

LEAST_SETTLED = 500
# what fewer parties bear counts alike in a model that is estimated here
LEAST_BORNE = 10


@dataclass(frozen=True, slots=True)
class Weighed:
    """A pair of parties with each comparison's name, level and weight (sixty-fourths of a bit)."""

    a: int
    b: int
    steps: tuple[telling.Step, ...]

    @property
    def weight(self) -> int:
        """What the comparisons come to."""
        return sum(step.weight for step in self.steps)


@dataclass(slots=True)
class _Part:
    ids: list[int] = field(default_factory=list)
    index: online.Index | None = None


@dataclass(slots=True)
class Base:
    """One kind's parties under one model: `fields` of each by its id."""

    frozen: Frozen
    fields: dict[int, Mapping[str, str]] = field(default_factory=dict)
    settled: _Part = field(default_factory=_Part)
    fresh: _Part = field(default_factory=_Part)
    read: bool = False

    @property
    def kind(self) -> Kind:
        """The kind's file."""
        return self.frozen[0]

    @property
    def model(self) -> Model:
        """The frozen model under which they are held against each other."""
        return self.frozen[1]

    def add(self, parties: Mapping[int, Mapping[str, str]]) -> None:
        """Take in who is new. MUST be called outside a transaction: on a new machine the engine compiles first."""
        new = [party for party in parties if party not in self.fields]
        if not new:
            return
        self.fields |= parties
        self.fresh = _Part([*self.fresh.ids, *new])
        if len(self.fresh.ids) > max(LEAST_SETTLED, len(self.settled.ids) // 2):
            self.settled, self.fresh = self._indexed([*self.settled.ids, *self.fresh.ids]), _Part()
        else:
            self.fresh = self._indexed(self.fresh.ids)

    def _indexed(self, ids: list[int]) -> _Part:
        return _Part(ids, online.base(*self.frozen, [self.fields[one] for one in ids]))

    def like(self, fields: Mapping[str, str], *, least_bits: int, most: int) -> list[int]:
        """Ids of those who may be this one, the surest first. MUST be looked up again before anything is made of it."""
        least = float(probability(np.array([least_bits * telling.UNIT]), 0)[0])
        found = [
            (-match.weight, part.ids[match.record])
            for part in (self.settled, self.fresh)
            if part.index is not None
            for match in part.index.matches(fields, least=least)
        ]
        return [party_id for _, party_id in sorted(found)[:most]]


_bases: dict[tuple[str, str], Base] = {}


def base_of(kind: str, *, version: str = "") -> Base:
    """This database's base of a kind under a version of its model (the one that ships), empty until it has read.

    One version at a time is held. MUST be called inside a transaction for a version that was estimated.
    """
    name, wanted = str(connection.settings_dict["NAME"]), version or shipped_versions()[kind]
    held = _bases.get((name, kind))
    if held is None or held.model.version != wanted:
        held = _bases[name, kind] = Base(frozen(kind=kind, version=wanted))
    return held


def forget_bases() -> None:
    """Nobody is in memory any more; the next question reads the table anew."""
    _bases.clear()


def weighed(*, base: Base, pairs: Sequence[tuple[int, int]]) -> list[Weighed]:
    """Each pair's comparisons under the frozen model of its base."""
    if not pairs:
        return []
    ids = sorted({one for pair in pairs for one in pair})
    at = {party_id: n for n, party_id in enumerate(ids)}
    made_of, model = base.frozen
    made, rows, _, _ = engine.encoded(from_rows(made_of, [base.fields[one] for one in ids]), made_of, model)
    kept = np.array([(at[a], at[b]) for a, b in pairs], np.int64).reshape(-1, 2)
    told = telling.steps(made, model, rows, kept)
    return [Weighed(a, b, steps) for (a, b), steps in zip(pairs, told, strict=True)]
