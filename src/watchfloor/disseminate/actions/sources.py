"""What a statement may be bound to: the sources of the draft, of its assessment, and any record its author may read."""

import re
from uuid import UUID

from watchfloor.analyze.queries import known as analyze
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision
from watchfloor.disseminate.actions.facts import advice_of, assessment_ref, ref_of
from watchfloor.disseminate.queries.drafting import Offered, cited
from watchfloor.disseminate.queries.products import ProductView
from watchfloor.disseminate.rules.editing import NotKept
from watchfloor.people import queries as people

MOST = 30
WHOLE = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
SHORT = re.compile(r"(?:[A-Za-z]+-)?([0-9A-Fa-f]{8})")


def offered(*, view: ProductView, by: Audience) -> dict[str, Offered]:
    """By the id under which a form names it; what the draft names already comes first. Only what `by` may read."""
    found = cited(audience=by, public_id=view.public_id)
    assessed = analyze.assessment(audience=by, public_id=view.assessment) if view.assessment else None
    if assessed is not None:
        found_rows = [assessed.record, *(one.report for one in assessed.implications if one.report)]
        rows = [row for row in found_rows if row.label_id in by.label_ids]
        for key, one in _offers({row.public_id: row for row in rows[:MOST]}, by).items():
            found.setdefault(key, one)
        ref = assessment_ref(assessed=assessed, by=by)
        found.setdefault(ref.record, Offered(ref, assessed.record.id, assessed.record.label_id))
    advice = advice_of(by=by)
    found.setdefault(advice.record, Offered(advice, 0))
    return found


def numbered(*, said: str, by: Audience) -> Offered | None:
    """A record by its number as its page shows it (TIP-1a2b3c4d), by its whole id or its address; None for both "is
    not" and "is not yours". Raises NotKept for one that `by` reads by name alone."""
    whole, short = WHOLE.search(said.lower()), SHORT.fullmatch(said.strip())
    if whole:
        rows = core.rows_of(audience=by, public_ids=[UUID(whole.group())])
    elif short:
        rows = core.rows_numbered(audience=by, begins=short.group(1).lower())
    else:
        rows = []
    if len(rows) != 1:
        return None
    if rows[0].label_id not in by.label_ids:
        raise NotKept(_by_name())
    return next(iter(_offers({rows[0].public_id: rows[0]}, by).values()))


def _by_name() -> Decision:
    text = "It was opened to you by name alone; nobody else could read what rests on it."
    way_out = "Ask the privacy officer to open it to the center, or leave it out."
    return Decision.of(Because(text, "disseminate.edit.source", "28 CFR 23.20(e) (text seen)", False, way_out))


def _offers(rows: dict[UUID, core.Row], by: Audience) -> dict[str, Offered]:
    owners = people.agencies(ids=[row.owner_id for row in rows.values()]) if rows else {}
    versions = {text.row.public_id: text.n for text in core.texts_of(audience=by, public_ids=list(rows))}
    return {
        str(key): Offered(
            ref_of(
                row=row, originator=owners[row.owner_id].name if row.owner_id in owners else "",
                version=versions.get(key, 1),
            ),
            row.id, row.label_id,
        )
        for key, row in rows.items()
    }  # fmt: skip
