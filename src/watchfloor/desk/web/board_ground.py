"""Feeds, lights and the map of the watch board."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from math import ceil, floor
from typing import Any

from watchfloor.core.ledger import reading as ledger
from watchfloor.core.ledger.head import behind
from watchfloor.core.queries import records as core
from watchfloor.core.queries.sources import arrivals, set_aside
from watchfloor.core.rules.audience import Audience
from watchfloor.desk.rules.board import Light, clustered, coming_in, followed, going_out, guarded, with_room
from watchfloor.desk.rules.feeds import ORDER, Rhythm, gap_words, rhythm_of
from watchfloor.desk.rules.map import Mark, drawn
from watchfloor.desk.web.board_clocks import Due
from watchfloor.desk.web.board_parts import Shown
from watchfloor.desk.web.lists import record_url
from watchfloor.notify import queries as notify
from watchfloor.people import queries as people
from watchfloor.plan.formats.counties import counties_in
from watchfloor.plan.queries.ground import AssetView
from watchfloor.plan.rules.flat import Box, County, frame_of
from watchfloor.protect.actions.purge import open_purges
from watchfloor.protect.actions.room import look
from watchfloor.protect.web.marks import portion_of
from watchfloor.protect.web.wording import agency_words, brief, glyph_of, moment, number_of, place_of
from watchfloor.receive import queries as receive
from watchfloor.text.data import lists

DAY = timedelta(hours=24)
MOST_ON_MAP, WIDE = 60, 520
FOLLOWERS = {"analyze.connect": "Linking", "plan.relevance": "What it touches", "plan.words": "Watch words",
             "measure.count": "Counting", "disseminate.deliver": "Delivery"}  # fmt: skip
STATES = {"on time": "ok", "late": "late", "silent": "silent", "not known": "unknown"}


@dataclass(frozen=True, slots=True)
class Feed:
    """A source as the board shows it. `gathered` tells reports of agencies from threat information."""

    name: str
    gathered: bool
    last: datetime
    in_day: int
    rhythm: Rhythm


@dataclass(frozen=True, slots=True)
class Feeds:
    """All sources of which the reader may see something, bad first, and how much was set aside in a day."""

    feeds: tuple[Feed, ...]
    aside: int


def feeds_of(audience: Audience, *, now: datetime) -> Feeds:
    """From what came in and may be seen; a source that sent only what the reader may not see is not there."""
    agencies, sources = people.agencies(), {one.agency_id: one for one in receive.sources()}
    found = []
    for owner, heard in arrivals(audience=audience, owner_ids=sorted(agencies)).items():
        source = sources.get(owner)
        times = [*heard, *([source.last_in_at] if source and source.last_in_at else [])]
        name = agency_words(source.name if source else agencies[owner].name)
        found.append(
            Feed(name, source is None, max(times), sum(at >= now - DAY for at in heard), rhythm_of(times, now=now))
        )
    found.sort(key=lambda feed: (ORDER.index(feed.rhythm.state), -feed.last.timestamp(), feed.name))
    aside = [at for *_, at, _ in set_aside(audience=audience, how_many=100) if at >= now - DAY]
    return Feeds(tuple(found), len(aside))


def feed_rows(feeds: Feeds, *, now: datetime) -> list[dict[str, Any]]:
    """As the table of feeds shows them."""
    return [
        {
            "name": feed.name, "last": brief(feed.last, now=now), "last_whole": moment(feed.last),
            "in_day": "100+" if feed.in_day >= 100 else str(feed.in_day), "state": feed.rhythm.state,
            "glyph": STATES[feed.rhythm.state], "words": _state_words(feed, now), "expected": _expected(feed.rhythm),
        }
        for feed in feeds.feeds
    ]  # fmt: skip


def _state_words(feed: Feed, now: datetime) -> str:
    if feed.rhythm.state == "silent":
        return f"silent {gap_words(now - feed.last)}"
    if feed.rhythm.state == "late" and feed.rhythm.due_at:
        return f"late, due {brief(feed.rhythm.due_at, now=now)}"
    return feed.rhythm.state


def _expected(rhythm: Rhythm) -> str:
    if rhythm.every is None:
        times = "once" if rhythm.heard == 1 else f"{rhythm.heard} times"
        return f"heard {times}; a rhythm needs three"
    return f"expected every ~{gap_words(rhythm.every)}, from its last {rhythm.heard} arrivals"


def lights_of(feeds: Feeds, due: Due, *, now: datetime) -> list[Light]:
    """The six of the mission, each from what stands in the house now."""
    state = ledger.state()
    unsealed = max(timedelta(0), now - state.oldest_unsealed) if state.oldest_unsealed else timedelta(0)
    last = [(now - since if since else timedelta(0), name, facts) for name, facts, since in behind()]
    lag, slowest, waiting = max((one for one in last if one[1] in FOLLOWERS), default=(None, "", 0))
    gathered, received = (
        [one for one in feeds.feeds if one.gathered is kind] for kind in (True, False)
    )  # fmt: skip
    room = look()
    lights = [
        _incoming("Receive", received, feeds.aside, now), _incoming("Gather", gathered, 0, now),
        followed("Analyze", lag, who=FOLLOWERS.get(slowest, ""), facts=waiting),
        going_out("Disseminate", waiting=notify.waiting_since(), worker=unsealed if state.sealed else None, now=now),
        Light("Network", "not known", "No other center is connected yet."),
        guarded("Protect", unsealed=unsealed, purges=len({one.id for one in open_purges()}), reviews=due.reviews,
                over=due.purges),
    ]  # fmt: skip
    return with_room(lights, level=room.level, percent=room.percent)


def _incoming(name: str, feeds: Sequence[Feed], aside: int, now: datetime) -> Light:
    last = max((feed.last for feed in feeds), default=None)
    return coming_in(name, [(feed.name, feed.rhythm.state) for feed in feeds], last=last, aside=aside, now=now)


def where_of(
    rows: Sequence[core.Row], assets: Sequence[AssetView], areas: Sequence[Any], shown: Shown
) -> tuple[dict[str, Any] | None, list[dict[str, Any]]]:
    """(components/map.html, its table): what came today and the assets that it touches."""
    marks = [(Mark(glyph_of(row.kind), "", *at), row) for row in rows if (at := _at(row))]
    ours = [(Mark("asset", one.name, *at), one) for one in assets if (at := _at(one))]
    places = [_of_row(row, shown) for _, row in marks] + [_of_asset(one, shown) for _, one in ours[:MOST_ON_MAP]]
    all_marks = [mark for mark, _ in marks] + [mark for mark, _ in ours[:MOST_ON_MAP]]
    points = [(mark.lon, mark.lat) for mark in all_marks] + [point for area in areas for point in area]
    frame = frame_of(points, width=WIDE)
    if frame is None:
        return None, places
    near = 24 / frame.scale  # pixels: two numbers never touch
    grouped = clustered(all_marks, near=near)
    center = people.center()
    own = lists().states.get(center.state, "") if center else ""
    title = f"{len(marks)} items of the last 24 hours with a place, {len(ours)} assets of ours that they touch"
    picture = drawn(
        frame, title=title, source="Counties: US Census Bureau by us-atlas", own_state=own, areas=areas,
        counties=_counties(*_outward(frame.box)), marks=[mark for mark, _ in grouped],
    )  # fmt: skip
    for drawn_mark, (_, count) in zip(picture["marks"], grouped, strict=True):
        drawn_mark |= {"count": count, "size": min(16, round(6.5 * count**0.5))}
    return picture, places


def _at(one: core.Row | AssetView) -> tuple[float, float] | None:
    return None if one.lon is None or one.lat is None else (one.lon, one.lat)


@lru_cache(maxsize=8)
def _counties(west: int, south: int, east: int, north: int) -> tuple[County, ...]:
    """The counties of a box of whole degrees; the board asks for the same ones all night."""
    return counties_in((west, south, east, north))


def _outward(box: Box) -> tuple[int, int, int, int]:
    return floor(box[0]), floor(box[1]), ceil(box[2]), ceil(box[3])


def _of_row(row: core.Row, shown: Shown) -> dict[str, Any]:
    return {
        "kind": glyph_of(row.kind), "title": row.title, "number": number_of(row), "url": record_url(row),
        "record": str(row.public_id), "where": place_of(row.lon, row.lat), "portion": shown.of(row),
    }  # fmt: skip


def _of_asset(one: AssetView, shown: Shown) -> dict[str, Any]:
    return {
        "kind": "asset", "title": one.name, "number": "", "url": "", "record": "",
        "where": f"{one.county}, {one.state}" if one.county else place_of(one.lon, one.lat),
        "portion": portion_of(shown.of_label(one.label_id)),
    }  # fmt: skip
