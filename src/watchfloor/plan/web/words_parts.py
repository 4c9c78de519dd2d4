"""Watch words as pages show them: rows with their state, their clock and what they hit."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from watchfloor.core.rules.audience import Audience
from watchfloor.plan.actions.needs import STATES
from watchfloor.plan.formats.watch_words import word_policy
from watchfloor.plan.queries import needs, words
from watchfloor.plan.rules.watchwords import Word
from watchfloor.protect.formats.classes import offences
from watchfloor.protect.web.marks import Marks, portion_of
from watchfloor.protect.web.record_parts import names_of
from watchfloor.protect.web.wording import day, moment

HERE = "/needs/words/"


def rows_of(found: Iterable[Word], marks: Marks, audience: Audience, *, now: datetime) -> list[dict[str, Any]]:
    """Words as a table shows them, with what they hit as far as the reader may read it."""
    shown = list(found)
    names = names_of({who for one in shown for who in (one.proposed_by, one.decided_by) if who}, audience)
    counted = words.counted(audience=audience) if shown else {}
    of = {one.id: (str(one.public_id), one.said.title) for one in needs.tree(audience=audience)} if shown else {}
    return [_row(one, names, counted.get(one.public_id), of.get(one.need_id), marks, audience, now) for one in shown]


def _row(
    one: Word, names: Mapping[int, str], counted: words.Counted | None, need: tuple[str, str] | None, marks: Marks,
    audience: Audience, now: datetime,
) -> dict[str, Any]:  # fmt: skip
    offence = offences().get(one.said.offence)
    left = (one.expires_at - now).days if one.expires_at else 0
    mine = one.proposed_by == audience.actor.person_id
    return {
        "id": str(one.public_id), "phrase": one.said.phrase, "about": one.said.about,
        "offence": offence.words if offence else one.said.offence, "state": _state(one, now),
        "live": one.live(at=now), "soon": one.live(at=now) and left <= word_policy().soon_days,
        "expired": one.expired(at=now), "waits": one.state == "proposed",
        "until": day(one.expires_at.date()) if one.expires_at else "", "left": left, "mine": mine,
        "by": names.get(one.proposed_by, ""), "when": moment(one.proposed_at), "because": one.because,
        "decided_by": names.get(one.decided_by or 0, ""), "decided": moment(one.decided_at),
        "hits": counted.hits if counted else 0, "last": moment(counted.last_at) if counted else "",
        "hits_url": f"{HERE}?hits={one.public_id}#hits", "anew_url": f"{HERE}?renew={one.public_id}#propose",
        "need": need[1] if need else "", "need_url": f"/needs/{need[0]}/" if need else "",
        "named": one.record_id is not None, "portion": portion_of(marks.of_label(one.label_id)),
        "may_decide": words.DECIDES in audience.rights and not mine and one.state == "proposed",
        "may_withdraw": bool({STATES, words.DECIDES} & audience.rights),
    }  # fmt: skip


def _state(one: Word, now: datetime) -> str:
    if one.state == "approved":
        return "looked for" if one.live(at=now) else "expired"
    return {"proposed": "waits", "refused": "refused", "withdrawn": "withdrawn"}.get(one.state, one.state)
