"""Recipients of a purge or a correction who have not answered, each with his clock."""

from datetime import datetime
from typing import Any

from watchfloor.core.rules.audience import Audience
from watchfloor.protect.formats.brake import answer_within
from watchfloor.protect.queries import withdrawals
from watchfloor.protect.web.record_parts import names_of
from watchfloor.protect.web.wording import moment


def clock(told_at: datetime, *, now: datetime) -> dict[str, str]:
    """As components/clock_chip.html shows it: days of the time that policy gives, soon in its last third."""
    left = told_at + answer_within() - now
    state = "overdue" if left.total_seconds() <= 0 else "soon" if left <= answer_within() / 3 else "ok"
    text = f"{-left.days - 1} d over" if state == "overdue" else f"{left.days} d left"
    return {"state": state, "text": text}


def silent_rows(audience: Audience, *, now: datetime) -> list[dict[str, Any]]:
    """Everybody who was told and has said nothing, the longest first; no names for an inspector."""
    found = withdrawals.silent(audience=audience, before=now)
    names = names_of({one.person_id for one in found}, audience) if "record.read" in audience.rights else {}
    purges = "purge" in audience.rights
    return [
        {
            "who": names.get(one.person_id, ""), "told": moment(one.told_at), "clock": clock(one.told_at, now=now),
            "what": f"PURGE-{str(one.purge)[:8]}" if one.purge else "Correction",
            "url": f"/purges/{one.purge}/" if one.purge and purges else "",
        }
        for one in found
    ]  # fmt: skip
