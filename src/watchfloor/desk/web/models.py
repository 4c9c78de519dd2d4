"""The models of matching: which is in force, and what an estimated one would change before a supervisor takes it."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from watchfloor.analyze.actions.models import RIGHT, NotTaken, leave_model, order_estimate, take_model
from watchfloor.analyze.queries.matches import MatchView, Side
from watchfloor.analyze.queries.model_changes import Changed, changed
from watchfloor.analyze.queries.models import ModelView, models
from watchfloor.analyze.rules.matches import said
from watchfloor.core.ledger.telling import witness
from watchfloor.core.queries.records import Row
from watchfloor.core.rules.audience import Audience
from watchfloor.desk.web.lists import record_url
from watchfloor.desk.web.match_parts import KIND_WORDS, called, errors_of
from watchfloor.desk.web.outside import must_hold
from watchfloor.protect.web.door import act, by_method, page
from watchfloor.protect.web.marks import Marks
from watchfloor.protect.web.record_parts import names_of
from watchfloor.protect.web.shown import Absent, Done, Page
from watchfloor.protect.web.wording import number_of, stamp

HERE, FACT, LISTED = "/matches/models/", "desk.models.read", 30
DONE = {
    "estimate": "Ordered. The worker estimates the model; no question changes by it.",
    "take": "Taken: questions are asked under this model from now on.",
    "leave": "Left: nothing changes.",
}
WHAT = {"joined": "would be one", "split": "would fall apart", "redrawn": "would be drawn otherwise"}


def _may_see(audience: Audience) -> None:
    must_hold(audience, RIGHT, text="your role does not decide which model counts.", what="decide on models")


@page(FACT)
def shown(request: HttpRequest, audience: Audience) -> Page:
    """Each kind's model in force, and what the newest estimate would change of what this reader may see."""
    del request
    _may_see(audience)
    return _page(audience)


@act(FACT, known=True)
def decide(request: HttpRequest, audience: Audience) -> Page | Done:
    """Order an estimate, take a model or leave it."""
    _may_see(audience)
    told, now = request.POST, timezone.now()
    do, kind, version = told.get("do", ""), told.get("kind", ""), told.get("version", "")
    try:
        if do == "estimate":
            order_estimate(kind=kind, by=audience, now=now)
        elif do == "take":
            take_model(kind=kind, version=version, by=audience, now=now)
        elif do == "leave":
            leave_model(kind=kind, version=version, by=audience, now=now)
        else:
            raise Absent
    except NotTaken as refused:
        witness(kind="protect.deed.refused", by=audience, rules=refused.decision.rules)
        return _page(audience, errors_of(refused.decision))
    return Done(HERE, DONE[do])


def door(request: HttpRequest) -> HttpResponse:
    """GET and POST of one address."""
    return by_method(get=shown, post=decide)(request)


def _page(audience: Audience, errors: Sequence[Any] = ()) -> Page:
    found = models(audience=audience)
    people = {one for view in found for one in (view.taken_by, view.estimate and view.estimate.asked_by) if one}
    names, marks, rows = names_of(people, audience), Marks(), dict[int, Row]()
    kinds = [_kind(audience, one, names, rows) for one in found]
    return Page(
        "desk/models.html", {"kinds": kinds, "errors": list(errors), "url": HERE},
        records=[row.public_id for row in rows.values()], markings=[marks.of(row) for row in rows.values()],
        status=422 if errors else 200,
    )  # fmt: skip


def _kind(audience: Audience, view: ModelView, names: dict[int, str], rows: dict[int, Row]) -> dict[str, Any]:
    estimate = view.estimate
    open_ = estimate is not None and estimate.state == "ready" and not estimate.verdict
    found = changed(audience=audience, kind=view.kind, version=estimate.version) if estimate and open_ else None
    since = f"{names.get(view.taken_by, '')}, {stamp(view.taken_at)}" if view.taken_by and view.taken_at else ""
    return {
        "name": view.kind, "title": KIND_WORDS.get(view.kind, view.kind), "version": view.version, "since": since,
        "shipped": "" if view.version == view.shipped else view.shipped,
        "waits": estimate is not None and estimate.state == "asked",
        "few": estimate is not None and estimate.state == "few",
        "ordered": f"{names.get(estimate.asked_by, '')}, {stamp(estimate.asked_at)}" if estimate else "",
        "left": estimate.version if estimate and estimate.verdict == "left" else "",
        "other": estimate.version if estimate and open_ else "",
        "changes": _changes(found, rows) if found else None,
    }  # fmt: skip


def _changes(found: Changed, rows: dict[int, Row]) -> dict[str, Any]:
    lines = [
        *(_line("turned", before, before, after, rows) for before, after in found.turned[:LISTED]),
        *(_line("asked anew", view, None, view, rows) for view in found.fresh[:LISTED]),
        *(_line("no longer asked", view, view, None, rows) for view in found.gone[:LISTED]),
    ]
    groups = [
        {"what": WHAT[one.what], "before": [[_side(found.sides[n], rows) for n in group] for group in one.before],
         "after": [[_side(found.sides[n], rows) for n in group] for group in one.after]}
        for one in found.groups[:LISTED]
    ]  # fmt: skip
    counts = (("asked anew", found.fresh), ("no longer asked", found.gone), ("turned", found.turned))
    return {
        "lines": lines, "groups": groups, "counts": [(what, len(views)) for what, views in counts],
        "clusters": len(found.groups), "more": any(len(views) > LISTED for _, views in counts),
    }  # fmt: skip


def _line(
    what: str, view: MatchView, before: MatchView | None, after: MatchView | None, rows: dict[int, Row]
) -> dict[str, Any]:
    return {
        "what": what, "sides": [_side(view.a, rows), _side(view.b, rows)],
        "before": said(before.weight, before.prior) if before else "not asked",
        "after": said(after.weight, after.prior) if after else "not asked",
    }  # fmt: skip


def _side(side: Side, rows: dict[int, Row]) -> dict[str, str]:
    rows[side.record.id] = side.record
    return {"called": called(side), "number": number_of(side.record), "url": record_url(side.record)}
