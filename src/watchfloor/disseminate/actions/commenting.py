"""Comments by statement: what a reader says of one, and who settled it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from watchfloor.core.ledger.telling import tell
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision, Refused
from watchfloor.disseminate.actions.keeping import keep
from watchfloor.disseminate.models.products import Statement
from watchfloor.disseminate.models.reviews import Comment
from watchfloor.disseminate.queries.products import product as product_view
from watchfloor.disseminate.rules.editing import LONGEST, spills

MAY = frozenset({"product.draft", "product.review", "product.release"})


class NotCommented(Refused):
    """There is no such statement for the asker, his role comments on none, or the words cannot be kept."""


def comment(*, product_id: UUID, key: str, words: str, by: Audience, now: datetime) -> UUID:
    """Say something of one statement as it stands. Raises NotCommented."""
    view, said = product_view(audience=by, public_id=product_id), words.strip()
    if view is None or key not in view.every or not MAY & by.rights:
        raise NotCommented(_no("There is no such statement, or your role comments on none.", "disseminate.comment.on"))
    if spills(text=said, portion="") or not 1 <= len(said) <= LONGEST:
        text = f"Comment: {len(said)} characters, or a classified marking."
        raise NotCommented(_no(text, "disseminate.comment.words"))
    with transaction.atomic():
        record = Statement.objects.filter(product_id=view.id, key=key, until=None).values_list("record_id", flat=True)
        kept = keep([Comment(
            product_id=view.id, label_id=view.label_id, base_label_id=view.label_id, record_id=record.first(), key=key,
            revision=view.revision, by_id=by.actor.person_id, at=now, words=said,
        )])[0]  # fmt: skip
        tell(kind="disseminate.comment.made", by=by, records=[product_id], rules=["disseminate.comment"])
    return kept.public_id


def settle(*, comment_id: UUID, product_id: UUID, by: Audience, now: datetime) -> None:
    """It was answered. Raises NotCommented."""
    view = product_view(audience=by, public_id=product_id)
    if view is None or not MAY & by.rights:
        raise NotCommented(_no("There is no such comment.", "disseminate.comment.on"))
    with transaction.atomic():
        rows = Comment.objects.filter(public_id=comment_id, product_id=view.id, settled_at=None)
        if not rows.update(settled_by=by.actor.person_id, settled_at=now):
            raise NotCommented(_no("There is no such comment, or it is settled.", "disseminate.comment.on"))
        tell(kind="disseminate.comment.settled", by=by, records=[product_id], rules=["disseminate.comment"])


def _no(text: str, rule: str) -> Decision:
    way_out = "Write what you mean in a sentence or two, beside a statement that stands."
    return Decision.of(Because(text, rule, "Declared by us", ok=False, way_out=way_out))
