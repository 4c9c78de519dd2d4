"""The session as a page of ours asks about it: still here, back again after a lock, a new form token."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.utils import timezone

from watchfloor.core.gate.session import reading
from watchfloor.core.ledger.telling import LedgerSilent, tell
from watchfloor.people import queries as people
from watchfloor.people.actions.proving import NotProved, prove
from watchfloor.people.actions.signin import NotSignedIn, sign_in
from watchfloor.protect.actions.admit import NotAdmitted, admit_service
from watchfloor.protect.formats.policy import load
from watchfloor.protect.rules.access import may_state
from watchfloor.protect.web.door import at_tick
from watchfloor.protect.web.errors import wrong_way
from watchfloor.protect.web.purpose import CASE_LONGEST
from watchfloor.protect.web.reader import reader_of, sign_on, state_purpose

AWAY = "The ledger cannot be written right now. Your page is kept; try again in a minute."


@at_tick
def door(request: HttpRequest) -> HttpResponse:
    """GET: who sits here and the form token of now. POST: he is still here; with a passphrase: back again."""
    if request.method == "POST":
        return _back(request) if "passphrase" in request.POST else _still(request)
    return _still(request) if request.method == "GET" else wrong_way(request)


def _still(request: HttpRequest) -> HttpResponse:
    reader = reader_of(request)
    if reader is None:
        return JsonResponse({"text": "Signed out."}, status=401)
    return JsonResponse({"token": get_token(request), "person": str(reader.person.public_id)})


def _back(request: HttpRequest) -> HttpResponse:
    """Sign in over a page that was covered. `same` says whether it is the page's own person; no other may see it."""
    now, said = timezone.now(), request.POST
    try:
        by = admit_service(service="signin", now=now)
        person_id = sign_in(login=said.get("login", "").strip(), passphrase=said["passphrase"], by=by, now=now)
        person = people.person(person_id=person_id)
        if person is None:
            return _refused("That login and passphrase do not fit, or the account is locked.")
        if has_one := people.has_factor(person_id=person_id):
            prove(person_id=person_id, said=said.get("code", ""), by=by, now=now)
        sign_on(request, person, by_factor=has_one)
        same = str(person.public_id) == said.get("person", "")
        if same:
            _state_again(request, said.get("purpose", ""), said.get("case", ""))
    except (NotSignedIn, NotProved) as refused:
        return _refused(" ".join(f"{reason.text} {reason.way_out}" for reason in refused.decision.against))
    except LedgerSilent:
        return JsonResponse({"text": AWAY}, status=503)
    return JsonResponse({"same": same, "token": get_token(request)})


def _refused(text: str) -> HttpResponse:
    return JsonResponse({"text": text}, status=403)


def _state_again(request: HttpRequest, purpose: str, case_ref: str) -> None:
    """The purpose that stood in the bar of the page stands again, if this person may still state it."""
    reader = reader_of(request)
    if reader is None or not purpose or len(case_ref) > CASE_LONGEST:
        return
    standing = people.standing(person_id=reader.person.id, affiliation_id=reader.person.affiliation_id)
    if standing is None:
        return
    decision = may_state(standing, purpose=purpose, case_ref=case_ref, policy=load())
    if not decision:
        return
    state_purpose(request, purpose=purpose, case_ref=case_ref)
    try:
        audience = reader.admitted(timezone.now())
    except NotAdmitted:
        return
    with reading(audience):
        tell(kind="protect.purpose.stated", by=audience, rules=decision.rules)
