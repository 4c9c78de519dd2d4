"""The duty roster: who is on now and next, the week with its gaps, what waits to be acknowledged, and the form."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone

from watchfloor.core.ledger.telling import witness
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Decision
from watchfloor.notify import queries as notify
from watchfloor.notify.actions.duty import PLAN, NoSuchDuty, NotPlanned, plan_duty, strike_duty, swap_duty
from watchfloor.notify.formats.duty import duty_policy
from watchfloor.notify.rules.duty import Said
from watchfloor.plan.actions.watch import own_label
from watchfloor.plan.queries.watch import READ
from watchfloor.plan.web.duty_parts import HERE, desks_of, fields_of, swap_field, waiting_rows
from watchfloor.plan.web.log import uuid_of
from watchfloor.plan.web.typed import local_moment
from watchfloor.protect.web.door import act, by_method, page
from watchfloor.protect.web.fields import error
from watchfloor.protect.web.marks import Marks, portion_of
from watchfloor.protect.web.record_parts import cannot_of, names_of, who_can
from watchfloor.protect.web.shown import Absent, Done, Page, Withheld, lacking
from watchfloor.protect.web.wording import moment

AHEAD, LATELY = timedelta(days=7), 10
FORM = ("person", "desk", "layer", "starts", "ends", "number")
FIELDS = {"desk": "desk", "layer": "layer", "person": "person", "twice": "person", "until": "ends", "from": "starts",
          "ways": "ways", "number": "number", "same": "person"}  # fmt: skip


@page("notify.duty.read")
def show(request: HttpRequest, audience: Audience) -> Page:
    """Who is on, the seven days to come, and what waits; the form for who plans."""
    del request
    may_read(audience)
    return _page(audience, {}, (), [])


@act("notify.duty.read", known=True)
def plan(request: HttpRequest, audience: Audience) -> Page | Done:
    """Put a duty on the roster, or show the form again with every word."""
    may_read(audience)
    said = {name: request.POST.get(name, "") for name in FORM}
    ways = tuple(request.POST.getlist("ways"))
    starts, first = local_moment(said["starts"], "From")
    ends, second = local_moment(said["ends"], "Until")
    errors = [error(name, text) for name, text in (("starts", first), ("ends", second)) if text]
    if starts is None or ends is None:
        return _page(audience, said, ways, errors)
    layer = int(said["layer"]) if said["layer"].isdecimal() else -1
    stated = Said(said["desk"], layer, starts, ends, ways, said["number"].strip())
    try:
        plan_duty(said=stated, person=uuid_of(said["person"]), label_id=own_label()[1], by=audience, now=timezone.now())
    except NotPlanned as refused:
        witness(kind="protect.deed.refused", by=audience, rules=refused.decision.rules)
        return _page(audience, said, ways, errors_of(refused.decision))
    return Done(HERE, f"On the roster from {moment(starts)}.")


def door(request: HttpRequest) -> HttpResponse:
    """GET and POST of one address."""
    return by_method(get=show, post=plan)(request)


@page("notify.duty.read")
def one(request: HttpRequest, audience: Audience, *, duty: UUID) -> Page:
    """One duty, to hand on or to strike."""
    del request
    may_read(audience)
    return _one(audience, duty, [])


@act("notify.duty.read", known=True)
def change(request: HttpRequest, audience: Audience, *, duty: UUID) -> Page | Done:
    """Hand it to somebody else, or take it off the roster."""
    may_read(audience)
    try:
        return _changed(request.POST, audience, duty)
    except NoSuchDuty:
        raise Absent from None
    except NotPlanned as refused:
        witness(kind="protect.deed.refused", by=audience, rules=refused.decision.rules)
        return _one(audience, duty, errors_of(refused.decision))


def _changed(said: QueryDict, audience: Audience, duty: UUID) -> Done:
    if said.get("do") == "strike":
        strike_duty(duty_id=duty, by=audience, now=timezone.now())
        return Done(HERE, "Struck from the roster.")
    made = swap_duty(duty_id=duty, to=uuid_of(said.get("person")), by=audience, now=timezone.now())
    new = notify.duty(audience=audience, public_id=made)
    names = names_of({new.person_id}, audience) if new else {}
    return Done(HERE, f"{names[new.person_id] if new else ''} has the duty now.")


def one_door(request: HttpRequest, duty: UUID) -> HttpResponse:
    """GET and POST of one address."""
    return by_method(get=one, post=change)(request, duty=duty)


def may_read(audience: Audience) -> None:
    """The roster is the center's own; who does not read it may know that there is one."""
    if READ not in audience.rights:
        no = lacking(READ, text="your role does not work at the center's watch.", way_out="")
        raise Withheld(no, what="read the duty roster", who=who_can(READ))


def errors_of(decision: Decision) -> list[dict[str, str]]:
    """What refuses, each tied to its field where the form has one."""
    return [
        error(FIELDS.get(one.rule.rpartition(".")[2], ""), f"{one.text} {one.way_out} Rule {one.rule}.")
        for one in decision.against
    ]


def _page(
    audience: Audience, said: Mapping[str, str], ways: Sequence[str], errors: Sequence[Mapping[str, str]]
) -> Page:
    now, marks = timezone.now(), Marks()
    midnight = timezone.make_aware(datetime.combine(timezone.localdate(now), datetime.min.time()))
    kept = notify.duties(audience=audience, since=midnight, until=now + AHEAD + timedelta(days=1))
    waiting = notify.escalations(audience=audience, waiting=True)
    done = [one for one in notify.escalations(audience=audience, how_many=LATELY) if one not in waiting]
    called = {each.person_id for one in (*waiting, *done) for each in one.tries}
    names = names_of({one.person_id for one in kept} | called, audience)
    desks = desks_of(kept, names, midnight=midnight, until=midnight + AHEAD, now=now)
    plans = PLAN in audience.rights
    context = {
        "errors": errors, "errors_heading": "The duty was not put on the roster.", "url": HERE, "desks": desks,
        "holes": [gap for desk in desks for gap in desk["gaps"]],
        "waiting": waiting_rows(waiting, names, marks), "done": waiting_rows(done, names, marks),
        "plans": plans, "fields": fields_of(said, ways, errors, now=now),
        "refused": cannot_of(audience, {PLAN: "plan the roster"}), "zone": timezone.get_default_timezone_name(),
        "portion": portion_of(marks.of_label(kept[0].label_id)) if kept else "",
    }  # fmt: skip
    labels = {each.label_id for each in kept} | {each.label_id for each in (*waiting, *done)}
    return Page(
        "plan/duty.html", context, markings=[marks.of_label(each) for each in labels],
        status=422 if errors else 200, keys=((("Ctrl Enter",), "put it on the roster"),) if plans else (),
    )  # fmt: skip


def _one(audience: Audience, public_id: UUID, errors: Sequence[Mapping[str, str]]) -> Page:
    view = notify.duty(audience=audience, public_id=public_id)
    if view is None:
        raise Absent
    marks, names = Marks(), names_of({view.person_id}, audience)
    desk = duty_policy().desk(view.desk)
    mine = view.person_id == audience.actor.person_id
    plans, over = PLAN in audience.rights, view.ends_at <= timezone.now()
    context: dict[str, Any] = {
        "errors": errors, "errors_heading": "The duty stands as it was.", "url": f"{HERE}entry/{public_id}/",
        "back": HERE, "who": names[view.person_id], "desk": f"{desk.words}, {desk.layers[view.layer].lower()}",
        "starts": moment(view.starts_at), "ends": moment(view.ends_at), "over": over,
        "ways": ", ".join(view.ways), "field": swap_field(errors, besides=view.person_id),
        "may_swap": (mine or plans) and not over, "may_strike": plans and not over,
        "refused": [] if mine or plans else cannot_of(audience, {PLAN: "change somebody else's duty"}),
        "portion": portion_of(marks.of_label(view.label_id)),
    }  # fmt: skip
    return Page(
        "plan/duty_entry.html", context, markings=[marks.of_label(view.label_id)], status=422 if errors else 200
    )
