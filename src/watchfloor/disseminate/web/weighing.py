"""What the draft would be with the words that stand in the form now: for the script, which shows it at once."""

from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone

from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Refused
from watchfloor.disseminate.actions.sources import offered
from watchfloor.disseminate.actions.wording import weigh
from watchfloor.disseminate.queries.audiences import reach
from watchfloor.disseminate.web.audience_parts import preview_of
from watchfloor.disseminate.web.product_doing import wording_of
from watchfloor.disseminate.web.product_parts import banner_of, findings_of
from watchfloor.marking.banner import canonical
from watchfloor.protect.web.door import act
from watchfloor.protect.web.marks import Marks
from watchfloor.protect.web.shown import Absent, Page


@act("disseminate.product.weighed")
def weighed(request: HttpRequest, audience: Audience, product: UUID) -> Page:
    """Mark, checks and who gets what; nothing is kept. What cannot be weighed is said in one line."""
    if "product.draft" not in audience.rights:
        raise Absent
    said = request.POST
    try:
        view = weigh(
            product_id=product, key=said.get("key", ""), section=said.get("section", ""), said=wording_of(said),
            by=audience,
        )  # fmt: skip
    except Refused as refused:
        no = " ".join(f"{one.text} {one.way_out}" for one in refused.decision.against)
        return Page("disseminate/weighed.html", {"no": no}, records=[product])
    if view is None:
        raise Absent
    here = f"/products/{product}/"
    found = reach(audience=audience, view=view, now=timezone.now())
    context = {"no": "", **findings_of(view), "audience": preview_of(audience, view, found, here=here)}
    shown = [*(note.source.marking for note in view.sourcing.notes),
             *(one.ref.marking for one in offered(view=view, by=audience).values())]  # fmt: skip
    markings = [Marks().of_label(view.label_id), *filter(None, (banner_of(view),)), *map(canonical, shown)]
    return Page("disseminate/weighed.html", context, records=[product], markings=markings)
