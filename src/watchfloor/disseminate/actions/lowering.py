"""One statement, in these very words, may be marked below its sources: a recorded decision of a person."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from watchfloor.core.ledger.telling import tell
from watchfloor.core.rules.audience import Audience
from watchfloor.disseminate.actions.draft import EDITABLE
from watchfloor.disseminate.actions.keeping import keep
from watchfloor.disseminate.actions.statements import end, keep_statements, keep_version
from watchfloor.disseminate.models.products import Product, Version
from watchfloor.disseminate.models.reviews import Lowering
from watchfloor.disseminate.queries.drafting import cited
from watchfloor.disseminate.queries.products import product as product_view
from watchfloor.disseminate.rules.checking import floor_of
from watchfloor.disseminate.rules.lowering import LoweringFacts, NotLowered, may_lower
from watchfloor.marking.banner import canonical


def lower(
    *, product_id: UUID, key: str, because: str, agreed: str = "", by: Audience, now: datetime
) -> str:  # fmt: skip
    """Decide it; the number of the decision. Any later change of words, mark or sources ends it.

    A new version, so that earlier reviews no longer count; who decides does not become an author. Raises NotLowered.
    """
    with transaction.atomic():
        row = Product.objects.select_for_update().filter(public_id=product_id, label_id__in=by.label_ids).first()
        view = product_view(audience=by, public_id=product_id)
        statement = view.every.get(key) if view else None
        floor = floor_of(statement, view.every) if view and statement else None
        facts = LoweringFacts(
            statement, floor, row is not None and row.state in EDITABLE, "product.release" in by.rights,
            view is not None and by.actor.person_id in view.authors, view.product.center if view else "",
        )  # fmt: skip
        decision = may_lower(facts, because=because, agreed=agreed)
        mark = statement.marking if statement else None
        if not decision or row is None or view is None or statement is None or mark is None or floor is None:
            raise NotLowered(decision)
        kept = keep([Lowering(
            product=row, label_id=row.label_id, key=key, revision=row.revision + 1,
            from_marking=canonical(floor), to_marking=canonical(mark),
            because=" ".join(filter(None, (because.strip(), agreed.strip()))), by_id=by.actor.person_id, at=now,
        )])[0]  # fmt: skip
        given = f"D-{str(kept.public_id)[:8]}"
        placed = next(one for one in view.placed if one.key == key)
        end(of=row, key=key, until=row.revision + 1)
        ids = {name: one.record_id for name, one in cited(audience=by, public_id=product_id).items()}
        standing = (placed.section, placed.position, replace(statement, lowered_by=given))
        keep_statements(of=row, each=[standing], since=row.revision + 1, ids=ids)
        keep_version(
            Version(product=row, label_id=row.label_id, n=row.revision + 1, by_id=by.actor.person_id, at=now,
                    deed="lowered", key=key)
        )  # fmt: skip
        Product.objects.filter(pk=row.pk).update(revision=row.revision + 1)
        tell(kind="disseminate.statement.lowered", by=by, records=[product_id], rules=decision.rules)
    return given
