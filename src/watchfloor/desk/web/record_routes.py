"""By which routes an item came, how each was marked, and what its sender ended it with; for who may read it."""

from typing import Any

from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.protect.web.marks import portion_of
from watchfloor.protect.web.wording import moment, number_of
from watchfloor.receive import queries as receive

# what an item came in, in words; a form that is not named here is said as it is
IN = {
    "stix": "in STIX", "cap": "as CAP", "feed": "in an Atom or RSS feed", "edxl": "in an EDXL-DE envelope",
    "mail": "by mail", "geojson": "as GeoJSON", "misp": "as a MISP event", "csaf": "as CSAF",
    "kev": "in the KEV catalog",
    "pdf": "as a PDF", "docx": "as a Word document", "misp-vocabulary": "as a vocabulary of MISP",
}  # fmt: skip
HOW = {"cancel": "cancelled", "update": "updated"}


def routes_of(audience: Audience, row: core.Row) -> list[dict[str, Any]]:
    """As components/trail.html shows them, the first one first."""
    found = receive.provenances(audience=audience, record_id=row.id)
    return [_route(one) for one in found]


def _route(one: receive.ProvenanceView) -> dict[str, Any]:
    mark = portion_of(one.marking) if one.marking else "not marked"
    again = f"last {moment(one.last_at)}" if one.last_at != one.first_at else ""
    detail = ", ".join(filter(None, (IN.get(one.route, f"as {one.route}"), f"marked {mark}", again)))
    return {"when": moment(one.first_at), "what": one.source, "detail": f"{detail}. {one.note}" if one.note else detail}


def endings_of(audience: Audience, row: core.Row) -> list[str]:
    """A sentence for each message that ended it, as far as this reader may read the message."""
    found = [pair for pair in receive.ended_by(audience=audience, record_ids=[row.id]) if pair[0] == row.id]
    rows = {one.id: one for one in core.rows_of(audience=audience, ids=[message for _, message, _ in found])}
    return [
        f"Its sender {HOW.get(how, how)} it: {number_of(rows[message])}, {moment(rows[message].opened_at)}."
        for _, message, how in found if message in rows
    ]  # fmt: skip
