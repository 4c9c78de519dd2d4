"""The two-part review of a SAR on a page of its own, and what of an ISE-SAR is shared without privacy fields."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone

from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Refused
from watchfloor.desk.web.lists import record_url
from watchfloor.disseminate.actions.copying import RIGHT as COPIES
from watchfloor.gather.actions.nexus import BECOMES, NotFound, find_nexus
from watchfloor.gather.formats.behavior import behaviors
from watchfloor.gather.queries import nexus as gather
from watchfloor.gather.rules.nexus import Shared, details, summary
from watchfloor.gather.web.nexus import PLACES, nexus_said, part_one, part_two, stated_nexus
from watchfloor.people import queries as people
from watchfloor.protect.actions.classes import NotReclassed
from watchfloor.protect.queries import classes as kept
from watchfloor.protect.web.door import act, by_method, page
from watchfloor.protect.web.fields import error, with_errors
from watchfloor.protect.web.marks import Marks, portion_of
from watchfloor.protect.web.record_parts import names_of, shortened, who_can
from watchfloor.protect.web.shown import Absent, Done, File, Page, Withheld, lacking
from watchfloor.protect.web.wording import agency_words, moment, number_of

FACT, EXPORTED, RIGHT, DETAILS = "gather.nexus.read", "gather.ise-sar.exported", "tip.vet", "product.release"
CLASSES_OF_IT = ("sar", BECOMES)
Errors = list[dict[str, str]]


@page(FACT)
def show(request: HttpRequest, audience: Audience, record: UUID) -> Page:
    """Both parts as they were stated, the form while it is a SAR, and the summary once it is an ISE-SAR."""
    del request
    return _page(audience, record, QueryDict(), [])


@act(FACT)
def do(request: HttpRequest, audience: Audience, record: UUID) -> Page | Done:
    """State both parts; a second person answers on the page of its class."""
    try:
        find_nexus(record=record, nexus=nexus_said(request.POST), by=audience, now=timezone.now())
    except (NotFound, NotReclassed) as refused:
        return _page(audience, record, request.POST, _errors_of(refused))
    return Done(f"/records/{record}/class/", "Both parts are stated. Another trained person decides; it stays a SAR.")


def door(request: HttpRequest, record: UUID) -> HttpResponse:
    """GET and POST of one address."""
    return by_method(get=show, post=do)(request, record=record)


@page(EXPORTED)
def take(request: HttpRequest, audience: Audience, record: UUID) -> File:
    """The summary as JSON; with ?format=details the words too, for who releases. Only of an ISE-SAR."""
    view, shared = _view(audience, record), shared_of(audience, record)
    if shared is None or view.row.legal_class != BECOMES:
        raise Absent
    whole = request.GET.get("format") == "details"
    if whole and DETAILS not in audience.rights:
        no = lacking(DETAILS, text="your role releases no details.", way_out="Take the summary, or ask one of them.")
        raise Withheld(no, what="take the details", who=who_can(DETAILS), back=f"/records/{record}/ise-sar/")
    said = details(shared, behaviors(), title=view.row.title, narrative=view.body) if whole else _summary(shared)
    name = f"ise-sar-{'details' if whole else 'summary'}-{str(record)[:8]}.json"
    return File(json.dumps(said, ensure_ascii=False, indent=2).encode(), "application/json", name, [record])


def _errors_of(refused: Refused) -> Errors:
    found = []
    for one in refused.decision.against:
        name = (
            "fits" if one.rule == "gather.behavior" and one.text.startswith("The reason") else PLACES.get(one.rule, "")
        )
        found.append(error(name, f"{one.text} {one.way_out} Rule {one.rule}, {one.citation}."))
    return found


def _view(audience: Audience, record: UUID) -> core.RecordView:
    view = core.record(audience=audience, public_id=record)
    if view is None or view.row.legal_class not in CLASSES_OF_IT:
        raise Absent
    return view


def shared_of(audience: Audience, record: UUID) -> Shared | None:
    """What of an ISE-SAR is shared; None before its review. Raises Absent for what is neither SAR nor ISE-SAR."""
    view = _view(audience, record)
    row, found = view.row, gather.nexus_of(audience=audience, record_id=view.row.id)
    if not found:
        return None
    where = (view.data.get("object") or {}).get("where") or {}
    owner = people.agencies(ids={row.owner_id}).get(row.owner_id)
    return Shared(
        number_of(row), view.n, agency_words(owner.name) if owner else "", found[0].said.behaviors,
        timezone.localdate(row.occurred_at) if row.occurred_at else None, str(where.get("state", "")),
        str(where.get("city", "")), row.review_on, row.purge_on, timezone.localdate(found[0].at),
    )  # fmt: skip


def _summary(shared: Shared) -> Mapping[str, Any]:
    return summary(shared, behaviors())


def _page(audience: Audience, record: UUID, said: QueryDict, errors: Errors) -> Page:
    view, marks = _view(audience, record), Marks()
    row, found = view.row, gather.nexus_of(audience=audience, record_id=view.row.id)
    names = names_of({one.by_id for one in found}, audience)
    waits = any(not one.answer for one in kept.changes_of(audience=audience, record_id=row.id))
    may = RIGHT in audience.rights and row.legal_class == "sar" and not waits
    shared = shared_of(audience, record) if row.legal_class == BECOMES else None
    context = {
        "record": {"number": number_of(row), "title": shortened(row.title), "url": record_url(row),
                   "portion": portion_of(marks.of(row))},
        "url": f"/records/{record}/ise-sar/", "class_url": f"/records/{record}/class/", "errors": errors,
        "waits": waits, "ise": row.legal_class == BECOMES, "details": DETAILS in audience.rights,
        "copy_url": f"/records/{record}/copy/" if {DETAILS, COPIES} <= audience.rights else "",
        "parts": [with_errors(part_one(said), errors), with_errors(part_two(said), errors)] if may else [],
        "stated": [{"pairs": stated_nexus(one), "who": names.get(one.by_id, ""), "when": moment(one.at)}
                   for one in found],
        "summary": [(name.replace("_", " ").capitalize(), _said(value)) for name, value in _summary(shared).items()]
        if shared else [],
    }  # fmt: skip
    return Page("desk/ise_sar.html", context, records=[record], markings=[marks.of(row)], status=422 if errors else 200)


def _said(value: object) -> str:
    if isinstance(value, list):
        return "; ".join(f"{one['name']} ({one['code']})" for one in value)
    return "yes" if value is True else str(value) if value else "not known"
