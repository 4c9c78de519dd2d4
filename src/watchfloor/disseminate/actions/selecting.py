"""Step 8 from a workspace: a draft whose statements rest on the records that an analyst picked, each on its own."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from watchfloor.core.ledger.telling import tell
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision
from watchfloor.disseminate.actions.draft import NotDrafted, keep_draft, may_draft
from watchfloor.disseminate.actions.editing import title_of
from watchfloor.disseminate.actions.facts import selection_of
from watchfloor.disseminate.rules.draft import draft_selection
from watchfloor.disseminate.rules.editing import may_cite
from watchfloor.protect.formats.policy import load
from watchfloor.protect.rules.kinds import EITHER, THREATS

MOST = 40  # records that one draft begins with; more are added statement by statement
CITED = EITHER


def draft_from(*, record_ids: Sequence[UUID], title: str, by: Audience, now: datetime) -> UUID:
    """A draft about the first record, resting on all; only who may read every one sees it. MUST be called under `by`.

    Raises NotDrafted, NotKept for the title, and Spilled. What is not there and what is not `by`'s are left out alike.
    """
    may_draft(by=by)
    said = title_of(title)
    rows = citable(record_ids=record_ids, by=by)
    for because in (_some(rows), may_cite([row.legal_class for row in rows], policy=load())):
        if not because.ok:
            raise NotDrafted(Decision.of(because))
    threats = frozenset(str(row.public_id) for row in rows if row.kind in THREATS)
    facts = selection_of(title=said, rows={str(row.public_id): row for row in rows}, threats=threats, by=by)
    whole = draft_selection(facts, now=now)
    with transaction.atomic():
        kept = keep_draft(whole=whole, about=rows[0], rows=rows, by=by, now=now)
        tell(
            kind="disseminate.product.drafted", by=by, records=[kept, *(row.public_id for row in rows)],
            rules=["disseminate.draft.selection"],
        )  # fmt: skip
    return kept


def citable(*, record_ids: Sequence[UUID], by: Audience) -> list[core.Row]:
    """Those that a draft of `by` may begin with, in their order: read by its label, not by name alone."""
    found = {row.public_id: row for row in core.rows_of(audience=by, public_ids=list(record_ids))}
    rows = [found[one] for one in dict.fromkeys(record_ids) if one in found]
    return [row for row in rows if row.kind in CITED and row.label_id in by.label_ids]


def _some(rows: Sequence[core.Row]) -> Because:
    ok, rule = 1 <= len(rows) <= MOST, "disseminate.draft.selection"
    if ok:
        return Because("Its records may be cited.", rule)
    text = f"A draft begins with 1 to {MOST} reports, threat items or alerts; here are {len(rows)}."
    return Because(text, rule, "Declared by us", False, "Go back to the workspace and tick other ones.")
