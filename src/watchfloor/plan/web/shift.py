"""Closing one's own shift where nobody takes over; taking the watch is done on the hand-over sheet."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from watchfloor.core.rules.audience import Audience
from watchfloor.plan.actions.watch import close_watch
from watchfloor.plan.web.log import HERE, may_read
from watchfloor.protect.web.door import act
from watchfloor.protect.web.shown import Done


@act("plan.log.read", known=True)
def close(request: HttpRequest, audience: Audience) -> Done:
    """End the shift; the log goes on, and the next officer reads the sheet back all the same."""
    del request
    may_read(audience)
    close_watch(by=audience, now=timezone.now())
    return Done(HERE, "Your shift is closed. Nobody holds the watch; the next officer reads the sheet back.")


def door(request: HttpRequest) -> HttpResponse:
    """POST alone."""
    return close(request)
