"""What the hand-over sheet is built from: each package is asked for its own."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils import timezone

from watchfloor.core.rules.audience import Audience
from watchfloor.disseminate.queries.releases import imminent
from watchfloor.plan.queries import watch
from watchfloor.plan.rules.handover import Claim, Clock, Feed, Line, sheet
from watchfloor.protect.web.marks import Marks, portion_of
from watchfloor.protect.web.wording import moment

GLYPHS = {"entry": "request", "claim": "report", "feed": "product", "clock": "product"}


def sheet_now(audience: Audience, marks: Marks, *, now: datetime) -> tuple[Line, ...]:
    """Every line that this reader may see, in the order of reading."""
    shift = watch.last_shift(audience=audience)
    entries = watch.entries_of_shift(audience=audience, shift=shift)
    lines = sheet(
        entries=entries, claims=_claims(audience, marks), clocks=_clocks(audience), feeds=_feeds(now), now=now
    )
    labels = {str(one.public_id): one.label_id for one in entries}
    return tuple(_marked(one, labels, marks) for one in lines)


def _marked(line: Line, labels: dict[str, int], marks: Marks) -> Line:
    if line.part != "entry":
        return line
    return replace(line, marking=marks.of_label(labels[line.ref]))


def _clocks(audience: Audience) -> list[Clock]:
    """Releases in imminent danger that nobody has confirmed or recalled yet."""
    return [
        Clock(None, one.release.public_id, one.release.title, one.release.marking, "confirm or recall it", one.due_at,
              f"/imminent/{one.release.public_id}/")
        for one in imminent(audience=audience) if not one.answer
    ]  # fmt: skip


def _claims(audience: Audience, marks: Marks) -> list[Claim]:
    del audience, marks
    return []


def _feeds(now: datetime) -> list[Feed]:
    del now
    return []


def line_row(one: Line, *, read: bool, tried: bool) -> dict[str, Any]:
    """As components/sheet_line.html shows it."""
    url = one.url or (f"/records/{one.record}/" if one.record else "")
    return {
        "key": one.key, "title": one.title, "detail": one.detail, "state": one.state, "url": url,
        "when": moment(one.at), "hour": f"{timezone.localtime(one.at):%H:%M}" if one.at else "",
        "iso": one.at.isoformat() if one.at else "", "portion": portion_of(one.marking), "kind": GLYPHS[one.part],
        "number": "", "confirmed": read, "missed": tried and not read,
    }  # fmt: skip
