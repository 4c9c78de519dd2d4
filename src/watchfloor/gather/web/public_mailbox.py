"""Coming back with the code of a receipt: how far it is, what is asked, an answer. No address holds the code."""

import time
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from watchfloor.gather.actions.dropping import NotDropped, drop_letter, mailbox
from watchfloor.gather.formats.public import policy
from watchfloor.gather.rules.public import Fault, code_of, faults_of
from watchfloor.gather.web.bounded import files_of
from watchfloor.gather.web.public import MAILBOX, around, busy, by_field, in_danger, public, spoken_faults, stale, wait
from watchfloor.gather.web.public_gate import new_seal, seal_of, tries

STATES = {
    "received": (gettext_noop("Received"), gettext_noop("Your report is here. A trained analyst will read it.")),
    "read": (gettext_noop("Read"), gettext_noop("A person has read your report.")),
    "closed": (gettext_noop("Closed"), gettext_noop("A person has looked at your report and closed it. Thank you.")),
}  # fmt: skip


@public(MAILBOX)
def box(request: HttpRequest) -> HttpResponse:
    """Ask for the code; open the mailbox; add to it. Right or wrong, each try takes the same second."""
    began = time.monotonic()
    response = _answer(request)
    if request.method == "POST":
        time.sleep(max(0.0, policy().try_seconds - (time.monotonic() - began)))
    return response


def _answer(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _asked(request, [])
    if not tries.passes(request):
        text = _("Too many tries. Please wait ten minutes. Your report is safe.")
        return _asked(request, [Fault("", text, {})], status=429)
    code = code_of(request.POST.get("code", ""))
    if code is None:
        return _asked(request, [Fault("code", _("The code has sixteen digits. Please look at your receipt."), {})])
    if request.POST.get("do") == "add":
        return _added(request, code)
    return _opened(request, code, {}, [])


def _added(request: HttpRequest, code: str) -> HttpResponse:
    now, said = timezone.now(), {"what": request.POST.get("what", "")}
    files, sent = files_of(request)
    seal = seal_of(request.POST.get("state", ""), now)
    faults = faults_of(said, files, limits=policy().limits, today=timezone.localdate())
    if seal is None or not seal.fresh:
        faults.append(stale())
    elif seconds := seal.waits(now.timestamp(), answer=request.POST.get("proof", "")):
        faults.append(wait(seconds))
    if faults or seal is None:
        return _opened(request, code, said, faults)
    try:
        drop_letter(form=seal.id, code=code, text=said["what"], files=sent, language=str(get_language()))
    except NotDropped:
        return _opened(request, code, said, [busy()])
    return _opened(request, code, {}, [], done=True, danger=in_danger(said))


def _asked(request: HttpRequest, faults: list[Fault], *, status: int = 422) -> HttpResponse:
    context = {**around(MAILBOX), "errors": spoken_faults(faults), "faulty": by_field(faults), "box": None}
    return render(request, "public/mailbox.html", context, status=status if faults else 200)


def _opened(
    request: HttpRequest, code: str, said: dict[str, str], faults: list[Fault], *, done: bool = False,
    danger: bool = False,
) -> HttpResponse:  # fmt: skip
    found = mailbox(code=code)
    if found is None:
        return _asked(request, [Fault("code", _("There is no report with this code. Please look at it again."), {})])
    name, words = STATES[found.state]
    seal = new_seal(timezone.now())
    context = {
        **around(MAILBOX), "errors": spoken_faults(faults), "faulty": by_field(faults), "code": code, "said": said,
        "state": seal.signed, "challenge": seal.id.hex, "bits": policy().proof_bits, "done": done,
        "danger": danger or (bool(said) and in_danger(said)), "each_mb": policy().limits.each_bytes // 10**6,
        "box": {
            "state": found.state, "name": _(name), "words": _(words),
            "letters": [{"when": when(one.at), "mine": one.mine, "text": one.text} for one in found.letters],
        },
    }  # fmt: skip
    return render(request, "public/mailbox.html", context, status=422 if faults else 200)


def when(at: datetime) -> str:
    """A moment in the reader's language and the center's time."""
    return date_format(timezone.localtime(at), "DATETIME_FORMAT")
