"""The form of an RFI: a new one, in or out, and the correction of one that nobody has validated yet."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from watchfloor.core.ledger.telling import witness
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Refused
from watchfloor.desk.web import rfi_parts as parts
from watchfloor.desk.web.request_parts import agencies_of
from watchfloor.desk.web.requests import may_read
from watchfloor.plan.actions.rfis import NoSuchRfi, NotAsked, SpilledRfi, correct_rfi, state_rfi
from watchfloor.plan.formats.rfis import rfi_policy
from watchfloor.plan.queries import rfis
from watchfloor.plan.queries.requests import ANSWERS
from watchfloor.plan.rules.rfi_guards import open_deeds
from watchfloor.plan.rules.rfis import IN, OUT, RfiView, SaidRfi
from watchfloor.protect.web.door import act, by_method, page
from watchfloor.protect.web.fields import error
from watchfloor.protect.web.marks import Marks
from watchfloor.protect.web.record_parts import cannot_of
from watchfloor.protect.web.shown import Absent, Done, Page, Withheld, lacking
from watchfloor.protect.web.spilling import spilled

READ = "plan.rfi.read"
KEYS = ((("Ctrl Enter",), "hand it in"),)
WAYS = {"in": IN, "out": OUT}


@page(READ)
def show(request: HttpRequest, audience: Audience, way: str) -> Page:
    """The empty form."""
    del request
    return _new(audience, _way(way), {}, [])


@act(READ, known=True)
def take(request: HttpRequest, audience: Audience, way: str) -> Page | Done:
    """Keep it as a draft, or hand it in at once; or show the form again with every word."""
    direction, now = _way(way), timezone.now()
    may_read(audience)
    try:
        said = _said(request.POST, direction)
        submit = request.POST.get("do") == "submit" and direction == IN
        made = state_rfi(said=said, submit=submit, by=audience, now=now)
    except _NotRead as fault:
        return _new(audience, direction, request.POST, [error("due", str(fault))])
    except SpilledRfi as spill:
        raise spilled(spill.decision, kind="rfi", back=parts.LISTS[direction], audience=audience) from None
    except NotAsked as refused:
        return _new(audience, direction, request.POST, _told(refused, audience))
    return Done(f"{parts.HERE}{made}/", "Kept.")


@page(READ)
def show_correction(request: HttpRequest, audience: Audience, asked: UUID) -> Page:
    """The form with what stands."""
    del request
    view = _open(audience, asked)
    return _correction(audience, view, parts.said_of(view), [])


@act(READ, known=True)
def correct(request: HttpRequest, audience: Audience, asked: UUID) -> Page | Done:
    """State it anew, while nobody has validated it."""
    view = _open(audience, asked)
    try:
        correct_rfi(rfi_id=asked, said=_said(request.POST, view.direction), by=audience, now=timezone.now())
    except NoSuchRfi:
        raise Absent from None
    except _NotRead as fault:
        return _correction(audience, view, request.POST, [error("due", str(fault))])
    except SpilledRfi as spill:
        raise spilled(spill.decision, kind="rfi", back=f"{parts.HERE}{asked}/", audience=audience) from None
    except NotAsked as refused:
        return _correction(audience, view, request.POST, _told(refused, audience))
    return Done(f"{parts.HERE}{asked}/", "Corrected; the ledger keeps that it was.")


def door(request: HttpRequest, way: str) -> HttpResponse:
    """GET and POST of the form of a new one."""
    return by_method(get=show, post=take)(request, way=way)


def correction(request: HttpRequest, asked: UUID) -> HttpResponse:
    """GET and POST of the form of one that stands."""
    return by_method(get=show_correction, post=correct)(request, asked=asked)


class _NotRead(ValueError):
    """A moment that is none."""


def _way(way: str) -> str:
    if way not in WAYS:
        raise Absent
    return WAYS[way]


def _said(said: Mapping[str, str], direction: str) -> SaidRfi:
    try:
        need = UUID(said.get("need_id", ""))
    except ValueError:
        need = None
    return SaidRfi(
        parts.words_of(said), direction, said.get("purpose", ""), said.get("basis", ""), said.get("about", ""),
        said.get("priority", ""), said.get("marking", ""), said.get("sector", ""), need, moment_of(said.get("due", "")),
    )  # fmt: skip


def moment_of(said: str) -> datetime | None:
    """A local moment of a form; None for an empty one. Raises _NotRead."""
    if not said.strip():
        return None
    try:
        return timezone.make_aware(datetime.fromisoformat(said.strip()).replace(tzinfo=None))
    except ValueError:
        raise _NotRead(f"Due: '{said[:40]}' is no moment. Write it as 2026-11-30T14:05.") from None


def _told(refused: Refused, audience: Audience) -> list[dict[str, str]]:
    witness(kind="protect.deed.refused", by=audience, rules=refused.decision.rules)
    return parts.errors_of(refused.decision)


def _open(audience: Audience, asked: UUID) -> RfiView:
    may_read(audience)
    view = rfis.rfi(audience=audience, public_id=asked, on=timezone.now().date())
    if view is None or "correct" not in open_deeds(view, rfi_policy()):
        raise Absent
    if view.withheld:
        raise Withheld(
            lacking("28cfr23", text="it is about a person, and you hold no training in force."), what="read it"
        )
    return view


def _new(audience: Audience, direction: str, said: Mapping[str, str], errors: parts.Errors) -> Page:
    may_read(audience)
    context = {
        "title": "Ask another agency" if direction == OUT else "A new RFI", "url": f"{parts.HERE}new/{direction}/",
        "back": parts.LISTS[direction], "new": True,
    }  # fmt: skip
    return _page(audience, direction, said, errors, context, ())


def _correction(audience: Audience, view: RfiView, said: Mapping[str, str], errors: parts.Errors) -> Page:
    context = {
        "title": f"Correct {parts.number_of(view)}", "url": f"{parts.HERE}{view.public_id}/correct/",
        "back": f"{parts.HERE}{view.public_id}/", "new": False,
    }  # fmt: skip
    return _page(audience, view.direction, said, errors, context, (view,))


def _page(
    audience: Audience, direction: str, said: Mapping[str, str], errors: parts.Errors, context: Mapping[str, object],
    shown: tuple[RfiView, ...],
) -> Page:  # fmt: skip
    marks, may_answer = Marks(), ANSWERS in audience.rights
    return Page(
        "desk/rfi_form.html",
        {
            **context, "errors": errors, "out": direction == OUT, "agencies": agencies_of(), "may_answer": may_answer,
            "fields": parts.fields_of(said, errors, audience, direction=direction),
            "refused": cannot_of(audience, {ANSWERS: "write an RFI"}),
        },
        records=[one.public_id for one in shown], markings=[parts.marking_of(one, marks) for one in shown],
        status=422 if errors else 200, keys=KEYS if may_answer else (),
    )  # fmt: skip
