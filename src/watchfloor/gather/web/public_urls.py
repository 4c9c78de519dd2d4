"""The addresses of the public's own process; the desk's process has none of them (docs/public-door.md)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from watchfloor.gather.web import public, public_mailbox, public_map


def missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """There is no such page; the way to the form."""
    del exception
    return _plain(request, 404)


def failed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Something of ours broke, or the request was none: the phone numbers."""
    del exception
    return _plain(request, 500)


@public.public(public.HERE)
def _page(request: HttpRequest) -> HttpResponse:
    return render(request, "public/away.html", public.around(public.HERE))


def _plain(request: HttpRequest, status: int) -> HttpResponse:
    request.method = "GET"
    response = _page(request)
    response.status_code = status
    return response


urlpatterns = [
    path("", public.tell),
    path("mailbox/", public_mailbox.box),
    path("about/", public.about),
    path("map/<str:size>/<str:said>.svg", public_map.drawn),
    path("healthz", public.alive),
]
handler400 = handler404 = missing
handler500 = failed
