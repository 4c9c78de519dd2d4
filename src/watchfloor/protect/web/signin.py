"""Signing in and out, and the one-time link. It stands here because only protect makes an audience."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone

from watchfloor.core.gate.session import reading
from watchfloor.core.ledger.telling import LedgerSilent
from watchfloor.people import queries as people
from watchfloor.people.actions.proving import NotProved, prove
from watchfloor.people.actions.signin import NotAccepted, NotSignedIn, set_passphrase, sign_in
from watchfloor.protect.actions.admit import admit_service
from watchfloor.protect.web.door import at_tick
from watchfloor.protect.web.dressing import dress_for
from watchfloor.protect.web.errors import closed, wrong_way
from watchfloor.protect.web.fields import error, field, own_path, with_errors
from watchfloor.protect.web.reader import expect_factor, expected, reader_of, sign_off, sign_on
from watchfloor.protect.web.standing import exercise, plain_context
from watchfloor.protect.web.stepping import CODE, code_field, said_against

CAST, SECOND = "/demo/cast/", "/people/login/factor/"


@at_tick
def login(request: HttpRequest) -> HttpResponse:
    """The sign-in page, and the sign-in. A wrong name and a wrong passphrase are one answer at one tick."""
    if request.method == "POST":
        return _sign_in(request)
    if request.method not in ("GET", "HEAD"):
        return wrong_way(request)
    to = own_path(request.GET.get("next"))
    return HttpResponseRedirect(to) if reader_of(request) else _login_page(request, to)


def _sign_in(request: HttpRequest) -> HttpResponse:
    said, to = request.POST.get("login", "").strip(), own_path(request.POST.get("next"))
    now = timezone.now()
    try:
        # outside a transaction: a failure is counted, and a refusal takes back nothing
        by = admit_service(service="signin", now=now)
        person_id = sign_in(login=said, passphrase=request.POST.get("passphrase", ""), by=by, now=now)
        person = people.person(person_id=person_id)
        if person is not None:
            return _seated(request, person, to)
        text = "That login and passphrase do not fit, or the account is locked."
    except NotSignedIn as refused:
        text = " ".join(f"{reason.text} {reason.way_out}" for reason in refused.decision.against)
    except LedgerSilent:
        return closed(request)
    return _login_page(request, to, said=said, text=text)


def _login_page(request: HttpRequest, to: str, *, said: str = "", text: str = "") -> HttpResponse:
    fields = [
        field("login", "Login name", value=said, autocomplete="username"),
        field("passphrase", "Passphrase", kind="password", autocomplete="current-password"),
    ]
    context = {
        **plain_context(), "fields": fields, "errors": [error("", text)] if text else [], "next": to,
        "cast_url": CAST if exercise() else "",
    }  # fmt: skip
    return render(request, "people/login.html", context, status=403 if text else 200)


def logout(request: HttpRequest) -> HttpResponse:
    """End the session (POST only: no link and no picture can sign anybody out)."""
    if request.method != "POST":
        return wrong_way(request)
    sign_off(request)
    return _go("/people/login/")


@at_tick
def first_link(request: HttpRequest, token: str) -> HttpResponse:
    """Set a passphrase by a one-time link, and begin a session with it."""
    now = timezone.now()
    person = people.bearer_of(link=token, now=now)
    if person is None:
        return render(request, "people/first_link.html", plain_context(), status=404)
    if request.method != "POST":
        return _link_page(request, person, token, "")
    passphrase = request.POST.get("passphrase", "")
    if passphrase != request.POST.get("again", ""):
        return _link_page(request, person, token, "The two do not match. Write the same words twice.")
    by = admit_service(service="signin", now=now)
    try:
        with reading(by):
            set_passphrase(link=token, passphrase=passphrase, by=by, now=now)
        return _seated(request, person, "/")
    except NotAccepted as refused:
        text = " ".join(f"{reason.text} {reason.way_out}" for reason in refused.decision.against)
        return _link_page(request, person, token, text)
    except NotSignedIn:
        return render(request, "people/first_link.html", plain_context(), status=404)
    except LedgerSilent:
        return closed(request)


def _link_page(request: HttpRequest, person: people.PersonView, token: str, text: str) -> HttpResponse:
    errors = [error("passphrase", text)] if text else []
    fields = [
        field("passphrase", "Passphrase", kind="password", autocomplete="new-password",
              hint="At least 12 characters; four or more words. Commonly used ones and your login name are refused."),
        field("again", "The same again", kind="password", autocomplete="new-password"),
    ]  # fmt: skip
    context = {
        **plain_context(), "person": {"name": person.name, "login": person.login}, "errors": errors,
        "fields": with_errors(fields, errors), "url": f"/sign-in/first/{token}/",
        "lapses": "a day after it was made",
    }  # fmt: skip
    return render(request, "people/first_link.html", context, status=422 if text else 200)


def _go(to: str) -> HttpResponse:
    return HttpResponseRedirect(to, status=303)


def _seated(request: HttpRequest, person: people.PersonView, to: str) -> HttpResponse:
    """To the desk, as this person set it; first to the second factor, if he has one."""
    if people.has_factor(person_id=person.id):
        expect_factor(request, person, to=to)
        return _go(SECOND)
    return _begun(request, person, to, by_factor=False)


def _begun(request: HttpRequest, person: people.PersonView, to: str, *, by_factor: bool) -> HttpResponse:
    sign_on(request, person, by_factor=by_factor)
    response = _go(to)
    dress_for(response, person_id=person.id)
    return response


@at_tick
def second(request: HttpRequest) -> HttpResponse:
    """The second half of signing in: a code of the app, or a recovery code."""
    waiting = expected(request)
    if waiting is None:
        return HttpResponseRedirect("/people/login/")
    if request.method != "POST":
        return _second_page(request) if request.method in ("GET", "HEAD") else wrong_way(request)
    now, (person, to) = timezone.now(), waiting
    try:
        by = admit_service(service="signin", now=now)
        prove(person_id=person.id, said=request.POST.get(CODE, ""), by=by, now=now)
        return _begun(request, person, to, by_factor=True)
    except NotProved as refused:
        return _second_page(request, said_against(refused))
    except LedgerSilent:
        return closed(request)


def _second_page(request: HttpRequest, text: str = "") -> HttpResponse:
    errors = [error(CODE, text)] if text else []
    context = {**plain_context(), "fields": with_errors([code_field()], errors), "errors": errors, "url": SECOND}
    return render(request, "people/second.html", context, status=403 if text else 200)
