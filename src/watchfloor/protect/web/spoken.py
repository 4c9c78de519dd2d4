"""The language of a public page: what its reader chose, else what his browser asks for among those that are offered.

The desk speaks English alone; what everybody may read is also said in the languages of locale/ (docs/roles).
"""

from collections.abc import Callable
from datetime import date, datetime
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, override
from django.utils.translation.trans_real import parse_accept_lang_header

from watchfloor.protect.web import wording

OFFERED = {"en": "English", "es": "Español"}
DAY, MOMENT = r"j \d\e F \d\e Y", r"j \d\e F \d\e Y, H:i T"
Door = Callable[[HttpRequest], HttpResponse]


def spoken(view: Door) -> Door:
    """The whole answer in the reader's language; its header says which (WCAG 3.1.1: the page says it too)."""

    @wraps(view)
    def door(request: HttpRequest) -> HttpResponse:
        language = _wanted(request)
        with override(language):
            response = view(request)
        response["Content-Language"] = language
        return response

    return door


def _wanted(request: HttpRequest) -> str:
    if request.GET.get("lang") in OFFERED:
        return request.GET["lang"]
    for code, _ in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        if code.split("-")[0] in OFFERED:
            return code.split("-")[0]
    return "en"


def addressed(path: str) -> str:
    """The address with the language in which it is read now, so that a choice stays."""
    return f"{path}?lang={get_language()}"


def others(path: str) -> list[dict[str, str]]:
    """The same page in each other language, by the language's own name."""
    return [
        {"code": code, "name": name, "url": f"{path}?lang={code}"}
        for code, name in OFFERED.items() if code != get_language()
    ]  # fmt: skip


def moment(at: datetime | None) -> str:
    """A moment in the reader's language."""
    if at is None or get_language() == "en":
        return wording.moment(at)
    return date_format(timezone.localtime(at), MOMENT)


def day(on: date) -> str:
    """A day in the reader's language."""
    return wording.day(on) if get_language() == "en" else date_format(on, DAY)
