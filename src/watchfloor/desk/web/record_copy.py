"""A copy of one record to hand out, with words taken out for good: seen first, then taken as PDF or as its details."""

import json
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone

from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Refused
from watchfloor.desk.web.lists import record_url
from watchfloor.disseminate.actions.copying import RIGHT, NotCopied, copy_out, left
from watchfloor.disseminate.formats.redaction import grounds, suggested
from watchfloor.disseminate.rules.copying import Asked, Head, Words
from watchfloor.gather.actions.packages import RIGHTS
from watchfloor.gather.formats.behavior import behaviors
from watchfloor.gather.queries.sharing import shared_of
from watchfloor.gather.rules.package import Told, details
from watchfloor.marking.grammar import MarkingError, parse
from watchfloor.people import queries as people
from watchfloor.protect.formats.classes import classes
from watchfloor.protect.web.door import act, by_method, page
from watchfloor.protect.web.fields import choices, error, field, with_errors
from watchfloor.protect.web.marks import Marks, portion_of
from watchfloor.protect.web.record_parts import facts_of, shortened, who_can
from watchfloor.protect.web.shown import Absent, File, Page, Withheld, lacking
from watchfloor.protect.web.standing import exercise
from watchfloor.protect.web.wording import CLASSES, number_of

FACT, PDF, JSON = "core.record.read", "pdf", "details"
DETAILS = RIGHTS["details"]
FIELDS = {
    "disseminate.redact.words": "written", "disseminate.redact.there": "written",
    "disseminate.redact.ground": "ground", "disseminate.redact.because": "because",
    "disseminate.copy.recipient": "recipient",
}  # fmt: skip
NOT_OF_THE_RECORD = frozenset({"Title", "Legal class"})  # the paper says them itself


@page(FACT)
def show(request: HttpRequest, audience: Audience, record: UUID) -> Page:
    """The form, with what a guard would take out."""
    del request
    return _page(audience, _view(audience, record), QueryDict(), None, [])


@act(FACT, known=True)
def do(request: HttpRequest, audience: Audience, record: UUID) -> Page | File:
    """Show what would be left, or give it out."""
    view, form, now = _view(audience, record), request.POST, timezone.now()
    asked, said, head = _asked(form), _words(view), _head(view)
    try:
        if form.get("do") == "look":
            return _page(audience, view, form, left(asked=asked, said=said, head=head), [])
        remains, pdf = copy_out(record=record, asked=asked, said=said, head=head, by=audience, now=now)
    except NotCopied as refused:
        return _page(audience, view, form, None, _errors_of(refused))
    name = f"{'EXERCISE-' if exercise() else ''}{number_of(view.row)}-copy"
    if form.get("as") != JSON:
        return File(pdf, "application/pdf", f"{name}.pdf", [record])
    shared = shared_of(audience=audience, view=view) if DETAILS in audience.rights else None
    if shared is None:
        raise Absent
    told = details(shared, behaviors(), Told(remains.title, remains.narrative))
    return File(json.dumps(told, ensure_ascii=False, indent=2).encode(), "application/json", f"{name}.json", [record])


def door(request: HttpRequest, record: UUID) -> HttpResponse:
    """GET and POST of one address."""
    return by_method(get=show, post=do)(request, record=record)


def _view(audience: Audience, record: UUID) -> core.RecordView:
    view = core.record(audience=audience, public_id=record)
    if view is None:
        raise Absent
    if RIGHT not in audience.rights:
        no = lacking(RIGHT, text="your role takes nothing of a record along.", way_out="Ask one of them.")
        raise Withheld(no, what="take a copy of it", who=who_can(RIGHT), back=f"/records/{record}/")
    return view


def _words(view: core.RecordView) -> Words:
    """All that the record's own page says of it."""
    facts = [(one["name"], str(one["value"])) for one in facts_of(view, Marks()) if not one.get("withheld")]
    return Words(view.row.title, tuple(one for one in facts if one[0] not in NOT_OF_THE_RECORD), view.body)


def _head(view: core.RecordView) -> Head:
    row, center = view.row, people.center()
    try:
        marking = parse(Marks().of(row))
    except MarkingError:
        marking = None
    return Head(
        number_of(row), CLASSES.get(row.legal_class, row.legal_class), classes().disclaimer(row.legal_class),
        center.name if center else "", timezone.localtime(), marking, exercise(),
    )  # fmt: skip


def _asked(form: QueryDict) -> Asked:
    lines = [one.strip() for one in form.get("written", "").splitlines()]
    words = tuple(dict.fromkeys(one for one in (*form.getlist("found"), *lines) if one))
    return Asked(words, form.get("ground", ""), form.get("because", ""), form.get("recipient", ""))


def _errors_of(refused: Refused) -> list[dict[str, str]]:
    return [
        error(FIELDS.get(one.rule, ""), f"{one.text} {one.way_out} Rule {one.rule}, {one.citation}.")
        for one in refused.decision.against
    ]


def _page(
    audience: Audience, view: core.RecordView, form: QueryDict, remains: Words | None, errors: list[dict[str, str]]
) -> Page:
    row, mark = view.row, Marks().of(view.row)
    context: dict[str, Any] = {
        "record": {"number": number_of(row), "title": shortened(row.title), "url": record_url(row),
                   "portion": portion_of(mark)},
        "url": f"/records/{row.public_id}/copy/", "errors": errors,
        "fields": with_errors(_fields(audience, view, form), errors),
        "left": remains and {
            "title": remains.title, "facts": [pair for pair in remains.facts if pair[1]],
            "paragraphs": [{"portion": portion_of(mark), "text": remains.narrative}],
        },
    }  # fmt: skip
    status = 422 if errors else 200
    return Page("desk/record_copy.html", context, records=[row.public_id], markings=[mark], status=status)


def _fields(audience: Audience, view: core.RecordView, form: QueryDict) -> list[dict[str, Any]]:
    picked = set(form.getlist("found"))
    found = [
        {"value": word, "text": word, "checked": word in picked}
        for word in dict.fromkeys(word for text in _words(view).every.values() for word in suggested(text))
    ]
    fields = [field("found", "Suggested by a guard", kind="checks", required=False, options=found)] if found else []
    fields += [
        field("written", "Other words to take out" if found else "Words to take out", kind="area", required=False,
              value=form.get("written", ""), hint="As they stand, one passage a line; whole words, everywhere."),
        field("ground", "Ground", kind="radios", options=choices(grounds().items(), chosen=form.get("ground", ""))),
        field("recipient", "For whom", value=form.get("recipient", ""), hint="Kept sealed with your name."),
        field("because", "Why", kind="area", value=form.get("because", ""), hint="Kept sealed with your name."),
    ]  # fmt: skip
    if view.row.legal_class == "ise_sar" and DETAILS in audience.rights:
        ways = [(PDF, "PDF"), (JSON, "ISE-SAR details (JSON)")]
        fields.append(field("as", "As", kind="radios", options=choices(ways, chosen=form.get("as", PDF))))
    return fields
