"""One request: what is asked, whether its caller is known, what is found for its purpose, and the answer or closing."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone

from watchfloor.core.gate.session import reading
from watchfloor.core.ledger.telling import witness
from watchfloor.core.rules.audience import Audience
from watchfloor.desk.web.request_answer import Looked, answered_of, looked_up, ticked
from watchfloor.desk.web.request_parts import (
    CHECKED,
    HERE,
    agencies_of,
    clock_of,
    errors_of,
    number_of,
    purpose_words,
    rows_of,
)
from watchfloor.desk.web.requests import may_read
from watchfloor.disseminate.actions.answering import NotAnswered, answer_request, asked_by
from watchfloor.disseminate.rules.answering import OUTCOMES
from watchfloor.people import queries as people
from watchfloor.plan.actions.requests import NoSuchRequest, NotRequested, call_back, close_request, correct_request
from watchfloor.plan.formats.requests import request_policy
from watchfloor.plan.queries import requests
from watchfloor.plan.queries.needs import STATES
from watchfloor.plan.queries.requests import ANSWERS, RequestView
from watchfloor.plan.rules.requests import DIGITS_LEAST, digits_of
from watchfloor.protect.web.door import act, by_method, page
from watchfloor.protect.web.fields import choices, field, with_errors
from watchfloor.protect.web.marks import Marks
from watchfloor.protect.web.purpose import stating
from watchfloor.protect.web.reader import Reader
from watchfloor.protect.web.record_parts import cannot_of, names_of
from watchfloor.protect.web.shown import Absent, Done, Page
from watchfloor.protect.web.wording import agency_words, moment

READ = "plan.request.read"
MENDED = ("caller", "agency", "number")
KEYS = ((("s",), "search"), (("Space",), "tick"), (("t",), "compose"), (("Ctrl Enter",), "answer"))
Errors = Sequence[Mapping[str, str]]


def for_request(request: HttpRequest, reader: Reader) -> Reader:
    """Who answers an open request reads for its purpose and case, here and on what follows; others as ever."""

    def asked(audience: Audience) -> tuple[str, str] | None:
        match = request.resolver_match
        with reading(audience):
            view = requests.request(audience=audience, public_id=match.kwargs["asked"]) if match else None
        answers = view is not None and view.state == "open" and ANSWERS in audience.rights
        return (view.purpose, view.words.case_ref) if view and answers else None

    return stating(request, reader, asked)


@page(READ, prepare=for_request)
def show(request: HttpRequest, audience: Audience, asked: UUID) -> Page:
    """What is asked, by whom, and what may be done about it."""
    return _page(audience, seen(audience, asked), request.GET, [])


@page("core.record.searched", prepare=for_request)
def look(request: HttpRequest, audience: Audience, asked: UUID) -> Page:
    """The same with what is found (?q=), and of what is ticked (?tell=) the sentences to tell."""
    return _page(audience, seen(audience, asked), request.GET, [])


@act(READ, known=True, prepare=for_request)
def do(request: HttpRequest, audience: Audience, asked: UUID) -> Page | Done:
    """Answer, keep that the caller was called back, or close the request."""
    view, said = seen(audience, asked), request.POST
    try:
        return _done(audience, view, said)
    except NoSuchRequest:
        raise Absent from None
    except (NotRequested, NotAnswered) as refused:
        witness(kind="protect.deed.refused", by=audience, rules=refused.decision.rules)
        return _page(audience, view, said, errors_of(refused.decision))


def door(request: HttpRequest, asked: UUID) -> HttpResponse:
    """GET and POST of one address; a search is read as a search."""
    return by_method(get=look if request.GET.get("q", "").strip() else show, post=do)(request, asked=asked)


def seen(audience: Audience, asked: UUID) -> RequestView:
    """The request of the address; whoever does not see it learns nothing of it."""
    may_read(audience)
    view = requests.request(audience=audience, public_id=asked)
    if view is None:
        raise Absent
    return view


def _done(audience: Audience, view: RequestView, said: QueryDict) -> Done:
    now = timezone.now()
    if said.get("do") in OUTCOMES:
        answer_request(
            request_id=view.public_id, outcome=said.get("do", ""), words=said.get("words", ""), told=ticked(said),
            by=audience, now=now,
        )  # fmt: skip
        return Done(f"{HERE}{view.public_id}/", f"{number_of(view)} is answered, and kept as a dissemination.")
    if said.get("do") == "call-back":
        call_back(request_id=view.public_id, reached=_id(said.get("reached", "")), by=audience, now=now)
        return Done(f"{HERE}{view.public_id}/", "Kept: called back at the number of the registry. He may be answered.")
    if said.get("do") == "correct":
        told = {name: said.get(name, getattr(view.words, name)) for name in MENDED}
        correct_request(request_id=view.public_id, by=audience, now=now, **told)
        return Done(f"{HERE}{view.public_id}/", "Corrected; the ledger keeps that it was.")
    close_request(request_id=view.public_id, because=said.get("closing", ""), by=audience, now=now)
    return Done(HERE, f"{number_of(view)} is closed without an answer.")


def _id(said: str) -> UUID:
    try:
        return UUID(said)
    except ValueError:
        return UUID(int=0)  # nobody's


def _page(audience: Audience, view: RequestView, said: QueryDict, errors: Errors) -> Page:
    now, marks = timezone.now(), Marks()
    works = ANSWERS in audience.rights and view.state == "open"
    known = people.persons(ids=[view.recipient_id]).get(view.recipient_id) if view.recipient_id else None
    context = {
        "errors": errors, "errors_heading": "Nothing was done.", "url": f"{HERE}{view.public_id}/", "back": HERE,
        "request": {
            **rows_of([view], marks, audience, now=now)[0], "words": view.words, "reads_for": purpose_words(view),
            "how": view.how, "urgency": _urgency(view), "clock": clock_of(view, now=now),
            "taken": moment(view.taken_at), "due": moment(view.due_at),
            "closing": next((one.words for one in request_policy().closings if one.code == view.closing), ""),
        },
        "recipient": _recipient(view, known, audience), "works": works, **_calls(view, said, errors),
        "refused": cannot_of(audience, {ANSWERS: "answer a request"}),
        "correcting": said.get("do") == "correct", "agencies": agencies_of(),
        "correction": _correction(view, said, errors),
    }  # fmt: skip
    url, asks = f"{HERE}{view.public_id}/", view.words.asked
    context["needs_url"] = f"{url}needs/" if STATES in audience.rights else ""
    found = Looked()
    if works and known:
        found = looked_up(audience, asked_by(view), said, errors, marks, text=asks, url=url)
    answered = next(iter(answered_of(audience, view.public_id, marks)), Looked())
    return Page(
        "desk/request.html", {**context, **found.context, "answer": answered.context},
        records=list(dict.fromkeys([view.public_id, *found.records, *answered.records])),
        markings=[marks.of_label(view.label_id), *found.markings, *answered.markings], inquiry=found.inquiry,
        status=422 if errors else 200, keys=KEYS if works and known else (),
    )  # fmt: skip


def _urgency(view: RequestView) -> str:
    return next((one.words for one in request_policy().urgencies if one.code == view.urgency), view.urgency)


def _recipient(view: RequestView, known: people.PersonView | None, audience: Audience) -> dict[str, str] | None:
    """Who gets the answer and why he is believed; None while nobody is known."""
    if view.recipient_id is None:
        return None
    names = names_of({view.recipient_id, *([view.called_by] if view.called_by else [])}, audience)
    called = f", {moment(view.called_at)} by {names[view.called_by]}" if view.called_by else ""
    return {
        "name": names[view.recipient_id], "agency": agency_words(known.agency_name) if known else "",
        "number": known.phone if known else "", "checked": CHECKED.get(view.checked, view.checked) + called,
    }  # fmt: skip


def _correction(view: RequestView, said: QueryDict, errors: Errors) -> dict[str, dict[str, Any]]:
    """The fields that mend who was mistyped, by name."""
    words = {"caller": "Caller", "agency": "Agency", "number": "Call-back number"}
    made = [
        field(name, label, value=said.get(name, getattr(view.words, name)), list="agencies" if name == "agency" else "")
        for name, label in words.items()
    ]
    return {one["name"]: one for one in with_errors(made, errors)}


def _calls(view: RequestView, said: QueryDict, errors: Errors) -> dict[str, Any]:
    """Whom of the agency the registry has a number of, and the reasons for which a request is closed."""
    named = people.persons(ids=[one.person_id for one in requests.registered(agency_id=view.agency_id)])
    numbers = [one for one in named.values() if len(digits_of(one.phone)) >= DIGITS_LEAST]
    pairs = [(str(one.public_id), f"{one.name}, {one.phone}") for one in numbers]
    closings = [(one.code, one.words) for one in request_policy().closings]
    reached = field("reached", "Reached", kind="radios", options=choices(pairs, chosen=said.get("reached", "")))
    closing = field("closing", "Why", kind="radios", options=choices(closings, chosen=said.get("closing", "")))
    fields = with_errors([reached, closing], errors)
    return {"reached": fields[0] if pairs else None, "closing": fields[1]}
