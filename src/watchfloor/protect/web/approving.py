"""Approve the policy in force: two persons, each in his own session."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from watchfloor.core.rules.audience import Audience
from watchfloor.protect.actions.approve import NotApproved, approve
from watchfloor.protect.queries import approvals
from watchfloor.protect.rules.approving import Version, may_approve
from watchfloor.protect.web.door import act, by_method, page
from watchfloor.protect.web.record_parts import names_of, who_can
from watchfloor.protect.web.shown import Done, Page, Withheld, lacking
from watchfloor.protect.web.wording import moment

HERE, RIGHT = "/privacy/policy/approve/", approvals.APPROVES


def _allowed(audience: Audience) -> None:
    if RIGHT not in audience.rights:
        no = lacking(RIGHT, text="your role does not approve policy.", way_out="Ask one of them.")
        raise Withheld(no, what="approve policy", who=who_can(RIGHT))


@page("protect.policy.read")
def show(request: HttpRequest, audience: Audience) -> Page:
    """Every file in force, with who stands behind it."""
    del request
    _allowed(audience)
    found = approvals.standing()
    names = names_of({person for one in found for person, _ in one.approved}, audience)
    return Page("protect/approve.html", {"versions": [_row(one, names, audience) for one in found]})


def _row(one: Version, names: dict[int, str], audience: Audience) -> dict[str, Any]:
    mine = may_approve(one, approves=True, person_id=audience.actor.person_id)
    return {
        "name": one.name, "url": f"/privacy/policy/{one.name}/", "sha256": one.sha256, "since": moment(one.since),
        "first": one.first, "stands": one.stands, "mine": bool(mine),
        "approved": ", ".join(names.get(person, "not known") for person, _ in one.approved),
    }  # fmt: skip


@act("protect.policy.read", known=True, fresh=lambda _request: "policy.approve")
def do(request: HttpRequest, audience: Audience) -> Done:
    """Approve one version by its hash."""
    _allowed(audience)
    name, sha256 = request.POST.get("name", ""), request.POST.get("sha256", "")
    try:
        approve(name=name, sha256=sha256, by=audience, now=timezone.now())
    except NotApproved as refused:
        reason = refused.decision.against[0]
        return Done(HERE, f"Nothing was approved. {reason.text} {reason.way_out}")
    return Done(HERE, "Approved, with your name on the ledger.")


def door(request: HttpRequest) -> HttpResponse:
    """GET and POST of one address."""
    return by_method(get=show, post=do)(request)
