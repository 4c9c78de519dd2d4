"""The form for a pointer: seen on another system, under which reference, on which day."""

from collections.abc import Mapping
from datetime import date, datetime, time

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from watchfloor.core.ledger.telling import witness
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Decision
from watchfloor.core.rules.draft import When
from watchfloor.protect.web.door import act, by_method, page
from watchfloor.protect.web.fields import choices, error, field, with_errors
from watchfloor.protect.web.record_parts import who_can
from watchfloor.protect.web.shown import Done, Page, Withheld, lacking
from watchfloor.receive.actions.pointing import NotPointed, point
from watchfloor.receive.formats.pointers import systems
from watchfloor.receive.rules.pointer import RIGHT, Pointer

HERE = "/threats/pointer/"
CLOSED = (
    "It looks classified itself and was closed away; a security officer was told. Do not write it again, and repeat"
    " nothing of it here."
)


@page("receive.pointer.read")
def form(request: HttpRequest, audience: Audience) -> Page:
    """The empty form."""
    del request
    _may(audience)
    return _page({}, None)


@act("receive.pointer.read", known=True)
def note(request: HttpRequest, audience: Audience) -> Page | Done:
    """Keep the pointer and go to its page, or show the form again."""
    _may(audience)
    said = request.POST.dict()
    pointer = Pointer(said.get("system", ""), said.get("reference", "").strip(), _day(said.get("seen_on", "")))
    try:
        record = point(said=pointer, when=_when(pointer.seen_on), by=audience, now=timezone.now())
    except NotPointed as refused:
        witness(kind="protect.deed.refused", by=audience, rules=refused.decision.rules)
        return _page(said, refused.decision)
    if record is None:
        return Done(HERE, CLOSED)
    return Done(f"/threats/{record}/", "Kept as a pointer. What it says stays where it was seen.")


def door(request: HttpRequest) -> HttpResponse:
    """GET and POST of one address."""
    return by_method(get=form, post=note)(request)


def _may(audience: Audience) -> None:
    if RIGHT not in audience.rights:
        no = lacking(RIGHT, text="your role notes no pointers.", way_out=f"Who can: {who_can(RIGHT)}.")
        raise Withheld(no, what="note a pointer")


def _day(said: str) -> date | None:
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None


def _when(day: date | None) -> When:
    start = datetime.combine(day, time(), timezone.get_default_timezone()) if day else None
    return When(start, None, "day" if day else "unknown", day.isoformat() if day else "")


def _page(said: Mapping[str, str], refused: Decision | None) -> Page:
    errors = [
        error(one.rule.rsplit(".", 1)[-1], f"{one.text} {one.way_out} Rule {one.rule}.")
        for one in (() if refused is None else refused.against)
    ]
    fields = [
        field("system", "Seen on", kind="select", options=choices(systems().items(), chosen=said.get("system", ""))),
        field("reference", "Reference there", value=said.get("reference", ""), mono=True,
              hint="The number alone, such as 2026-114-A. No title, no subject, no word of what it says."),
        field("seen_on", "Day", kind="date", value=said.get("seen_on", "")),
    ]  # fmt: skip
    context = {"errors": errors, "fields": with_errors(fields, errors), "url": HERE, "cancel_url": "/threats/"}
    status, keys = 200 if refused is None else 422, ((("Ctrl Enter",), "keep"),)
    return Page("receive/pointer.html", context, status=status, keys=keys)
