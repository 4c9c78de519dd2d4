"""One product from draft to recall, statement by statement."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from watchfloor.core.ledger.telling import witness
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision, Refused
from watchfloor.disseminate.actions.draft import edit_statement, submit_for_review
from watchfloor.disseminate.actions.recall import NotRecalled, recall
from watchfloor.disseminate.actions.release import release
from watchfloor.disseminate.actions.review import review
from watchfloor.disseminate.queries import products as queries
from watchfloor.disseminate.rules.release import NotReleasable
from watchfloor.disseminate.web import product_deeds as deeds
from watchfloor.disseminate.web import product_parts as parts
from watchfloor.disseminate.web.product_parts import Said
from watchfloor.marking.banner import canonical
from watchfloor.protect.web.door import act, by_method, page
from watchfloor.protect.web.marks import Marks, portion_of
from watchfloor.protect.web.record_parts import GRANTED, who_can
from watchfloor.protect.web.shown import Absent, Done, Page, lacking, refusal_of

KEYS = ((("Esc",), "products"), (("w",), "why"))
EDITABLE = ("draft", "in review")


@page("disseminate.product.read")
def show(request: HttpRequest, audience: Audience, product: UUID) -> Page:
    """The product as it stands."""
    del request
    return _page(audience, _view(audience, product), Said())


@act("disseminate.product.read", known=True)
def do(request: HttpRequest, audience: Audience, product: UUID) -> Page | Done:
    """Edit, submit, review, release or recall; a refusal is shown in its place with every word."""
    view, deed = _view(audience, product), request.GET.get("do", "")
    said = request.POST.dict()
    try:
        return _done(deed, said, view, audience)
    except Refused as refused:
        witness(kind="protect.deed.refused", by=audience, rules=refused.decision.rules)
        return _page(audience, view, Said(deed, said, refused.decision))


def door(request: HttpRequest, product: UUID) -> HttpResponse:
    """GET and POST of one address."""
    return by_method(get=show, post=do)(request, product=product)


def _view(audience: Audience, product: UUID) -> queries.ProductView:
    view = queries.product(audience=audience, public_id=product)
    if view is None:
        raise Absent
    return view


def _done(deed: str, said: dict[str, str], view: queries.ProductView, by: Audience) -> Done:
    product, now, here = view.public_id, timezone.now(), f"/products/{view.public_id}/"
    if deed == "edit":
        key = said.get("key", "")
        edit_statement(
            product_id=product, key=key, text=said.get("text", ""), portion=said.get("portion", ""), by=by, now=now
        )
        return Done(f"{here}#statement-{key}", "Kept as a new revision; earlier reviews no longer count.")
    if deed == "submit":
        submit_for_review(product=product, by=by, now=now)
        return Done(here, "Sent to review: a second person and the privacy officer read it.")
    if deed == "review":
        approved = {"approve": True, "return": False}.get(said.get("answer", ""))
        if approved is None:
            raise Absent
        review(
            product=product, kind=said.get("kind", ""), approved=approved, because=said.get("because", "").strip(),
            by=by, now=now,
        )  # fmt: skip
        return Done(here, "Your verdict is kept: approved." if approved else "Your verdict is kept: returned.")
    if deed == "release":
        release(product=product, group_id=_group(said), by=by, now=now)
        return Done(here, "Released. Its recipients are told that it waits for them.")
    if deed == "recall":
        recall(release=_release(said, view), because=said.get("recall_because", ""), by=by, now=now)
        return Done(here, "Recalled. Everybody who got it is told.")
    raise Absent


def _group(said: dict[str, str]) -> int:
    if not said.get("group", "").isdecimal():
        no = Because("No group is chosen.", "disseminate.release.group", ok=False, way_out="Choose a group.")
        raise NotReleasable(Decision.of(no))
    return int(said["group"])


def _release(said: dict[str, str], view: queries.ProductView) -> UUID:
    """Only a release of this product."""
    for one in view.releases:
        if str(one.public_id) == said.get("release"):
            return one.public_id
    no = Because("This product has no such release.", "disseminate.recall", ok=False, way_out="Choose a release.")
    raise NotRecalled(Decision.of(no))


def _page(audience: Audience, view: queries.ProductView, said: Said) -> Page:
    here, marks, now = f"/products/{view.public_id}/", Marks(), timezone.now()
    url = f"{here}?do="
    sources, rows = parts.sources_of(audience, view)
    checks, passed = parts.checks_of(view)
    banner, editing = parts.banner_of(view), view.state in EDITABLE and deeds.DRAFTS in audience.rights
    context = {
        "product": _head(view, banner), "back": {"text": "Products", "url": "/products/"},
        "acts": _acts(audience, view, url, said), "stages": parts.stages_of(audience, view),
        "parts": parts.parts_of(view, said, url=f"{url}edit", editing=editing), "tear": None,
        "checks": checks, "checks_passed": passed, "sources": sources, "conflicts": parts.conflicts_of(view.checks),
        "audience": deeds.preview_of(audience, view, now=now),
        "review": deeds.review_of(audience, view, said, url=url, now=now),
        "release": deeds.release_of(audience, view, said, url=url), "receipts": parts.receipts_of(view),
        "recall": deeds.recall_of(audience, view, said, url=url), "trail": parts.trail_of(audience, view),
        "why": {"because": list(audience.explanation.get(view.label_id, (GRANTED,)))[:5], "cannot": []},
    }  # fmt: skip
    noted = [canonical(note.source.marking) for note in view.sourcing.notes]
    return Page(
        "disseminate/product.html", context, records=[view.public_id, *(row.public_id for row in rows)],
        markings=[marks.of_label(view.label_id), *filter(None, (banner,)), *noted], keys=KEYS,
        status=200 if said.refused is None else 422,
    )  # fmt: skip


def _head(view: queries.ProductView, banner: str) -> dict[str, Any]:
    number = view.releases[-1].number if view.releases else "draft"
    tone = {"released": "ok", "recalled": "overdue"}.get(view.state, "soon")
    chips = [{"text": view.state, "tone": tone}, {"text": parts.counted(view)}]
    return {
        "number": number, "title": view.title, "portion": portion_of(banner) if banner else "",
        "kind_text": view.product.kind, "chips": chips, "tlp": "",
    }  # fmt: skip


def _acts(audience: Audience, view: queries.ProductView, url: str, said: Said) -> list[dict[str, Any]]:
    found = [
        {"id": "out", "text": f"As released, {one.number}", "url": f"/r/{one.public_id}/", "method": "get",
         "key": "", "main": False}
        for one in view.releases
    ]  # fmt: skip
    if view.state != "draft":
        return found
    no = said.refused if said.deed == "submit" else None
    if no is None and deeds.DRAFTS not in audience.rights:
        no = lacking(deeds.DRAFTS, text="your role does not draft products.", way_out="Ask one of them.")
    refusal = None if no is None else refusal_of(no, what="send it to review", who=who_can(deeds.DRAFTS))
    submit = {"id": "submit", "text": "Send to review", "url": f"{url}submit", "method": "post", "key": "",
              "main": True, "fields": [], "refusal": refusal}  # fmt: skip
    return [*found, submit]
