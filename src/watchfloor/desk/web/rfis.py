"""The lists of RFIs, in and out, with their clocks, what was done, and the figures of the year."""

from datetime import date

from django.http import HttpRequest
from django.utils import timezone

from watchfloor.core.rules.audience import Audience
from watchfloor.desk.web import rfi_parts as parts
from watchfloor.desk.web.request_parts import tabs
from watchfloor.desk.web.requests import may_read
from watchfloor.plan.queries import rfis
from watchfloor.plan.queries.requests import ANSWERS
from watchfloor.plan.rules.rfis import IN, OUT
from watchfloor.protect.web.door import page
from watchfloor.protect.web.marks import Marks
from watchfloor.protect.web.record_parts import cannot_of
from watchfloor.protect.web.shown import Page

KEYS = ((("n",), "a new RFI"), (("g q",), "request desk"))


@page("plan.rfi.read")
def coming_in(request: HttpRequest, audience: Audience) -> Page:
    """What other agencies ask of us."""
    del request
    return _page(audience, IN)


@page("plan.rfi.read")
def going_out(request: HttpRequest, audience: Audience) -> Page:
    """What we ask of others."""
    del request
    return _page(audience, OUT)


def _page(audience: Audience, direction: str) -> Page:
    may_read(audience)
    now, marks = timezone.now(), Marks()
    today = timezone.localdate(now)
    waiting = rfis.open_rfis(audience=audience, direction=direction, on=today)
    done = rfis.done_rfis(audience=audience, direction=direction, on=today)
    may_answer = ANSWERS in audience.rights
    made = rfis.figures(audience=audience, direction=direction, since=date(today.year, 1, 1))
    context = {
        "out": direction == OUT, "tabs": tabs(parts.LISTS[direction]),
        "new_url": f"{parts.HERE}new/{direction}/" if may_answer else "", "year": today.year,
        "refused": cannot_of(audience, {ANSWERS: "write an RFI"}), "figures": parts.figures_words(made),
        "waiting": parts.rows_of(waiting, marks, audience, now=now),
        "done": parts.rows_of(done, marks, audience, now=now),
    }  # fmt: skip
    shown = (*waiting, *done)
    return Page(
        "desk/rfis.html", context, records=[one.public_id for one in shown],
        markings=[parts.marking_of(one, marks) for one in shown], keys=KEYS if may_answer else (),
    )  # fmt: skip
