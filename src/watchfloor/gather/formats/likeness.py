"""A record's words, moment and place as the rules of waves take them."""

from watchfloor.core.rules.shapes import Text
from watchfloor.gather.rules.waves import Told, words_of


def told_of(text: Text) -> Told:
    """`at` is when it was seen, else when it came. What is of two classes is never of one wave."""
    row, said = text.row, text.data.get("object") or {}
    suggested = said.get("suggested_behavior") or ()
    codes = frozenset(str(one.get("code")) for one in suggested if isinstance(one, dict) and one.get("code"))
    kind = f"{row.kind} {row.legal_class}"
    return Told(row.id, kind, words_of(row.title, text.body), row.occurred_at or row.opened_at, row.lon, row.lat, codes)
