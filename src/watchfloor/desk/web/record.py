"""One record: what is known, why it may be read, its clock and its way."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from watchfloor.analyze.queries import known as analyze
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision
from watchfloor.desk.rules.pieces import paragraphs
from watchfloor.desk.web.lists import link_row, own_acts
from watchfloor.desk.web.marking_words import spans_of
from watchfloor.protect.web.door import page
from watchfloor.protect.web.marks import Marks, portion_of
from watchfloor.protect.web.record_parts import facts_of, head_of, lifeline_of, names_of, trail_and_history, why_of
from watchfloor.protect.web.shown import Absent, Page, Withheld
from watchfloor.protect.web.wording import moment

KEYS = ((("Esc",), "inbox"), (("w",), "why"), (("/",), "search"))


@page("core.record.read")
def record(request: HttpRequest, audience: Audience, record: UUID) -> Page:
    """The record as it stands, or with ?as_of= (or ?at=) as it was known at a moment."""
    as_of = _moment(request.GET.get("as_of") or request.GET.get("at"))
    view = core.record(audience=audience, public_id=record, as_of=as_of)
    if view is None:
        raise _not_yet(record) if as_of else Absent
    marks = Marks()
    links = [] if as_of else analyze.links_of(audience=audience, record_id=view.row.id)
    trail, history, steps = trail_and_history(audience, record)
    mark = portion_of(marks.of(view.row))
    spans = spans_of(audience, view.row, view.body) if view.current else []
    context = {
        "record": head_of(view, marks), "back": {"text": "Inbox", "url": "/"},
        "as_of": {"text": moment(as_of), "now_url": request.path} if as_of else "", "as_of_url": request.path,
        "acts": own_acts(audience, view.row), "facts": facts_of(view, marks),
        "paragraphs": [{"portion": mark, "pieces": pieces} for pieces in paragraphs(view.body, spans)],
        "original": None, "findings": view.data.get("findings") or [], "links": _links(audience, links),
        "history": history, "cited": [], "why": why_of(audience, view.row),
        "lifeline": lifeline_of(view.row, now=timezone.now()), "trail": trail, "ledger": _ledger(audience, len(steps)),
    }  # fmt: skip
    shown = [view.row, *(link.other for link in links)]
    return Page(
        "desk/record.html", context, records=[row.public_id for row in shown],
        markings=[marks.of(row) for row in shown], keys=KEYS,
    )  # fmt: skip


def _moment(said: str | None) -> datetime | None:
    try:
        found = parse_datetime(said) if said else None
    except ValueError:
        return None
    return timezone.make_aware(found) if found is not None and timezone.is_naive(found) else found


def _not_yet(record: UUID) -> Withheld:
    """Who may read the record may know that it was not known at an earlier moment."""
    no = Because("nothing of it was known here at that moment.", "access.as-of", "", False, "Choose a later moment.")
    return Withheld(Decision.of(no), what="see it as of then", back=f"/records/{record}/")


def _links(audience: Audience, links: list[analyze.LinkView]) -> list[dict[str, Any]]:
    names = names_of({link.judged_by for link in links if link.judged_by}, audience)
    return [link_row(link, names.get(link.judged_by or 0, "")) for link in links]


def _ledger(audience: Audience, steps: int) -> dict[str, str] | None:
    if "ledger.read" not in audience.rights:
        return None
    return {"text": f"{steps} fact{'' if steps == 1 else 's'} on the ledger", "url": "/ledger/"}
