"""The request desk: a call or mail becomes a request; what is open with its clock, and what was settled today."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from watchfloor.core.ledger.telling import witness
from watchfloor.core.rules.audience import Audience
from watchfloor.desk.web.request_parts import HERE, agencies_of, errors_of, fields_of, rows_of, tabs
from watchfloor.plan.actions.requests import NotRequested, take_request
from watchfloor.plan.queries.requests import ANSWERS, open_requests, settled_since
from watchfloor.plan.queries.watch import READ
from watchfloor.plan.rules.requests import Kept, Said
from watchfloor.protect.web.door import act, by_method, page
from watchfloor.protect.web.marks import Marks
from watchfloor.protect.web.record_parts import cannot_of, who_can
from watchfloor.protect.web.shown import Done, Page, Withheld, lacking

KEYS = ((("Ctrl Enter",), "take the request"), (("g q",), "request desk"))
FORM = ("caller", "agency", "number", "asked", "purpose", "case", "urgency", "how")


@page("plan.request.read")
def show(request: HttpRequest, audience: Audience) -> Page:
    """The form, what waits and what was settled since midnight."""
    del request
    may_read(audience)
    return _page(audience, {}, [])


@act("plan.request.read", known=True)
def take(request: HttpRequest, audience: Audience) -> Page | Done:
    """Keep the request and go on to its page, or show the form again with every word."""
    may_read(audience)
    said = {name: request.POST.get(name, "") for name in FORM}
    words = Kept(said["caller"], said["agency"], said["number"], said["case"], said["asked"])
    try:
        made = take_request(
            said=Said(words, said["purpose"], said["urgency"], said["how"]), by=audience, now=timezone.now()
        )
    except NotRequested as refused:
        witness(kind="protect.deed.refused", by=audience, rules=refused.decision.rules)
        return _page(audience, said, errors_of(refused.decision))
    return Done(f"{HERE}{made}/")


def door(request: HttpRequest) -> HttpResponse:
    """GET and POST of one address."""
    return by_method(get=show, post=take)(request)


def may_read(audience: Audience) -> None:
    """The desk is the center's own; who does not work at it may know that there is one."""
    if READ not in audience.rights:
        no = lacking(READ, text="your role does not work at the center's watch.", way_out="")
        raise Withheld(no, what="read the requests", who=who_can(READ))


def _page(audience: Audience, said: Mapping[str, str], errors: Sequence[Mapping[str, str]]) -> Page:
    now, marks = timezone.now(), Marks()
    midnight = timezone.make_aware(datetime.combine(timezone.localdate(now), time()))
    waiting = open_requests(audience=audience)
    settled = settled_since(audience=audience, since=midnight)
    may_answer = ANSWERS in audience.rights
    context = {
        "errors": errors, "errors_heading": "The request was not taken.", "url": HERE, "tabs": tabs(HERE),
        "fields": fields_of(said, errors), "agencies": agencies_of(), "may_answer": may_answer,
        "refused": cannot_of(audience, {ANSWERS: "take a request"}),
        "waiting": rows_of(waiting, marks, audience, now=now), "settled": rows_of(settled, marks, audience, now=now),
    }  # fmt: skip
    labels = {one.label_id for one in (*waiting, *settled)}
    return Page(
        "desk/requests.html", context, markings=[marks.of_label(one) for one in labels],
        status=422 if errors else 200, keys=KEYS if may_answer else (),
    )  # fmt: skip
