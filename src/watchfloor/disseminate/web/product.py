"""One product from draft to recall, statement by statement."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from watchfloor.core.ledger.telling import witness
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Refused
from watchfloor.disseminate.queries import drafting, products
from watchfloor.disseminate.queries.audiences import reach
from watchfloor.disseminate.rules.editing import Spilled
from watchfloor.disseminate.web import audience_parts, product_deeds, product_parts, statement_parts
from watchfloor.disseminate.web.product_doing import done
from watchfloor.disseminate.web.product_parts import Said
from watchfloor.marking.banner import canonical
from watchfloor.plan.queries import needs
from watchfloor.protect.web.door import act, by_method, page
from watchfloor.protect.web.marks import Marks, portion_of
from watchfloor.protect.web.record_parts import GRANTED, who_can
from watchfloor.protect.web.shown import Absent, Done, Page, lacking, refusal_of
from watchfloor.protect.web.spilling import spilled

KEYS = ((("j", "k"), "statement"), (("Alt", "↑", "↓"), "move it"), (("s",), "source"), (("m",), "portion mark"),
        (("t",), "tear line"), (("w",), "why"))  # fmt: skip


@page("disseminate.product.read")
def show(request: HttpRequest, audience: Audience, product: UUID) -> Page:
    """The product as it stands; ?at= opens one statement, ?add= an empty one at the end of a section."""
    view = _view(audience, product)
    at = {name: request.GET.get(name, "") for name in ("at", "add", "after", "part")}
    return _page(audience, view, Said(at=at, groups=tuple(request.GET.getlist("group"))))


@act("disseminate.product.read", known=True)
def do(request: HttpRequest, audience: Audience, product: UUID) -> Page | Done:
    """Whatever the page offers; a refusal is shown in its place with every word."""
    view, deed = _view(audience, product), request.GET.get("do", "")
    said = Said(deed, request.POST, at=_at(request), groups=tuple(request.GET.getlist("group")))
    try:
        return done(deed, said, view, audience, timezone.now())
    except Spilled as spill:
        raise spilled(spill.decision, kind="product", back=f"/products/{product}/", audience=audience) from None
    except Refused as refused:
        witness(kind="protect.deed.refused", by=audience, rules=refused.decision.rules)
        return _page(audience, view, said.refused_by(refused.decision))


def door(request: HttpRequest, product: UUID) -> HttpResponse:
    """GET and POST of one address."""
    return by_method(get=show, post=do)(request, product=product)


def _at(request: HttpRequest) -> dict[str, str]:
    key = request.POST.get("key", "")
    return {"at": key, "add": "" if key else request.POST.get("section", ""), "after": request.POST.get("after", "")}


def _view(audience: Audience, product: UUID) -> products.ProductView:
    view = products.product(audience=audience, public_id=product)
    if view is None:
        raise Absent
    return view


def _page(audience: Audience, view: products.ProductView, said: Said) -> Page:
    here, marks, now = f"/products/{view.public_id}/", Marks(), timezone.now()
    url = f"{here}?do="
    desk = statement_parts.desk_of(audience, view, said, url=url)
    found = reach(audience=audience, view=view, now=now)
    versions = drafting.versions(audience=audience, view=view)
    context = {
        "product": _head(audience, view, versions, here), "back": {"text": "Products", "url": "/products/"},
        "acts": _acts(audience, view, url, said), "stages": product_parts.stages_of(audience, view, versions),
        "desk": desk, "parts": statement_parts.parts_of(view, desk), "tear": statement_parts.tear_of(view, said, desk),
        **product_parts.findings_of(view), "sources": statement_parts.sources_of(desk, view),
        "audience": audience_parts.preview_of(audience, view, found, here=here),
        "review": product_deeds.review_of(audience, view, said, url=url, now=now),
        "release": product_deeds.release_of(audience, view, said, url=url, now=now),
        "two": product_deeds.two_of(audience, view, said, url=url, now=now),
        "receipts": product_parts.receipts_of(view),
        "recall": product_deeds.recall_of(audience, view, said, url=url),
        "trail": product_parts.trail_of(audience, view),
        "why": {"because": list(audience.explanation.get(view.label_id, (GRANTED,)))[:5], "cannot": []},
    }  # fmt: skip
    banner = product_parts.banner_of(view)
    noted = [canonical(note.source.marking) for note in view.sourcing.notes]
    offered = [canonical(one.ref.marking) for one in desk.offered.values()]
    return Page(
        "disseminate/product.html", context, records=[view.public_id, *desk.records],
        markings=[marks.of_label(view.label_id), *filter(None, (banner,)), *noted, *offered], keys=KEYS,
        status=200 if said.refused is None else 422,
    )  # fmt: skip


def _head(
    audience: Audience, view: products.ProductView, versions: list[drafting.VersionView], here: str
) -> dict[str, Any]:
    number = view.releases[-1].number if view.releases else "draft"
    tone = {"released": "ok", "recalled": "overdue"}.get(view.state, "soon")
    banner = product_parts.banner_of(view)
    chips = [{"text": view.state, "tone": tone}, {"text": product_parts.counted(view)}]
    return {
        "number": number, "title": view.title or "Its title went with its source", "tlp": "",
        "portion": portion_of(banner) if banner else "", "kind_text": view.product.kind, "chips": chips, "url": here,
        "saved": product_parts.saved_of(audience, view, versions), "versions_url": f"{here}versions/",
    }  # fmt: skip


def _acts(audience: Audience, view: products.ProductView, url: str, said: Said) -> list[dict[str, Any]]:
    found = [
        {"id": "out", "text": f"As released, {one.number}", "url": f"/r/{one.public_id}/", "method": "get",
         "key": "", "main": False}
        for one in view.releases
    ]  # fmt: skip
    if needs.STATES in audience.rights:
        found.append({"id": "needs", "text": "Tag to a need", "url": f"/products/{view.public_id}/needs/",
                      "method": "get", "key": "", "main": False})  # fmt: skip
    if view.state != "draft":
        return found
    no = said.refused if said.deed == "submit" else None
    if no is None and product_deeds.DRAFTS not in audience.rights:
        no = lacking(product_deeds.DRAFTS, text="your role does not draft products.", way_out="Ask one of them.")
    refusal = None if no is None else refusal_of(no, what="send it to review", who=who_can(product_deeds.DRAFTS))
    submit = {"id": "submit", "text": "Send to review", "url": f"{url}submit", "method": "post", "main": True,
              "key": "" if said.at.get("at") or said.at.get("add") else "Ctrl Enter", "fields": [],
              "refusal": refusal}  # fmt: skip
    return [*found, submit]
