"""Step 9a: a second person reads it statement by statement; the privacy officer reads it for privacy."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from watchfloor.core.ledger.telling import tell
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision
from watchfloor.disseminate.models.products import Product
from watchfloor.disseminate.models.reviews import Review
from watchfloor.disseminate.queries import products as queries
from watchfloor.disseminate.queries.drafting import comments
from watchfloor.disseminate.rules.review import NotReviewable, ReviewerFacts, may_return, may_review
from watchfloor.people import queries as people


def review(*, product: UUID, kind: str, approved: bool, because: str, by: Audience, now: datetime) -> None:
    """A verdict on the version as it stands; returned, it is a draft again. Raises NotReviewable; for whom it is not
    there, as if there were none."""
    view = queries.product(audience=by, public_id=product)
    if view is None or view.state != "in review":
        no = Because("Nothing here that you may review.", "disseminate.review.state", ok=False)
        raise NotReviewable(Decision.of(no))
    who, authors = reviewer(by=by, now=now), frozenset(str(one) for one in view.authors)
    if approved:
        checks = (*view.checks, *view.tear_checks)
        decision = may_review(kind=kind, by=who, authors=authors, checks=checks)
    else:
        mine = [one for one in comments(audience=by, view=view) if one.by_id == by.actor.person_id]
        said = sum(one.settled_at is None for one in mine)
        decision = may_return(kind=kind, by=who, authors=authors, because=because, comments=said)
    if not decision:
        raise NotReviewable(decision)
    with transaction.atomic():
        Review.objects.create(
            product_id=view.id, label_id=view.label_id, kind=kind, by_id=by.actor.person_id, revision=view.revision,
            approved=approved, because=because, at=now,
        )  # fmt: skip
        if not approved:
            Product.objects.filter(pk=view.id).update(state="draft")
        verdict = "approved" if approved else "declined"
        tell(kind=f"disseminate.product.{verdict}", by=by, records=[product], rules=decision.rules)


def reviewer(*, by: Audience, now: datetime) -> ReviewerFacts:
    """What the rule asks of the person."""
    standing = people.standing(person_id=by.actor.person_id, affiliation_id=by.actor.affiliation_id)
    return ReviewerFacts(
        str(by.actor.person_id), "product.review" in by.rights, bool(standing and standing.role == "privacy"),
        bool(standing and standing.trained("pcrcl", now.date())),
    )  # fmt: skip
