"""What the desk works out over texts that its reader was already given."""

from collections.abc import Sequence
from typing import Any

from django.db import connection

from watchfloor.core.rules.audience import Audience
from watchfloor.desk.rules.pieces import Piece

OPENS, CLOSES = "\x02", "\x03"
HEADLINE = f"StartSel={OPENS}, StopSel={CLOSES}, HighlightAll=true"
LONGEST = 6_000  # characters of a record in which the words are marked


def highlighted(*, audience: Audience, texts: Sequence[str], words: str) -> list[tuple[Piece, ...]]:
    """Each text (its first characters) with the searched words marked. MUST be given visible texts only."""
    del audience  # nothing is read here: the texts came through the gate
    plain = [text[:LONGEST].replace(OPENS, "").replace(CLOSES, "") for text in texts]
    if not words or not plain:
        return [(Piece(text),) for text in plain]
    sql = (
        "select ts_headline('english', t.said, websearch_to_tsquery('english', %s), %s)"
        " from unnest(%s::text[]) with ordinality t(said, n) order by t.n"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [words, HEADLINE, plain])
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return [_pieces(row[0]) for row in rows]


def _pieces(marked: str) -> tuple[Piece, ...]:
    found = list[Piece]()
    for at, part in enumerate(marked.split(OPENS)):
        hit, closed, rest = part.partition(CLOSES)
        if at and closed:
            found += [Piece(hit, "hit"), Piece(rest)]
        else:
            found.append(Piece(part))
    return tuple(piece for piece in found if piece.text)
