"""A record's clock with what people decided about it: who kept it and why, and what keeps a purge away."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from watchfloor.core.queries.records import Row
from watchfloor.core.rules.audience import Audience
from watchfloor.protect.formats.policy import load
from watchfloor.protect.queries import redress, retention
from watchfloor.protect.queries.retention import HoldView, ValidationView
from watchfloor.protect.rules.holding import THROUGH, Standing
from watchfloor.protect.rules.retention import stage_of
from watchfloor.protect.web.record_parts import lifeline_of, names_of
from watchfloor.protect.web.wording import day, moment

MAY_OPEN = frozenset({"record.review", "record.hold", "privacy.desk"})
FINDINGS = {"validated": "Validated", "kept": "Kept after review"}


def clock_of(audience: Audience, row: Row, *, now: datetime) -> dict[str, Any]:
    """As components/lifeline.html shows it, with the way to its review for who may open that."""
    kept = retention.validations(audience=audience, record_id=row.id)
    standing = retention.in_the_way(audience=audience, record_ids=[row.id]).get(row.id, [])
    return {
        **lifeline_of(row, now=now), "kept": kept_rows(kept, audience), "held": [held_words(one) for one in standing],
        "review_url": f"/records/{row.public_id}/review/" if MAY_OPEN & audience.rights else "",
    }  # fmt: skip


def kept_rows(kept: Iterable[ValidationView], audience: Audience) -> list[dict[str, str]]:
    """Reviewer, day and explanation of each review that kept it (28 CFR 23.20(h))."""
    rows = list(kept)
    names = names_of({one.by_id for one in rows}, audience)
    return [
        {
            "what": FINDINGS.get(one.finding, one.finding), "who": names.get(one.by_id, "not known"),
            "when": moment(one.at), "because": one.explanation, "until": day(one.purge_on),
            "was": day(one.was_purge_on),
        }
        for one in rows
    ]  # fmt: skip


def held_words(one: Standing) -> str:
    """ "Redress case on the record, until Dec 21"."""
    return f"{hold_words(one.kind)} {THROUGH[one.on]}, until {day(one.until_on)}"


def hold_words(kind: str) -> str:
    """What a kind of hold is called."""
    known = load().holds.get(kind)
    return known.words if known else kind


def hold_row(one: HoldView, names: Mapping[int, str]) -> dict[str, Any]:
    """A hold in a list; its authority in clear."""
    return {
        "id": str(one.public_id), "kind": hold_words(one.kind), "authority": one.authority,
        "on": "record" if one.record else "all that one person reported", "record": str(one.record or ""),
        "by": names.get(one.placed_by, "not known"), "when": moment(one.placed_at), "until": day(one.until_on),
    }  # fmt: skip


def due_chip(row: Row, *, today: date) -> dict[str, str]:
    """What comes next and in how many days, as components/clock_chip.html shows it."""
    last = row.purge_on <= row.review_on
    on, what = (row.purge_on, "last day") if last else (row.review_on, "review")
    left = (on - today).days
    stage = stage_of(on, today=today)
    state = "overdue" if stage == 0 else "soon" if stage == 30 else "ok"
    text = f"{-left} d over" if left < 0 else "today" if left == 0 else f"in {left} d"
    return {"state": state, "text": text, "what": what, "target": day(on)}


def today_of(now: datetime) -> date:
    """The center's own day."""
    return timezone.localdate(now)


def disputed_words(audience: Audience, row: Row) -> str:
    """ "since Nov 21, 05:57 CST" while somebody disputes the record; "" else."""
    found = [one for one in redress.disputes(audience=audience, record_ids=[row.id]) if one.ended_at is None]
    return f"since {moment(found[-1].since)}" if found else ""


def corrections(audience: Audience, row: Row) -> list[str]:
    """What stands corrected after redress, as sentences over the record's page."""
    return [
        f"Corrected {moment(one.ended_at)} after redress: {one.correction}"
        for one in redress.disputes(audience=audience, record_ids=[row.id]) if one.correction
    ]  # fmt: skip
