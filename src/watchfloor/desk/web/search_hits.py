"""Hits as the page of a search shows them: rows with the matching words and why, each with its preview."""

from typing import Any

from django.http import QueryDict
from django.utils import timezone

from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.desk.queries import highlighted
from watchfloor.desk.rules.pieces import Piece, window
from watchfloor.desk.web.lists import list_row, record_url
from watchfloor.people import queries as people
from watchfloor.protect.queries.redress import disputed
from watchfloor.protect.web.marks import Marks, portion_of
from watchfloor.protect.web.record_parts import reasons_of, shortened
from watchfloor.protect.web.wording import CLASSES, KINDS, agency_words, moment

EXTRACT, PREVIEW, BEFORE = 150, 1_200, 60
NAMES = "It names exactly this identifier."
HOLDS = "It holds the words that you searched for."
MATCHES = "It matches the facets that you chose."


def shown(
    audience: Audience, rows: list[core.Row], named: frozenset[int], marks: Marks, *, words: str, said: QueryDict
) -> dict[str, Any]:
    """The context of the list and its previews; the chosen row is that of ?item=, else the first."""
    texts = {text.row.id: text.body for text in core.texts_of(audience=audience, ids=[row.id for row in rows])}
    bodies = highlighted(audience=audience, texts=[texts.get(row.id, "") for row in rows], words=words)
    origins = people.agencies(ids=sorted({row.owner_id for row in rows})) if rows else {}
    chosen = next((row for row in rows if str(row.public_id) == said.get("item")), rows[0] if rows else None)
    now, made = timezone.now(), []
    flagged = disputed(audience=audience, record_ids=[row.id for row in rows])
    for row, pieces in zip(rows, bodies, strict=True):
        one = list_row(row, marks, now=now, selected=row is chosen)
        one["title"], one["disputed"] = shortened(row.title), row.id in flagged
        one["origin"] = agency_words(origins[row.owner_id].name) if row.owner_id in origins else ""
        one["select_url"] = _select(said, row)
        one["open_url"] = record_url(row, come=f"/search/{one['select_url']}")
        one["because"] = NAMES if row.id in named else HOLDS if words else MATCHES
        one["pieces"] = _pieces(window(pieces, before=BEFORE, most=EXTRACT))
        one["preview"] = {
            "portion": portion_of(marks.of(row)), "chips": [{"text": CLASSES.get(row.legal_class, row.legal_class)}],
            "kind": KINDS.get(row.kind, row.kind), "opened": moment(row.opened_at),
            "pieces": _pieces(window(pieces, before=2 * BEFORE, most=PREVIEW)), "why": reasons_of(audience, row),
        }  # fmt: skip
        made.append(one)
    return {"rows": made}


def _select(said: QueryDict, row: core.Row) -> str:
    """This very page of hits with another row chosen; a stated purpose is the session's by now."""
    asked = said.copy()
    if "saved" in asked:
        asked = QueryDict(mutable=True)
        for name in ("saved", "after", "before"):
            asked.setlist(name, said.getlist(name))
    for name in ("purpose", "case"):
        asked.pop(name, None)
    asked["item"] = str(row.public_id)
    return f"?{asked.urlencode()}"


def _pieces(pieces: tuple[Piece, ...]) -> list[dict[str, Any]]:
    return [{"text": piece.text, "hit": piece.kind == "hit"} for piece in pieces]
