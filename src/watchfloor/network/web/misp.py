"""A MISP feed (MISP core format, section 3): manifest.json and a file an event, for whoever the token stands for."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from watchfloor.core.rules.audience import Audience
from watchfloor.network.queries import offers
from watchfloor.network.web.machine import Given, answered, refused
from watchfloor.protect.web.door import at_tick
from watchfloor.protect.web.shown import Absent

MEDIA = "application/json"
MOST = 10_000


@at_tick
def manifest(request: HttpRequest) -> HttpResponse:
    """Every event that the reader may have, in its last version."""

    def work(audience: Audience) -> Given:
        found = offers.events(audience=audience, how_many=MOST)
        return Given(f"{{{','.join(one.about for one in found)}}}", [one.public_id for one in found])

    return _answered(request, work)


@at_tick
def event(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """One event; 404 for what is not and for what is not yours, alike."""

    def work(audience: Audience) -> Given:
        if (found := offers.event(audience=audience, event_id=event_id)) is None:
            raise Absent
        return Given(found.content, [found.public_id])

    return _answered(request, work)


def _answered(request: HttpRequest, work: Callable[[Audience], Given]) -> HttpResponse:
    if request.method not in ("GET", "HEAD"):
        return refused(405, "A feed is read with GET.", MEDIA)
    return answered(request, MEDIA, work)
