"""Special events: what is planned, active and over, and the form for the next one."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from watchfloor.core.ledger.telling import witness
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Decision
from watchfloor.desk.web.ground_hand import Outline, outline_fields, outline_said, place_said, told
from watchfloor.desk.web.ground_parts import tabs
from watchfloor.plan.actions.by_hand import NotKept
from watchfloor.plan.actions.events import NotHeld, state_event
from watchfloor.plan.queries.events import EventView, events
from watchfloor.plan.queries.reference import event_words
from watchfloor.plan.queries.watch import READ
from watchfloor.plan.rules.distance import circle_of
from watchfloor.plan.rules.events import STATES, Stated
from watchfloor.protect.web.door import act, by_method, page
from watchfloor.protect.web.fields import choices, error, field, with_errors
from watchfloor.protect.web.marks import Marks, portion_of
from watchfloor.protect.web.record_parts import cannot_of, who_can
from watchfloor.protect.web.shown import Done, Page, Withheld, lacking
from watchfloor.protect.web.wording import day, moment

HERE = "/events/"
TONES = {"planned": "to-come", "approved": "ok", "active": "soon", "over": "ok", "purged": "unknown"}
FIELDS = {f"plan.event.{name}": name for name in ("name", "rating", "ends", "place", "protectees")}
FIELDS["plan.event.purge"] = "purge_on"
LONGEST = 40  # letters of what was typed that an error repeats


@page("plan.events.read")
def show(request: HttpRequest, audience: Audience) -> Page:
    """All events that may be read, the next one first."""
    del request
    may_read(audience)
    return _page(audience, {}, [])


@act("plan.events.read", known=True)
def write(request: HttpRequest, audience: Audience) -> Page | Done:
    """State an event and go on to its page, or show the form again with every word."""
    may_read(audience)
    said = {name: value.strip() for name, value in request.POST.dict().items()}
    try:
        stated, errors = _stated(said, outline_said(request, said))
    except NotKept as refused:
        return _page(audience, said, told(refused.decision, {"plan.area.outline": "outline"}))
    if stated is None:
        return _page(audience, said, errors)
    try:
        made = state_event(said=stated, by=audience, now=timezone.now())
    except NotHeld as refused:
        witness(kind="protect.deed.refused", by=audience, rules=refused.decision.rules)
        return _page(audience, said, errors_of(refused.decision))
    return Done(f"{HERE}{made}/", "The event is planned. It waits for approval.")


def door(request: HttpRequest) -> HttpResponse:
    """GET and POST of one address."""
    return by_method(get=show, post=write)(request)


def may_read(audience: Audience) -> None:
    """Events are the center's own; who does not work at its watch may know that there are some."""
    if READ not in audience.rights:
        no = lacking(READ, text="your role does not work at the center's watch.", way_out="")
        raise Withheld(no, what="read special events", who=who_can(READ))


def errors_of(decision: Decision) -> list[dict[str, str]]:
    """What refuses, each tied to its field where it has one."""
    return [
        error(FIELDS.get(one.rule, ""), f"{one.text} {one.way_out} Rule {one.rule}, {one.citation}.")
        for one in decision.against
    ]


def event_row(one: EventView, marks: Marks) -> dict[str, Any]:
    """An event in a list."""
    return {
        "name": one.name or "An event whose words were erased", "url": f"{HERE}{one.public_id}/",
        "state": one.state, "glyph": TONES[one.state],
        "rating": event_words(part="ratings").get(one.rating, one.rating),
        "assembly": one.assembly, "starts": moment(one.starts_at), "ends": moment(one.ends_at), "venue": one.venue,
        "purge": day(one.purge_on), "portion": portion_of(marks.of_label(one.label_id)),
    }  # fmt: skip


def _page(audience: Audience, said: Mapping[str, str], errors: list[dict[str, str]]) -> Page:
    marks, found = Marks(), events(audience=audience)
    context = {
        "tabs": tabs(HERE), "url": HERE, "errors": errors, "fields": _fields(said, errors),
        "may_state": STATES in audience.rights, "refused": cannot_of(audience, {STATES: "state an event"}),
        "rows": [event_row(one, marks) for one in found], "zone": timezone.get_default_timezone_name(),
    }  # fmt: skip
    labels = {one.label_id for one in found}
    return Page(
        "desk/events.html", context, markings=[marks.of_label(one) for one in labels], status=422 if errors else 200
    )


def _fields(said: Mapping[str, str], errors: list[dict[str, str]]) -> list[dict[str, Any]]:
    made = [
        field("name", "Name", value=said.get("name", "")),
        field("venue", "Venue", required=False, value=said.get("venue", "")),
        field("rating", "Rating", kind="select",
              options=choices(event_words(part="ratings").items(), chosen=said.get("rating", ""))),
        field("attendance", "People expected", kind="number", required=False, value=said.get("attendance", "")),
        field("starts", "Begins", kind="datetime-local", value=said.get("starts", "")),
        field("ends", "Ends", kind="datetime-local", value=said.get("ends", "")),
        field("place", "Where", required=False, value=said.get("place", ""), hint="Town, or latitude and longitude."),
        field("radius", "Meters around", kind="number", required=False, value=said.get("radius", "") or "1000"),
        *outline_fields(said, required=False),
        field("protectees", "Protectees", kind="area", required=False, value=said.get("protectees", ""),
              hint="Offices and roles, one a line: no person's name."),
        field("staffing", "Staffing", kind="area", required=False, value=said.get("staffing", ""),
              hint="One post a line with its number: Traffic 22."),
        field("purge_on", "Purge on", kind="date", required=False, value=said.get("purge_on", ""),
              hint="Left open: 90 days after its end; 30 where an assembly is concerned."),
        field("assembly", "People assemble to speak or pray", kind="checks", required=False,
              options=choices([("yes", "An assembly: the privacy officer approves")], chosen=said.get("assembly", ""))),
    ]  # fmt: skip
    return with_errors(made, errors)


def _stated(said: Mapping[str, str], outline: Outline | None) -> tuple[Stated | None, list[dict[str, str]]]:
    errors: list[dict[str, str]] = []
    starts, ends = (_moment(said.get(name, ""), name, errors) for name in ("starts", "ends"))
    attendance, radius = (_number(said.get(name, ""), name, errors) for name in ("attendance", "radius"))
    lon, lat = place_said("" if outline else said.get("place", ""), errors)
    around = float(radius or 0)
    if outline:
        lon, lat, around = circle_of(outline.polygons)
    staffing = [_post(line, errors) for line in said.get("staffing", "").splitlines() if line.strip()]
    purge_on = _day(said.get("purge_on", ""), errors)
    if errors or starts is None or ends is None:
        return None, errors
    protectees = tuple(line.strip() for line in said.get("protectees", "").splitlines() if line.strip())
    name, venue, rating = (said.get(part, "") for part in ("name", "venue", "rating"))
    return Stated(
        name, venue, rating, said.get("assembly") == "yes", starts, ends,
        lon, lat, around, attendance, protectees, tuple(staffing), purge_on,
        outline.polygons if outline else (),
    ), []  # fmt: skip


def _moment(said: str, name: str, errors: list[dict[str, str]]) -> datetime | None:
    try:
        found = parse_datetime(said)
    except ValueError:
        found = None
    if found is None:
        errors.append(error(name, f"{name.capitalize()}: '{said[:LONGEST]}' is no time. Write it as 2026-11-30T17:00."))
        return None
    return found if timezone.is_aware(found) else timezone.make_aware(found)


def _day(said: str, errors: list[dict[str, str]]) -> date | None:
    try:
        return date.fromisoformat(said) if said else None
    except ValueError:
        errors.append(error("purge_on", f"Purge on: '{said[:LONGEST]}' is no date. Write it as 2026-11-30."))
        return None


def _number(said: str, name: str, errors: list[dict[str, str]]) -> int | None:
    if said and not (said.isdecimal() and len(said) < 9):
        errors.append(
            error(name, f"{name.capitalize()}: '{said[:LONGEST]}' is no whole number. Write for instance 1500.")
        )
        return None
    return int(said) if said else None


def _post(line: str, errors: list[dict[str, str]]) -> tuple[str, int]:
    post, _, number = line.strip().rpartition(" ")
    if not post or not number.isdecimal() or len(number) > 6:
        text = f"Staffing: '{line.strip()[:LONGEST]}' does not end with a number. Write: Traffic 22."
        errors.append(error("staffing", text))
        return line.strip(), 0
    return post, int(number)
