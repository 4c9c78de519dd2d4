"""Pages of the center's own work: to other agencies they do not exist; in the house a refusal says its rule."""

from watchfloor.core.rules.audience import Audience
from watchfloor.people import queries as people
from watchfloor.protect.web.record_parts import who_can
from watchfloor.protect.web.shown import Absent, Withheld, lacking


def of_center(audience: Audience) -> bool:
    """Whether the reader works for the center whose house this is."""
    center = people.center()
    return center is not None and audience.actor.agency_id == center.id


def must_hold(audience: Audience, *rights: str, text: str, what: str) -> None:
    """Raises Withheld for somebody of the center without any of the rights, Absent for anybody else without them."""
    if audience.rights & set(rights):
        return
    if not of_center(audience):
        raise Absent
    raise Withheld(lacking(rights[0], text=text, way_out="Ask one of them."), what=what, who=who_can(rights[0]))
