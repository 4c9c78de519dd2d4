"""Imminent danger: the form of the one person who releases alone, and the page on which another confirms or recalls."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from watchfloor.analyze.queries import known as analyze
from watchfloor.core.ledger.telling import witness
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision
from watchfloor.disseminate.actions.imminent import NotReleasedAtOnce, release_imminent, settle_imminent
from watchfloor.disseminate.queries import releases as queries
from watchfloor.disseminate.rules.imminent import Phoned, is_overdue, may_settle
from watchfloor.people import queries as people
from watchfloor.protect.web.door import act, by_method, page
from watchfloor.protect.web.fields import error, field, with_errors
from watchfloor.protect.web.marks import Marks, portion_of
from watchfloor.protect.web.record_parts import names_of, who_can
from watchfloor.protect.web.shown import Absent, Done, Page, Withheld, lacking, refusal_of
from watchfloor.protect.web.wording import moment, number_of

RIGHT, LEAST = "imminent.release", 10
FIELDS = {
    "disseminate.imminent.danger": "danger", "disseminate.imminent.reason": "reason",
    "disseminate.imminent.phoned": "phoned_who", "disseminate.imminent.recipients": "recipients",
    "disseminate.imminent.because": "because",
}  # fmt: skip
CALLS = (("Danger now", "911"), ("This center", settings.CENTER_PHONE))


@page("disseminate.imminent.read")
def show(request: HttpRequest, audience: Audience, which: UUID) -> Page:
    """`which` is a release that was made so, or an assessment from which one may be made."""
    del request
    return _page(audience, which, QueryDict(), None)


@act("disseminate.imminent.read", known=True)
def do(request: HttpRequest, audience: Audience, which: UUID) -> Page | Done:
    """Release alone, or settle what another released alone."""
    said, now = request.POST, timezone.now()
    released = queries.imminent(audience=audience, public_id=which)
    try:
        if released:
            because = said.get("because", "").strip()
            _given(because)
            settle_imminent(release=which, answer=said.get("answer", ""), because=because, by=audience, now=now)
            return Done(f"/imminent/{which}/", f"Kept: {said.get('answer')}ed.")
        if analyze.assessment(audience=audience, public_id=which) is None:
            raise Absent
        made = release_imminent(
            assessment_id=which, danger=said.get("danger", "").strip(), reason=said.get("reason", "").strip(),
            phoned=_phoned(said), recipients=[int(one) for one in said.getlist("recipients") if one.isdecimal()],
            by=audience, now=now,
        )  # fmt: skip
    except NotReleasedAtOnce as refused:
        witness(kind="protect.deed.refused", by=audience, rules=refused.decision.rules)
        return _page(audience, which, said, refused.decision)
    return Done(f"/imminent/{made}/", "Released. Supervisor and privacy officer are told; they confirm or recall it.")


def door(request: HttpRequest, which: UUID) -> HttpResponse:
    """GET and POST of one address."""
    return by_method(get=show, post=do)(request, which=which)


def _given(because: str) -> None:
    if len(because) < LEAST:
        text = f"Why: {len(because)} characters."
        way = f"Say in a sentence, {LEAST} characters or more, why."
        raise NotReleasedAtOnce(Decision.of(Because(text, "disseminate.imminent.because", ok=False, way_out=way)))


def _phoned(said: QueryDict) -> Phoned | None:
    at = _moment(said.get("phoned_at", ""))
    return Phoned(said.get("phoned_who", ""), said.get("phoned_agency", ""), at) if at else None


def _moment(said: str) -> datetime | None:
    try:
        found = parse_datetime(said)
    except ValueError:
        return None
    return timezone.make_aware(found) if found is not None and timezone.is_naive(found) else found


def _page(audience: Audience, which: UUID, said: QueryDict, refused: Decision | None) -> Page:
    released = queries.imminent(audience=audience, public_id=which)
    errors = _errors(refused) if refused is not None else []
    status = 200 if refused is None else 422
    if released:
        return _settle_page(audience, released[0], said, errors, status)
    assessed = analyze.assessment(audience=audience, public_id=which)
    if assessed is None:
        raise Absent
    if RIGHT not in audience.rights:
        no = lacking(RIGHT, text="your role does not release alone.", way_out="Call one of them now.")
        raise Withheld(no, what="release it alone", who=who_can(RIGHT), back=f"/threats/{assessed.record.public_id}/")
    return _form_page(assessed, said, errors, status)


def _errors(refused: Decision) -> list[dict[str, str]]:
    return [
        error(FIELDS.get(one.rule, ""), f"{one.text} {one.way_out} Rule {one.rule}, {one.citation}.")
        for one in refused.against
    ]


def _form_page(
    assessed: analyze.AssessmentView, said: QueryDict, errors: list[dict[str, str]], status: int
) -> Page:  # fmt: skip
    row, marks = assessed.record, Marks()
    context = {
        "calls": _calls(), "url": f"/imminent/{assessed.id}/", "errors": errors,
        "item": {"title": row.title, "number": number_of(row), "url": f"/threats/{row.public_id}/",
                 "portion": portion_of(marks.of(row))},
        "fields": with_errors(_fields(said), errors),
    }  # fmt: skip
    return Page(
        "disseminate/imminent.html", context, records=[assessed.id, row.public_id], markings=[marks.of(row)],
        status=status,
    )  # fmt: skip


def _calls() -> list[dict[str, str]]:
    return [{"what": what, "number": number} for what, number in CALLS]


def _fields(said: QueryDict) -> list[dict[str, Any]]:
    ticked = said.getlist("recipients")
    people_ = [
        {"value": str(one.id), "text": one.name, "hint": one.agency_name, "checked": str(one.id) in ticked}
        for one in people.persons().values()
    ]
    return [
        field("danger", "The danger", kind="area", value=said.get("danger", ""),
              hint="To whose life or property, where and when."),
        field("reason", "Why this assessment helps to avoid it", kind="area", value=said.get("reason", "")),
        field("phoned_who", "Whom you phoned", value=said.get("phoned_who", ""),
              hint="Call first: a notice alone is no warning."),
        field("phoned_agency", "Of which agency", value=said.get("phoned_agency", "")),
        field("phoned_at", "When", kind="datetime-local", short=True, value=said.get("phoned_at", ""),
              hint=f"Local time, {timezone.get_default_timezone_name()}."),
        field("recipients", "Named recipients", kind="checks", columns=True, options=people_,
              hint="Persons, never a group. They get the assessment alone: no record, no report."),
    ]  # fmt: skip


def _settle_page(
    audience: Audience, view: queries.ImminentView, said: QueryDict, errors: list[dict[str, str]], status: int
) -> Page:
    out, now = view.release, timezone.now()
    names = names_of({view.by_id}, audience)
    late = is_overdue(view.at, confirmed_at=None, recalled_at=out.recalled_at, now=now) and not view.answer
    context = {
        "release": {
            "number": out.number, "title": out.title, "url": f"/r/{out.public_id}/", "by": names[view.by_id],
            "portion": portion_of(out.marking), "at": moment(view.at), "due": moment(view.due_at), "late": late,
        },
        "stated": [
            {"name": "Danger", "value": view.danger}, {"name": "Reason", "value": view.reason},
            {"name": "Phoned", "value": view.phoned},
            {"name": "Recipients", "value": "; ".join(f"{one.name}, {one.agency}" for one in out.recipients)},
        ],
        "answer": _answer(view), "settle": _settle(audience, view, said, errors), "url": f"/imminent/{out.public_id}/",
    }  # fmt: skip
    return Page(
        "disseminate/imminent_settle.html", context, records=[out.public_id], markings=[out.marking], status=status
    )


def _answer(view: queries.ImminentView) -> str:
    return {"confirm": "Confirmed.", "recall": f"Recalled: {view.release.recalled_because}"}.get(view.answer, "")


def _settle(
    audience: Audience, view: queries.ImminentView, said: QueryDict, errors: list[dict[str, str]]
) -> dict[str, Any] | None:
    if view.answer:
        return None
    me = people.person(person_id=audience.actor.person_id)
    decision = may_settle(
        answer="confirm", by=str(audience.actor.person_id), released_by=str(view.by_id), role=me.role if me else ""
    )
    if not decision:
        return {"refusal": refusal_of(decision, what="confirm or recall it", who=who_can("imminent.confirm"))}
    return {"refusal": None, "errors": errors, "because": said.get("because", "")}
