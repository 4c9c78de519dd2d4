"""What stands in other systems under a number, held against what stands here; and which agencies went silent."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from watchfloor.core.queries import hits
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.searching import Narrowed
from watchfloor.desk.web.outside import must_hold
from watchfloor.desk.web.sharing import STATES
from watchfloor.gather.actions.submissions import RIGHT, NotSubmitted, note_purged_there
from watchfloor.gather.formats.package import schema_bytes
from watchfloor.gather.formats.sharing import sharing_policy
from watchfloor.gather.queries import nexus
from watchfloor.gather.queries import sharing as gather
from watchfloor.gather.rules.sharing import OVER
from watchfloor.protect.formats.sheet import sheet_of
from watchfloor.protect.web.door import act, by_method, page
from watchfloor.protect.web.fields import error
from watchfloor.protect.web.marks import Marks
from watchfloor.protect.web.shown import Done, File, Page
from watchfloor.protect.web.wording import day, number_of

FACT, EXPORTED, HERE = "gather.reconciliation.read", "gather.reconciliation.exported", "/sharing/"
CLASS, FEW = ";c=ise_sar;", 50
ANSWER_DUE = timedelta(days=30)  # after so long without an answer it is asked for; own rule


@page(FACT)
def show(request: HttpRequest, audience: Audience) -> Page:
    """Every number, what is to be done first."""
    del request
    return _page(audience, [])


@act(FACT, known=True)
def do(request: HttpRequest, audience: Audience) -> Page | Done:
    """Note that what was purged here is purged there too."""
    _allowed(audience)
    said = request.POST
    try:
        on, one = date.fromisoformat(said.get("on", "")), UUID(said.get("submission", ""))
    except ValueError:
        return _page(audience, [error("", "State the day on which it was purged there.")])
    try:
        note_purged_there(submission=one, on=on, by=audience, now=timezone.now())
    except NotSubmitted as refused:
        return _page(audience, [error("", f"{each.text} {each.way_out}") for each in refused.decision.against])
    return Done(HERE, "Noted: it is purged there too.")


def door(request: HttpRequest) -> HttpResponse:
    """GET and POST of one address."""
    return by_method(get=show, post=do)(request)


@page(EXPORTED)
def export(request: HttpRequest, audience: Audience) -> File:
    """The same lines as CSV: numbers, days and states, no word of any record."""
    del request
    _allowed(audience)
    lines, _ = _lines(audience, timezone.now())
    rows = [[one[name] for name in ("number", "here", "sent", "state", "todo")] for one in lines]
    content = sheet_of(heads=("number there", "record here", "entered on", "state", "to do"), rows=rows)
    records = [one["record"] for one in lines if one["record"]]
    return File(content, "text/csv; charset=utf-8", "sent-elsewhere.csv", records)


@page(EXPORTED)
def schema(request: HttpRequest, audience: Audience) -> File:
    """The schema of our packages, for who receives them."""
    del request
    _allowed(audience)
    return File(schema_bytes(), "application/xml", "ise-sar.xsd")


def _allowed(audience: Audience) -> None:
    must_hold(audience, RIGHT, text="your role does not vet.", what="see what stands elsewhere")


def _lines(audience: Audience, now: datetime) -> tuple[list[dict[str, Any]], list[core.Row]]:
    stand = {one.public_id: one for one in gather.submissions(audience=audience)}
    ids = [one.record_id for one in stand.values()]
    rows = {row.id: row for row in core.rows_of(audience=audience, ids=ids)} if ids else {}
    found = []
    for one in gather.sent(audience=audience):
        kept = stand.get(one.submission)
        row = rows.get(kept.record_id) if kept else None
        found.append(_line(one, kept, row, timezone.localdate(now)))
    return sorted(found, key=lambda one: (not one["todo"], one["on"]), reverse=False), list(rows.values())


def _line(
    one: gather.SentView, kept: gather.SubmissionView | None, row: core.Row | None, today: date
) -> dict[str, Any]:  # fmt: skip
    state = STATES[kept.state] if kept else "purged there" if one.over_on else "not here any more"
    return {
        "number": one.number, "sent": day(one.sent_on), "on": one.sent_on, "state": state,
        "here": number_of(row) if row else "", "record": row.public_id if row else None,
        "url": f"/records/{row.public_id}/sharing/" if row else "", "todo": _todo(one, kept, today),
        "ask": str(one.submission) if kept is None and not one.over_on else "",
    }  # fmt: skip


def _todo(one: gather.SentView, kept: gather.SubmissionView | None, today: date) -> str:
    if kept is None:
        return "" if one.over_on else "Ask that it is purged there too"
    if kept.state == "returned":
        return "Mend it and send it again"
    if kept.state == "no_nexus":
        return "Ask that it is purged there too"
    if kept.state == "sent" and today - one.sent_on > ANSWER_DUE:
        return "Ask for the answer"
    return ""


def _waiting(audience: Audience, rows: list[core.Row]) -> list[dict[str, str]]:
    """What waits for a second person, and ISE-SARs that were entered nowhere; `rows` takes every record shown."""
    asked = [record_id for record_id, _ in nexus.no_waits(audience=audience)]
    shared = tuple(label for label, atoms in core.labels().items() if len(atoms) == 1 and CLASS in atoms[0])
    stands = {one.record_id for one in gather.submissions(audience=audience) if one.state not in OVER}
    waits = core.rows_of(audience=audience, ids=asked) if asked else []
    narrowed = Narrowed(kinds=("tip",), labels=shared)
    found = hits.hits(audience=audience, words="", narrowed=narrowed, how_many=FEW) if shared else []
    unsent = [one for one in found if one.id not in stands]
    rows += [*waits, *unsent]
    return [
        *(_wait(one, "ise-sar", "A no waits for a second person") for one in waits),
        *(_wait(one, "sharing", "Not entered there: check a package and send it") for one in unsent),
    ]


def _wait(row: core.Row, where: str, what: str) -> dict[str, str]:
    return {"title": row.title, "number": number_of(row), "url": f"/records/{row.public_id}/{where}/", "what": what}


def _page(audience: Audience, errors: list[dict[str, str]]) -> Page:
    _allowed(audience)
    lines, rows = _lines(audience, timezone.now())
    waiting, marks = _waiting(audience, rows), Marks()
    rows = list({row.id: row for row in rows}.values())
    context = {
        "waiting": waiting, "lines": lines, "errors": errors, "url": HERE, "system": sharing_policy().system[1],
        "todo": sum(bool(one["todo"]) for one in lines), "today": timezone.localdate().isoformat(),
    }  # fmt: skip
    return Page(
        "desk/sent.html", context, records=[row.public_id for row in rows], markings=[marks.of(row) for row in rows],
        status=422 if errors else 200,
    )  # fmt: skip
