"""The notices of the person who reads: what waits, never what it says."""

from django.http import HttpRequest

from watchfloor.core.rules.audience import Audience
from watchfloor.notify import queries as notify
from watchfloor.protect.web.door import page
from watchfloor.protect.web.shown import Page
from watchfloor.protect.web.wording import moment

MOST = 50


@page("notify.notice.read")
def notices(request: HttpRequest, audience: Audience) -> Page:
    """The newest fifty, urgent ones marked; each leads to a page that asks again who reads."""
    del request
    rows = [
        {"subject": one.subject, "url": one.path, "urgent": one.urgent, "when": moment(one.made_at)}
        for one in notify.mine(audience=audience, how_many=MOST)
    ]
    return Page("desk/notices.html", {"notices": rows})
