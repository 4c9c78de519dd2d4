"""Beside a tip: reports that say nearly the same, and earlier reports of its place; each with its reason."""

from math import cos, radians

from watchfloor.core.queries import hits
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.searching import Narrowed, Ring
from watchfloor.desk.web.lists import record_url
from watchfloor.gather.actions.waves import salt
from watchfloor.gather.queries.waves import alike
from watchfloor.plan.rules.distance import distance_m
from watchfloor.protect.web.wording import day, glyph_of, number_of

FEW, PLACE_M, LOOKED_BACK = 6, 500, 20_000
M_PER_DEGREE = 111_320


def near_rows(audience: Audience, row: core.Row) -> tuple[list[dict[str, str]], list[core.Row]]:
    """As components/known.html shows them, and the records of which it shows something. Only what one may read."""
    text = next(iter(core.texts_of(audience=audience, ids=[row.id])), None)
    if text is None:
        return [], []
    same = alike(audience=audience, text=text, salt=salt())
    found = [_shown(one.row, f"Nearly the same: {one.because}") for one in same[:FEW]]
    if len(same) > FEW:
        found[-1]["text"] += f"; {len(same) - FEW} more say nearly the same, see Waves"
    taken = {row.id, *(one.row.id for one in same[:FEW])}
    here = [one for one in _here(audience, row) if one.id not in taken][:FEW]
    found += [_shown(one, _away(row, one)) for one in here]
    return found, [*(one.row for one in same[:FEW]), *here]


def _here(audience: Audience, row: core.Row) -> list[core.Row]:
    """Reports of this place, the newest first, no further back than is cheap to look."""
    if row.lon is None or row.lat is None:
        return []
    since = hits.horizon(audience=audience, words="", before=None, most=LOOKED_BACK)
    narrowed = Narrowed(kinds=("tip",), opened_from=since, areas=(_square(row.lon, row.lat),))
    return hits.hits(audience=audience, words="", narrowed=narrowed, how_many=FEW * 3)


def _square(lon: float, lat: float) -> Ring:
    up = PLACE_M / M_PER_DEGREE
    across = up / max(0.01, cos(radians(lat)))
    return ((lon - across, lat - up), (lon + across, lat - up), (lon + across, lat + up), (lon - across, lat + up))


def _away(row: core.Row, other: core.Row) -> str:
    if None in (row.lon, row.lat, other.lon, other.lat):
        return "Reported of this place."
    meters = distance_m(row.lon or 0, row.lat or 0, other.lon or 0, other.lat or 0)
    return f"Reported of this place, {round(meters, -1):.0f} m away."


def _shown(row: core.Row, because: str) -> dict[str, str]:
    when = f", seen {day(row.occurred_at.date())}" if row.occurred_at else ""
    return {
        "kind": glyph_of(row.kind), "title": row.title, "url": record_url(row), "text": f"{number_of(row)}{when}",
        "because": because,
    }  # fmt: skip
