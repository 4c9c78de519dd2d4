"""The public's page: tell what you saw. One page, no account, no cookie, no script needed (design, public pages)."""

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from watchfloor.gather.actions.dropping import NotDropped, NotOpen, door, drop_report
from watchfloor.gather.formats.public import Drop, danger_phrases, policy
from watchfloor.gather.rules.danger import suggests_danger
from watchfloor.gather.rules.pointing import View, view_of
from watchfloor.gather.rules.public import ANONYMOUS, CONTACT, LINES, WHENS, Fault, faults_of, spaced
from watchfloor.gather.web.bounded import files_of
from watchfloor.gather.web.public_gate import Seal, new_seal, reports, seal_of
from watchfloor.gather.web.public_map import map_of, pointed
from watchfloor.protect.web.languages import addressed, others, spoken

HERE, MAILBOX, ABOUT = "/", "/mailbox/", "/about/"
# the page alone may ask where its reader stands, and only when he presses for it
PERMISSIONS = "camera=(), geolocation=(self), microphone=(), browsing-topics=()"
Door = Callable[[HttpRequest], HttpResponse]


def public(path: str) -> Callable[[Door], Door]:
    """A page of the public's door, in the reader's language; while the desk cannot be reached, the phone numbers."""

    def made(view: Door) -> Door:
        @spoken
        @wraps(view)
        def guarded(request: HttpRequest) -> HttpResponse:
            try:
                if request.method not in ("GET", "HEAD", "POST"):
                    return HttpResponseNotAllowed(["GET", "POST"])
                response = _too_large(request) or view(request)
            except NotOpen:
                response = render(request, "public/away.html", around(path), status=503)
            except (RequestDataTooBig, TooManyFieldsSent, MultiPartParserError):
                response = render(request, "public/large.html", around(path), status=413)
            response["Permissions-Policy"] = PERMISSIONS
            return response

        return guarded

    return made


def _too_large(request: HttpRequest) -> HttpResponse | None:
    """Beyond this not even the words are read."""
    said = request.META.get("CONTENT_LENGTH") or "0"
    if said.isdigit() and int(said) <= policy().body_most:
        return None
    return render(request, "public/large.html", around(HERE), status=413)


def around(path: str) -> dict[str, Any]:
    """What stands around every page; works while the desk cannot be reached."""
    try:
        told: Any = door()
    except NotOpen:
        told = None
    return {
        "center": told.center if told else "", "exercise": bool(told and told.exercise),
        "phone": told.phone if told else "", "languages": others(path), "form_url": addressed(HERE),
        "mailbox_url": addressed(MAILBOX), "about_url": addressed(ABOUT), "url": addressed(path),
    }  # fmt: skip


@public(HERE)
def tell(request: HttpRequest) -> HttpResponse:
    """The form, and the receipt of what it sent."""
    now = timezone.now()
    if request.method != "POST":
        door()
        return form(request, {}, [], seal=new_seal(now))
    said = said_of(request)
    if view := pointed(said, request.POST):
        seal = seal_of(request.POST.get("state", ""), now)
        fresh = seal if seal and seal.fresh else new_seal(now)
        return form(request, said, [], seal=fresh, again=bool(request.FILES), view=view)
    files, sent = files_of(request)
    seal, proof = seal_of(request.POST.get("state", ""), now), request.POST.get("proof", "")
    faults = faults_of(said, files, limits=policy().limits, today=timezone.localdate())
    if seal is None or not seal.fresh:
        return form(request, said, [*faults, stale()], seal=new_seal(now), again=bool(files))
    if faults:
        return form(request, said, faults, seal=seal, again=bool(files))
    if seconds := seal.waits(now.timestamp(), answer=proof):
        return form(request, said, [wait(seconds)], seal=seal, again=bool(files))
    if not reports.passes(request, proved=seal.proved(proof)):
        return form(request, said, [busy()], seal=seal, again=bool(files), status=429)
    content = Drop(said, sent, str(get_language()), keep_original=request.POST.get("original") == "yes")
    try:
        code = drop_report(form=seal.id, content=content)
    except NotDropped:
        return form(request, said, [used()], seal=new_seal(now), again=bool(files))
    return render(request, "public/receipt.html", {
        **around(HERE), "code": spaced(code), "danger": in_danger(said), "files": len(sent),
    })  # fmt: skip


@public(ABOUT)
def about(request: HttpRequest) -> HttpResponse:
    """How a report is used, what is kept of it, and what nobody can promise."""
    return render(
        request, "public/about.html", {**around(ABOUT), "key_days": (policy().key_kept + policy().key_turned).days}
    )


def alive(request: HttpRequest) -> HttpResponse:
    """For whoever looks whether the process stands; says nothing else."""
    del request
    return HttpResponse("ok", content_type="text/plain")


def said_of(request: HttpRequest) -> dict[str, str]:
    """The words of the form, by their fields; of anything else that was sent, nothing."""
    said = {name: request.POST.get(name, "") for name in ("what", *LINES)}
    said["when"] = request.POST.get("when", "") if request.POST.get("when") in WHENS else ""
    said["who"] = CONTACT if request.POST.get("who") == CONTACT else ANONYMOUS
    if said["who"] == ANONYMOUS:
        said |= {"name": "", "reach": ""}
    return said


def in_danger(said: Mapping[str, str]) -> bool:
    """Whether the phone numbers are shown once more."""
    return (
        said.get("when") == "now"
        or said.get("hurt") == "yes"
        or bool(suggests_danger(said.get("what", ""), danger_phrases()))
    )


def form(
    request: HttpRequest, said: Mapping[str, str], faults: Sequence[Fault], *, seal: Seal, again: bool = False,
    status: int = 422, view: View | None = None,
) -> HttpResponse:  # fmt: skip
    """The form with every word that was typed; files cannot be put back, so that is said. `view`: of the map."""
    context = {
        **around(HERE), "said": said, "errors": spoken_faults(faults), "faulty": by_field(faults),
        "again": again, "state": seal.signed, "challenge": seal.id.hex, "bits": policy().proof_bits,
        "danger": bool(said) and in_danger(said), "limits": policy().limits,
        "each_mb": policy().limits.each_bytes // 10**6, "original": request.POST.get("original") == "yes",
        "map": map_of(said, view or view_of(request.POST.get("view", ""))),
    }  # fmt: skip
    return render(request, "public/form.html", context, status=status if faults else 200)


def spoken_faults(faults: Sequence[Fault]) -> list[dict[str, str]]:
    """In the reader's language, each with its field."""
    return [{"field": one.field, "text": _(one.text) % one.places} for one in faults]


def by_field(faults: Sequence[Fault]) -> dict[str, str]:
    """What stands beside each field."""
    said = spoken_faults(faults)
    return {name: " ".join(one["text"] for one in said if one["field"] == name) for name in {f.field for f in faults}}


def stale() -> Fault:
    """The seal is too old, or not ours."""
    return Fault("", _("This page was open for a long time. Your words are here; please send them again."), {})


def wait(seconds: int) -> Fault:
    """Too quick for a person."""
    return Fault("", _("That was very quick. Please wait %(seconds)s seconds and send again."), {"seconds": seconds})


def busy() -> Fault:
    """Too many: of this address, or of all."""
    text = _("Too many reports come in right now. Yours is not sent; please try again in ten minutes, or call us.")
    return Fault("", text, {})


def used() -> Fault:
    """The same form with other words."""
    text = _("This form was sent before with other words, and that report is safe. Send again to make this a new one.")
    return Fault("", text, {})
