"""Photos from the field: a door with a limit of its own, and what was set aside of them in words."""

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from watchfloor.core.rules.audience import Audience
from watchfloor.gather.actions.photos import GONE, Photo, find_report, hand_in
from watchfloor.gather.formats.officers import photo_limits
from watchfloor.gather.web.bounded import Bounded, files_of
from watchfloor.gather.web.outcomes import MINE
from watchfloor.protect.web.reader import reader_of
from watchfloor.protect.web.shown import Done
from watchfloor.protect.web.standing import exercise

FIELD = "photos"
Door = Callable[[HttpRequest], HttpResponse]


def roomy(door: Door) -> Door:
    """A form that takes photos: for who is signed in their limit stands in the place of the desk's.

    The form token is asked for after that, since to look for it reads the form.
    """
    guarded = csrf_protect(door)

    @csrf_exempt
    @wraps(door)
    def outer(request: HttpRequest) -> HttpResponse:
        if request.method == "POST":
            if int(request.META.get("CONTENT_LENGTH") or 0) > photo_limits().body_bytes:
                return render(request, "gather/large.html", {"exercise": exercise()}, status=413)
            if reader_of(request) is not None:
                request.upload_handlers = [_handler(request)]
        return guarded(request)

    return outer


def _handler(request: HttpRequest) -> Bounded:
    limits = photo_limits()
    return Bounded(request, each_bytes=limits.each_bytes, all_bytes=limits.all_bytes)


def photos_of(request: HttpRequest) -> list[Photo]:
    """The photos of a form, as they came."""
    said, sent = files_of(request, name=FIELD)
    return [Photo(one, told.size) for told, one in zip(said, sent, strict=True)]


def kept_with(report: UUID, photos: list[Photo], audience: Audience) -> Callable[[], str] | None:
    """The rest of the deed, once the words stand; it gives what was set aside. None where no photo came."""
    if not photos:
        return None
    return lambda: " ".join(f"Not kept: {why}" for why in hand_in(report=report, photos=photos, by=audience,
                                                                  now=timezone.now()))  # fmt: skip


def photos_alone(request: HttpRequest, audience: Audience, key: str) -> Done:
    """A phone sends the words first and the photos one by one after; each says the name of its report."""
    report, photos = find_report(key=key, by=audience), photos_of(request)
    if report is None:
        return Done(MINE, GONE)
    return Done(MINE, then=kept_with(report, photos, audience))
