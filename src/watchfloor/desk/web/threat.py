"""A threat item with what it means here; working it out and drafting a bulletin of it."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from watchfloor.analyze.actions.assess import NotAssessed, assess
from watchfloor.analyze.queries import known as analyze
from watchfloor.core.ledger.telling import witness
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision
from watchfloor.desk.rules.pieces import paragraphs
from watchfloor.desk.web.lists import known_rows, link_row
from watchfloor.desk.web.marking_words import spans_of
from watchfloor.desk.web.record_owner import control_lines, owner_act
from watchfloor.desk.web.record_routes import endings_of, routes_of
from watchfloor.desk.web.threat_parts import map_and_twin, note_of, rows_of
from watchfloor.desk.web.threat_state import answered, state_of
from watchfloor.desk.web.workspace_asked import Asked as Workspace
from watchfloor.disseminate.actions.draft import NotDrafted, draft
from watchfloor.protect.rules.kinds import THREATS
from watchfloor.protect.web.clock_parts import clock_of, disputed_words
from watchfloor.protect.web.door import act, by_method, page
from watchfloor.protect.web.marks import Marks, portion_of
from watchfloor.protect.web.record_parts import (
    facts_of,
    head_of,
    names_of,
    trail_and_history,
    who_can,
    why_of,
)
from watchfloor.protect.web.shown import Absent, Done, Page, lacking, refusal_of
from watchfloor.protect.web.wording import KINDS
from watchfloor.receive import queries as receive
from watchfloor.receive.actions.confirming import NotAnswered
from watchfloor.receive.rules.ntas import UNCONFIRMED

KEYS = ((("Esc",), "threats"), (("w",), "why"), (("b",), "table of the map"), (("Ctrl Enter",), "draft"))
UNFOLDED = 12  # the weightiest; the rest is one key away
Refusals = Mapping[str, Decision]


@page("core.record.read")
def show(request: HttpRequest, audience: Audience, record: UUID) -> Page:
    """The item as it stands, with the newest assessment that this reader may read."""
    del request
    return _page(audience, record, {})


@act("core.record.read")
def do(request: HttpRequest, audience: Audience, record: UUID) -> Page | Done:
    """Work out what it means here (?do=assess), draft a bulletin of that (?do=draft), or answer for its state."""
    deed = request.GET.get("do", "")
    try:
        if deed == "assess":
            return _assessed(audience, record)
        if deed == "draft":
            return _drafted(audience, record)
        if deed == "state":
            return answered(audience, record, request.POST)
    except LookupError:
        raise Absent from None
    except (NotAssessed, NotDrafted, NotAnswered) as refused:
        witness(kind="protect.deed.refused", by=audience, rules=refused.decision.rules)
        return _page(audience, record, {deed: refused.decision}, request.POST.get("because", ""))
    raise Absent


def _assessed(by: Audience, record: UUID) -> Done:
    number = len(assess(record_id=record, by=by, now=timezone.now()).implications)
    return Done(f"/threats/{record}/", f"Worked out: it touches {number} thing{'' if number == 1 else 's'} of ours.")


def _drafted(by: Audience, record: UUID) -> Done:
    """Of the newest assessment that stands on the page."""
    rows = core.rows_of(audience=by, public_ids=[record])
    found = analyze.assessment(audience=by, record_id=rows[0].id)
    if found is None:
        raise NotDrafted(_first_assess())
    product = draft(assessment_id=found.id, by=by, now=timezone.now())
    return Done(f"/products/{product}/", "Drafted. Read it statement by statement, then send it to review.")


def _first_assess() -> Decision:
    text = "nobody has assessed what it means here."
    return Decision.of(Because(text, "disseminate.draft.assessment", "", False, "Assess it first."))


def door(request: HttpRequest, record: UUID) -> HttpResponse:
    """GET and POST of one address."""
    return by_method(get=show, post=do)(request, record=record)


def _page(audience: Audience, record: UUID, refused: Refusals, because: str = "") -> Page:
    view = core.record(audience=audience, public_id=record)
    if view is None or view.row.kind not in THREATS:
        raise Absent
    marks, row = Marks(), view.row
    found = analyze.assessment(audience=audience, record_id=row.id)
    picture, places = map_and_twin(audience, view, found, marks)
    known = analyze.known_about(audience=audience, record_id=row.id)
    touched, others = known_rows(replace(known, links=()))
    trail, history, _ = trail_and_history(audience, record)
    mark, rows = portion_of(marks.of(row)), rows_of(found, marks) if found else []
    state = state_of(audience, row, refused.get("state"), because)
    names = names_of({link.judged_by for link in known.links if link.judged_by}, audience)
    context = {
        "item": _item(view, marks, disputed_words(audience, view.row)), "back": {"text": "Threats", "url": "/threats/"},
        "acts": [*owner_act(audience, row), *_acts(audience, record, found, refused)],
        "state": state, "assessed": found is not None,
        "implications": rows[:UNFOLDED], "implications_more": rows[UNFOLDED:],
        "implications_note": note_of(found) if found else "",
        "map": picture, "places": places, "known": touched, "facts": facts_of(view, marks), "original": None,
        "paragraphs": [
            {"portion": mark, "pieces": pieces} for pieces in paragraphs(view.body, spans_of(audience, row, view.body))
        ],
        "received": json.dumps(view.data.get("object") or {}, indent=1, ensure_ascii=False, sort_keys=True),
        "findings": [*control_lines(audience, row), *endings_of(audience, row),
                     *analyze.held_back(audience=audience, record_id=row.id),
                     *(one for one in view.data.get("findings") or [] if state is None or one != UNCONFIRMED)],
        "routes": routes_of(audience, row), "history": history, "why": why_of(audience, row),
        "links": [link_row(link, names.get(link.judged_by or 0, "")) for link in known.links],
        "lifeline": clock_of(audience, row, now=timezone.now()), "trail": trail,
    }  # fmt: skip
    shown = {one.id: one for one in (row, *others, *(link.other for link in known.links), *_reports(found))}
    return Page(
        "receive/threat.html", context, records=[one.public_id for one in shown.values()],
        markings=[*(marks.of(one) for one in shown.values()), *_of_assets(found, known, marks)], keys=KEYS,
        status=422 if refused else 200,
    )  # fmt: skip


def _reports(found: analyze.AssessmentView | None) -> list[core.Row]:
    return [one.report for one in found.implications if one.report] if found else []


def _of_assets(
    found: analyze.AssessmentView | None, known: analyze.KnownAbout, marks: Marks
) -> list[str]:  # fmt: skip
    labels = {one.asset.label_id for one in found.implications if one.asset} if found else set[int]()
    labels |= {touch.label_id for touch in known.touches}
    return [marks.of_label(label) for label in sorted(labels)]


def _item(view: core.RecordView, marks: Marks, disputed: str) -> dict[str, Any]:
    row = view.row
    told = view.data.get("object") or {}
    source = receive.of_agencies(ids=[row.owner_id]).get(row.owner_id)
    rating = f"rated {source.reliability}" if source and source.verified else "not rated yet: unverified"
    of_type = f", {told['type']}" if isinstance(told.get("type"), str) else ""
    return {
        **head_of(view, marks, disputed=disputed), "tlp": "", "kind_text": f"{KINDS[row.kind]}{of_type}",
        "source": f"From {source.name}, {rating}" if source else "",
        "revoked": told.get("revoked") is True or told.get("msgType") == "Cancel",
    }  # fmt: skip


def _acts(
    audience: Audience, record: UUID, found: analyze.AssessmentView | None, refused: Refusals
) -> list[dict[str, Any]]:  # fmt: skip
    here = f"/threats/{record}/"
    no_assess = refused.get("assess", _lacks(audience, "assess", "your role assesses no threats."))
    no_draft = refused.get("draft", _lacks(audience, "product.draft", "your role drafts no products."))
    if no_draft is None and found is None:
        no_draft = _first_assess()
    acts = [
        {"id": "record", "text": "Record", "url": f"/records/{record}/", "method": "get", "key": "", "main": False},
        {"id": "workspace", "text": "Workspace", "url": Workspace.opened(record).url(), "method": "get", "key": "",
         "main": False},
        _post("assess", "Assess anew" if found else "Assess local implications", f"{here}?do=assess", no_assess,
              what="assess what it means here", who=who_can("assess"), main=found is None),
        _post("draft", "Draft a bulletin", f"{here}?do=draft", no_draft, what="draft a bulletin",
              who=who_can("product.draft"), main=found is not None),
    ]  # fmt: skip
    if found is not None and "imminent.release" in audience.rights:
        alone = {"id": "imminent", "text": "Imminent danger", "url": f"/imminent/{found.id}/", "method": "get"}
        acts.append({**alone, "key": "", "main": False, "danger": True})
    return acts


def _lacks(audience: Audience, right: str, text: str) -> Decision | None:
    return None if right in audience.rights else lacking(right, text=text, way_out="Ask one of them.")


def _post(
    id_: str, text: str, url: str, no: Decision | None, *, what: str, who: str, main: bool
) -> dict[str, Any]:  # fmt: skip
    refusal = None if no is None else refusal_of(no, what=what, who=who)
    return {
        "id": id_, "text": text, "url": url, "method": "post", "main": main, "fields": [], "refusal": refusal,
        "key": "Ctrl Enter" if main and no is None else "",
    }  # fmt: skip
