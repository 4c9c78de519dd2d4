"""See as a group: the very bytes that it would get, through the function that the release itself uses."""

from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone

from watchfloor.core.rules.audience import Audience
from watchfloor.disseminate.formats.rendering import Rendering
from watchfloor.disseminate.queries import audiences, products
from watchfloor.disseminate.web.audience_parts import MAY
from watchfloor.marking.banner import canonical
from watchfloor.people import queries as people
from watchfloor.protect.web.door import page
from watchfloor.protect.web.marks import Marks, portion_of
from watchfloor.protect.web.shown import Absent, File, Page
from watchfloor.protect.web.standing import exercise

TYPES = {"pdf": "application/pdf", "html": "text/html; charset=utf-8"}
PARTS = {"full": "the full text", "tear": "the tear line"}


@page("disseminate.product.previewed")
def show(request: HttpRequest, audience: Audience, product: UUID, group: UUID) -> Page:
    """As this group would read it; its number and time are given at release."""
    del request
    view, outcome, out = _seen(audience, product, group)
    here = f"/products/{product}/"
    context = {
        "product": {"title": view.title, "url": here}, "group": outcome.group.name, "gets": PARTS[outcome.gets],
        "people": len(outcome.goes), "html": out.fragment(),
        "portion": portion_of(outcome.marking), "downloads": [
            {"text": "PDF", "url": f"{here}as/{group}/bulletin.pdf"},
            {"text": "HTML, stands alone", "url": f"{here}as/{group}/bulletin.html"},
        ],
    }  # fmt: skip
    banner = canonical(out.product.banner) if out.product.banner else ""
    return Page(
        "disseminate/as_group.html", context, records=[product], markings=[Marks().of_label(view.label_id), banner],
        keys=((("Esc",), "the draft"),),
    )  # fmt: skip


@page("disseminate.product.previewed")
def download(request: HttpRequest, audience: Audience, product: UUID, group: UUID, form: str) -> File:
    """The same as a file, marked as a draft by the number it lacks."""
    del request
    if form not in TYPES:
        raise Absent
    _, _, out = _seen(audience, product, group)
    content = out.pdf() if form == "pdf" else out.document().encode()
    return File(content, TYPES[form], f"{'EXERCISE-' if exercise() else ''}preview.{form}", [product])


def _seen(
    audience: Audience, product: UUID, group: UUID
) -> tuple[products.ProductView, audiences.Outcome, Rendering]:  # fmt: skip
    view, now = products.product(audience=audience, public_id=product), timezone.now()
    if view is None or not MAY & audience.rights:
        raise Absent
    ids = [one.id for one in people.groups() if one.public_id == group]
    found = audiences.reach(audience=audience, view=view, now=now, groups=ids) if ids else None
    if found is None or found.outcomes[0].gets not in PARTS:
        raise Absent
    given = audiences.before_release(view=view, now=now)
    return view, found.outcomes[0], audiences.as_given(view=view, part=found.outcomes[0].gets, given=given)
