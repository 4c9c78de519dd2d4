"""Products of the center, and what was released to the person who reads."""

from typing import Any

from django.http import HttpRequest

from watchfloor.core.rules.audience import Audience
from watchfloor.disseminate.queries import products as queries
from watchfloor.disseminate.queries.releases import ReleaseView, my_releases
from watchfloor.protect.web.door import page
from watchfloor.protect.web.marks import Marks, portion_of
from watchfloor.protect.web.record_parts import names_of
from watchfloor.protect.web.shown import Page
from watchfloor.protect.web.wording import moment

TONES = {"draft": "", "in review": "soon", "released": "ok", "recalled": "overdue"}
VIEWS = (("", "Products of the center"), ("mine", "Released to me"))


@page("disseminate.products.read")
def products(request: HttpRequest, audience: Audience) -> Page:
    """The newest hundred; who makes no products sees what was released to him."""
    makes = bool({"product.draft", "product.review", "product.release"} & audience.rights)
    mine = request.GET.get("view") == "mine" or not makes
    found = my_releases(audience=audience) if mine else queries.products(audience=audience)
    marks = Marks()
    rows = [_released(one) if isinstance(one, ReleaseView) else _product(one, audience, marks) for one in found]
    views = [
        {"text": text, "count": "", "url": f"/products/?view={code}" if code else "/products/",
         "current": (code == "mine") == mine}
        for code, text in VIEWS
        if makes or code == "mine"
    ]  # fmt: skip
    context = {"acts": [], "views": views, "products": rows, "mine": mine, "more_url": ""}
    return Page(
        "disseminate/products.html", context, records=[one.public_id for one in found],
        markings=[
            one.marking if isinstance(one, ReleaseView) else marks.of_label(one.label_id) for one in found
        ],
    )  # fmt: skip


def _product(one: queries.ProductRow, audience: Audience, marks: Marks) -> dict[str, Any]:
    names = names_of(set(one.authors), audience)
    return {
        "number": ", ".join(one.numbers) or "draft", "title": one.title, "url": f"/products/{one.public_id}/",
        "kind_text": "Situational awareness bulletin", "portion": portion_of(marks.of_label(one.label_id)),
        "state": one.state, "tone": TONES.get(one.state, ""), "by": ", ".join(names[who] for who in one.authors),
        "when": moment(one.made_at), "acknowledged": "",
    }  # fmt: skip


def _released(one: ReleaseView) -> dict[str, Any]:
    acknowledged = one.mine.acknowledged_at if one.mine else None
    return {
        "number": one.number, "title": one.title, "url": f"/r/{one.public_id}/", "kind_text": f"to {one.group}",
        "portion": portion_of(one.marking), "state": "recalled" if one.recalled_at else "released",
        "tone": "overdue" if one.recalled_at else "ok", "by": "", "when": moment(one.at),
        "acknowledged": moment(acknowledged) or "not yet",
    }  # fmt: skip
