"""The language of a public page: what its reader chose, else what his browser asks for among those that are offered.

The desk speaks English alone; what everybody may read is also said in the languages of locale/ (docs/roles).
Imports no table: the public's own process, which has none, speaks by it too.
"""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language, override
from django.utils.translation.trans_real import parse_accept_lang_header

OFFERED = {"en": "English", "es": "Español"}
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
