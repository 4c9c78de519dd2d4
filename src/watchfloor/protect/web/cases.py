"""Cases that people state: which are known, which wait to be."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from watchfloor.core.rules.audience import Audience
from watchfloor.protect.actions.cases import NotKnown, know_case
from watchfloor.protect.queries.cases import cases
from watchfloor.protect.web.door import act, by_method, page
from watchfloor.protect.web.fields import error, field, with_errors
from watchfloor.protect.web.record_parts import names_of, who_can
from watchfloor.protect.web.shown import Done, Page, Withheld, lacking
from watchfloor.protect.web.wording import moment

HERE = "/cases/"
RIGHT = "case.register"


def _allowed(audience: Audience) -> None:
    if RIGHT not in audience.rights:
        no = lacking(RIGHT, text="your role does not say which cases are known.", way_out="Ask one of them.")
        raise Withheld(no, what="see the cases", who=who_can(RIGHT))


@page("protect.case.read")
def show(request: HttpRequest, audience: Audience) -> Page:
    """Those that wait first."""
    del request
    _allowed(audience)
    return _page(audience, "", [])


def _page(audience: Audience, said: str, errors: list[dict[str, str]]) -> Page:
    found = cases(audience=audience)
    names = names_of({one.known_by for one in found if one.known_by}, audience)
    rows: list[dict[str, Any]] = [
        {
            "ref": f"{one.number} {one.agency}", "first": moment(one.first_at),
            "known": moment(one.known_at) if one.known_at else "", "by": names.get(one.known_by or 0, ""),
        }
        for one in found
    ]  # fmt: skip
    fields = [field("case", "Case reference", value=said, code=True, hint="Number and agency, such as 26-0141 NFC.")]
    context = {"cases": rows, "errors": errors, "fields": with_errors(fields, errors)}
    return Page("protect/cases.html", context, status=422 if errors else 200)


@act("protect.case.read")
def know(request: HttpRequest, audience: Audience) -> Page | Done:
    """Say that a case is known."""
    _allowed(audience)
    said = request.POST.get("case", "").strip()
    try:
        know_case(case_ref=said, by=audience, now=timezone.now())
    except NotKnown as refused:
        reason = refused.decision.against[0]
        return _page(audience, said, [error("case", f"Case reference: {reason.text} {reason.way_out}")])
    return Done(HERE, "The case is known from here on.")


def door(request: HttpRequest) -> HttpResponse:
    """GET and POST of one address."""
    return by_method(get=show, post=know)(request)
