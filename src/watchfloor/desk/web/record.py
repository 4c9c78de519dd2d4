"""One record: what is known, why it may be read, its clock and its way; as it stands, or as it was known once."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from watchfloor.analyze.queries import known as analyze
from watchfloor.analyze.queries.pointers import pointers
from watchfloor.core.actions.sources import originals
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision
from watchfloor.desk.rules.pieces import paragraphs
from watchfloor.desk.web.lists import own_acts
from watchfloor.desk.web.marking_words import spans_of
from watchfloor.desk.web.neighbors import back_of, came_from, neighbors
from watchfloor.desk.web.record_links import Said, answered, as_of_then, new_link, rows_of
from watchfloor.desk.web.record_needs import needs_act
from watchfloor.desk.web.record_owner import control_lines, owner_act
from watchfloor.desk.web.record_routes import endings_of, routes_of
from watchfloor.desk.web.record_same import listed_rows, same_rows
from watchfloor.desk.web.record_work import work_of
from watchfloor.desk.web.workspace_asked import Asked as Workspace
from watchfloor.disseminate.queries.cited import Citing, cited_in
from watchfloor.gather.web.reporter import files_of, reporter_of
from watchfloor.protect.web.clock_parts import clock_of, corrections, disputed_words
from watchfloor.protect.web.door import act, by_method, page
from watchfloor.protect.web.fields import error
from watchfloor.protect.web.marks import Marks, portion_of
from watchfloor.protect.web.record_parts import (
    facts_of,
    guard_sentences,
    head_of,
    kept_step,
    readers_of,
    trail_and_history,
    who_can,
    why_of,
)
from watchfloor.protect.web.shown import Absent, Done, File, Page, Withheld, lacking
from watchfloor.protect.web.standing import exercise
from watchfloor.protect.web.wording import agency_words, moment, number_of

KEYS = ((("l",), "link"), (("w",), "why"), (("[", "]"), "previous, next"), (("Esc",), "back to list"))
TAKE = "record.original"
MINUTE = len("2026-11-21T03:14")
NO_MOMENT = "What did we know at: '{}' is no date and time. Write 2026-11-20T08:12, in the time of {}."


@dataclass(frozen=True, slots=True)
class _Asked:
    """The record and the moment that a reader asks for, and where he came from."""

    record: UUID
    as_of: datetime | None
    wrong: str
    come: str

    @property
    def here(self) -> str:
        """The address of this page without a moment, with the way back."""
        return f"/records/{self.record}/" + (f"?from={quote(self.come, safe='')}" if self.come else "")


@page("core.record.read")
def show(request: HttpRequest, audience: Audience, record: UUID) -> Page:
    """The record as it stands, or with ?at= (or ?as_of=) as it was known at a moment."""
    return _page(audience, _asked(request, record), Said())


@act("core.record.read")
def do(request: HttpRequest, audience: Audience, record: UUID) -> Page | Done:
    """Judge a link, or link the record to another one."""
    asked = _asked(request, record)
    said = answered(audience, record, request.POST, to=asked.here, now=timezone.now())
    return said if isinstance(said, Done) else _page(audience, asked, said)


@page("core.original.taken")
def take(request: HttpRequest, audience: Audience, record: UUID) -> File:
    """The bytes of this record as they came, to take along; nothing opens them here."""
    del request
    row = core.rows_of(audience=audience, public_ids=[record])[0]
    if TAKE not in audience.rights:
        no = lacking(TAKE, text="it may name who reported.", way_out="Ask one of them.")
        raise Withheld(no, what="take the original along", who=who_can(TAKE), back=f"/records/{record}/")
    content = originals(record_ids=[row.id], by=audience).get(row.id)
    if content is None:
        raise Absent
    name = f"{'EXERCISE-' if exercise() else ''}{number_of(row)}-original.bin"
    return File(content, "application/octet-stream", name, records=[record])


def door(request: HttpRequest, record: UUID) -> HttpResponse:
    """GET and POST of one address."""
    return by_method(get=show, post=do)(request, record=record)


def _asked(request: HttpRequest, record: UUID) -> _Asked:
    said = request.GET.get("at") or request.GET.get("as_of") or ""
    as_of = _moment(said)
    return _Asked(record, as_of, said if said and as_of is None else "", came_from(request))


def _moment(said: str) -> datetime | None:
    """In the center's zone; a minute without seconds is meant to its end."""
    try:
        found = parse_datetime(said) if said else None
    except ValueError:
        return None
    if found is None:
        return None
    whole = found + timedelta(minutes=1, microseconds=-1) if len(said) == MINUTE else found
    return timezone.make_aware(whole) if timezone.is_naive(whole) else whole


def _page(audience: Audience, asked: _Asked, said: Said) -> Page:
    view = core.record(audience=audience, public_id=asked.record, as_of=asked.as_of)
    if view is None:
        raise _not_yet(asked.record) if asked.as_of else Absent
    marks, row = Marks(), view.row
    links = analyze.links_of(audience=audience, record_id=row.id)
    links = as_of_then(links, asked.as_of) if asked.as_of else links
    same, others = same_rows(audience, row) if asked.as_of is None else ([], [])
    listed, of_lists = listed_rows(audience, row) if asked.as_of is None else ([], [])
    held = pointers(audience=audience, record_id=row.id) if asked.as_of is None else []
    citing = cited_in(audience=audience, record_id=row.id, until=asked.as_of)
    work, logged = work_of(audience, row, marks, here=asked.here, until=asked.as_of)
    wrong = [error("at", NO_MOMENT.format(asked.wrong[:40], _zone()))] if asked.wrong else []
    errors = [*said.errors, *wrong]
    context = {
        **_words(audience, view, marks), **_ways(audience, view, asked), **_around(audience, asked, row),
        "errors": errors, "links": rows_of(audience, links, said, here=_quoted(row), judging=asked.as_of is None),
        "same": same, "listed": listed, "work": work, "pointers": [agency_words(one.owner) for one in held],
        **(_handed_in(audience, row) if asked.as_of is None else {}),
        "new_link": new_link(audience, said) if asked.as_of is None else None, "cited": [_cited(one) for one in citing],
        "at": "" if asked.as_of is None else f"{timezone.localtime(asked.as_of):%Y-%m-%dT%H:%M}",
    }  # fmt: skip
    shown = list({one.id: one for one in (row, *(link.other for link in links), *others)}.values())
    markings = [
        *(marks.of(one) for one in shown), *(marks.of_label(one.label_id) for one in citing), *logged,
        *map(marks.of_label, of_lists),
    ]  # fmt: skip
    return Page(
        "desk/record.html", context, records=[one.public_id for one in shown], markings=markings, keys=KEYS,
        status=422 if errors else 200,
    )  # fmt: skip


def _handed_in(audience: Audience, row: core.Row) -> dict[str, Any]:
    """Letters and files of who reported in public, or the files of any other report."""
    reporter = reporter_of(audience, row)
    return {"reporter": reporter, "files": [] if reporter else files_of(audience, row)}


def _words(audience: Audience, view: core.RecordView, marks: Marks) -> dict[str, Any]:
    """Head, facts and what was reported."""
    mark = portion_of(marks.of(view.row))
    spans = spans_of(audience, view.row, view.body) if view.current else []
    take_url = f"/records/{view.row.public_id}/original" if TAKE in audience.rights else ""
    return {
        "record": head_of(view, marks, disputed=disputed_words(audience, view.row)),
        "facts": facts_of(view, marks, audience.rights),
        "paragraphs": [{"portion": mark, "pieces": pieces} for pieces in paragraphs(view.body, spans)],
        "original": {
            "text": "take the original along" if take_url else "original kept sealed", "url": take_url,
            "copy_url": f"/records/{view.row.public_id}/copy/" if take_url else "",
        },
        "routes": routes_of(audience, view.row) if view.current else [],
        "findings": [
            *corrections(audience, view.row), *control_lines(audience, view.row), *endings_of(audience, view.row),
            *analyze.held_back(audience=audience, record_id=view.row.id),
            *(view.data.get("findings") or ()),
            *guard_sentences(view),
        ],
    }  # fmt: skip


def _ways(audience: Audience, view: core.RecordView, asked: _Asked) -> dict[str, Any]:
    """Why it may be read, its clock, its history, its readers and its way."""
    trail, history, steps = trail_and_history(audience, asked.record, until=asked.as_of)
    number = f"{len(steps)} fact{'' if len(steps) == 1 else 's'} of its way"
    return {
        "history": history, "why": why_of(audience, view.row),
        "lifeline": clock_of(audience, view.row, now=timezone.now()),
        "readers": readers_of(audience, view.row, until=asked.as_of), "trail": [*kept_step(audience, view), *trail],
        "ledger": {"text": number, "url": "/ledger/"} if "ledger.read" in audience.rights else None,
    }  # fmt: skip


def _around(audience: Audience, asked: _Asked, row: core.Row) -> dict[str, Any]:
    """The way back to the same row, the record before and the one after, and what may be done."""
    before, after = neighbors(audience, asked.come, asked.record, now=timezone.now())
    then = {"text": moment(asked.as_of), "now_url": asked.here} if asked.as_of else ""
    ways = (own_acts, needs_act, owner_act) if asked.as_of is None else ()
    acts = [one for way in ways for one in way(audience, row)]
    return {
        "back": back_of(asked.come), "came_from": asked.come, "previous_url": before, "next_url": after, "acts": acts,
        "workspace_url": Workspace.opened(asked.record).url(),
        "as_of": then, "as_of_url": f"/records/{asked.record}/", "zone": _zone(), "here": asked.here,
    }  # fmt: skip


def _zone() -> str:
    return f"{timezone.localtime():%Z}"


def _quoted(row: core.Row) -> str:
    return quote(f"/records/{row.public_id}/", safe="")


def _cited(one: Citing) -> dict[str, str]:
    times = f"{one.statements} statement{'' if one.statements == 1 else 's'}"
    return {
        "title": one.title, "number": ", ".join(one.numbers), "url": f"/products/{one.public_id}/", "state": one.state,
        "statements": times, "made": moment(one.made_at),
    }  # fmt: skip


def _not_yet(record: UUID) -> Withheld:
    """Who may read the record may know that it was not known at an earlier moment."""
    no = Because("nothing of it was known here at that moment.", "access.as-of", "", False, "Choose a later moment.")
    return Withheld(Decision.of(no), what="see it as of then", back=f"/records/{record}/")
