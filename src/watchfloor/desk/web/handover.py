"""The hand-over sheet: built anew from log, claims, clocks and silent feeds; the incoming officer reads it back."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from watchfloor.core.ledger.telling import witness
from watchfloor.core.rules.audience import Audience
from watchfloor.desk.web.handover_parts import line_row, sheet_now
from watchfloor.plan.actions.watch import RIGHT, NotTaken, take_watch
from watchfloor.plan.queries import watch
from watchfloor.plan.rules.handover import Line, unread
from watchfloor.plan.web.log import HERE as LOG
from watchfloor.plan.web.log import may_read
from watchfloor.plan.web.log_parts import hours_of, is_mine, shift_of
from watchfloor.protect.web.door import act, by_method, page
from watchfloor.protect.web.fields import error
from watchfloor.protect.web.marks import Marks
from watchfloor.protect.web.record_parts import cannot_of
from watchfloor.protect.web.shown import Done, Page

HERE, CLOSE = "/watch/hand-over/", "/watch/shift/close/"
KEYS = ((("j", "k"), "move"), (("x",), "confirm a line"), (("Ctrl Enter",), "take the watch"))
PARTS = (
    ("clock", "Clocks", "over, or due within twelve hours", "Nothing that you may read is due."),
    ("task", "Tasks", "from playbooks or by hand, what is due first", "Nothing is to be done that you may read."),
    ("claim", "Open claims", "what somebody works on", "Nobody holds a claim that you may read."),
    ("feed", "Silent feeds", "sources that should have sent", "Every feed sent in time."),
    ("entry", "Log of the shift", "calls that reached nobody first", "Nothing was written that you may read."),
)


@page("desk.handover.read")
def show(request: HttpRequest, audience: Audience) -> Page:
    """The sheet as it stands; nothing is confirmed beforehand."""
    del request
    may_read(audience)
    return _page(audience, sheet_now(audience, Marks(), now=timezone.now()), (), [])


@act("desk.handover.read", known=True)
def take(request: HttpRequest, audience: Audience) -> Page | Done:
    """Take the watch if every line of the sheet as it stands now was confirmed; else show which were not."""
    may_read(audience)
    now, confirmed = timezone.now(), set(request.POST.getlist("line"))
    lines = sheet_now(audience, Marks(), now=now)
    missing = unread(lines, confirmed)
    if missing and RIGHT in audience.rights:
        return _page(audience, lines, confirmed, [error("", _missing(missing))])
    try:
        take_watch(lines=lines, by=audience, now=now)
    except NotTaken as refused:
        witness(kind="protect.deed.refused", by=audience, rules=refused.decision.rules)
        said = [error("", f"{one.text} {one.way_out} Rule {one.rule}.") for one in refused.decision.against]
        return _page(audience, lines, confirmed, said)
    return Done(LOG, "You hold the watch.")


def door(request: HttpRequest) -> HttpResponse:
    """GET and POST of one address."""
    return by_method(get=show, post=take)(request)


def _missing(lines: Sequence[Line]) -> str:
    count = "1 line is" if len(lines) == 1 else f"{len(lines)} lines are"
    return (
        f"{count} not read back; what came since you began is among them. Confirm each marked line, then take the"
        " watch. Rule plan.shift.read-back."
    )


def _page(audience: Audience, lines: Sequence[Line], confirmed: Collection[str], errors: list[dict[str, str]]) -> Page:
    shift, now, marks = watch.last_shift(audience=audience), timezone.now(), Marks()
    mine = shift is not None and is_mine(shift, audience)
    reads = RIGHT in audience.rights and not mine
    context = {
        "errors": errors, "errors_heading": "The watch was not handed over.", "shift": shift_of(shift, audience),
        "lasted": hours_of(shift.opened_at, now=shift.closed_at or now) if shift else "", "url": HERE,
        "close_url": CLOSE,
        "parts": _parts(lines, confirmed, tried=bool(errors), now=now), "total": len(lines), "reads": reads,
        "read": sum(one.key in confirmed for one in lines), "refused": _refused(audience, mine=mine),
    }  # fmt: skip
    markings = [one.marking for one in lines] + ([marks.of_label(shift.label_id)] if shift else [])
    return Page(
        "plan/hand_over.html", context, records=list(dict.fromkeys(one.record for one in lines if one.record)),
        markings=markings, status=422 if errors else 200, keys=KEYS if reads else (),
    )  # fmt: skip


def _parts(lines: Sequence[Line], confirmed: Collection[str], *, tried: bool, now: datetime) -> list[dict[str, Any]]:
    rows = [(one.part, line_row(one, read=one.key in confirmed, tried=tried, now=now)) for one in lines]
    return [
        {
            "key": key, "title": title, "hint": hint, "empty": empty,
            "lines": [row for part, row in rows if part == key],
        }
        for key, title, hint, empty in PARTS
    ]  # fmt: skip


def _refused(audience: Audience, *, mine: bool) -> list[dict[str, str]]:
    if not mine:
        return cannot_of(audience, {RIGHT: "take the watch"})
    return [{
        "what": "take the watch", "because": "you hold it.", "rule": "Rule plan.shift.other, center policy",
        "who": "the next officer, who reads this sheet back", "next_text": "", "next_url": "",
    }]  # fmt: skip
