"""The reader states why he reads: purpose and case (28 CFR 23.20(e))."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from watchfloor.core.ledger.telling import tell
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Decision
from watchfloor.people import queries as people
from watchfloor.protect.actions.admit import NotAdmitted
from watchfloor.protect.formats.policy import load
from watchfloor.protect.rules.access import may_state
from watchfloor.protect.web.door import act, by_method, page
from watchfloor.protect.web.fields import choices, error, field, own_path, with_errors
from watchfloor.protect.web.reader import Reader, reader_of, state_purpose
from watchfloor.protect.web.shown import Done, Page

CASE_LONGEST = 80
MACHINES = "upkeep"


def purpose_fields(*, purpose: str, case_ref: str) -> list[dict[str, Any]]:
    """Purpose as a select in words, and the case reference."""
    known = [
        (code, one.words)
        for code, one in load().purposes.items()
        if not one.stated_by and (code != MACHINES or purpose == MACHINES)
    ]
    return [
        field("purpose", "Purpose", kind="select", options=choices(known, chosen=purpose), value=purpose,
              hint="What you read for; every reading carries it."),
        field("case", "Case reference", value=case_ref, required=False, code=True,
              hint="Number and agency, such as 26-0141 NFC."),
    ]  # fmt: skip


def may_state_as(audience: Audience, *, purpose: str, case_ref: str) -> Decision:
    """Whether this person may read for that purpose at all."""
    actor = audience.actor
    standing = people.standing(person_id=actor.person_id, affiliation_id=actor.affiliation_id)
    if standing is None or len(case_ref) > CASE_LONGEST:
        return Decision.of()
    return may_state(standing, purpose=purpose, case_ref=case_ref, policy=load())


def stating(
    request: HttpRequest, reader: Reader, asked: Callable[[Audience], tuple[str, str] | None]
) -> Reader:  # fmt: skip
    """The reader with the purpose and case that a page states for itself; as he was where it states none for him, or
    where he may not state them. To be the `prepare` of that page: it holds for what follows too."""
    try:
        audience = reader.admitted(timezone.now())
    except NotAdmitted:
        return reader
    said = asked(audience)
    if said is None or not may_state_as(audience, purpose=said[0], case_ref=said[1]):
        return reader
    state_purpose(request, purpose=said[0], case_ref=said[1])
    return replace(reader, purpose=said[0], case_ref=said[1], stated=True)


@page("protect.purpose.read")
def show(request: HttpRequest, audience: Audience) -> Page:
    """The form, filled with what stands, and the last three."""
    return _page(request, audience.purpose, audience.case_ref, own_path(request.GET.get("next")), [])


def _page(request: HttpRequest, purpose: str, case_ref: str, to: str, errors: list[dict[str, str]]) -> Page:
    reader, known = reader_of(request), load().purposes
    last = [
        {"purpose": known[code].words, "case": case or "none", "value": f"{code} {case}"}
        for code, case in (reader.last if reader else ())
        if code in known
    ]
    fields = with_errors(purpose_fields(purpose=purpose, case_ref=case_ref), errors)
    context = {"errors": errors, "fields": fields, "next": to, "last": last}
    return Page("people/purpose.html", context, status=422 if errors else 200)


@act("protect.purpose.read")
def state(request: HttpRequest, audience: Audience) -> Page | Done:
    """Keep purpose and case for this session; from here every reading carries them."""
    again, to = request.POST.get("again", ""), own_path(request.POST.get("next"))
    purpose, _, case_ref = again.partition(" ") if again else (request.POST.get("purpose", ""), "", "")
    case_ref = (case_ref or request.POST.get("case", "")).strip()
    decision = may_state_as(audience, purpose=purpose, case_ref=case_ref)
    if not decision:
        reason = decision.against[0]
        where = "case" if reason.rule == "access.case" else "purpose"
        return _page(request, purpose, case_ref, to, [error(where, f"{reason.text} {reason.way_out}")])
    state_purpose(request, purpose=purpose, case_ref=case_ref)
    tell(kind="protect.purpose.stated", by=audience, rules=decision.rules)
    return Done(to)


def door(request: HttpRequest) -> HttpResponse:
    """GET and POST of one address."""
    return by_method(get=show, post=state)(request)
