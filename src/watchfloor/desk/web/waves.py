"""Waves of the last two days: reports that say nearly the same, worked on together; each keeps its own fact."""

from typing import Any

from django.http import HttpRequest, QueryDict
from django.utils import timezone

from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.desk.web.inbox_acts import Said, dismissal
from watchfloor.desk.web.inbox_deeds import WAVES
from watchfloor.desk.web.inbox_place import HERE as INBOX
from watchfloor.desk.web.lists import record_url
from watchfloor.desk.web.outside import must_hold
from watchfloor.gather.queries.vetting import VettingView, vetting_of
from watchfloor.gather.queries.waves import WINDOW, waves_since
from watchfloor.people import queries as people
from watchfloor.plan.queries.claims import claims_of
from watchfloor.protect.web.door import page
from watchfloor.protect.web.marks import Marks, portion_of
from watchfloor.protect.web.record_parts import names_of
from watchfloor.protect.web.shown import Page
from watchfloor.protect.web.wording import agency_words, moment, number_of

HERE, RIGHT = WAVES, "tip.vet"
SHOWN, MEMBERS = 20, 50


@page("desk.waves.read")
def waves(request: HttpRequest, audience: Audience) -> Page:
    """The largest first; of a wave what waits for a first look can be claimed or proposed for dismissal at once."""
    del request
    must_hold(audience, RIGHT, text="your role does not vet.", what="see waves")
    found = waves_since(audience=audience, since=timezone.now() - WINDOW)[:SHOWN]
    rows = [row for wave in found for row in wave.rows[:MEMBERS]]
    looks = vetting_of(audience=audience, record_ids=[row.id for row in rows])
    claims = claims_of(audience=audience, record_ids=[row.id for row in rows])
    names, marks = names_of({one.person_id for one in claims.values()}, audience), Marks()
    origins = people.agencies(ids=sorted({row.owner_id for row in rows})) if rows else {}

    def member(row: core.Row) -> dict[str, Any]:
        held, look = claims.get(row.id), looks.get(row.id)
        origin = agency_words(origins[row.owner_id].name) if row.owner_id in origins else ""
        return {
            "number": number_of(row), "title": row.title, "url": record_url(row, come=HERE), "origin": origin,
            "portion": portion_of(marks.of(row)), "seen": moment(row.occurred_at or row.opened_at),
            "state": _state(look), "holder": names.get(held.person_id, "") if held else "",
        }  # fmt: skip

    context = {
        "waves": [_wave(n, wave, looks, member) for n, wave in enumerate(found, start=1)],
        "url": f"{INBOX}deeds/", "back": HERE, "window": "two days",
    }  # fmt: skip
    return Page(
        "desk/waves.html", context, records=[row.public_id for row in rows], markings=[marks.of(row) for row in rows]
    )


def _wave(number: int, wave: Any, looks: dict[int, VettingView], member: Any) -> dict[str, Any]:
    waits = [row for row in wave.rows if _state(looks.get(row.id)) == "waits" and row.legal_class == "tip_lead"]
    at = f"w{number}"
    return {
        "at": at, "title": wave.rows[0].title, "because": wave.because, "size": len(wave.rows), "waits": len(waits),
        "ids": " ".join(str(row.public_id) for row in waits), "more": max(0, len(wave.rows) - MEMBERS),
        "members": [member(row) for row in wave.rows[:MEMBERS]],
        "fields": dismissal(Said(form=QueryDict()), at) if waits else [],
    }  # fmt: skip


def _state(look: VettingView | None) -> str:
    return "waits" if look is None or look.state == "received" else look.state
