"""Areas of responsibility: which ground is ours, which agencies answer for it, drawn and listed."""

from django.http import HttpRequest

from watchfloor.core.rules.audience import Audience
from watchfloor.desk.web.ground_parts import areas_map, tabs
from watchfloor.people import queries as people
from watchfloor.plan.queries.areas import AreaView, areas
from watchfloor.plan.rules.flat import Box
from watchfloor.plan.rules.protected import KEEPS
from watchfloor.protect.web.door import page
from watchfloor.protect.web.marks import Marks, portion_of
from watchfloor.protect.web.shown import Page
from watchfloor.protect.web.wording import agency_words

HERE, MOST = "/areas/", 500


@page("plan.areas.read")
def show(request: HttpRequest, audience: Audience) -> Page:
    """All areas that may be read, or those of one set (`of`); the map shows those of the list."""
    whole = areas(audience=audience)
    sets = sorted({_set(one) for one in whole})
    chosen = request.GET.get("of", "")
    shown = [one for one in whole if not chosen or _set(one) == chosen][:MOST]
    drawn_ = areas(audience=audience, public_ids=[one.public_id for one in shown], with_outlines=True) if shown else []
    marks, agencies = Marks(), people.agencies()
    context = {
        "tabs": tabs(HERE), "url": HERE, "may_keep": KEEPS in audience.rights,
        "count": len(whole), "more": len(shown) < len(whole) and not chosen,
        "sets": [{"text": "All", "url": HERE, "current": not chosen},
                 *({"text": name, "url": f"{HERE}?of={name}", "current": name == chosen} for name in sets)],
        "rows": [
            {
                "name": one.name, "url": f"{HERE}{one.public_id}/", "code": one.code, "kind": one.kind,
                "ours": one.ours,
                "agencies": ", ".join(agency_words(agencies[each].name) for each in one.agency_ids if each in agencies),
                "findings": one.findings, "portion": portion_of(marks.of_label(one.label_id)),
            }
            for one in shown
        ],
        "map": areas_map([(one.name, one.outlines) for one in drawn_], [], _around(shown),
                         title=f"{len(shown)} areas of responsibility") if shown else None,
    }  # fmt: skip
    labels = {one.label_id for one in shown}
    return Page("desk/areas.html", context, markings=[marks.of_label(one) for one in labels])


def _set(one: AreaView) -> str:
    """What an area was brought in with: the first part of its code, or its kind."""
    return one.code.split(" ")[0] if one.kind == "neighborhood" else one.kind


def _around(shown: list[AreaView]) -> Box:
    """All of them; an area over the date line counts with its western part alone."""
    boxes = [one.box if one.box[0] <= one.box[2] else (one.box[0], one.box[1], 180.0, one.box[3]) for one in shown]
    return (min(box[0] for box in boxes), min(box[1] for box in boxes), max(box[2] for box in boxes),
            max(box[3] for box in boxes))  # fmt: skip
