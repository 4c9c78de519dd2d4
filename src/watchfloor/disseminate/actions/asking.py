"""Step 9b, the first of two people: sees exactly what a release would do, says why, and names the second."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from watchfloor.core.ledger.telling import tell
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision
from watchfloor.disseminate.actions.keeping import keep
from watchfloor.disseminate.models.requests import Request
from watchfloor.disseminate.queries import audiences
from watchfloor.disseminate.queries.products import ProductView
from watchfloor.disseminate.queries.products import product as product_view
from watchfloor.disseminate.rules.asking import LAPSES_AFTER, NotAsked, Pair, may_ask
from watchfloor.disseminate.rules.release import NotReleasable
from watchfloor.notify.actions.outbox import notice
from watchfloor.people import queries as people
from watchfloor.protect.formats.policy import load

RIGHT = "product.release"
RELEASABLE = ("in review", "released")


def ask_release(
    *, product: UUID, groups: Sequence[int], because: str, second_id: int, by: Audience, now: datetime
) -> UUID:
    """Ask a second person to confirm a release to these groups. Nothing goes out before he does.

    Raises NotReleasable if it is not ready or one of the groups may have nothing of it, else NotAsked.
    """
    view, found = asked_of(product=product, groups=groups, by=by, now=now)
    goes = judged(found=found)
    if not goes:
        raise NotReleasable(goes)
    pair = pair_of(view=view, first=by.actor.person_id, second=second_id)
    decision = may_ask(pair, because=because, goes=found.people)
    if not decision:
        raise NotAsked(decision)
    with transaction.atomic():
        kept = keep([Request(
            product_id=view.id, label_id=view.label_id, groups=[one.group.id for one in found.outcomes],
            effect=audiences.effect_of(view=view, found=found), because=because.strip(), by_id=by.actor.person_id,
            second_id=second_id, at=now, lapses_at=now + LAPSES_AFTER,
        )])[0]  # fmt: skip
        notice(
            person_id=second_id, kind="confirm", subject="A release waits for you to confirm it",
            text="Another person asks you to confirm a release. Half an hour, then it lapses.",
            path=f"/products/{product}/", label_id=view.label_id, once_key=f"confirm-{kept.public_id}", now=now,
        )  # fmt: skip
        tell(kind="disseminate.release.asked", by=by, records=[product], rules=[*goes.rules, *decision.rules])
    return kept.public_id


def asked_of(
    *, product: UUID, groups: Sequence[int], by: Audience, now: datetime
) -> tuple[ProductView, audiences.Reach]:
    """The product and what these groups would get of it. Raises NotReleasable where `by` may release nothing."""
    view = product_view(audience=by, public_id=product)
    if view is None or RIGHT not in by.rights:
        raise NotReleasable(_no("Nothing here that you may release.", "disseminate.release.role", "Ask a supervisor."))
    if view.state not in RELEASABLE:
        way_out = "Its author sends it to review." if view.state == "draft" else "A recalled product is drafted anew."
        raise NotReleasable(_no(f"It is {view.state}.", "disseminate.release.state", way_out))
    found = audiences.reach(audience=by, view=view, now=now, groups=groups)
    if not found.outcomes:
        raise NotReleasable(_no("No group is chosen.", "disseminate.release.group", "Choose a group."))
    return view, found


def judged(*, found: audiences.Reach) -> Decision:
    """Is it ready, and does each of the groups get something? The tear line is held to its own checks."""
    parts = {one.gets for one in found.outcomes}
    reasons = list[Because]()
    if parts - {"tear"}:
        reasons += found.ready.because
    if "tear" in parts and found.tear_ready is not None:
        reasons += found.tear_ready.because
    for one in found.outcomes:
        reasons += one.decision.because
        if one.gets == "held":
            reasons += [why for _, why in one.held[:1]]
    return Decision.of(*dict.fromkeys(reasons))


def pair_of(*, view: ProductView, first: int, second: int) -> Pair:
    """Who would release, as the rule asks."""
    return Pair(
        str(first), str(second), _may(first), _may(second), frozenset(str(one) for one in view.authors)
    )  # fmt: skip


def seconds(*, view: ProductView, first: int) -> list[people.PersonView]:
    """Who may be the second person."""
    return [
        one for one in people.persons().values()
        if one.of_center and one.id != first and one.id not in view.authors and _holds(one)
    ]  # fmt: skip


def _may(person_id: int) -> bool:
    person = people.person(person_id=person_id)
    return person is not None and person.of_center and _holds(person)


def _holds(person: people.PersonView) -> bool:
    return RIGHT in load().roles.get(person.role, frozenset())


def _no(text: str, rule: str, way_out: str) -> Decision:
    return Decision.of(Because(text, rule, "CJISSECPOL AC-6", ok=False, way_out=way_out))
