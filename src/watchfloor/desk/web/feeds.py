"""The sources of threat information: how each is rated, when it was last heard, what of it was set aside and why."""

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from watchfloor.core.queries import sources as containers
from watchfloor.core.rules.audience import Audience
from watchfloor.desk.web.feed_lines import lines, switch
from watchfloor.gather.actions.intelligence import WAY
from watchfloor.protect.web.door import act, by_method, page
from watchfloor.protect.web.fields import choices
from watchfloor.protect.web.marks import Marks
from watchfloor.protect.web.record_parts import who_can
from watchfloor.protect.web.shown import Absent, Done, Page, Withheld, lacking
from watchfloor.protect.web.wording import moment
from watchfloor.receive import queries as receive
from watchfloor.receive.actions.sources import rate_source
from watchfloor.receive.queries import SourceView
from watchfloor.receive.rules.rating import WORDS, rating

HERE = "/feeds/"
READ, RATE = "feeds.read", "source.rate"
DAY = timedelta(hours=24)
MOST_ASIDE = 100


@page("receive.source.read")
def show(request: HttpRequest, audience: Audience) -> Page:
    """Every source, those that nobody rated and those that were never heard first; then what was set aside."""
    del request
    _allowed(audience, READ, "see the feeds")
    now, rows = timezone.now(), receive.sources()
    came = receive.arrivals(audience=audience, owner_ids=[one.agency_id for one in rows], since=now - DAY)
    aside = containers.set_aside(audience=audience, how_many=MOST_ASIDE)
    may = RATE in audience.rights
    rows.sort(key=lambda one: (one.verified, one.last_in_at is not None, one.last_in_at or now, one.name))
    context = {
        "feeds": [_row(one, came.get(one.agency_id, 0), may=may) for one in rows], "url": HERE, "may_rate": may,
        "who_rates": who_can(RATE),
        "aside": [
            {"place": place, "reasons": [one for one in reasons if one != WAY], "when": moment(at),
             "url": f"/set-aside/{public_id}/" if WAY in reasons else ""}
            for public_id, place, reasons, at, _ in aside
        ],
        "more_aside": len(aside) == MOST_ASIDE, "connections": lines(audience, now=now),
    }  # fmt: skip
    marks = Marks()
    markings = [marks.of_label(label_id) for *_, label_id in aside]
    return Page("desk/feeds.html", context, records=[one[0] for one in aside], markings=markings)


def _allowed(audience: Audience, right: str, what: str) -> None:
    if right not in audience.rights:
        no = lacking(right, text="your role does not carry it.", way_out="Ask one of them.")
        raise Withheld(no, what=what, who=who_can(right))


def _row(one: SourceView, came: int, *, may: bool) -> dict[str, Any]:
    known = rating(one.reliability)
    grades = [(grade, f"{grade} - {words}") for grade, words in WORDS.items() if grade]
    return {
        "id": str(one.public_id), "name": one.name, "rating": known.said if known else one.reliability,
        "verified": one.verified, "rated": moment(one.rated_at), "last": moment(one.last_in_at), "came": came,
        "grades": choices(grades, chosen=one.reliability) if may else [], "state": _state(one),
    }  # fmt: skip


def _state(one: SourceView) -> str:
    """Nobody has said yet when a source is expected: whether it is late cannot be told, that it never came can."""
    if one.last_in_at is None:
        return "silent"
    return "ok" if one.verified else "late"


@act("receive.source.read", known=True)
def rate(request: HttpRequest, audience: Audience) -> Done:
    """Grade one source, or switch a connection; from now on what a graded source sends is a verified source's."""
    if "feed" in request.POST:
        _allowed(audience, READ, "see the feeds")
        return switch(request, audience, here=HERE)
    _allowed(audience, RATE, "rate a source")
    said = request.POST.get("source", "")
    found = next((one for one in receive.sources() if str(one.public_id) == said), None)
    if found is None:
        raise Absent
    now: datetime = timezone.now()
    rate_source(name=found.name, reliability=request.POST.get("grade", ""), by=audience, now=now)
    return Done(HERE, f"{found.name} is rated {request.POST['grade']}. It holds for what comes in from now on.")


def door(request: HttpRequest) -> HttpResponse:
    """GET and POST of one address."""
    return by_method(get=show, post=rate)(request)
