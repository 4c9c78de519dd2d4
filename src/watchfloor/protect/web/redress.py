"""The public pages of redress: a form without account, a receipt, and how far a case has come for who has its code."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from watchfloor.core.gate.session import reading
from watchfloor.core.ledger.telling import LedgerSilent, witness
from watchfloor.core.rules.audience import Audience
from watchfloor.protect.actions.redress import NotAppealed, NotFiled, appeal, file_case, mark_of, served
from watchfloor.protect.formats.redress import times
from watchfloor.protect.queries import redress
from watchfloor.protect.rules.redress import KINDS, OUTCOMES, Filed, clock_of, may_appeal, state_of
from watchfloor.protect.web.door import at_tick
from watchfloor.protect.web.errors import closed, wrong_way
from watchfloor.protect.web.fields import choices, error, field, with_errors
from watchfloor.protect.web.languages import addressed, others, spoken
from watchfloor.protect.web.spoken import day, moment
from watchfloor.protect.web.standing import plain_context

HERE, STATUS = "/redress/", "/redress/status/"
PLACES = {"redress.kind": "kind", "redress.name": "name", "redress.reach": "reach", "redress.words": "words"}
NONE_SUCH = gettext_noop("No case with this code.")
DUE = {
    "acknowledge": gettext_noop("We acknowledge by %(day)s."), "decide": gettext_noop("We decide by %(day)s."),
    "decide the appeal": gettext_noop("We decide the appeal by %(day)s."),
}  # fmt: skip
LONGEST = 8000  # characters of what a person writes
Errors = list[dict[str, str]]


@at_tick
@spoken
def door(request: HttpRequest) -> HttpResponse:
    """The form, and the case that it opens with the receipt."""
    if request.method == "POST":
        return _file(request)
    return _form(request, {}, []) if request.method in ("GET", "HEAD") else wrong_way(request)


def _file(request: HttpRequest) -> HttpResponse:
    said, now = {name: value[:LONGEST] for name, value in request.POST.dict().items()}, timezone.now()
    filed = Filed(said.get("kind", ""), said.get("name", ""), said.get("reach", ""), said.get("words", ""))
    try:
        by = served(now=now)
        with reading(by):
            public_id, code = file_case(said=filed, by=by, now=now)
    except NotFiled as refused:
        errors = [error(PLACES.get(one.rule, ""), _(one.text)) for one in refused.decision.against]
        return _form(request, said, errors)
    except LedgerSilent:
        return closed(request)
    context = {
        **plain_context(), "number": f"REDRESS-{str(public_id)[:8]}", "at": moment(now), "times": times(),
        "code": " ".join(code[at : at + 4] for at in range(0, len(code), 4)), "status_url": addressed(STATUS),
    }  # fmt: skip
    return render(request, "redress/receipt.html", context)


def _kinds() -> list[tuple[str, str]]:
    return [(code, _(words)) for code, words in KINDS.items()]


def _form(request: HttpRequest, said: dict[str, str], errors: Errors) -> HttpResponse:
    fields = [
        field("kind", _("What do you ask for?"), kind="radios",
              options=choices(_kinds(), chosen=said.get("kind", ""))),
        field("words", _("What is it about?"), kind="area", tall=True, value=said.get("words", ""),
              hint=_("Say what you know: what happened, when, and what you think is wrong.")),
        field("name", _("Your name"), value=said.get("name", ""), autocomplete="name"),
        field("reach", _("How can we reach you?"), value=said.get("reach", ""), autocomplete="email",
              hint=_("Mail, telephone or postal address. A person will check who you are before we answer.")),
    ]  # fmt: skip
    context = {
        **plain_context(), "fields": with_errors(fields, errors), "errors": errors, "url": addressed(HERE),
        "languages": others(HERE), "status_url": addressed(STATUS),
        "times": times(),
    }  # fmt: skip
    return render(request, "redress/form.html", context, status=422 if errors else 200)


@at_tick
@spoken
def status(request: HttpRequest) -> HttpResponse:
    """How far the case of a code has come, its answer, and the appeal; a wrong code and none are one answer."""
    if request.method not in ("GET", "HEAD", "POST"):
        return wrong_way(request)
    if request.method != "POST":
        return _status(request, None, "", [])
    now, code = timezone.now(), request.POST.get("code", "")[:40]
    try:
        by = served(now=now)
        with reading(by):
            if request.POST.get("deed") == "appeal":
                appeal(code=code, words=request.POST.get("words", "")[:LONGEST], by=by, now=now)
            return _known(request, by, code, [])
    except NotAppealed as refused:
        told = [error("words", _(one.text)) for one in refused.decision.against]
        with reading(by):
            return _known(request, by, code, told)
    except LedgerSilent:
        return closed(request)


def _known(request: HttpRequest, by: Audience, code: str, errors: Errors) -> HttpResponse:
    found = redress.case_by_code(audience=by, code_mark=mark_of(code))
    if found is None:
        witness(kind="protect.case.asked", by=by, rules=["redress.code"])
        return _status(request, None, code, [error("code", _(NONE_SUCH))])
    said = redress.entries(audience=by, record_id=found.record_id, what=("answer", "appeal-answer"))
    witness(kind="protect.case.asked", by=by, records=[found.public_id])
    it, now = found.standing, timezone.now()
    due = clock_of(it, times=times())
    shown = {
        "number": f"REDRESS-{str(found.public_id)[:8]}", "kind": _(KINDS.get(found.kind, found.kind)),
        "state": _(state_of(it, now=now, times=times())), "received": moment(it.received_at),
        "due": _(DUE[due[0]]) % {"day": day(due[2])} if due else "",
        "outcome": _(OUTCOMES[it.outcome]) if it.outcome in OUTCOMES else "",
        "answers": [{"when": moment(one.at), "text": one.text} for one in said],
        "may_appeal": bool(may_appeal(it, words="asked", now=now, times=times())),
    }  # fmt: skip
    return _status(request, shown, code, errors)


def _status(request: HttpRequest, case: dict[str, Any] | None, code: str, errors: Errors) -> HttpResponse:
    fields = [
        field(
            "code", _("The code on your receipt"), value=code, code=True, hint=_("Sixteen digits."), autocomplete="off"
        )
    ]
    words = field("words", _("Why do you not agree?"), kind="area")
    context = {
        **plain_context(), "case": case, "errors": errors, "fields": with_errors(fields, errors), "code": code,
        "url": addressed(STATUS), "form_url": addressed(HERE), "languages": others(STATUS),
        "words": with_errors([words], errors)[0], "times": times(),
    }  # fmt: skip
    return render(request, "redress/status.html", context, status=422 if errors else 200)
