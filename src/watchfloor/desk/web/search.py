"""Search: purpose and case above the box, words and exact identifiers, only what the reader may read."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone

from watchfloor.analyze.queries import known as analyze
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.desk.queries import extracts
from watchfloor.desk.web.lists import record_url
from watchfloor.protect.actions.admit import NotAdmitted
from watchfloor.protect.formats.policy import load
from watchfloor.protect.web.door import page
from watchfloor.protect.web.fields import error, with_errors
from watchfloor.protect.web.marks import Marks, portion_of
from watchfloor.protect.web.purpose import may_state_as, purpose_fields
from watchfloor.protect.web.reader import Reader, reader_of, state_purpose
from watchfloor.protect.web.record_parts import reasons_of, who_can
from watchfloor.protect.web.shown import Page, Withheld, lacking
from watchfloor.protect.web.wording import KINDS, glyph_of, moment, number_of

PAGE = 50
LONGEST = 500
Hits = list[core.Row]


def stated(request: HttpRequest, reader: Reader) -> Reader:
    """Purpose and case that this very search states hold for it and for what follows, if the person may state them."""
    purpose, case_ref = request.GET.get("purpose", ""), request.GET.get("case", "").strip()
    if not purpose or not case_ref:
        return reader
    try:
        audience = reader.admitted(timezone.now())
    except NotAdmitted:
        return reader
    if not may_state_as(audience, purpose=purpose, case_ref=case_ref):
        return reader
    state_purpose(request, purpose=purpose, case_ref=case_ref)
    return replace(reader, purpose=purpose, case_ref=case_ref, stated=True)


@page("core.record.searched", prepare=stated)
def search(request: HttpRequest, audience: Audience) -> Page:
    """The form; with words, purpose and case the first fifty hits. The words are kept sealed beside the fact."""
    if "record.search" not in audience.rights:
        no = lacking("record.search", text="your role does not search.", way_out="Ask one of them.")
        raise Withheld(no, what="search", who=who_can("record.search"))
    words = request.GET.get("q", "").strip()[:LONGEST]
    kinds = [kind for kind in request.GET.getlist("kind") if kind in KINDS]
    errors = _missing(request, audience) if words else []
    searched = bool(words) and not errors
    hits = found(audience, words=words, kinds=kinds, after=request.GET.get("after", "")) if searched else []
    marks = Marks()
    context = {
        "errors": errors, "fields": _fields(request, audience, errors), "last": _last(request, words), "q": words,
        "kinds": [{"value": kind, "text": text, "checked": kind in kinds} for kind, text in KINDS.items()],
        "searched": searched, "hits": _hits(audience, hits, words, marks), "more_url": _more(request, hits),
        "covered": "Newest first; exact identifiers stand before words.",
    }  # fmt: skip
    return Page(
        "desk/search.html", context, records=[row.public_id for row in hits],
        markings=[marks.of(row) for row in hits], inquiry=words if searched else "",
        status=422 if errors else 200,
    )  # fmt: skip


def found(audience: Audience, *, words: str, kinds: list[str], after: str) -> Hits:
    """Records that name exactly this identifier, then those that hold the words; each once."""
    follows = UUID(after) if _is_id(after) else None
    exact = [] if follows else analyze.search_identifier(audience=audience, value=words)
    rows = core.search(audience=audience, words=words, kinds=kinds, after=follows, how_many=PAGE)
    named = [row for row in exact if not kinds or row.kind in kinds][:PAGE]
    return [*named, *(row for row in rows if row.id not in {one.id for one in named})]


def _is_id(said: str) -> bool:
    try:
        UUID(said)
    except ValueError:
        return False
    return True


def _missing(request: HttpRequest, audience: Audience) -> list[dict[str, str]]:
    """Both stand above the box and both are required (28 CFR 23.20(e): need to know)."""
    purpose, case_ref = request.GET.get("purpose", audience.purpose), request.GET.get("case", audience.case_ref)
    if not case_ref.strip():
        return [error("case", "Case reference: empty. A search states its case: number and agency, 28 CFR 23.20(e).")]
    decision = may_state_as(audience, purpose=purpose, case_ref=case_ref)
    if not decision:
        reason = decision.against[0]
        return [error("purpose", f"Purpose: {reason.text} {reason.way_out}")]
    return []


def _fields(request: HttpRequest, audience: Audience, errors: list[dict[str, str]]) -> list[dict[str, Any]]:
    purpose, case_ref = request.GET.get("purpose", audience.purpose), request.GET.get("case", audience.case_ref)
    fields = purpose_fields(purpose=purpose, case_ref=case_ref)
    return with_errors([{**one, "required": True} for one in fields], errors)


def _last(request: HttpRequest, words: str) -> list[dict[str, str]]:
    reader, known = reader_of(request), load().purposes
    return [
        {
            "purpose": known[code].words, "case": case,
            "url": "/search/?" + urlencode({"purpose": code, "case": case, "q": words}),
        }
        for code, case in (reader.last if reader else ())
        if code in known and case
    ]  # fmt: skip


def _more(request: HttpRequest, hits: Hits) -> str:
    if len(hits) < PAGE:
        return ""
    asked = request.GET.copy()
    asked["after"] = str(hits[-1].public_id)
    return f"/search/?{asked.urlencode()}"


def _hits(audience: Audience, rows: Hits, words: str, marks: Marks) -> list[dict[str, Any]]:
    texts = {text.row.id: text.body for text in core.texts_of(audience=audience, ids=[row.id for row in rows])}
    cuts = extracts(audience=audience, texts=[texts.get(row.id, "") for row in rows], words=words) if rows else []
    return [
        {
            "kind": glyph_of(row.kind), "number": number_of(row), "title": row.title, "url": record_url(row),
            "portion": portion_of(marks.of(row)), "why": {"because": reasons_of(audience, row)},
            "meta": " · ".join(filter(None, (KINDS.get(row.kind, ""), _seen(row), f"opened {moment(row.opened_at)}"))),
            "pieces": [{"text": piece.text, "hit": piece.kind == "hit"} for piece in pieces],
        }
        for row, pieces in zip(rows, cuts, strict=True)
    ]  # fmt: skip


def _seen(row: core.Row) -> str:
    said = moment(row.occurred_at, row.occurred_precision)
    return f"seen {said}" if said else ""
