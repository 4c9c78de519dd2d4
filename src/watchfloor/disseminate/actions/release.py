"""Step 9b, the second of two people: numbered, rendered once, released to each group as both have seen it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from watchfloor.core.actions.records import label_of
from watchfloor.core.ledger.telling import tell
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision
from watchfloor.disseminate.actions.asking import asked_of, judged, pair_of
from watchfloor.disseminate.actions.keeping import keep
from watchfloor.disseminate.formats.rendering import Given, Rendering
from watchfloor.disseminate.models.products import Product
from watchfloor.disseminate.models.releases import Counter, Delivery, Release
from watchfloor.disseminate.models.requests import Request
from watchfloor.disseminate.queries import audiences
from watchfloor.disseminate.queries.products import ProductView
from watchfloor.disseminate.rules.asking import NotConfirmed, may_confirm
from watchfloor.disseminate.rules.product import Product as Whole
from watchfloor.disseminate.rules.product import SignOff
from watchfloor.disseminate.rules.release import NotReleasable, number
from watchfloor.marking.banner import canonical
from watchfloor.people import queries as people


def release(*, request: UUID, by: Audience, now: datetime) -> list[UUID]:
    """Confirm what another asked for: one release under a number of its own for each group.

    The effect is worked out anew; another one than the first person saw, a lapsed request or another person than the
    one who was asked releases nothing. Raises NotConfirmed and NotReleasable.
    """
    with transaction.atomic():
        row = waiting(request=request, by=by)
        view, found = asked_of(product=row.product.public_id, groups=row.groups, by=by, now=now)
        effect: dict[str, Any] = audiences.effect_of(view=view, found=found)
        pair = pair_of(view=view, first=row.by_id, second=row.second_id)
        decision = may_confirm(
            pair, by=str(by.actor.person_id), asked=row.effect, found=effect, lapses_at=row.lapses_at, now=now
        )
        if not decision:
            raise NotConfirmed(decision)
        goes = judged(found=found)
        if not goes:
            raise NotReleasable(goes)
        Request.objects.filter(pk=row.pk).update(answer="confirmed", answered_at=now)
        Product.objects.filter(pk=view.id).update(state="released")
        given = [_released(view, one, row, now, by) for one in found.outcomes if one.goes]
        for public_id in given:
            tell(kind="disseminate.product.released", by=by, records=[view.public_id, public_id], rules=decision.rules)
    return given


def decline(*, request: UUID, by: Audience, now: datetime) -> None:
    """The second person says no; nothing goes. Raises NotConfirmed."""
    with transaction.atomic():
        row = waiting(request=request, by=by)
        if row.second_id != by.actor.person_id:
            raise NotConfirmed(_no("You were not asked to confirm this."))
        Request.objects.filter(pk=row.pk).update(answer="declined", answered_at=now)
        tell(kind="disseminate.release.declined", by=by, records=[row.product.public_id], rules=["disseminate.ask"])


def waiting(*, request: UUID, by: Audience) -> Request:
    """The request, held; raises NotConfirmed if there is none for `by`, or it was answered."""
    row = (
        Request.objects.select_for_update(of=("self",))
        .select_related("product")
        .filter(public_id=request, answer="", label_id__in=by.label_ids)
        .first()
    )
    if row is None:
        raise NotConfirmed(_no("There is no such request, or it was answered."))
    return row


def _no(text: str) -> Decision:
    way_out = "Look at the product as it stands."
    return Decision.of(Because(text, "disseminate.ask.request", "", ok=False, way_out=way_out))


def _released(view: ProductView, one: audiences.Outcome, row: Request, now: datetime, by: Audience) -> UUID:
    known = people.persons(ids=[row.by_id, by.actor.person_id])
    names = [known[who].name for who in (row.by_id, by.actor.person_id) if who in known]
    steps = (*audiences.signed(view=view), SignOff("Released", " and ".join(names), now))
    out = audiences.as_given(view=view, part=one.gets, given=Given(next_number(now), now, steps))
    label_id = _label(out.product, one.group.id)
    kept = keep_release(
        out=out, part=one.gets, product_id=view.id, label_id=label_id, group_id=one.group.id, by=by, now=now
    )
    deliver_to(kept=kept, to=[(who.id, who.agency_id) for who in one.goes], now=now)
    return kept.public_id


def next_number(now: datetime) -> str:
    """CENTER-YYYY-NNNN; the row of the year is locked until this transaction ends, so that none is given twice."""
    house = core.house()
    Counter.objects.get_or_create(year=now.year)
    row = Counter.objects.select_for_update().get(year=now.year)
    Counter.objects.filter(year=now.year).update(last=row.last + 1)
    return number(house.code if house else "CENTER", now.year, row.last + 1)


def _label(whole: Whole, group_id: int) -> int:
    center = people.center()
    atom = audiences.release_atom(whole=whole, group_id=group_id, center_id=center.id if center else 0)
    return label_of([atom.print()])


def keep_release(
    *,
    out: Rendering,
    part: str,
    product_id: int | None,
    label_id: int,
    group_id: int | None,
    by: Audience,
    now: datetime,
) -> Release:
    """Render once; what was released stays as it went."""
    whole = out.product
    return keep([Release(
        label_id=label_id, product_id=product_id, number=whole.number, title=whole.title,
        marking=canonical(whole.banner) if whole.banner else "", group_id=group_id, part=part,
        by_id=by.actor.person_id, at=now, fragment=str(out.fragment()), document=out.document(), pdf=out.pdf(),
    )])[0]  # fmt: skip


def deliver_to(*, kept: Release, to: list[tuple[int, int]], now: datetime) -> None:
    """One copy a person."""
    keep(
        [
            Delivery(release=kept, label_id=kept.label_id, person_id=person, agency_id=agency, delivered_at=now)
            for person, agency in to
        ]
    )
