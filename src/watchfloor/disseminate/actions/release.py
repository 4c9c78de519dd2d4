"""Step 9b: numbered, rendered once, released to a group."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from watchfloor.analyze.formats.tables import scale
from watchfloor.core.actions.records import label_of
from watchfloor.core.ledger.telling import tell
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision
from watchfloor.disseminate.actions.keeping import keep
from watchfloor.disseminate.formats import html, pdf
from watchfloor.disseminate.formats.policy import release_policy
from watchfloor.disseminate.models import Counter, Delivery, Product, Release
from watchfloor.disseminate.queries import products as queries
from watchfloor.disseminate.rules.product import Product as Whole
from watchfloor.disseminate.rules.product import SignOff
from watchfloor.disseminate.rules.release import Agreement, GroupFacts, NotReleasable, ReleaseFacts, may_release, number
from watchfloor.disseminate.rules.review import Review
from watchfloor.marking.banner import canonical
from watchfloor.people import queries as people
from watchfloor.protect.formats.handling import handling_of
from watchfloor.protect.rules.labels import Atom

KINDS = {
    "center": "own-center", "federal": "federal", "police": "law-enforcement", "sheriff": "law-enforcement",
    "state": "law-enforcement", "parks": "law-enforcement", "utility": "private-sector", "private": "private-sector",
    "fire": "fire-ems", "health": "public-health", "hospital": "public-health",
}  # fmt: skip
STEPS = {"second": "Reviewed by a second person", "privacy": "Reviewed for privacy"}


def release(*, product: UUID, group_id: int, by: Audience, now: datetime) -> UUID:
    """Release to everybody of a group with an affiliation in force. Raises NotReleasable.

    The group is judged agency by agency: one that may not have it refuses the whole, so that a group is one audience.
    """
    view, group, decision = judged(product=product, group_id=group_id, by=by, now=now)
    if not decision or view is None:
        raise NotReleasable(decision)
    with transaction.atomic():
        given = next_number(now)
        whole = _signed(view, given, by, now)
        kept = keep_release(
            whole=whole, product_id=view.id, label_id=_label(whole, group.id), group_id=group.id, by=by, now=now
        )
        deliver_to(kept=kept, to=[(one.id, one.agency_id) for one in group.people], now=now)
        Product.objects.filter(pk=view.id).update(state="released")
        tell(kind="disseminate.product.released", by=by, records=[product, kept.public_id], rules=decision.rules)
    return kept.public_id


def judged(
    *, product: UUID, group_id: int, by: Audience, now: datetime
) -> tuple[queries.ProductView | None, people.GroupView, Decision]:
    """Would it go to this group now, and why; the audience preview asks the same."""
    group = next(iter(people.groups(ids=[group_id])), None)
    view = queries.product(audience=by, public_id=product)
    if view is None or group is None or "product.release" not in by.rights:
        no = Because("Nothing here that you may release.", "disseminate.release.role", "CJISSECPOL AC-6", ok=False)
        empty = group or people.GroupView(0, product, "", "", "U", (), ())
        return None, empty, Decision.of(no)
    facts = ReleaseFacts(
        view.product, view.revision, frozenset(str(a) for a in view.authors),
        tuple(Review(r.kind, str(r.by_id), r.revision, r.approved) for r in view.reviews), view.checks,
        str(by.actor.person_id),
    )  # fmt: skip
    decisions = [may_release(facts, _facts(agency, group, by), release_policy(), now=now) for agency in group.agencies]
    return view, group, Decision.of(*dict.fromkeys(reason for decision in decisions for reason in decision.because))


def _facts(agency: people.AgencyView, group: people.GroupView, by: Audience) -> GroupFacts:
    kept = people.agreement(agency_id=agency.id)
    return GroupFacts(
        agency.name, KINDS.get(agency.kind, agency.kind), "CUI" if group.release_level == "CUI" else "U",
        "agreement" if kept else ("own center" if agency.is_center else ""), by.purpose,
        Agreement(*kept) if kept else None,
    )  # fmt: skip


def next_number(now: datetime) -> str:
    """CENTER-YYYY-NNNN; the row of the year is locked until this transaction ends, so that none is given twice."""
    house = core.house()
    Counter.objects.get_or_create(year=now.year)
    row = Counter.objects.select_for_update().get(year=now.year)
    Counter.objects.filter(year=now.year).update(last=row.last + 1)
    return number(house.code if house else "CENTER", now.year, row.last + 1)


def _signed(view: queries.ProductView, given: str, by: Audience, now: datetime) -> Whole:
    """The product as it goes out: number, time of release, who signed which step."""
    me = people.person(person_id=by.actor.person_id)
    steps = [
        SignOff(STEPS.get(r.kind, r.kind), r.name, r.at)
        for r in view.reviews
        if r.approved and r.revision == view.revision
    ]
    steps.append(SignOff("Released", me.name if me else "", now))
    return replace(view.product, number=given, at=now, sign_offs=tuple(steps))


def _label(whole: Whole, group_id: int) -> int:
    """Open to the group and the center, at the level of the banner."""
    center = people.center()
    handling = handling_of((canonical(whole.banner),)) if whole.banner else handling_of(("unknown: no banner",))
    share = "closed" if handling.closed else f"group:{group_id}"
    atom = Atom(center.id if center else 0, "product", handling.level, share, handling.tlp, handling.federal_only)
    return label_of([atom.print()])


def keep_release(
    *, whole: Whole, product_id: int | None, label_id: int, group_id: int | None, by: Audience, now: datetime
) -> Release:
    """Render once; what was released stays as it went."""
    return keep([Release(
        label_id=label_id, product_id=product_id, number=whole.number, title=whole.title,
        marking=canonical(whole.banner) if whole.banner else "", group_id=group_id, by_id=by.actor.person_id, at=now,
        fragment=str(html.fragment(whole, scale=scale())), document=html.document(whole, scale=scale()),
        pdf=pdf.render(whole, scale=scale()),
    )])[0]  # fmt: skip


def deliver_to(*, kept: Release, to: list[tuple[int, int]], now: datetime) -> None:
    """One copy a person."""
    keep(
        [
            Delivery(release=kept, label_id=kept.label_id, person_id=person, agency_id=agency, delivered_at=now)
            for person, agency in to
        ]
    )
