"""The workspace: graph, map and timeline over one selection, and what of it may be taken along as a file."""

from typing import Any
from urllib.parse import quote, urlencode

from django.http import HttpRequest, QueryDict
from django.templatetags.static import static
from django.utils import timezone

from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.desk.formats import svg
from watchfloor.desk.formats.geojson import geojson_of
from watchfloor.desk.rules.picture import Picture, mapped
from watchfloor.desk.rules.workspace import Thing, finding
from watchfloor.desk.web.record_links import NO_SUCH, NOT_ONE
from watchfloor.desk.web.room import must_have_room
from watchfloor.desk.web.workspace_asked import PLACE, Asked, asked_of, picked
from watchfloor.desk.web.workspace_shown import (
    SOURCE,
    Shown,
    land,
    line_rows,
    rows_of,
    shown_of,
    steps_of,
    when_of,
    where_of,
)
from watchfloor.desk.web.workspace_things import Gathered, chart_of, records_of, with_waiting
from watchfloor.disseminate.actions.exporting import Made, alone, declare_export
from watchfloor.disseminate.web.exports import ASK
from watchfloor.plan.actions.watch import RIGHT as WRITE
from watchfloor.protect.formats.classes import classes
from watchfloor.protect.formats.sheet import sheet_of
from watchfloor.protect.queries import numbers
from watchfloor.protect.web.door import page
from watchfloor.protect.web.marks import Marks, page_marking, portion_of
from watchfloor.protect.web.shown import Absent, Done, File, Page, Withheld, lacking
from watchfloor.protect.web.standing import exercise
from watchfloor.protect.web.wording import glyph_of, moment, number_of

KEYS = (
    (("1", "2", "3"), "large"), (("e",), "expand"), (("Space",), "select"), (("+", "-"), "zoom"), (("b",), "table"),
    (("u",), "undo"), (("Esc",), "clear"),
)  # fmt: skip
EXPORT, WHAT = f"{PLACE}export/", "workspace"
FORMATS = ("svg", "geojson", "csv", "links.csv")
NEWEST = 50
DRAFTS = "product.draft"
PICTURES = ("graph", "map", "timeline")
THINGS = ("id", "kind", "title", "number", "when", "where", "longitude", "latitude", "radius_m", "marking",
          "disclaimer")  # fmt: skip
LINES = ("from", "from_number", "to", "to_number", "cause", "grade", "judged_by")


@page("desk.workspace.read")
def workspace(request: HttpRequest, audience: Audience) -> Page | Done:
    """Of ?of= (a record or asset with what surrounds it) and ?ids= (records alone); without either, where to begin."""
    _may_read(audience)
    asked = _asked(request)
    if not asked.grown():
        return _begin(audience)
    if request.GET.get("do") == "put":
        found = numbers.named(audience=audience, said=request.GET.get("number", ""))
        return Done(asked.then("ids", [str(found[0].public_id)]).url()) if len(found) == 1 else _opened(
            audience, asked, NOT_ONE if found else NO_SUCH
        )  # fmt: skip
    led = picked(request.GET, asked)
    return Done(led) if led else _opened(audience, asked)


def _asked(request: HttpRequest) -> Asked:
    return asked_of(str(request.META.get("QUERY_STRING", "")))


def _may_read(audience: Audience) -> None:
    if "record.read" not in audience.rights:
        no = lacking("record.read", text="your role reads no records.", way_out="Ask the director.")
        raise Withheld(no, what="open a workspace")


def _begin(audience: Audience) -> Page:
    marks, rows = Marks(), core.latest(audience=audience, kinds=("tip", "cap"), how_many=NEWEST)
    newest = [
        {"id": str(row.public_id), "kind": glyph_of(row.kind), "title": row.title, "number": number_of(row),
         "when": moment(row.occurred_at, row.occurred_precision), "portion": portion_of(marks.of(row))}
        for row in rows
    ]  # fmt: skip
    return Page(
        "desk/workspace_begin.html", {"newest": newest}, records=[row.public_id for row in rows],
        markings=[marks.of(row) for row in rows],
    )  # fmt: skip


def _read(audience: Audience, asked: Asked) -> tuple[Shown, Gathered, list[str]]:
    """What is shown, with the marking of each part of it. Raises Absent where there is nothing for this reader."""
    marks = Marks()
    chart, got = chart_of(audience, asked, marks)
    if not chart.things:
        raise Absent
    markings = [marks.of(row) for row in got.rows.values()]
    markings += [marks.of_label(asset.label_id) for asset in got.assets.values()]
    markings += [marks.of_label(label) for label in sorted(got.labels)]
    return shown_of(audience, with_waiting(chart, got.waits), asked.hidden), got, markings


def _opened(audience: Audience, asked: Asked, error: str = "") -> Page:
    shown, got, markings = _read(audience, asked)
    glyphs = static("built/glyphs.svg")
    focus = asked.of[-1] if asked.of else ""
    title = shown.titles.get(asked.of[0]) if asked.trail[0][0] == "of" else None
    context = {
        "heading": title or "A selection", "finding": finding(shown.chart),
        "things": rows_of(shown, asked, focus), "lines": line_rows(shown.chart), "asked": asked,
        "graph": svg.inline(shown.graph, glyphs=glyphs, twin="The table of links holds the same lines."),
        "timeline": svg.inline(shown.times, glyphs=glyphs, twin="The table of times holds the same things."),
        "map": shown.map, "land": land(shown), "source": SOURCE,
        "times": [_timed(shown, bar.thing.token) for bar in shown.bars],
        "places": [thing for thing in rows_of(shown, asked, focus) if thing["where"]],
        "untimed": len(shown.chart.things) - len(shown.bars), "exports": _exports(asked), "full": asked.most >= 300,
        "steps": steps_of(shown, asked), "undo_url": asked.undo_url(), "put_error": error,
        "here": quote(asked.url(), safe=""), "drafts": DRAFTS in audience.rights, "pins": WRITE in audience.rights,
    }  # fmt: skip
    return Page(
        "desk/workspace.html", context, records=records_of(got), markings=markings, keys=KEYS,
        status=422 if error else 200,
    )  # fmt: skip


def _timed(shown: Shown, token: str) -> dict[str, Any]:
    thing = shown.chart.by_token()[token]
    bar = next(one for one in shown.bars if one.thing.token == token)
    sure = "as stated" if thing.precision == "minute" else f"sure to the {thing.precision}"
    return {
        "token": token, "title": thing.title, "kind": thing.kind, "number": thing.number, "when": when_of(thing),
        "opened": moment(thing.opened_at), "sure": sure, "hollow": bar.hollow,
    }  # fmt: skip


def _exports(asked: Asked) -> list[dict[str, str]]:
    rows = [("SVG", "svg", "all three pictures"), ("GeoJSON", "geojson", "places"), ("CSV", "csv", "things"),
            ("CSV", "links.csv", "links with causes")]  # fmt: skip
    return [{"name": name, "text": text, "url": asked.url(EXPORT, format=code)} for name, code, text in rows]


@page("desk.workspace.exported")
def export(request: HttpRequest, audience: Audience) -> File | Done:
    """What the same address shows, as a file; where it is a bulk export the way leads to a second person."""
    _may_read(audience)
    must_have_room("take this along", back="/workspace/")
    asked = str(request.META.get("QUERY_STRING", ""))  # as it came: its order is the trail
    made = made_of(audience, asked)
    if made is None:
        raise Absent
    if not alone(records=len(made.records), by=audience, now=timezone.now()):
        return Done(f"{ASK}?{urlencode({'what': WHAT, 'asked': asked})}")
    return File(made.content, made.content_type, made.name, records=made.records)


def made_of(audience: Audience, asked: str) -> Made | None:
    """The file of an address: ?format=svg|geojson|csv|links.csv; of a picture ?picture=graph alone.

    Its marking is the roll-up of everything in it, in the file and in its banners.
    """
    query = QueryDict(asked)
    try:
        shown, got, markings = _read(audience, asked_of(asked))
    except Absent:
        return None
    whole, code = page_marking(markings, exercise=exercise()), query.get("format", "")
    if "record.read" not in audience.rights or whole["unknown"] or code not in FORMATS:
        return None
    notes = {token: classes().disclaimer(row.legal_class) for token, row in got.rows.items()}
    heads = ("EXERCISE" if whole["exercise"] else "", whole["text"], whole["tlp"], *dict.fromkeys(notes.values()))
    said = " ".join(filter(None, heads))
    content, kind = _content(shown, code, query.get("picture", ""), whole, said, notes)
    stamp = timezone.localtime(timezone.now()).strftime("%Y-%m-%d-%H%M")
    name = f"{'EXERCISE-' if whole['exercise'] else ''}workspace-{stamp}.{code}"
    labels = {row.label_id for row in got.rows.values()} | {one.label_id for one in got.assets.values()}
    return Made(content, kind, name, tuple(records_of(got)), tuple(sorted(labels)))


declare_export(WHAT, made_of)


def _content(
    shown: Shown, code: str, only: str, whole: dict[str, Any], said: str, notes: dict[str, str]
) -> tuple[bytes, str]:  # fmt: skip
    made = " ".join(filter(None, (f"Made {moment(timezone.now())}. {SOURCE}.", *dict.fromkeys(notes.values()))))
    if code == "svg":
        banner = svg.Banner(whole["level"], whole["text"], whole["tlp"], whole["exercise"], made)
        return svg.file_of(_pictures(shown, only), banner), "image/svg+xml"
    if code == "geojson":
        content = geojson_of(
            shown.chart.things, shown.chart.lines, marking=said, exercise=whole["exercise"],
            made_at=timezone.now().isoformat(timespec="seconds"),
        )  # fmt: skip
        return content, "application/geo+json"
    return _sheet(shown, code, said, notes), "text/csv; charset=utf-8"


def _pictures(shown: Shown, only: str) -> list[Picture]:
    every = {"graph": shown.graph, "map": mapped(shown.map) if shown.map else None, "timeline": shown.times}
    wanted = [only] if only in PICTURES else list(PICTURES)
    return [one for name in wanted if (one := every[name]) is not None]


def _sheet(shown: Shown, code: str, said: str, notes: dict[str, str]) -> bytes:
    if code == "csv":
        return sheet_of(marking=said, heads=THINGS, rows=[_thing_cells(one, notes) for one in shown.chart.things])
    lines = [
        (row["a"].title, row["a"].number, row["b"].title, row["b"].number, row["cause"], row["grade_words"],
         row["judged_by"]) for row in line_rows(shown.chart)
    ]  # fmt: skip
    return sheet_of(marking=said, heads=LINES, rows=lines)


def _thing_cells(one: Thing, notes: dict[str, str]) -> tuple[str, ...]:
    return (
        one.token, one.kind, one.title, one.number, when_of(one), where_of(one), _number(one.lon), _number(one.lat),
        f"{one.radius_m:g}", one.marking, notes.get(one.token, ""),
    )  # fmt: skip


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.5f}"
