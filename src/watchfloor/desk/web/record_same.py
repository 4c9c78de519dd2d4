"""Other records that name the same one, as people confirmed; worked out for this reader, with who said so and why."""

from watchfloor.analyze.queries.subjects import Same, confirmed
from watchfloor.core.queries.records import Row
from watchfloor.core.rules.audience import Audience
from watchfloor.desk.web.lists import record_url
from watchfloor.protect.web.record_parts import names_of
from watchfloor.protect.web.wording import glyph_of, number_of

WHOM = {"person": "person", "vehicle": "vehicle", "organisation": "organization"}


def same_rows(audience: Audience, row: Row) -> tuple[list[dict[str, str]], list[Row]]:
    """As components/known.html shows them, and the records of which it shows something."""
    found = confirmed(audience=audience, record_id=row.id)
    names = names_of({one.given_by for one in found}, audience)
    return [_shown(one, names.get(one.given_by, "")) for one in found], [one.record for one in found]


def _shown(one: Same, who: str) -> dict[str, str]:
    through = ", through another record" if one.through else ""
    return {
        "kind": glyph_of(one.record.kind), "title": one.record.title, "url": record_url(one.record),
        "text": f"{number_of(one.record)}, names the same {WHOM.get(one.kind, one.kind)}{through}",
        "because": " ".join(filter(None, (f"{who} confirmed it." if who else "A person confirmed it.", one.because))),
    }  # fmt: skip
