"""What a recipient is asked when a record was erased on which something of his rested; and that he did it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from watchfloor.core.rules.audience import Audience
from watchfloor.notify.actions.outbox import seen
from watchfloor.protect.actions.telling import acknowledge
from watchfloor.protect.queries.withdrawals import mine
from watchfloor.protect.web.door import act, by_method, page
from watchfloor.protect.web.shown import Absent, Done, Page
from watchfloor.protect.web.wording import moment


@page("protect.withdrawal.read")
def show(request: HttpRequest, audience: Audience, withdrawal: UUID) -> Page:
    """For its recipient alone. Opening it says nothing; the button does."""
    found = mine(audience=audience, public_id=withdrawal)
    if found is None:
        raise Absent
    seen(kind="purge", path=request.path, by=audience, now=timezone.now())
    context = {
        "told": moment(found.told_at), "done": moment(found.acknowledged_at), "url": f"/withdrawals/{withdrawal}/",
        "corrected": found.of_correction,
    }  # fmt: skip
    return Page("protect/withdrawal.html", context, records=[withdrawal])


@act("protect.withdrawal.read")
def do(request: HttpRequest, audience: Audience, withdrawal: UUID) -> Done:
    """He let go of what he had."""
    del request
    if mine(audience=audience, public_id=withdrawal) is None:
        raise Absent
    acknowledge(withdrawal=withdrawal, by=audience, now=timezone.now())
    return Done(f"/withdrawals/{withdrawal}/", "Kept: the center knows that you let go of it.")


def door(request: HttpRequest, withdrawal: UUID) -> HttpResponse:
    """GET and POST of one address."""
    return by_method(get=show, post=do)(request, withdrawal=withdrawal)
