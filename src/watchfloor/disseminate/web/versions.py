"""The versions of a draft: who kept what and when, and what changed between any two, statement by statement."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest

from watchfloor.core.rules.audience import Audience
from watchfloor.disseminate.queries import drafting, products
from watchfloor.disseminate.rules.differing import Difference, differences
from watchfloor.disseminate.web.audience_parts import MAY
from watchfloor.disseminate.web.statement_parts import place_words
from watchfloor.marking.banner import canonical
from watchfloor.protect.web.door import page
from watchfloor.protect.web.fields import choices, field
from watchfloor.protect.web.marks import Marks
from watchfloor.protect.web.record_parts import names_of
from watchfloor.protect.web.shown import Absent, Page
from watchfloor.protect.web.wording import moment


@page("disseminate.versions.read")
def show(request: HttpRequest, audience: Audience, product: UUID) -> Page:
    """All versions, newest first; ?from= and ?to= choose two, else the last step is shown."""
    view = products.product(audience=audience, public_id=product)
    if view is None or not MAY & audience.rights:
        raise Absent
    kept = drafting.versions(audience=audience, view=view)
    known = [one.n for one in kept]
    to = _chosen(request.GET.get("to", ""), known, max(known, default=1))
    since = _chosen(request.GET.get("from", ""), known, max(1, to - 1))
    old = products.as_kept(audience=audience, public_id=product, version=min(since, to))
    new = products.as_kept(audience=audience, public_id=product, version=max(since, to))
    names = names_of({one.by_id for one in kept}, audience)
    pairs = [(str(n), f"version {n}") for n in known]
    here = f"/products/{product}/"
    context = {
        "product": {"title": view.title, "url": here}, "url": f"{here}versions/",
        "fields": [
            field("from", "From", kind="select", options=choices(pairs, chosen=str(min(since, to)))),
            field("to", "To", kind="select", options=choices(pairs, chosen=str(max(since, to)))),
        ],
        "between": f"version {min(since, to)} and version {max(since, to)}",
        "differences": [_difference(view, one) for one in differences(old, new)],
        "versions": [
            {"n": one.n, "who": names[one.by_id], "when": moment(one.at), "deed": one.deed, "url": f"?to={one.n}",
             "place": place_words(view, one.key) if one.key else "", "now": one.n == max(since, to)}
            for one in kept
        ],
    }  # fmt: skip
    marks = [canonical(one.marking) for one in (*old.values(), *new.values()) if one.marking is not None]
    return Page(
        "disseminate/versions.html", context, records=[product], markings=[Marks().of_label(view.label_id), *marks],
        keys=((("Esc",), "the draft"),),
    )  # fmt: skip


def _chosen(said: str, known: list[int], otherwise: int) -> int:
    return int(said) if said.isdecimal() and int(said) in known else otherwise


def _difference(view: products.ProductView, one: Difference) -> dict[str, Any]:
    return {
        "place": place_words(view, one.key), "what": one.what, "notes": one.notes, "pieces": one.pieces,
        "url": f"/products/{view.public_id}/?at={one.key}#statement-{one.key}" if one.key in view.every else "",
    }  # fmt: skip
