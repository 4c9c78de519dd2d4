"""One special event: what it is, who guards it, who approved it, and what was collected for it and goes with it."""

from collections.abc import Mapping
from typing import Any, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from watchfloor.core.ledger.telling import witness
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.desk.rules.map import Mark
from watchfloor.desk.web.events import HERE, errors_of, event_row, may_read
from watchfloor.desk.web.ground_parts import areas_map, asset_row, far_words, tabs
from watchfloor.desk.web.lists import record_url
from watchfloor.plan.actions.events import NoSuchEvent, NotHeld, approve_event, collect_for, turn_event
from watchfloor.plan.queries import asset_map
from watchfloor.plan.queries.events import CollectedView, EventView, collected_for, events
from watchfloor.plan.queries.reference import event_words
from watchfloor.plan.rules.events import APPROVES, APPROVES_ASSEMBLY, STATES, Deed
from watchfloor.plan.rules.outlines import contains
from watchfloor.protect.queries.numbers import named
from watchfloor.protect.web.door import act, by_method, page
from watchfloor.protect.web.fields import choices, error, field, with_errors
from watchfloor.protect.web.marks import Marks, portion_of
from watchfloor.protect.web.record_parts import names_of
from watchfloor.protect.web.shown import Absent, Done, Page
from watchfloor.protect.web.wording import day, moment, number_of, place_of

DEGREES, MOST = 111_320.0, 50
TOLD = {"approve": "The event is approved.", "begin": "The event is active.", "end": "The event is over.",
        "collect": "The record goes with the event."}  # fmt: skip


@page("plan.event.read")
def show(request: HttpRequest, audience: Audience, event: UUID) -> Page:
    """The event, and what was collected for it that the reader may read."""
    del request
    may_read(audience)
    return _page(audience, _of(audience, event), {}, [])


@act("plan.event.read", known=True)
def write(request: HttpRequest, audience: Audience, event: UUID) -> Page | Done:
    """Approve, begin, end, or collect a record for it."""
    may_read(audience)
    view, said, now = _of(audience, event), request.POST.dict(), timezone.now()
    deed = said.get("deed", "")
    try:
        if deed == "approve":
            approve_event(event=event, by=audience, now=now)
        elif deed in ("begin", "end"):
            turn_event(event=event, deed=cast("Deed", deed), by=audience, now=now)
        else:
            rows = named(audience=audience, said=said.get("record", "").strip())
            if len(rows) != 1:
                text = "Record: nothing here that you may read, or it does not exist. Copy the number from its page."
                return _page(audience, view, said, [error("record", text)])
            deed, about = "collect", said.get("about", "")
            collect_for(event=event, record=rows[0].public_id, about=about, by=audience, now=now)
    except NotHeld as refused:
        witness(kind="protect.deed.refused", by=audience, rules=refused.decision.rules)
        return _page(audience, view, said, errors_of(refused.decision))
    except NoSuchEvent as gone:
        raise Absent from gone
    return Done(f"{HERE}{event}/", TOLD[deed])


def door(request: HttpRequest, event: UUID) -> HttpResponse:
    """GET and POST of one address."""
    return by_method(get=show, post=write)(request, event=event)


def _of(audience: Audience, event: UUID) -> EventView:
    found = events(audience=audience, public_ids=[event])
    if not found:
        raise Absent
    return found[0]


def _page(audience: Audience, one: EventView, said: Mapping[str, str], errors: list[dict[str, str]]) -> Page:
    marks, collected = Marks(), collected_for(audience=audience, event_id=one.id)
    rows = {row.id: row for row in core.rows_of(audience=audience, ids=[each.record_id for each in collected])}
    near = _near(audience, one)
    who = {one.stated_by, *([one.approved_by] if one.approved_by else []), *(each.tagged_by for each in collected)}
    names = names_of(who, audience)
    approves = APPROVES_ASSEMBLY if one.assembly else APPROVES
    context = {
        "tabs": tabs(HERE), "url": f"{HERE}{one.public_id}/", "event": event_row(one, marks), "errors": errors,
        "facts": _facts(one, names), "staffing": one.staffing, "protectees": one.protectees,
        "may_approve": one.state == "planned" and approves in audience.rights,
        "may_run": STATES in audience.rights and one.state in ("approved", "active"),
        "deed": "begin" if one.state == "approved" else "end",
        "may_collect": STATES in audience.rights and one.state in ("approved", "active", "over"),
        "waits_for": _waits_for(one), "fields": _fields(said, errors),
        "collected": [
            _collected(each, rows[each.record_id], names, marks) for each in collected if each.record_id in rows
        ],
        "near": [asset_row(each, marks, far) for each, far in near], "map": _map(one),
    }  # fmt: skip
    labels = {one.label_id, *(each.label_id for each in collected), *(each.label_id for each, _ in near)}
    return Page(
        "desk/event.html", context, records=[row.public_id for row in rows.values()],
        markings=[*(marks.of_label(each) for each in labels), *(marks.of(row) for row in rows.values())],
        status=422 if errors else 200,
    )  # fmt: skip


def _waits_for(one: EventView) -> str:
    if one.state != "planned":
        return ""
    if one.assembly:
        return "It waits for the privacy officer: an assembly is concerned (First Amendment)."
    return "It waits for a supervisor or the director, another person than who stated it."


def _collected(each: CollectedView, row: core.Row, names: Mapping[int, str], marks: Marks) -> dict[str, str]:
    return {
        "title": row.title, "url": record_url(row), "number": number_of(row),
        "about": event_words(part="about_facts").get(each.about, each.about), "by": names.get(each.tagged_by, ""),
        "at": moment(each.tagged_at), "purge": day(row.purge_on), "portion": portion_of(marks.of(row)),
    }  # fmt: skip


def _facts(one: EventView, names: Mapping[int, str]) -> list[dict[str, str]]:
    around = f"{place_of(one.lon, one.lat)}, {far_words(one.radius_m)} around" if one.lon is not None else ""
    around += "; its outline is drawn" if one.outlines else ""
    approved = f"{names.get(one.approved_by or 0, '')}, {moment(one.approved_at)}" if one.approved_at else "not yet"
    kept = day(one.purge_on) + (" (30 days at most: an assembly)" if one.assembly else "")
    said = (("Begins", moment(one.starts_at)), ("Ends", moment(one.ends_at)), ("Venue", one.venue), ("Where", around),
            ("People expected", f"{one.attendance:,}" if one.attendance else ""), ("Approved", approved),
            ("What is collected goes by", kept), ("Stated by", names.get(one.stated_by, "")))  # fmt: skip
    return [{"name": name, "value": value} for name, value in said if value]


def _fields(said: Mapping[str, str], errors: list[dict[str, str]]) -> list[dict[str, Any]]:
    kinds = choices(event_words(part="about_facts").items(), chosen=said.get("about", ""))
    made = [
        field("record", "Record", value=said.get("record", ""), code=True, hint="Its number, such as TIP-1a2b3c4d."),
        field("about", "What its facts are about", kind="radios", options=kinds),
    ]
    return with_errors(made, errors)


def _near(audience: Audience, one: EventView) -> list[Any]:
    if one.lon is None or one.lat is None:
        return []
    found = asset_map.within(audience=audience, lon=one.lon, lat=one.lat, radius_m=one.radius_m, how_many=MOST)
    return [(each, far) for each, far in found if contains(one.outlines, each.lon or 0.0, each.lat or 0.0)]


def _map(one: EventView) -> dict[str, Any] | None:
    if one.lon is None or one.lat is None:
        return None
    up = max(0.05, 3 * one.radius_m / DEGREES)
    box = (one.lon - up, one.lat - up, one.lon + up, one.lat + up)
    mark = Mark("place", one.venue or one.name, one.lon, one.lat, 0.0 if one.outlines else one.radius_m)
    drawn = [(one.name, one.outlines)] if one.outlines else []
    return areas_map(drawn, [mark], box, title=f"The ground of {one.name}")
