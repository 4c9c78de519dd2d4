"""The door of every page: admit, one transaction, render whole, write the fact, wait for the tick, answer.

A view is `view(request, audience, **address parts) -> Page | File | Done` and never sees a session or a transaction.
An address part named `record` (UUID) is looked up first: the view is called only for a record its reader may see.
"""

import time
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.loader import render_to_string
from django.utils import timezone

from watchfloor.core.gate.session import reading
from watchfloor.core.ledger.telling import LedgerSilent, witness
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Decision, Refused
from watchfloor.protect.actions.admit import NotAdmitted, admit_to_know
from watchfloor.protect.rules.ticks import next_tick
from watchfloor.protect.web.dressing import dress
from watchfloor.protect.web.errors import closed, not_found, wrong_way
from watchfloor.protect.web.frame import frame, keep_toast
from watchfloor.protect.web.reader import Reader, reader_of, sign_off
from watchfloor.protect.web.recording import Recorded, recorded
from watchfloor.protect.web.shown import Absent, Done, File, Page, Withheld, refusal_of
from watchfloor.protect.web.stepping import FACTORS, step_up, unproved

View = Callable[..., Page | File | Done]
Door = Callable[..., HttpResponse]
# what a page takes from its own address before anybody is admitted: it may state the purpose there (search)
Prepare = Callable[[HttpRequest, Reader], Reader]
Fresh = Callable[[HttpRequest], str]
SIGN_IN = "/people/login/"


def page(kind: str, *, prepare: Prepare | None = None) -> Callable[[View], Door]:
    """A page to read (GET, HEAD). `kind` names the fact of the reading, such as "core.record.read".

    A Refused that leaves the view answers as absent; raise Withheld where the reader may know that the thing exists.
    """

    def made(view: View) -> Door:
        @wraps(view)
        def door(request: HttpRequest, **parts: Any) -> HttpResponse:
            if request.method not in ("GET", "HEAD"):
                return wrong_way(request)
            return _at_tick(lambda: _answer(request, view, parts, kind, prepare, known=False))

        return door

    return made


def act(
    kind: str, *, known: bool = False, fresh: Fresh | None = None, prepare: Prepare | None = None
) -> Callable[[View], Door]:  # fmt: skip
    """A deed (POST, with the form token). The view calls one action and gives Done, or the Page with its errors.

    A Page rolls back whatever was begun; `kind` is then the fact of its reading. A Refused is shown with its reason
    where the address names a visible `record`, or with known=True: the view MUST then itself raise Absent before it
    calls an action on something that its reader may not know of. Else it answers as absent. `fresh` names the act that
    policy may want a second factor for (data/factors.json), or "" where this very request needs none.
    """

    def made(view: View) -> Door:
        @wraps(view)
        def door(request: HttpRequest, **parts: Any) -> HttpResponse:
            if request.method != "POST":
                return wrong_way(request)
            return _at_tick(lambda: _answer(request, view, parts, kind, prepare, known=known, fresh=fresh))

        return door

    return made


def by_method(*, get: Door, post: Door) -> Door:
    """One address that is read by GET and acted on by POST."""

    def door(request: HttpRequest, **parts: Any) -> HttpResponse:
        return (post if request.method == "POST" else get)(request, **parts)

    return door


def at_tick(answer: Door) -> Door:
    """For the few doors before anybody is signed in: their answers leave at ticks too."""

    @wraps(answer)
    def door(request: HttpRequest, **parts: Any) -> HttpResponse:
        return _at_tick(lambda: answer(request, **parts))

    return door


def _at_tick(work: Callable[[], HttpResponse]) -> HttpResponse:
    """The transaction is over when this sleeps: a connection never waits for a tick."""
    began = time.monotonic()
    response = work()
    time.sleep(max(0.0, next_tick(time.monotonic() - began) - (time.monotonic() - began)))
    return response


def _answer(
    request: HttpRequest, view: View, parts: Mapping[str, Any], kind: str, prepare: Prepare | None, *, known: bool,
    fresh: Fresh | None = None,
) -> HttpResponse:  # fmt: skip
    try:
        reader = reader_of(request)
        if reader is None:
            return _to_sign_in(request)
        if prepare:
            reader = prepare(request, reader)
        try:
            audience = reader.admitted(timezone.now())
        except NotAdmitted:
            sign_off(request)
            return _to_sign_in(request)
        asked = _Asked(request, reader, audience)
        if unproved(request, reader):
            return HttpResponseRedirect(FACTORS, status=303)
        if fresh and (step := step_up(request, reader, audience, fresh(request))):
            return _stepped(asked, step)
        return _opened(asked, view, parts, kind, known=known)
    except LedgerSilent:
        return closed(request)


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    to = request.get_full_path() if request.method in ("GET", "HEAD") else "/"
    return HttpResponseRedirect(f"{SIGN_IN}?{urlencode({'next': to})}")


class _NotKept(Exception):
    """Takes back whatever a deed began before it found its errors."""


class _Asked:
    """One request of one reader."""

    __slots__ = ("audience", "reader", "request")

    def __init__(self, request: HttpRequest, reader: Reader, audience: Audience) -> None:
        self.request, self.reader, self.audience = request, reader, audience


def _stepped(asked: _Asked, step: Page | Withheld) -> HttpResponse:
    """The deed waits for a second factor; nothing of it was begun."""
    if isinstance(step, Withheld):
        return _refused(asked, step.decision, what=step.what, back=FACTORS)
    with reading(asked.audience):
        content = _render(asked, step)
    return HttpResponse(content, status=step.status)


def _opened(asked: _Asked, view: View, parts: Mapping[str, Any], kind: str, *, known: bool) -> HttpResponse:
    seen = False
    try:
        with reading(asked.audience):
            seen = _is_seen(asked.audience, parts)
            shown = view(asked.request, asked.audience, **parts)
            if isinstance(shown, Page):
                content, told = _render(asked, shown), _told(shown, asked.audience)
                if asked.request.method == "POST":
                    raise _NotKept
            elif isinstance(shown, File):
                told = recorded(asked.audience, records=shown.records)
    except _NotKept:
        told = Recorded(())
    except Absent:
        return _why_not(asked, parts) or _absent(asked)
    except Withheld as refused:
        if refused.then:
            refused.then()
        return _refused(asked, refused.decision, what=refused.what, who=refused.who, back=refused.back)
    except Refused as refused:
        may_know = asked.request.method == "POST" and (known or seen)
        return _refused(asked, refused.decision, what="do this") if may_know else _absent(asked)
    if isinstance(shown, Done):
        return _done(asked, shown)
    if isinstance(shown, File):
        return _file(asked, shown, kind, told)
    witness(kind=kind, by=asked.audience, records=shown.records, rules=told.rules, words=told.words)
    return HttpResponse(content, status=shown.status)


def _is_seen(audience: Audience, parts: Mapping[str, Any]) -> bool:
    """Whether the address names a record that this reader may see; raises Absent if it names any other."""
    record = parts.get("record")
    if not isinstance(record, UUID):
        return False
    if not core.rows_of(audience=audience, public_ids=[record]):
        raise Absent
    return True


def _render(asked: _Asked, shown: Page) -> bytes:
    around = frame(
        asked.request, asked.reader, asked.audience, markings=shown.markings, keys=shown.keys, records=shown.records,
        now=timezone.now(),
    )  # fmt: skip
    return render_to_string(shown.template, {**around, **shown.context}, asked.request).encode()


def _told(shown: Page, audience: Audience) -> Recorded:
    return recorded(audience, records=shown.records, terms=shown.inquiry, filters=shown.filters)


def _done(asked: _Asked, done: Done) -> HttpResponse:
    """Lead on by 303; a form that was sent by script (draftkeep.mjs) is told the path, for it cannot see a 303."""
    message = " ".join(filter(None, (done.message, done.then() if done.then else "")))
    if done.undo:
        keep_toast(asked.request, text=message, undo_url=done.undo, to=done.to)
    elif message:
        messages.success(asked.request, message)
    by_script = asked.request.headers.get("X-Desk") == "sent"
    response = JsonResponse({"to": done.to}) if by_script else HttpResponseRedirect(done.to, status=303)
    dress(response, done.cookies)
    return response


def _file(asked: _Asked, file: File, kind: str, told: Recorded) -> HttpResponse:
    witness(kind=kind, by=asked.audience, records=file.records, rules=told.rules)
    response = HttpResponse(file.content, content_type=file.content_type)
    response["Content-Disposition"] = f'attachment; filename="{file.name}"'
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _absent(asked: _Asked) -> HttpResponse:
    witness(kind="protect.reading.refused", by=asked.audience, rules=["access.absent"])
    return not_found(asked.request)


def _why_not(asked: _Asked, parts: Mapping[str, Any]) -> HttpResponse | None:
    """The reasons, where the address names a record that this reader may know of; None for every other (the same work
    is done for what is not there, and the answer leaves at its tick).
    """
    record = parts.get("record")
    if not isinstance(record, UUID):
        return None
    knowing = admit_to_know(of=asked.audience, now=timezone.now())
    with reading(knowing):
        rows = core.rows_of(audience=knowing, public_ids=[record])
    if not rows:
        return None
    decision = Decision(False, knowing.explanation[rows[0].label_id])
    return _refused(asked, decision, what="read this record")


def _refused(asked: _Asked, decision: Decision, *, what: str, who: str = "", back: str = "") -> HttpResponse:
    """A refusal with its rule and the way out, on a page of its own."""
    context = {"refusal": refusal_of(decision, what=what, who=who), "reasons": decision.against, "back": back}
    with reading(asked.audience):
        content = _render(asked, Page("refused.html", context))
    witness(kind="protect.deed.refused", by=asked.audience, rules=decision.rules)
    return HttpResponse(content, status=403)
