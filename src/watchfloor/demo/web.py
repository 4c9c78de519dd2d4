"""One-click sign-in as one of the cast: answers in an exercise only, where everybody is made up."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path

from watchfloor.core.ledger.telling import LedgerSilent
from watchfloor.demo.cast import CAST, OFFICER
from watchfloor.people import queries as people
from watchfloor.protect.web.door import at_tick
from watchfloor.protect.web.dressing import dress_for
from watchfloor.protect.web.errors import closed, not_found, wrong_way
from watchfloor.protect.web.frame import ROLES
from watchfloor.protect.web.reader import sign_on
from watchfloor.protect.web.standing import exercise, plain_context

HERE = "/demo/cast/"
LOGINS = tuple(login for login, *_ in (*CAST, OFFICER))
TRIES = {
    "ana": "The inbox, the threat item that concerns the center, and what connects the reports.",
    "ben": "What a partner sees: his own reports and what was released to his group.",
    "cy": "What a stranger sees: nothing, wherever he looks.",
    "pia": "The second look and the review of a product before its release.",
    "dee": "The release of the bulletin.",
    "kim": "What looks classified, by its marks and readers alone.",
    "ike": "The ledger, and nothing else.",
}


@at_tick
def cast(request: HttpRequest) -> HttpResponse:
    """The page of the cast, and the sign-in as one of them. Outside an exercise there is no such address."""
    if not exercise():
        return not_found(request)
    if request.method == "POST":
        return _sign_in(request)
    return _page(request) if request.method in ("GET", "HEAD") else wrong_way(request)


def _page(request: HttpRequest) -> HttpResponse:
    found = [person for login in LOGINS if (person := people.person(login=login))]
    shown = [
        {
            "login": one.login, "name": one.name, "role": ROLES.get(one.role, one.role), "agency": one.agency_name,
            "tries": TRIES.get(one.login, ""),
        }
        for one in found
    ]  # fmt: skip
    return render(request, "demo/cast.html", {**plain_context(), "cast": shown, "url": HERE})


def _sign_in(request: HttpRequest) -> HttpResponse:
    login = request.POST.get("login", "")
    person = people.person(login=login) if login in LOGINS else None
    if person is None:
        return not_found(request)
    try:
        sign_on(request, person)
    except LedgerSilent:
        return closed(request)
    response = HttpResponseRedirect("/", status=303)
    dress_for(response, person_id=person.id)
    return response


urlpatterns = [path("demo/cast/", cast)]
