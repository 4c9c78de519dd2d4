"""Break-glass by pages: open it, end it, and see what was read under it; another person reviews it."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.notify.actions.outbox import seen
from watchfloor.protect.actions.glass import OPENED, NotBroken, break_glass, end_glass, review_glass
from watchfloor.protect.queries import glass as queries
from watchfloor.protect.queries.glass import REVIEW, GlassView
from watchfloor.protect.queries.notes import reason_of
from watchfloor.protect.rules.glass import VERDICTS
from watchfloor.protect.web.door import act, by_method, page
from watchfloor.protect.web.fields import choices, error, field, with_errors
from watchfloor.protect.web.marks import Marks, portion_of
from watchfloor.protect.web.reader import mend_glass, wear_glass
from watchfloor.protect.web.record_parts import names_of, shortened, who_can
from watchfloor.protect.web.shown import Absent, Done, Page, Withheld, lacking
from watchfloor.protect.web.wording import moment, number_of

HERE = "/break-glass/"


@page("protect.break-glass.read")
def show(request: HttpRequest, audience: Audience) -> Page:
    """What break-glass does and does not, the form, and those before it."""
    del request
    return _page(audience, "", [])


def _page(audience: Audience, said: str, errors: list[dict[str, str]]) -> Page:
    if "record.read" not in audience.rights:
        no = lacking("record.read", text="your role reads no records; break-glass waives no right.")
        raise Withheld(no, what="break the glass", who=who_can("record.read"))
    now, me = timezone.now(), audience.actor.person_id
    until = queries.open_until(person_id=me, now=now)
    found = queries.glasses(audience=audience)
    names = names_of({one.person_id for one in found} | {one.reviewed_by or 0 for one in found}, audience)
    fields = [field("reason", "Why now", kind="area", value=said, hint="One sentence or more; it is kept sealed.")]
    context = {
        "open_until": moment(until), "fields": with_errors(fields, errors), "errors": errors,
        "glasses": [_row(one, names) for one in found],
    }  # fmt: skip
    return Page("protect/glass.html", context, status=422 if errors else 200)


def _row(one: GlassView, names: dict[int, str]) -> dict[str, Any]:
    over = one.reviewed_at is None and timezone.now() > one.review_by
    return {
        "url": f"{HERE}{one.public_id}/", "who": names.get(one.person_id, ""), "opened": moment(one.opened_at),
        "until": moment(one.ended_at or one.until), "review_by": moment(one.review_by), "overdue": over,
        "verdict": VERDICTS.get(one.verdict, ""), "reviewed": moment(one.reviewed_at),
        "reviewer": names.get(one.reviewed_by or 0, ""),
    }  # fmt: skip


@act("protect.break-glass.read", fresh=lambda _request: "break-glass.open")
def open_it(request: HttpRequest, audience: Audience) -> Page | Done:
    """Open an hour; the privacy officer and the director hear of it before the next page is shown."""
    said, now = request.POST.get("reason", ""), timezone.now()
    try:
        break_glass(reason=said, by=audience, now=now)
    except NotBroken as refused:
        reason = refused.decision.against[0]
        return _page(audience, said, [error("reason", f"{reason.text} {reason.way_out}")])
    until = queries.open_until(person_id=audience.actor.person_id, now=now)
    if until is not None:
        wear_glass(request, until=until)
    return Done("/", "You read by break-glass for an hour. The privacy officer and the director were told.")


def door(request: HttpRequest) -> HttpResponse:
    """GET and POST of one address."""
    return by_method(get=show, post=open_it)(request)


@act("protect.break-glass.read")
def end(request: HttpRequest, audience: Audience) -> Done:
    """End it before its time."""
    end_glass(by=audience, now=timezone.now())
    mend_glass(request)
    return Done(HERE, "Break-glass is over. State a purpose to read on.")


@page("protect.break-glass.read")
def one(request: HttpRequest, audience: Audience, glass: UUID) -> Page:
    """One of them: who, when, why (for its reviewer), and which records; the owner of a record sees his own."""
    del request
    seen(kind="break-glass", path=f"{HERE}{glass}/", by=audience, now=timezone.now())
    return _one(audience, glass, {}, [])


def _one(audience: Audience, glass: UUID, said: dict[str, str], errors: list[dict[str, str]]) -> Page:
    view = queries.glass(audience=audience, public_id=glass)
    if view is None:
        raise Absent
    names = names_of({view.person_id, view.reviewed_by or 0}, audience)
    rows = core.rows_of(audience=audience, public_ids=queries.read_under(audience=audience, public_id=glass))
    marks, may = Marks(), REVIEW in audience.rights and audience.actor.person_id != view.person_id
    verdicts = field(
        "verdict", "Verdict", kind="radios", options=choices(VERDICTS.items(), chosen=said.get("verdict", ""))
    )
    because = field("because", "Because", kind="area", required=False, value=said.get("because", ""))
    context = {
        "glass": _row(view, names), "reason": reason_of(audience=audience, kind=OPENED, named=glass), "errors": errors,
        "records": [
            {"url": f"/records/{row.public_id}/", "number": number_of(row), "title": shortened(row.title),
             "portion": portion_of(marks.of(row))}
            for row in rows
        ],
        "fields": with_errors([verdicts, because], errors) if may and view.reviewed_at is None else [],
        "mine": audience.actor.person_id == view.person_id,
    }  # fmt: skip
    return Page(
        "protect/glass_one.html", context, records=[row.public_id for row in rows],
        markings=[marks.of(row) for row in rows], status=422 if errors else 200,
    )  # fmt: skip


@act("protect.break-glass.read", known=True)
def review(request: HttpRequest, audience: Audience, glass: UUID) -> Page | Done:
    """Say whether it was justified."""
    said = {"verdict": request.POST.get("verdict", ""), "because": request.POST.get("because", "")}
    if queries.glass(audience=audience, public_id=glass) is None:
        raise Absent
    try:
        review_glass(public_id=glass, verdict=said["verdict"], because=said["because"], by=audience, now=timezone.now())
    except NotBroken as refused:
        reason = refused.decision.against[0]
        if reason.rule != "glass.verdict":
            raise
        return _one(audience, glass, said, [error("verdict", f"{reason.text} {reason.way_out}")])
    return Done(HERE, "Reviewed.")


def one_door(request: HttpRequest, glass: UUID) -> HttpResponse:
    """GET and POST of one address."""
    return by_method(get=one, post=review)(request, glass=glass)
