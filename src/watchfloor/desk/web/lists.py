"""Records as rows of lists and as things known, with where their own page is."""

from datetime import datetime
from typing import Any
from urllib.parse import quote

from watchfloor.analyze.queries.known import KnownAbout, LinkView
from watchfloor.core.queries.records import Row
from watchfloor.core.rules.audience import Audience
from watchfloor.plan.queries.ground import TouchView
from watchfloor.protect.rules.kinds import THREATS
from watchfloor.protect.web.marks import Marks, portion_of
from watchfloor.protect.web.wording import brief, glyph_of, moment, number_of, place_of

STATES = {"same": "same, judged", "different": "different, judged", "unsure": "not sure, judged"}

OWN_PAGES = {"tip": ("Vet it", "/tips/{}/", "v"), **dict.fromkeys(THREATS, ("What it means here", "/threats/{}/", "i")),
             "redress": ("Open the case", "/privacy/redress/{}/", "")}  # fmt: skip


def record_url(row: Row, *, come: str = "") -> str:
    """The address of a record's page; `come` is the place in a list that leads there, for the way back."""
    return f"/records/{row.public_id}/" + (f"?from={quote(come, safe='')}" if come else "")


def list_row(row: Row, marks: Marks, *, now: datetime, selected: bool, state: str = "") -> dict[str, Any]:
    """As components/list_row.html shows it."""
    return {
        "id": str(row.public_id), "title": row.title, "state": state, "kind": glyph_of(row.kind),
        "clock": {"text": brief(row.opened_at, now=now), "state": "ok"}, "number": number_of(row), "origin": "",
        "place": place_of(row.lon, row.lat), "time": moment(row.occurred_at, row.occurred_precision), "holder": None,
        "chips": [], "portion": portion_of(marks.of(row)), "select_url": f"?item={row.public_id}",
        "open_url": record_url(row), "selected": selected,
    }  # fmt: skip


def own_acts(audience: Audience, row: Row) -> list[dict[str, Any]]:
    """The way to the page where this kind of record is worked on, for who may work on it."""
    text, url, key = OWN_PAGES.get(row.kind, ("", "", ""))
    if not url or (row.kind == "tip" and "tip.vet" not in audience.rights):
        return []
    return [{"id": "own", "text": text, "url": url.format(row.public_id), "method": "get", "key": key, "main": False}]


def link_row(link: LinkView, judged_by: str) -> dict[str, Any]:
    """As components/links_table.html shows it."""
    return {
        "kind": glyph_of(link.other.kind), "title": link.other.title, "number": number_of(link.other),
        "url": record_url(link.other), "because": link.because, "strength": link.strength,
        "judged_by": f"{STATES.get(link.state, link.state)}, {judged_by}" if judged_by else "rule, not judged yet",
        "judge_url": "",
    }  # fmt: skip


def known_rows(known: KnownAbout) -> tuple[list[dict[str, str]], list[Row]]:
    """What components/known.html shows, and the records of which it shows something."""
    shown, rows = [_linked(link) for link in known.links], [link.other for link in known.links]
    for one in known.identifiers:
        for other in one.others:
            if other.id not in {row.id for row in rows}:
                because = f"it names the same {one.kind}: {one.value}"
                shown.append(_thing(glyph_of(other.kind), other.title, record_url(other), number_of(other), because))
                rows.append(other)
    return shown + [_touched(touch) for touch in known.touches], rows


def _linked(link: LinkView) -> dict[str, str]:
    other = link.other
    text = f"{number_of(other)}, {link.strength} link"
    return _thing(glyph_of(other.kind), other.title, record_url(other), text, link.because)


def _touched(touch: TouchView) -> dict[str, str]:
    title = touch.asset.name if touch.asset else touch.sector or touch.touched
    kind = "asset" if touch.asset else "place"
    return _thing(kind, title, "", touch.asset.kind if touch.asset else "", touch.because)


def _thing(kind: str, title: str, url: str, text: str, because: str) -> dict[str, str]:
    return {"kind": kind, "title": title, "url": url, "text": text, "because": because}
