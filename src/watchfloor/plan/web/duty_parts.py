"""Desks, days and gaps of the roster, and what waits, as its templates show them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from watchfloor.notify.formats.duty import duty_policy
from watchfloor.notify.queries import DutyView, EscalationView
from watchfloor.notify.rules.duty import WAYS, Desk, Gap, gaps, on_duty
from watchfloor.notify.rules.escalating import DIRECTOR, TryView
from watchfloor.people import queries as people
from watchfloor.plan.web.typed import as_typed
from watchfloor.protect.web.fields import choices, field, with_errors
from watchfloor.protect.web.marks import Marks, portion_of
from watchfloor.protect.web.wording import hour, moment

HERE = "/duty/"
DAY = timedelta(days=1)
STATES = {
    "open": "waits", "exhausted": "nobody answered", "acknowledged": "acknowledged", "settled": "settled by the work",
}  # fmt: skip
OUTCOMES = {"calling": "calling now", "told": "told", "undelivered": "not delivered"}
BECAUSE = {
    "pager.timed-out": "the pager command did not end in time and was killed",
    "pager.not-started": "the pager command could not be started",
    "pager.no-command": "no pager command is set",
    "pager.no-number": "no number is known",
    "pager.cut-short": "the call was cut short",
    "mail.undelivered": "the mail could not be sent",
}


def desks_of(
    kept: Sequence[DutyView], names: Mapping[int, str], *, midnight: datetime, until: datetime, now: datetime
) -> list[dict[str, Any]]:  # fmt: skip
    """Every desk that must be covered or is on the roster: who is on now, who comes next, and the week."""
    shown = [desk for desk in duty_policy().desks if desk.covered or any(one.desk == desk.code for one in kept)]
    return [_desk(desk, kept, names, midnight=midnight, until=until, now=now) for desk in shown]


def _desk(
    desk: Desk, kept: Sequence[DutyView], names: Mapping[int, str], *, midnight: datetime, until: datetime,
    now: datetime,
) -> dict[str, Any]:  # fmt: skip
    mine = [one for one in kept if one.desk == desk.code]
    empty = gaps(mine, desk, since=now, until=until)
    on = on_duty(mine, desk=desk.code, at=now)
    return {
        "words": desk.words, "code": desk.code, "layers": desk.layers,
        "on": [_person(one, desk, names) for one in on],
        "open_now": [desk.layers[gap.layer] for gap in empty if gap.starts_at == now],
        "next": [_person(one, desk, names) for one in mine if one.starts_at > now][:2],
        "gaps": [_gap(gap, desk, now=now) for gap in empty],
        "days": [_day(midnight + n * DAY, desk, mine, empty, names) for n in range(7)],
    }  # fmt: skip


def _person(one: DutyView, desk: Desk, names: Mapping[int, str]) -> dict[str, str]:
    return {
        "who": names[one.person_id], "layer": desk.layers[one.layer], "until": moment(one.ends_at),
        "from": moment(one.starts_at), "ways": ", ".join(one.ways), "url": f"{HERE}entry/{one.public_id}/",
    }  # fmt: skip


def _gap(gap: Gap, desk: Desk, *, now: datetime) -> dict[str, str]:
    since = "now" if gap.starts_at <= now else moment(gap.starts_at)
    return {"desk": desk.words, "layer": desk.layers[gap.layer], "from": since, "until": moment(gap.ends_at)}


def _day(
    starts: datetime, desk: Desk, mine: Sequence[DutyView], empty: Sequence[Gap], names: Mapping[int, str]
) -> dict[str, Any]:
    """A day of the center's own clock: also one of 23 or 25 hours ends at midnight."""
    here = timezone.localtime(starts + DAY / 2).date()
    first = timezone.make_aware(datetime.combine(here, datetime.min.time()))
    last = timezone.make_aware(datetime.combine(here + DAY, datetime.min.time()))
    cells = []
    for layer in range(len(desk.layers)):
        held = [
            (max(one.starts_at, first), {"span": _span(one, first, last), "who": names[one.person_id],
                                         "url": f"{HERE}entry/{one.public_id}/", "gap": False})
            for one in mine if one.layer == layer and one.starts_at < last and one.ends_at > first
        ]  # fmt: skip
        held += [
            (max(one.starts_at, first), {"span": _span(one, first, last), "who": "", "url": "", "gap": True})
            for one in empty if one.layer == layer and one.starts_at < last and one.ends_at > first
        ]  # fmt: skip
        cells.append([each for _, each in sorted(held, key=lambda pair: pair[0])])
    return {"day": f"{here:%a} {here:%b} {here.day}", "cells": cells}


def _span(one: DutyView | Gap, first: datetime, last: datetime) -> str:
    return f"{hour(max(one.starts_at, first))}–{hour(one.ends_at) if one.ends_at < last else '24:00'}"


def fields_of(
    said: Mapping[str, str], ways: Sequence[str], errors: Sequence[Mapping[str, str]], *, now: datetime
) -> dict[str, dict[str, Any]]:
    """The fields of a new duty by name, filled with what was said; else from the next hour for eight hours."""
    desks = duty_policy().desks
    starts = timezone.localtime(now).replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    layers = max((desk.layers for desk in desks), key=len)
    chosen = set(ways) or ({"screen", "mail"} if not said else set())
    made = [
        field("person", "Person", kind="select", options=choices(_people(), chosen=said.get("person", ""))),
        field("desk", "Desk", kind="select",
              options=choices([(one.code, one.words) for one in desks], chosen=said.get("desk", ""))),
        field("layer", "Order", kind="select",
              options=choices([(str(n), one) for n, one in enumerate(layers)], chosen=said.get("layer", ""))),
        field("starts", "From", kind="datetime-local", value=said.get("starts", as_typed(starts))),
        field("ends", "Until", kind="datetime-local", value=said.get("ends", as_typed(starts + timedelta(hours=8)))),
        field("ways", "Reached", kind="checks", required=False,
              options=[{"value": code, "text": words, "checked": code in chosen} for code, words in WAYS.items()]),
        field("number", "Pager number", kind="tel", required=False, value=said.get("number", ""), autocomplete="off",
              code=True),
    ]  # fmt: skip
    return {one["name"]: one for one in with_errors(made, errors)}


def swap_field(errors: Sequence[Mapping[str, str]], *, besides: int) -> dict[str, Any]:
    """Who takes it instead."""
    made = field("person", "Who takes it", kind="select", options=choices(_people(besides=besides)))
    return with_errors([made], errors)[0]


def _people(*, besides: int = 0) -> list[tuple[str, str]]:
    known = people.persons().values()
    return [(str(one.public_id), one.name) for one in known if one.of_center and one.id != besides]


def waiting_rows(views: Iterable[EscalationView], names: Mapping[int, str], marks: Marks) -> list[dict[str, Any]]:
    """What waits to be acknowledged, with whom it went to last."""
    return [
        {
            "number": one.number, "url": f"{HERE}{one.public_id}/", "what": duty_policy().pace(one.kind).words,
            "state": STATES[one.state], "bad": one.state == "exhausted", "began": moment(one.began_at),
            "last": f"{names[one.tries[-1].person_id]}, {hour(one.tries[-1].at)}" if one.tries else "nobody yet",
            "portion": portion_of(marks.of_label(one.label_id)),
        }
        for one in views
    ]  # fmt: skip


def try_row(one: TryView, names: Mapping[int, str]) -> dict[str, Any]:
    """One try as the page of its escalation shows it."""
    code = one.because
    failed = BECAUSE.get(code) or (f"the pager command ended with {code.removeprefix('pager.exit-')}" if code else "")
    return {
        "who": names[one.person_id], "when": moment(one.at), "ways": ", ".join(one.ways),
        "layer": "director" if one.layer == DIRECTOR else f"in order {int(one.layer) + 1}",
        "outcome": OUTCOMES[one.outcome], "bad": one.outcome == "undelivered", "because": failed,
    }  # fmt: skip
