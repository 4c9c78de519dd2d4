"""One notice that must be acknowledged: what kind of thing waits, who was called, and "I have it"."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from watchfloor.core.ledger.telling import witness
from watchfloor.core.rules.audience import Audience
from watchfloor.notify import queries as notify
from watchfloor.notify.actions.escalate import WATCH, NoSuchEscalation, NotAcknowledged, acknowledge
from watchfloor.notify.formats.duty import duty_policy
from watchfloor.notify.rules.escalating import may_acknowledge
from watchfloor.plan.web.duty import may_read
from watchfloor.plan.web.duty_parts import HERE, STATES, try_row
from watchfloor.protect.web.door import act, by_method, page
from watchfloor.protect.web.marks import Marks, portion_of
from watchfloor.protect.web.record_parts import names_of
from watchfloor.protect.web.shown import Absent, Done, Page, Withheld
from watchfloor.protect.web.wording import moment


@page("notify.escalation.read")
def show(request: HttpRequest, audience: Audience, *, callout: UUID) -> Page:
    """Who was called, in order, with what became of each try."""
    del request
    may_read(audience)
    view = notify.escalation(audience=audience, public_id=callout)
    if view is None:
        raise Absent
    marks, pace = Marks(), duty_policy().pace(view.kind)
    names = names_of({one.person_id for one in view.tries} | {view.answered_by or 0}, audience)
    decision = may_acknowledge(view, me=audience.actor.person_id, right=WATCH in audience.rights)
    context = {
        "number": view.number, "what": pace.words, "state": STATES[view.state], "began": moment(view.began_at),
        "waits": view.state in ("open", "exhausted"), "bad": view.state == "exhausted", "path": view.path, "back": HERE,
        "answered": moment(view.answered_at), "by": names[view.answered_by] if view.answered_by else "",
        "tries": [try_row(one, names) for one in view.tries], "may": bool(decision),
        "url": f"{HERE}{callout}/", "pace": pace, "portion": portion_of(marks.of_label(view.label_id)),
    }  # fmt: skip
    return Page(
        "plan/callout.html", context, markings=[marks.of_label(view.label_id)],
        keys=((("Ctrl Enter",), "I have it"),) if decision else (),
    )  # fmt: skip


@act("notify.escalation.read", known=True)
def take(request: HttpRequest, audience: Audience, *, callout: UUID) -> Done:
    """Acknowledge it and go on to what it is about."""
    del request
    may_read(audience)
    try:
        view = acknowledge(escalation_id=callout, by=audience, now=timezone.now())
    except NoSuchEscalation:
        raise Absent from None
    except NotAcknowledged as refused:
        decision = refused.decision
        raise Withheld(
            decision, what="acknowledge it", back=f"{HERE}{callout}/",
            then=lambda: witness(kind="protect.deed.refused", by=audience, rules=decision.rules),
        ) from refused  # fmt: skip
    return Done(view.path, f"You have notice {view.number}; nobody else is called.")


def door(request: HttpRequest, callout: UUID) -> HttpResponse:
    """GET and POST of one address."""
    return by_method(get=show, post=take)(request, callout=callout)
