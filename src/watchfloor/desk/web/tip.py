"""A tip before its vetting: what was reported, what the center knows, and the two looks of two persons."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone

from watchfloor.analyze.queries import known as analyze
from watchfloor.core.ledger.telling import witness
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision
from watchfloor.desk.rules.pieces import paragraphs
from watchfloor.desk.web.lists import known_rows, link_row
from watchfloor.desk.web.marking_words import spans_of
from watchfloor.desk.web.record_same import same_rows
from watchfloor.desk.web.tip_looks import Said, deed_forms, judged, second_look
from watchfloor.desk.web.tip_near import near_rows
from watchfloor.gather.actions.vetting import NotVetted, approve_protected_activity, decline, dismiss, promote
from watchfloor.gather.queries import vetting as gather
from watchfloor.gather.web.vetting import behavior_names, determination_of, dismissal_of
from watchfloor.protect.web.clock_parts import clock_of, disputed_words
from watchfloor.protect.web.door import act, by_method, page
from watchfloor.protect.web.marks import Marks, portion_of
from watchfloor.protect.web.record_parts import facts_of, head_of, names_of, trail_and_history, why_of
from watchfloor.protect.web.shown import Absent, Done, Page

KEYS = ((("Esc",), "inbox"), (("w",), "why"))
TOLD = {
    "promotion proposed": "Proposed: make it a SAR. Another person takes the second look.",
    "dismissal proposed": "Proposed: dismiss it. Another person takes the second look.",
    "promoted": "It is a SAR now.",
    "dismissed": "It is dismissed.",
}


@page("core.record.read")
def show(request: HttpRequest, audience: Audience, record: UUID) -> Page:
    """The tip as it stands."""
    del request
    return _page(audience, record, Said())


@act("core.record.read")
def do(request: HttpRequest, audience: Audience, record: UUID) -> Page | Done:
    """Propose, confirm, decline or approve; a refusal is shown in its place with every word."""
    deed, here = request.GET.get("do", ""), f"/tips/{record}/"
    try:
        return Done(here, _done(deed, request.POST, audience, record))
    except NotVetted as refused:
        witness(kind="protect.deed.refused", by=audience, rules=refused.decision.rules)
        return _page(audience, record, Said(deed, request.POST, refused.decision))


def door(request: HttpRequest, record: UUID) -> HttpResponse:
    """GET and POST of one address."""
    return by_method(get=show, post=do)(request, record=record)


def _done(deed: str, said: QueryDict, by: Audience, record: UUID) -> str:
    now = timezone.now()
    if deed == "promote":
        return TOLD[promote(record=record, determination=determination_of(said), by=by, now=now)]
    if deed == "dismiss":
        return TOLD[dismiss(record=record, dismissal=dismissal_of(said), by=by, now=now)]
    if deed == "look" and said.get("answer") == "confirm":
        return _confirmed(said, by, record)
    if deed == "look" and said.get("answer") == "decline":
        decline(record=record, text=said.get("reason", "").strip(), by=by, now=now)
        return "Declined: the tip waits for a new determination."
    if deed == "approve":
        approve_protected_activity(record=record, by=by, now=now)
        return "Approved: the second look may confirm it."
    raise Absent


def _confirmed(said: QueryDict, by: Audience, record: UUID) -> str:
    """The second person confirms what stood on the page, not what took its place since."""
    row = core.rows_of(audience=by, public_ids=[record])[0]
    kept = gather.vetting_of(audience=by, record_ids=[row.id]).get(row.id)
    if kept is None or kept.proposed_at.isoformat() != said.get("of", ""):
        raise NotVetted(_changed())
    now = timezone.now()
    if kept.dismissal:
        return TOLD[dismiss(record=record, dismissal=dismissal_of(said), by=by, now=now)]
    return TOLD[promote(record=record, determination=determination_of(said), by=by, now=now)]


def _changed() -> Decision:
    text = "The proposal that you read does not stand any more."
    return Decision.of(Because(text, "gather.state", "own rule: second look", False, "Read what stands now."))


def _page(audience: Audience, record: UUID, said: Said) -> Page:
    view = core.record(audience=audience, public_id=record)
    if view is None or view.row.kind != "tip":
        raise Absent
    marks, row = Marks(), view.row
    kept = gather.vetting_of(audience=audience, record_ids=[row.id]).get(row.id)
    known = analyze.known_about(audience=audience, record_id=row.id)
    shown, others = known_rows(replace(known, links=()))
    same, named = same_rows(audience, row)
    near, around = near_rows(audience, row)
    trail, _, _ = trail_and_history(audience, record)
    mark = portion_of(marks.of(row))
    context = {
        "tip": head_of(view, marks, disputed=disputed_words(audience, row)),
        "back": {"text": "Inbox", "url": "/"}, "acts": [_record_act(record), _words_act(record)],
        "facts": facts_of(view, marks), "findings": view.data.get("findings") or [], "original": None,
        "paragraphs": [
            {"portion": mark, "pieces": pieces} for pieces in paragraphs(view.body, spans_of(audience, row, view.body))
        ],
        "suggestions": _suggestions(view), "known": [*same, *near, *shown], "links": _links(audience, known),
        "why": why_of(audience, row), "lifeline": clock_of(audience, row, now=timezone.now()), "trail": trail,
        "judged": judged(audience, kept), "second": second_look(audience, kept, said, url=f"/tips/{record}/?do="),
        **deed_forms(audience, kept, said, author=view.author, url=f"/tips/{record}/?do="),
    }  # fmt: skip
    rows = {one.id: one for one in (row, *others, *named, *around, *(link.other for link in known.links))}
    return Page(
        "gather/tip.html", context, records=[one.public_id for one in rows.values()],
        markings=[marks.of(one) for one in rows.values()], keys=KEYS, status=200 if said.refused is None else 422,
    )  # fmt: skip


def _record_act(record: UUID) -> dict[str, Any]:
    return {
        "id": "record", "text": "Record", "url": f"/records/{record}/", "method": "get", "key": "", "main": False,
    }  # fmt: skip


def _words_act(record: UUID) -> dict[str, Any]:
    return {
        "id": "words", "text": "In the words", "url": f"/records/{record}/words/", "method": "get", "key": "",
        "main": False,
    }  # fmt: skip


def _suggestions(view: core.RecordView) -> list[dict[str, str]]:
    told = (view.data.get("object") or {}).get("suggested_behavior") or ()
    return [
        {
            "behavior": behavior_names([str(one.get("code", ""))]),
            "words": "”, “".join(map(str, one.get("because") or ())),
        }
        for one in told
        if isinstance(one, dict)
    ]


def _links(audience: Audience, known: analyze.KnownAbout) -> list[dict[str, Any]]:
    names = names_of({link.judged_by for link in known.links if link.judged_by}, audience)
    return [link_row(link, names.get(link.judged_by or 0, "")) for link in known.links]
