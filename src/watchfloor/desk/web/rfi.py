"""One RFI: the others beside it, what is asked with what of ours answers it, and what may be done about it."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone

from watchfloor.core.gate.session import reading
from watchfloor.core.ledger.telling import witness
from watchfloor.core.rules.audience import Audience
from watchfloor.desk.web import rfi_deeds, rfi_parts
from watchfloor.desk.web.request_answer import Looked, answered_of, looked_up
from watchfloor.desk.web.request_parts import tabs
from watchfloor.desk.web.requests import may_read
from watchfloor.desk.web.rfi_work import alike_of, reused, work_of
from watchfloor.disseminate.actions.answering import NotAnswered
from watchfloor.disseminate.actions.answering_rfis import asked_by_rfi
from watchfloor.disseminate.actions.exporting_rfis import leaves_as_file
from watchfloor.people import queries as people
from watchfloor.plan.actions.rfis import NoSuchRfi, NotAsked, SpilledRfi
from watchfloor.plan.formats.rfis import rfi_policy
from watchfloor.plan.queries import rfis
from watchfloor.plan.queries.needs import STATES
from watchfloor.plan.queries.requests import ANSWERS
from watchfloor.plan.rules.rfi_guards import open_deeds
from watchfloor.plan.rules.rfis import IN, OUT, RfiView
from watchfloor.protect.web.door import act, by_method, page
from watchfloor.protect.web.marks import Marks
from watchfloor.protect.web.purpose import stating
from watchfloor.protect.web.reader import Reader
from watchfloor.protect.web.record_parts import cannot_of
from watchfloor.protect.web.shown import Absent, Done, Page, Withheld, lacking
from watchfloor.protect.web.spilling import spilled
from watchfloor.protect.web.wording import agency_words, moment

READ = "plan.rfi.read"
KEYS = ((("s",), "search"), (("Space",), "tick"), (("t",), "compose"), (("Ctrl Enter",), "answer"))
ANSWERABLE = frozenset({"in-work", "partial"})
Errors = Sequence[Mapping[str, str]]


def for_rfi(request: HttpRequest, reader: Reader) -> Reader:
    """Who works on one reads for its purpose and case, here and on what follows; others as ever."""

    def asked(audience: Audience) -> tuple[str, str] | None:
        match = request.resolver_match
        with reading(audience):
            view = _view(audience, match.kwargs["asked"]) if match else None
        if view is None or view.direction != IN or view.state not in ANSWERABLE or ANSWERS not in audience.rights:
            return None
        return view.purpose, view.words.case_ref

    return stating(request, reader, asked)


@page(READ, prepare=for_rfi)
def show(request: HttpRequest, audience: Audience, asked: UUID) -> Page:
    """What is asked, by whom, and what may be done about it."""
    return _page(audience, seen(audience, asked), request.GET, [])


@page("core.record.searched", prepare=for_rfi)
def look(request: HttpRequest, audience: Audience, asked: UUID) -> Page:
    """The same with what is found (?q=): an inquiry, whose words are kept sealed with their hits."""
    return _page(audience, seen(audience, asked), request.GET, [])


@act(READ, known=True, prepare=for_rfi)
def do(request: HttpRequest, audience: Audience, asked: UUID) -> Page | Done:
    """One of the deeds that its state allows, or the form again with what refuses."""
    view = seen(audience, asked)
    try:
        return rfi_deeds.done(audience, view, request.POST)
    except NoSuchRfi:
        raise Absent from None
    except rfi_deeds.NotRead as fault:
        return _page(audience, view, request.POST, fault.errors)
    except SpilledRfi as spill:
        back = f"{rfi_parts.HERE}{asked}/"
        raise spilled(spill.decision, kind="rfi", back=back, audience=audience) from None
    except (NotAsked, NotAnswered) as refused:
        witness(kind="protect.deed.refused", by=audience, rules=refused.decision.rules)
        return _page(audience, view, request.POST, rfi_parts.errors_of(refused.decision))


def door(request: HttpRequest, asked: UUID) -> HttpResponse:
    """GET and POST of one address; a search is read as a search."""
    return by_method(get=look if request.GET.get("q", "").strip() else show, post=do)(request, asked=asked)


def seen(audience: Audience, asked: UUID) -> RfiView:
    """The RFI of the address; whoever does not see it learns nothing of it, who may know of it reads the rule."""
    may_read(audience)
    view = _view(audience, asked)
    if view is None:
        raise Absent
    if view.withheld:
        text = "it is about a person or an organization, and you hold no 28 CFR 23 training in force."
        no = lacking("28cfr23", text=text, way_out="Take the course, or hand it to somebody who did.")
        raise Withheld(no, what="read this RFI", back=rfi_parts.LISTS[view.direction])
    return view


def _view(audience: Audience, asked: UUID) -> RfiView | None:
    return rfis.rfi(audience=audience, public_id=asked, on=timezone.now().date())


def _page(audience: Audience, view: RfiView, said: QueryDict, errors: Errors) -> Page:
    now, marks = timezone.now(), Marks()
    works, known = ANSWERS in audience.rights, _known(view)
    others = rfis.open_rfis(audience=audience, direction=view.direction, on=now.date())
    url = f"{rfi_parts.HERE}{view.public_id}/"
    answers = works and view.direction == IN and view.state in ANSWERABLE and known is not None
    found, told = Looked(), answered_of(audience, view.public_id, marks)
    again = reused(audience, view, said, now=now)
    if answers:
        text = view.words.asked
        found = looked_up(audience, asked_by_rfi(view), again.said, errors, marks, text=text, url=url)
    work, like = work_of(audience, view, said, errors, marks, now=now), alike_of(audience, view, marks, now=now)
    context = {
        "errors": errors, "errors_heading": "Nothing was done.", "url": url, "back": rfi_parts.LISTS[view.direction],
        "tabs": tabs(rfi_parts.LISTS[view.direction]), "out": view.direction == OUT, "answers": answers,
        "others": [{**one, "current": other.public_id == view.public_id} for one, other in zip(
            rfi_parts.rows_of(others, marks, audience, now=now), others, strict=True)],
        "rfi": {**rfi_parts.rows_of([view], marks, audience, now=now)[0], **_said(view)},
        "refused": cannot_of(audience, {ANSWERS: "work on it"}), "told_before": [one.context for one in told],
        "needs_url": f"{url}needs/" if STATES in audience.rights else "",
        "file": works and leaves_as_file(view), "reuse": again.of, "recipient": _recipient(known),
        "deeds": frozenset(open_deeds(view, rfi_policy())) if works else frozenset(),
    }  # fmt: skip
    parts = [*told, found, work, like]
    markings = [rfi_parts.marking_of(one, marks) for one in (view, *others)]
    return Page(
        "desk/rfi.html", {**context, **work.context, **like.context, **found.context},
        records=list(dict.fromkeys([view.public_id, *(one for part in parts for one in part.records)])),
        markings=[*markings, *(one for part in parts for one in part.markings)], inquiry=found.inquiry,
        status=422 if errors else 200, keys=KEYS if answers else (),
    )  # fmt: skip


def _known(view: RfiView) -> people.PersonView | None:
    return people.persons(ids=[view.recipient_id]).get(view.recipient_id) if view.recipient_id else None


def _recipient(known: people.PersonView | None) -> dict[str, str] | None:
    return {"name": known.name, "agency": agency_words(known.agency_name)} if known else None


def _said(view: RfiView) -> dict[str, Any]:
    """What the reference's fields say, in words."""
    policy = rfi_policy()
    about, basis = policy.abouts.get(view.about), policy.bases.get(view.basis)
    reason = policy.rejections.get(view.reason)
    return {
        "words": view.words, "reads_for": rfi_parts.purpose_words(view), "marking": view.marking,
        "about": about.words if about else "not said", "basis": basis.words if basis else "not said",
        "citation": basis.citation if basis else "", "reason": reason.words if reason else "",
        "due": moment(view.due_at), "reminders": view.reminders,
    }  # fmt: skip
