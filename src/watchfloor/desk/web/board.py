"""The watch board: what is imminent, due and new, where it is, which feeds fell silent, and what we can do now."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from watchfloor.analyze.queries.chart import ties
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.desk.web.board_clocks import clocks_of, imminent_of
from watchfloor.desk.web.board_ground import Feeds, feed_rows, feeds_of, lights_of, where_of
from watchfloor.desk.web.board_parts import Shown, clock_row, light_row, new_row
from watchfloor.disseminate.queries import waiting as disseminate
from watchfloor.people import queries as people
from watchfloor.plan.queries import ground as plan
from watchfloor.plan.queries import watch
from watchfloor.plan.web.log import may_read
from watchfloor.plan.web.log_parts import shift_of
from watchfloor.protect.rules.kinds import EITHER
from watchfloor.protect.web.door import page
from watchfloor.protect.web.marks import Marks
from watchfloor.protect.web.shown import Page
from watchfloor.protect.web.wording import moment

HERE = "/watch/"
LOOKED_AT, NEW, CLOCKS, SHORT_WATCH, DAY = 60, 8, 10, timedelta(hours=12), timedelta(hours=24)
Touched = Mapping[int, list[plan.TouchView]]
KEYS = (
    (("r",), "take a request"),
    (("p",), "log a call"),
    (("h",), "hand-over"),
    (("b",), "table of the map"),
    ((".",), "show new"),
)


@page("desk.board.read")
def board(request: HttpRequest, audience: Audience) -> Page:
    """One screen; only what this reader may see enters any list, count or light."""
    del request
    may_read(audience)
    now, shown = timezone.now(), Shown(Marks())
    shift = watch.open_shift(audience=audience)
    since = shift.opened_at if shift else now - SHORT_WATCH
    recent = core.latest(audience=audience, kinds=EITHER, how_many=LOOKED_AT)
    touched = plan.touches(audience=audience, record_ids=[row.id for row in recent]) if recent else {}
    feeds = feeds_of(audience, now=now)
    alone = disseminate.open_imminents(audience=audience)
    imminent, areas = imminent_of(audience, alone, shown, now=now)
    clocks, due = clocks_of(audience, alone, shown, now=now)
    context = {
        "as_of": f"{timezone.localtime(now):%H:%M:%S}", "shift": shift_of(shift, audience),
        "hand_over_url": "/watch/hand-over/",
        "imminent": imminent, "clocks": [clock_row(one, shown, now=now) for one in clocks[:CLOCKS]],
        "clocks_more": [clock_row(one, shown, now=now) for one in clocks[CLOCKS:]], "clocks_cut": due.cut,
        "lights": [light_row(one) for one in lights_of(feeds, due, now=now)],
        **_new(audience, recent, touched, shown, since=since, now=now),
        **_where(recent, touched, areas, shown, now=now),
        **_feeds(feeds, now=now),
    }  # fmt: skip
    return Page(
        "desk/board.html", context, records=shown.records, markings=shown.markings([shift.label_id] if shift else []),
        keys=KEYS,
    )  # fmt: skip


def _new(
    audience: Audience, recent: list[core.Row], touched: Touched, shown: Shown, *, since: datetime, now: datetime
) -> dict[str, Any]:
    """What was opened since, newest first, each with what it touches."""
    rows = [row for row in recent if row.opened_at >= since][:NEW]
    ids = [row.id for row in rows]
    linked = ties(audience=audience, record_ids=ids) if rows else []
    origins = {one.id: one.name for one in people.agencies(ids=sorted({row.owner_id for row in rows})).values()}
    return {
        "since": moment(since),
        "new": [
            new_row(row, origins.get(row.owner_id, ""), touched.get(row.id, []), linked, shown, now=now) for row in rows
        ],
    }


def _where(
    recent: list[core.Row], touched: Touched, areas: list[Any], shown: Shown, *, now: datetime
) -> dict[str, Any]:
    today = [row for row in recent if row.opened_at >= now - DAY]
    found = [touch for row in today for touch in touched.get(row.id, [])]
    assets = {touch.asset.id: touch.asset for touch in found if touch.asset}
    picture, places = where_of(today, list(assets.values()), areas, shown)
    return {"map": picture, "places": places, "whole_day": len(recent) < LOOKED_AT or len(today) < len(recent)}


def _feeds(feeds: Feeds, *, now: datetime) -> dict[str, Any]:
    rows = feed_rows(feeds, now=now)
    return {"feeds": rows, "feeds_bad": sum(one["state"] in ("late", "silent") for one in rows)}
