"""The privacy desk: what waits for the privacy officer, and for the inspector counts and samples by id alone."""

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.desk.web import privacy_holds
from watchfloor.desk.web.lists import record_url
from watchfloor.desk.web.outside import must_hold
from watchfloor.desk.web.privacy_parts import (
    class_rows,
    findings,
    hold_kinds,
    inquiries_url,
    policy_line,
    purge_lines,
    redress_panel,
    sample_rows,
    week_rows,
)
from watchfloor.desk.web.privacy_waiting import waiting_lines
from watchfloor.desk.web.silence import silent_rows
from watchfloor.disseminate.queries import waiting as disseminate
from watchfloor.protect.actions import sample
from watchfloor.protect.actions.hold import NotHeld
from watchfloor.protect.formats.policy import load
from watchfloor.protect.queries import purges, retention
from watchfloor.protect.rules.retention import STAGES
from watchfloor.protect.web.clock_parts import due_chip, today_of
from watchfloor.protect.web.door import act, by_method, page
from watchfloor.protect.web.fields import choices, error, field, with_errors
from watchfloor.protect.web.marks import Marks, portion_of
from watchfloor.protect.web.record_parts import names_of, shortened
from watchfloor.protect.web.shown import Done, Page
from watchfloor.protect.web.wording import CLASSES, moment, number_of

HERE, RIGHT = "/privacy/", "privacy.desk"
FACT = "protect.privacy-desk.read"
WEEKS = timedelta(weeks=8)
FEW = 6


def may_open(audience: Audience) -> None:
    """Raises Withheld inside the house and Absent outside it for whoever does not oversee."""
    must_hold(audience, RIGHT, text="your role does not oversee privacy.", what="open the privacy desk")


@page(FACT)
def desk(request: HttpRequest, audience: Audience) -> Page:
    """Six counters that are lists, the policy in force and the audit pack."""
    del request
    may_open(audience)
    return _page(audience, timezone.now())


@act(FACT, known=True)
def deed(request: HttpRequest, audience: Audience) -> Page | Done:
    """Draw a sample for an audit."""
    may_open(audience)
    said, now = request.POST.dict(), timezone.now()
    number = said.get("number", "")
    try:
        drawn = sample.draw(
            legal_class=said.get("class", ""), by=audience, now=now,
            how_many=int(number) if number.isdecimal() and len(number) < 4 else 0,
        )  # fmt: skip
    except NotHeld as refused:
        told = [error("number", f"{one.text} {one.way_out}") for one in refused.decision.against]
        return _page(audience, now, said, told)
    plural = "" if len(drawn) == 1 else "s"
    return Done(f"{HERE}#samples", f"{len(drawn)} record{plural} drawn. They are held until the audit is done.")


def door(request: HttpRequest) -> HttpResponse:
    """GET and POST of one address."""
    return by_method(get=desk, post=deed)(request)


def _page(
    audience: Audience, now: datetime, said: dict[str, str] | None = None, errors: list[dict[str, str]] | None = None
) -> Page:
    marks, shown = Marks(), list[core.Row]()
    reads = "record.read" in audience.rights
    context: dict[str, Any] = {
        "reads": reads, "classes": class_rows(audience), "holds": hold_kinds(audience), "errors": errors or [],
        "purges": purge_lines(audience, since=now - WEEKS), "weeks": week_rows(audience, since=now - WEEKS),
        "findings": findings(audience, now=now), "policy": policy_line(), "as_of": moment(now),
        "samples": sample_rows(audience), "draw": _draw(audience, said or {}, errors or []),
        "pack": "audit.pack" in audience.rights, "redress": redress_panel(audience, now=now),
        "inquiries_url": inquiries_url(),
        "holds_url": privacy_holds.HERE if privacy_holds.RIGHT in audience.rights else "",
        "silent": silent_rows(audience, now=now),
    }  # fmt: skip
    if reads:
        context |= {
            "reviews": _reviews(audience, marks, shown, now), "waiting": _waiting(audience, marks, shown),
            "asked": _asked(audience, now), "decisions": waiting_lines(audience, marks, shown, now=now),
        }  # fmt: skip
    return Page(
        "desk/privacy.html", context, records=[row.public_id for row in shown],
        markings=[marks.of(row) for row in shown], status=422 if errors else 200,
    )  # fmt: skip


def _reviews(audience: Audience, marks: Marks, shown: list[core.Row], now: datetime) -> list[dict[str, Any]]:
    today = today_of(now)
    rows = retention.coming(audience=audience, until=today + timedelta(days=STAGES[-1]), how_many=FEW)
    shown += rows
    return [
        {**_line(row, marks), "url": f"{record_url(row)}review/", "clock": due_chip(row, today=today)} for row in rows
    ]


def _line(row: core.Row, marks: Marks) -> dict[str, Any]:
    return {
        "id": str(row.public_id), "title": shortened(row.title), "number": number_of(row),
        "portion": portion_of(marks.of(row)), "class": CLASSES.get(row.legal_class, row.legal_class),
    }  # fmt: skip


def _waiting(audience: Audience, marks: Marks, shown: list[core.Row]) -> list[dict[str, Any]]:
    """Products that no privacy officer has reviewed."""
    found = [one for one in disseminate.in_review(audience=audience) if "privacy" not in one.done]
    rows = {row.public_id: row for row in core.rows_of(audience=audience, public_ids=[one.public_id for one in found])}
    shown += rows.values()
    return [
        {**_line(rows[one.public_id], marks), "title": one.title, "url": f"/products/{one.public_id}/",
         "what": "Product to review", "by": "", "when": moment(one.made_at)}
        for one in found if one.public_id in rows
    ]  # fmt: skip


def _asked(audience: Audience, now: datetime) -> list[dict[str, str]]:
    waits = purges.proposals(audience=audience, now=now)
    names = names_of({one.asked.by_id for one in waits}, audience)
    return [
        {"url": f"/purges/proposals/{one.public_id}/", "by": names.get(one.asked.by_id, ""),
         "lapses": f"{timezone.localtime(one.asked.lapses_at):%H:%M}"}
        for one in waits
    ]  # fmt: skip


def _draw(audience: Audience, said: dict[str, str], errors: list[dict[str, str]]) -> list[dict[str, Any]]:
    if sample.RIGHT not in audience.rights:
        return []
    classes = [(name, CLASSES.get(name, name)) for name in load().schedules if name not in ("inquiry", "redress")]
    fields = [
        field("class", "Class", kind="select", options=choices(classes, chosen=said.get("class", ""))),
        field("number", "How many", kind="number", short=True, value=said.get("number", "5")),
    ]
    return with_errors(fields, errors)
