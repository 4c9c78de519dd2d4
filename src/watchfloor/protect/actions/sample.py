"""Draw records at random for an audit and keep them until it is done (28 CFR 23.20(n))."""

from datetime import datetime, timedelta
from uuid import UUID

from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision
from watchfloor.protect.actions.hold import NotHeld, place
from watchfloor.protect.formats.policy import load
from watchfloor.protect.queries.retention import in_the_way

KIND, RIGHT = "audit-sample", "audit.sample"
MOST = 25
DAYS = 60


def draw(*, legal_class: str, how_many: int, by: Audience, now: datetime) -> list[UUID]:
    """Hold up to `how_many` records of a class, drawn by the database; what is drawn already is not drawn again.

    Raises NotHeld without the right, for an unknown class, or for a number outside 1 to MOST.
    """
    if RIGHT not in by.rights:
        raise NotHeld(_no("Your role draws no samples.", "hold.right", "Ask the privacy officer."))
    if legal_class not in load().schedules or not 1 <= how_many <= MOST:
        raise NotHeld(_no("Choose a class and a number.", "hold.sample", f"From 1 to {MOST}."))
    mine = core.visible(audience=by).filter(legal_class=legal_class).order_by("?")
    found = list(mine.values_list("id", "public_id")[: how_many * 2])
    held = in_the_way(audience=by, record_ids=[one for one, _ in found])
    fresh = [public for one, public in found if not any(each.kind == KIND for each in held.get(one, []))][:how_many]
    for public_id in fresh:
        place(
            kind=KIND, record=public_id, authority="drawn at random for an audit", by=by, now=now,
            until_on=now.date() + timedelta(days=DAYS),
        )  # fmt: skip
    return fresh


def _no(text: str, rule: str, way_out: str) -> Decision:
    return Decision.of(Because(text, rule, "28 CFR 23.20(n)", ok=False, way_out=way_out))
