"""Flagged inquiries: who read when, by which rule; the privacy officer opens terms, the inspector sees ids."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.notify.actions.outbox import seen
from watchfloor.protect.actions import sampling as action
from watchfloor.protect.actions.sampling import NotOpened, open_terms, settle
from watchfloor.protect.formats.policy import load
from watchfloor.protect.formats.sampling import sampling
from watchfloor.protect.queries import flags as queries
from watchfloor.protect.queries.flags import FlagView
from watchfloor.protect.web.door import act, by_method, page
from watchfloor.protect.web.fields import choices, error, field, with_errors
from watchfloor.protect.web.marks import Marks, portion_of
from watchfloor.protect.web.record_parts import names_of, shortened, who_can
from watchfloor.protect.web.shown import Absent, Done, Page, Withheld, lacking
from watchfloor.protect.web.wording import moment, number_of, short

HERE, SEES, OPENS = action.HERE, queries.SEES, queries.OPENS


@page("protect.inquiry.listed")
def show(request: HttpRequest, audience: Audience) -> Page:
    """Those that are open first; no terms on this page."""
    del request
    if SEES not in audience.rights:
        no = lacking(SEES, text="your role does not see flagged inquiries.", way_out="Ask one of them.")
        raise Withheld(no, what="see flagged inquiries", who=who_can(SEES))
    seen(kind="inquiry-flag", path=HERE, by=audience, now=timezone.now())
    opens, policy = OPENS in audience.rights, sampling()
    found = queries.flags(audience=audience) if opens else []
    names = names_of({one.actor for one in found}, audience)
    context = {
        "flags": [_row(one, names) for one in found], "opens": opens,
        "ids": [] if opens else [
            {"id": str(one), "rule": rule, "words": policy.rules.get(rule, rule), "raised": moment(at),
             "opened": opened, "verdict": policy.verdicts.get(verdict, "")}
            for one, rule, at, opened, verdict in queries.by_id(audience=audience)
        ],
        "rules": [{"rule": rule, "words": words} for rule, words in policy.rules.items()],
    }  # fmt: skip
    return Page("protect/flags.html", context)


def _row(one: FlagView, names: dict[int, str]) -> dict[str, Any]:
    policy, purposes = sampling(), load().purposes
    return {
        "url": f"{HERE}{one.public_id}/", "number": short(one.public_id, "INQ"), "who": names.get(one.actor, ""),
        "when": moment(one.read_at), "rule": one.rule, "words": policy.rules.get(one.rule, one.rule),
        "purpose": purposes[one.purpose].words if one.purpose in purposes else one.purpose,
        "opened": moment(one.opened_at), "verdict": policy.verdicts.get(one.verdict, ""),
    }  # fmt: skip


@page("protect.inquiry.read")
def one(request: HttpRequest, audience: Audience, flag: UUID) -> Page:
    """One flag; its terms once they were opened with a reason."""
    del request
    return _one(audience, flag, "", [])


def _one(audience: Audience, flag: UUID, said: str, errors: list[dict[str, str]]) -> Page:
    view = queries.flag(audience=audience, public_id=flag)
    if view is None or OPENS not in audience.rights:
        raise Absent
    mine = view.actor == audience.actor.person_id
    opened = view.opened_at is not None and not mine
    inquiry = queries.inquiry_of(audience=audience, digest=view.digest) if opened else None
    rows = core.rows_of(audience=audience, public_ids=inquiry.hits) if inquiry else []
    marks = Marks()
    context = {
        "flag": _row(view, names_of({view.actor}, audience)), "mine": mine, "opened": opened, "inquiry": inquiry,
        "hits": [
            {"url": f"/records/{row.public_id}/", "number": number_of(row), "title": shortened(row.title),
             "portion": portion_of(marks.of(row))}
            for row in rows
        ],
        "errors": errors, "fields": with_errors(_fields(said, opened=opened), errors),
    }  # fmt: skip
    return Page(
        "protect/flag.html", context, records=[row.public_id for row in rows],
        markings=[*(marks.of(row) for row in rows), *([marks.of_label(_label(audience))] if inquiry else [])],
        status=422 if errors else 200,
    )  # fmt: skip


def _label(audience: Audience) -> int:
    """The label under which inquiries lie; its marking stands over their terms."""
    from_oversight = [one for one, atoms in core.labels().items() if any(";s=oversight;" in atom for atom in atoms)]
    return next((one for one in from_oversight if one in audience.label_ids), 0)


def _fields(said: str, *, opened: bool) -> list[dict[str, Any]]:
    if opened:
        return [field("verdict", "What came of it", kind="radios", options=choices(sampling().verdicts.items()))]
    return [field("because", "Why the terms are opened", kind="area", value=said, hint="Kept sealed with the fact.")]


@act("protect.inquiry.read", known=True)
def do(request: HttpRequest, audience: Audience, flag: UUID) -> Page | Done:
    """Open the terms with a reason, or close the flag with a verdict."""
    if queries.flag(audience=audience, public_id=flag) is None or OPENS not in audience.rights:
        raise Absent
    now, here = timezone.now(), f"{HERE}{flag}/"
    try:
        if "verdict" in request.POST:
            settle(public_id=flag, verdict=request.POST["verdict"], by=audience, now=now)
            return Done(HERE, "The flag is closed.")
        open_terms(public_id=flag, because=request.POST.get("because", ""), by=audience, now=now)
    except NotOpened as refused:
        reason = refused.decision.against[0]
        if reason.rule not in ("inquiry.reason", "inquiry.verdict"):
            raise
        name = "because" if reason.rule == "inquiry.reason" else "verdict"
        return _one(audience, flag, "", [error(name, f"{reason.text} {reason.way_out}")])
    return Done(here)


def one_door(request: HttpRequest, flag: UUID) -> HttpResponse:
    """GET and POST of one address."""
    return by_method(get=one, post=do)(request, flag=flag)
