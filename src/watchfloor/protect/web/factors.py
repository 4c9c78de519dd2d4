"""One's own second factors: add an app, prove it, recovery codes, let one go. Works without script."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from watchfloor.core.rules.audience import Audience
from watchfloor.people import queries as people
from watchfloor.people.actions import factors as action
from watchfloor.people.actions.proving import NotProved
from watchfloor.people.actions.signin import NotSignedIn, sign_in
from watchfloor.protect.formats.factors import factor_policy
from watchfloor.protect.rules.stepping import CHANGE
from watchfloor.protect.web.door import act, by_method, page
from watchfloor.protect.web.fields import error, field, with_errors
from watchfloor.protect.web.reader import proved
from watchfloor.protect.web.shown import Absent, Done, Page
from watchfloor.protect.web.stepping import FACTORS, code_field, said_against
from watchfloor.protect.web.wording import moment

HERE, FACT = FACTORS, "people.factor.read"
ONCE = "recovery"  # where the codes wait, sealed, for the one page that shows them


@page(FACT)
def show(request: HttpRequest, audience: Audience) -> Page:
    """What one has, and what policy asks of him. Recovery codes are shown on the first page after they were made."""
    return _page(audience, codes=action.unfolded(said=request.session.pop(ONCE, "")))


def _page(audience: Audience, *, codes: list[str] | None = None, errors: list[dict[str, str]] | None = None,
          name: str = "") -> Page:  # fmt: skip
    mine, policy = action.factors_of(by=audience), factor_policy()
    who = people.person(person_id=audience.actor.person_id)
    context = {
        "factors": [
            {"id": str(one.public_id), "name": one.name, "since": moment(one.confirmed_at), "used": moment(one.used_at)}
            for one in mine
        ],
        "codes": codes or [], "left": action.codes_left(by=audience), "errors": errors or [],
        "required": bool(who and policy.requires(who.role)), "url": FACTORS,
        "acts": [{"words": one.words, "minutes": int(one.good_for.total_seconds() // 60), "citation": one.citation}
                 for one in policy.acts.values()],
        "fields": with_errors(_fields(name, first=not mine and action.has_passphrase(by=audience)), errors or []),
    }  # fmt: skip
    return Page("protect/factors.html", context, status=422 if errors else 200)


def _fields(name: str, *, first: bool) -> list[dict[str, Any]]:
    hint = "So that you know it among others when it is lost."
    asked = [field("name", "Name of the device", kind="search", value=name, hint=hint, autocomplete="off")]
    if first:  # afterwards a fresh proof stands for it
        more = "An open desk is not enough to add the first factor."
        asked.append(field("passphrase", "Your passphrase", kind="password", hint=more,
                           autocomplete="current-password"))  # fmt: skip
    return asked


@act(FACT, known=True, fresh=lambda _request: CHANGE)
def change(request: HttpRequest, audience: Audience) -> Page | Done:
    """Begin one, make new recovery codes, or let one go; each after a fresh proof by who has a factor already."""
    deed, now = request.POST.get("deed", ""), timezone.now()
    if deed == "codes" and action.factors_of(by=audience):
        request.session[ONCE] = action.folded(codes=action.new_codes(by=audience, now=now))
        return Done(FACTORS, "New recovery codes are made; those before count no more.")
    if deed == "remove":
        action.remove_factor(public_id=_id(request.POST.get("factor", "")), by=audience, now=now)
        return Done(FACTORS, "The factor is let go. Its codes count no more.")
    if deed == "prove":
        return Done(FACTORS, "Proved.")
    return _add(request, audience)


def _add(request: HttpRequest, audience: Audience) -> Page | Done:
    name, now = request.POST.get("name", ""), timezone.now()
    try:
        if not people.has_factor(person_id=audience.actor.person_id) and action.has_passphrase(by=audience):
            _passphrase(request, audience)
        made = action.add_factor(name=name, by=audience, now=now)
    except NotSignedIn:
        return _page(audience, name=name, errors=[error("passphrase", "That is not your passphrase. Write it again.")])
    except action.NotAdded as refused:
        return _page(audience, name=name, errors=[error("name", said_against(refused))])
    return Done(f"{FACTORS}{made}/")


def _passphrase(request: HttpRequest, audience: Audience) -> None:
    who = people.person(person_id=audience.actor.person_id)
    said, now = request.POST.get("passphrase", ""), timezone.now()
    sign_in(login=who.login if who else "", passphrase=said, by=audience, now=now)


def _id(said: str) -> UUID:
    try:
        return UUID(said)
    except ValueError:
        raise Absent from None


@page(FACT)
def begun(request: HttpRequest, audience: Audience, factor: UUID) -> Page:
    """The secret as picture and as text, until its first code was said."""
    del request
    return _begun(audience, factor, [])


def _begun(audience: Audience, factor: UUID, errors: list[dict[str, str]]) -> Page:
    found = action.set_up(public_id=factor, by=audience, now=timezone.now())
    if found is None:
        raise Absent
    secret = " ".join(found.secret[at : at + 4] for at in range(0, len(found.secret), 4))
    context = {
        "name": found.name, "secret": secret, "picture": found.picture, "url": f"{FACTORS}{factor}/", "errors": errors,
        "fields": with_errors([code_field("code") | {"hint": "The six digits that the app shows now."}], errors),
    }  # fmt: skip
    return Page("protect/factor.html", context, status=422 if errors else 200)


@act(FACT, known=True)
def confirm(request: HttpRequest, audience: Audience, factor: UUID) -> Page | Done:
    """The first code: from here on it is asked for."""
    now = timezone.now()
    try:
        codes = action.confirm_factor(public_id=factor, code=request.POST.get("code", ""), by=audience, now=now)
    except NotProved as refused:
        return _begun(audience, factor, [error("code", said_against(refused))])
    except action.NotAdded:
        raise Absent from None
    proved(request)
    request.session[ONCE] = action.folded(codes=codes)
    return Done(FACTORS, "Your second factor stands. It is asked for when you sign in from now on.")


def door(request: HttpRequest) -> HttpResponse:
    """GET and POST of one address."""
    return by_method(get=show, post=change)(request)


def one_door(request: HttpRequest, factor: UUID) -> HttpResponse:
    """GET and POST of a factor that waits for its first code."""
    return by_method(get=begun, post=confirm)(request, factor=factor)
