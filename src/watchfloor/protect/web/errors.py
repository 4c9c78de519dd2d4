"""Pages for what went wrong. None of them holds content, an address or a traceback."""

import logging
import secrets
import sys

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from watchfloor.core.ledger.telling import LedgerSilent
from watchfloor.localdb.failure import stood_still
from watchfloor.protect.web.standing import exercise

log = logging.getLogger(__name__)
CLOSED = (OperationalError, InterfaceError, LedgerSilent)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The one answer for "is not" and "is not yours"."""
    del exception
    return render(request, "404.html", {"exercise": exercise()}, status=404)


def not_done(request: HttpRequest, reason: str = "", exception: Exception | None = None) -> HttpResponse:
    """A wrong form token or a closed door (also Django's CSRF_FAILURE_VIEW)."""
    del exception
    response = render(request, "403.html", {"exercise": exercise()}, status=403)
    if reason:  # of the form token: a script of ours asks for a new one and sends the words once more
        response["X-Desk"] = "token"
    return response


def wrong_way(request: HttpRequest) -> HttpResponse:
    """A method that this address does not take."""
    return render(request, "403.html", {"exercise": exercise()}, status=405)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """A request that no form of ours makes."""
    del exception
    return render(request, "403.html", {"exercise": exercise()}, status=400)


def failed(request: HttpRequest) -> HttpResponse:
    """Django's handler500: closed for a moment if something is away, else our fault."""
    if away(sys.exc_info()[1]):
        return closed(request)
    context = {"exercise": exercise(), "code": fault(), "center_phone": settings.CENTER_PHONE}
    return render(request, "500.html", context, status=500)


def away(error: BaseException | None) -> bool:
    """Whether database, ledger or the machine itself is away for a moment, which is no fault of ours."""
    return isinstance(error, CLOSED) or stood_still(error)


def fault() -> str:
    """The code of a fault: it stands in the answer and in the log, so that support finds it without any word of the
    reader."""
    code = secrets.token_hex(3).upper()
    log.error("a page failed, code %s", code)
    return code


def closed(request: HttpRequest) -> HttpResponse:
    """No page without its fact."""
    context = {
        "exercise": exercise(), "phones": settings.IMMINENT_PHONES, "center_phone": settings.CENTER_PHONE,
    }  # fmt: skip
    response = render(request, "503.html", context, status=503)
    response["Retry-After"] = "60"
    return response
