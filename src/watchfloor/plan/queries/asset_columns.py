"""All assets that a reader may see as columns in memory, laid out once for as long as their table stands as it is.

A map of a hundred thousand is then counted in milliseconds. Kept in the process by what the wall showed: readers of the
same labels share one, and nobody's holds what he may not see.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db import connection

from watchfloor.core.rules.audience import Audience
from watchfloor.plan.queries.laid_out import Kept
from watchfloor.plan.rules.along import Box

Numbers = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]
Found = npt.NDArray[np.bool_]
FACETS = ("sector", "kind", "state", "criticality")
# the more critical first, what is not known before what is low; by name then
ROWS = """
select id, lon, lat, coalesce(sectors->>0, ''), kind, state, criticality from plan_asset
where label_id = any(%s::int[])
order by array_position(array['high', 'medium', 'unrated', 'low'], criticality), name, id
"""
STATE = (
    "select label_id, count(*), max(changed_at) from plan_asset where label_id = any(%s::int[]) group by 1 order by 1"
)


@dataclass(frozen=True, slots=True)
class Which:
    """What is looked for; empty means all. `sector` is the main one, `kind` a whole kind ("power plant, solar")."""

    sector: str = ""
    kind: str = ""
    state: str = ""
    criticality: str = ""


ALL = Which()


@dataclass(frozen=True, slots=True, eq=False)
class Facet:
    """One answer an asset, as numbers of `names`."""

    names: tuple[str, ...]
    codes: Codes

    @classmethod
    def of(cls, said: Sequence[str]) -> "Facet":
        """In the order of the names."""
        names, codes = np.unique(np.array(said, dtype=np.str_), return_inverse=True)
        return cls(tuple(names.tolist()), codes.astype(np.int64))

    def equal(self, name: str) -> Found:
        """Where the answer is this one."""
        found: Found = self.codes == (self.names.index(name) if name in self.names else -1)
        return found

    def counted(self, where: Found) -> list[tuple[str, int]]:
        """(answer, how many) of those that occur there."""
        many = np.bincount(self.codes[where], minlength=len(self.names)).tolist()
        return [(name, n) for name, n in zip(self.names, many, strict=True) if n]


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """Assets in the order of their list; lon and lat are NaN for those without a place. `whole`: kinds in full."""

    ids: Codes
    lon: Numbers
    lat: Numbers
    facets: Mapping[str, Facet]
    whole: Facet

    def where(self, which: Which) -> Found:
        """What is looked for."""
        found = np.ones(len(self.ids), dtype=np.bool_)
        for name in FACETS:
            if said := getattr(which, name):
                found &= self.facets[name].equal(said) | (self.whole.equal(said) if name == "kind" else False)
        return found

    def inside(self, box: Box) -> Found:
        """What lies in a box, its edges included."""
        west, south, east, north = box
        return (self.lon >= west) & (self.lon <= east) & (self.lat >= south) & (self.lat <= north)

    @property
    def placed(self) -> Found:
        """What has a place."""
        return ~np.isnan(self.lon)


_columns = Kept[Columns]()


def columns(*, audience: Audience) -> Columns:
    """Of what this audience may read; laid out anew only when an asset came or changed."""
    labels = "{" + ",".join(map(str, audience.label_ids)) + "}"
    with connection.cursor() as cursor:
        cursor.execute(STATE, [labels])
        state = tuple(cursor.fetchall())
    return _columns.of((connection.settings_dict["NAME"], state), lambda: _lay(labels))


def _lay(labels: str) -> Columns:
    with connection.cursor() as cursor:
        cursor.execute(ROWS, [labels])
        rows: list[Any] = cursor.fetchall()
    ids, lon, lat, sectors, kinds, states, levels = zip(*rows, strict=True) if rows else ((),) * 7
    facets = {
        "sector": Facet.of(sectors), "kind": Facet.of([kind.split(",")[0] for kind in kinds]),
        "state": Facet.of(states), "criticality": Facet.of(levels),
    }  # fmt: skip
    return Columns(
        np.array(ids, dtype=np.int64), np.array(lon, dtype=np.float64), np.array(lat, dtype=np.float64), facets,
        Facet.of(kinds),
    )  # fmt: skip
