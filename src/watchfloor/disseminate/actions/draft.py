"""Step 8: a bulletin drafted from an assessment; each statement knows its sources and its portion marking."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from watchfloor.analyze.queries import known as analyze
from watchfloor.core.actions.records import label_of
from watchfloor.core.ledger.telling import tell
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision, Refused
from watchfloor.disseminate.actions.facts import facts_of
from watchfloor.disseminate.actions.keeping import keep
from watchfloor.disseminate.formats.keeping import source_kept, statement_kept
from watchfloor.disseminate.models import Product, Statement, StatementSource
from watchfloor.disseminate.queries.products import product
from watchfloor.disseminate.rules import product as rule
from watchfloor.disseminate.rules.draft import draft_bulletin
from watchfloor.disseminate.rules.product import Product as Whole
from watchfloor.marking.grammar import MarkingError, parse
from watchfloor.people import queries as people
from watchfloor.protect.rules.labels import Atom


class NotDrafted(Refused):
    """The assessment is not there for the asker, or his role drafts nothing, or the product is past editing."""


def draft(*, assessment_id: UUID, by: Audience, now: datetime) -> UUID:
    """A draft that only those see who may read every source. Raises NotDrafted."""
    _may(by, "product.draft")
    assessed = analyze.assessment(audience=by, public_id=assessment_id)
    if assessed is None:
        raise NotDrafted(_no("Nothing here that you may draft from.", "disseminate.draft.assessment"))
    facts, records = facts_of(assessed=assessed, by=by)
    whole = draft_bulletin(facts, now=now)
    with transaction.atomic():
        label_id = _label(by, [row.label_id for row in records.values()] + [assessed.record.label_id])
        kept = keep([Product(
            label_id=label_id, kind=whole.kind, title=whole.title, threat_id=assessed.record.id, assessment=assessed.id,
            authors=[by.actor.person_id], made_at=now, center=whole.center, contact=whole.contact,
            exercise=whole.exercise,
            sections=[{"key": s.key, "heading": s.heading, "columns": list(s.columns)} for s in whole.sections],
        )])[0]  # fmt: skip
        _keep_statements(kept, whole, {str(row.public_id): row.id for row in records.values()})
        tell(
            kind="disseminate.product.drafted", by=by, records=[kept.public_id, assessed.record.public_id],
            rules=["disseminate.draft"],
        )  # fmt: skip
    return kept.public_id


def _may(by: Audience, right: str) -> None:
    if right not in by.rights:
        raise NotDrafted(_no("Drafting products is not part of your role.", "disseminate.draft.role"))


def _no(text: str, rule: str) -> Decision:
    return Decision.of(Because(text, rule, "CJISSECPOL AC-6", ok=False, way_out="Ask an analyst of the center."))


def _label(by: Audience, labels: Sequence[int]) -> int:
    """Center only, and only for who may read every source: the join of all their labels."""
    center = people.center()
    atom = Atom(center.id if center else by.actor.agency_id, "product", "U", "center")
    joined = label_of([atom.print()])
    with connection.cursor() as cursor:
        for label_id in sorted(set(labels)):
            cursor.execute("select core_label_join(%s, %s)", [joined, label_id])
            joined = int(cursor.fetchone()[0])
    return joined


def _keep_statements(kept: Product, whole: Whole, ids: dict[str, int]) -> None:
    each = [(section.key, one) for section in whole.sections for one in section.statements]
    rows = keep([_statement(kept, n, key, one) for n, (key, one) in enumerate(each)])
    sources = [
        StatementSource(
            statement=row, label_id=kept.label_id, record_id=ids.get(ref.record, 0), position=n,
            content=source_kept(ref),
        )
        for row, (_, one) in zip(rows, each, strict=True)
        for n, ref in enumerate(one.sources)
    ]  # fmt: skip
    keep(sources)


def _statement(kept: Product, position: int, section: str, one: rule.Statement) -> Statement:
    content: dict[str, Any] = statement_kept(one) | {"sources_kept": len(one.sources)}
    return Statement(
        product=kept, label_id=kept.label_id, section=section, position=position, key=one.id, content=content
    )


def edit_statement(*, product_id: UUID, key: str, text: str, portion: str, by: Audience, now: datetime) -> None:
    """Change the words or the mark of one statement; a new revision, so that earlier reviews no longer count."""
    del now
    _may(by, "product.draft")
    row = _editable(product_id, by)
    statement = Statement.objects.filter(product=row, key=key).first()
    if statement is None:
        raise NotDrafted(_no("There is no such statement.", "disseminate.edit.statement"))
    try:
        marking = parse(portion)
    except MarkingError as error:
        raise NotDrafted(_no(f"Portion mark: {error}", "disseminate.edit.portion")) from error
    sources = statement.content
    changed = statement_kept(replace(_rule(product_id, key, by), text=text.strip(), marking=marking))
    with transaction.atomic():
        Statement.objects.filter(pk=statement.pk).update(
            content=changed | {"sources_kept": sources.get("sources_kept", 0)}
        )
        authors = sorted({*row.authors, by.actor.person_id})
        Product.objects.filter(pk=row.pk).update(revision=row.revision + 1, authors=authors, state="draft")
        tell(kind="disseminate.statement.edited", by=by, records=[product_id], rules=["disseminate.edit"])


def _rule(product_id: UUID, key: str, by: Audience) -> Any:
    view = product(audience=by, public_id=product_id)
    return next(one for one in (view.statements if view else ()) if one.id == key)


def _editable(product_id: UUID, by: Audience) -> Product:
    row = Product.objects.filter(public_id=product_id, label_id__in=by.label_ids).first()
    if row is None or row.state not in ("draft", "in review"):
        raise NotDrafted(_no("This product is not there for you, or is past editing.", "disseminate.edit.state"))
    return row


def submit_for_review(*, product: UUID, by: Audience, now: datetime) -> None:
    """The author says that it is ready to be read by others."""
    del now
    _may(by, "product.draft")
    row = _editable(product, by)
    with transaction.atomic():
        Product.objects.filter(pk=row.pk).update(state="in review")
        tell(kind="disseminate.product.submitted", by=by, records=[product])
