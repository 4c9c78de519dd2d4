"""Federal and partner threat items, newest first."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest

from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.desk.web import pointer
from watchfloor.plan.queries import ground as plan
from watchfloor.protect.rules.kinds import THREATS
from watchfloor.protect.web.door import page
from watchfloor.protect.web.marks import Marks, portion_of
from watchfloor.protect.web.shown import Page
from watchfloor.protect.web.wording import KINDS, moment, number_of
from watchfloor.receive import queries as receive
from watchfloor.receive.rules.pointer import RIGHT as NOTES

PAGE = 100
# what only holds others together is read on their pages
BESIDE = {"relationship", "identity", "marking-definition", "extension-definition", "language-content", "sighting"}
VIEWS = (("", "All"), *((kind, KINDS[kind]) for kind in THREATS))


@page("desk.threats.read")
def threats(request: HttpRequest, audience: Audience) -> Page:
    """A hundred looked at; those that only relate others are left out, and the page says so."""
    kind = request.GET.get("kind", "")
    kinds = [kind] if kind in THREATS else list(THREATS)
    rows = core.latest(audience=audience, kinds=kinds, after=_uuid(request.GET.get("after", "")), how_many=PAGE)
    texts = {text.row.id: text for text in core.texts_of(audience=audience, ids=[row.id for row in rows])}
    shown = [row for row in rows if _type(texts[row.id]) not in BESIDE]
    marks = Marks()
    context = {
        "views": [_view(code, text, kind) for code, text in VIEWS],
        "threats": _threats(audience, shown, texts, marks),
        "pointer_url": pointer.HERE if NOTES in audience.rights else "",
        "left_out": len(rows) - len(shown),
        "more_url": f"/threats/?kind={kind}&after={rows[-1].public_id}" if len(rows) == PAGE else "",
    }  # fmt: skip
    return Page(
        "receive/threats.html", context, records=[row.public_id for row in shown],
        markings=[marks.of(row) for row in shown],
    )  # fmt: skip


def _view(code: str, text: str, kind: str) -> dict[str, Any]:
    url = f"/threats/?kind={code}" if code else "/threats/"
    return {"text": text, "count": "", "url": url, "current": code == kind}


def _uuid(said: str) -> UUID | None:
    try:
        return UUID(said)
    except ValueError:
        return None


def _type(text: core.Text) -> str:
    return str((text.data.get("object") or {}).get("type", "")) if text.row.kind == "stix" else ""


def _threats(
    audience: Audience, rows: list[core.Row], texts: dict[int, core.Text], marks: Marks
) -> list[dict[str, Any]]:  # fmt: skip
    sources = receive.of_agencies(ids=sorted({row.owner_id for row in rows}))
    touched = plan.touches(audience=audience, record_ids=[row.id for row in rows])
    return [
        {
            "title": row.title, "url": f"/threats/{row.public_id}/", "number": number_of(row),
            "kind_text": _type(texts[row.id]) or KINDS[row.kind],
            "source": sources[row.owner_id].name if row.owner_id in sources else "",
            "of": moment(row.occurred_at, row.occurred_precision), "opened": moment(row.opened_at),
            "touches": len(touched.get(row.id, ())), "portion": portion_of(marks.of(row)),
        }
        for row in rows
    ]  # fmt: skip
