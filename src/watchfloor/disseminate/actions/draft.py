"""Step 8: a bulletin drafted from an assessment; each statement knows its sources and its portion marking."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from watchfloor.analyze.queries import known as analyze
from watchfloor.core.actions.records import label_of
from watchfloor.core.ledger.telling import tell
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision, Refused
from watchfloor.disseminate.actions.facts import facts_of
from watchfloor.disseminate.actions.keeping import keep
from watchfloor.disseminate.actions.statements import keep_statements, keep_title, keep_version
from watchfloor.disseminate.models.products import Product, Version
from watchfloor.disseminate.queries.products import product as product_view
from watchfloor.disseminate.rules import product as rule
from watchfloor.disseminate.rules.checking import Check, stands
from watchfloor.disseminate.rules.draft import draft_bulletin
from watchfloor.disseminate.rules.editing import TITLE
from watchfloor.disseminate.rules.review import checks_settled
from watchfloor.people import queries as people
from watchfloor.protect.rules.labels import Atom

EDITABLE = ("draft", "in review")


class NotDrafted(Refused):
    """The assessment is not there for the asker, or his role drafts nothing, or the product is past editing."""


def draft(*, assessment_id: UUID, by: Audience, now: datetime) -> UUID:
    """A draft that only those see who may read every source. Raises NotDrafted."""
    may_draft(by=by)
    assessed = analyze.assessment(audience=by, public_id=assessment_id)
    if assessed is None:
        raise NotDrafted(_no("Nothing here that you may draft from.", "disseminate.draft.assessment"))
    facts, records = facts_of(assessed=assessed, by=by)
    whole = draft_bulletin(facts, now=now)
    with transaction.atomic():
        kept = keep_draft(whole=whole, about=assessed.record, rows=list(records.values()), by=by, now=now,
                          assessment=assessed.id)  # fmt: skip
        tell(
            kind="disseminate.product.drafted", by=by, records=[kept, assessed.record.public_id],
            rules=["disseminate.draft"],
        )  # fmt: skip
    return kept


def keep_draft(
    *, whole: rule.Product, about: core.Row, rows: Sequence[core.Row], by: Audience, now: datetime,
    assessment: UUID | None = None,
) -> UUID:  # fmt: skip
    """The rows of a new draft that rests on `rows`; `about` is the record with which all of it is forgotten. The
    caller tells the ledger."""
    label_id = _label(by, [row.label_id for row in (about, *rows)])
    kept = keep([Product(
        label_id=label_id, base_label_id=label_id, kind=whole.kind, title=whole.title,
        threat_id=about.id, assessment=assessment, authors=[by.actor.person_id], made_at=now,
        center=whole.center, contact=whole.contact, exercise=whole.exercise,
        sections=[{"key": s.key, "heading": s.heading, "columns": list(s.columns)} for s in whole.sections],
    )])[0]  # fmt: skip
    each = [(s.key, float(n), one) for s in whole.sections for n, one in enumerate(s.statements, 1)]
    keep_statements(of=kept, each=each, since=1, ids={str(row.public_id): row.id for row in (about, *rows)})
    keep_title(of=kept, key=TITLE, text=whole.title, since=1)
    keep_version(Version(product=kept, label_id=label_id, n=1, by_id=by.actor.person_id, at=now, deed="drafted"))
    return kept.public_id


def may_draft(*, by: Audience) -> None:
    """Raises NotDrafted for who drafts nothing."""
    if "product.draft" not in by.rights:
        raise NotDrafted(_no("Drafting products is not part of your role.", "disseminate.draft.role"))


def _no(text: str, rule: str, way_out: str = "Ask an analyst of the center.") -> Decision:
    return Decision.of(Because(text, rule, "CJISSECPOL AC-6", ok=False, way_out=way_out))


def _label(by: Audience, labels: Sequence[int]) -> int:
    """Center only, and only for who may read every source: the join of all their labels."""
    center = people.center()
    atom = Atom(center.id if center else by.actor.agency_id, "product", "U", "center")
    return joined(first=label_of([atom.print()]), others=labels)


def joined(*, first: int, others: Sequence[int]) -> int:
    """One label that is at or above all of them."""
    with connection.cursor() as cursor:
        for label_id in sorted(set(others)):
            cursor.execute("select core_label_join(%s, %s)", [first, label_id])
            first = int(cursor.fetchone()[0])
    return first


def editable(*, product_id: UUID, by: Audience) -> Product:
    """The draft, held until this transaction ends, so that two keepings follow one another. Raises NotDrafted."""
    may_draft(by=by)
    row = Product.objects.select_for_update().filter(public_id=product_id, label_id__in=by.label_ids).first()
    if row is None or row.state not in EDITABLE:
        raise NotDrafted(_no("This product is not there for you, or is past editing.", "disseminate.edit.state"))
    return row


def submit_for_review(*, product: UUID, by: Audience, now: datetime) -> None:
    """The author says that it is ready to be read by others; what does not stand its checks is not sent on."""
    del now
    with transaction.atomic():
        row = editable(product_id=product, by=by)
        view = product_view(audience=by, public_id=product)
        for checks in (view.checks, view.tear_checks) if view else ():
            _stands(checks)
        Product.objects.filter(pk=row.pk).update(state="in review")
        tell(kind="disseminate.product.submitted", by=by, records=[product])


def _stands(checks: tuple[Check, ...]) -> None:
    if checks and not stands(checks):
        raise NotDrafted(Decision.of(checks_settled(checks, "disseminate.submit.checks")))
