"""State what the center must know, so that what answers it is found."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

import msgspec
from django.db import connection

from watchfloor.core.actions.records import label_of
from watchfloor.core.ledger.telling import tell
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision, Refused
from watchfloor.people import queries as people
from watchfloor.plan.rules.ground import Outline
from watchfloor.protect.rules.labels import Atom

_json = msgspec.json.Encoder()


class NotStated(Refused):
    """Who states the need may not, or the need says nothing that could be met."""


def state_need(
    *,
    title: str,
    phrases: Sequence[str] = (),
    sectors: Sequence[str] = (),
    outlines: Sequence[Outline] = (),
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    by: Audience,
    now: datetime,
) -> UUID:
    """Keep a need of the center: of phrases, sectors (NIEM codes) and areas all that are given must be met.

    The center alone sees it. MUST run inside a transaction. Raises NotStated.
    """
    decision = _may_state(by, bool(title.strip()) and bool(phrases or sectors or outlines))
    if not decision:
        raise NotStated(decision)
    center = people.center()
    owner = center.id if center else by.actor.agency_id
    public_id, label_id = uuid4(), label_of([Atom(owner, "reference", "U", "center").print()])
    shown = [_json.encode(list(each)).decode() for each in (phrases, sectors, outlines)]
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into plan_informationneed (public_id, owner_id, label_id, title, phrases, sectors, outlines,"
            " starts_at, ends_at, stated_by) values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [public_id, owner, label_id, title.strip(), *shown, starts_at or now, ends_at, by.actor.person_id],
        )
    tell(kind="plan.need.stated", by=by, records=[public_id], rules=decision.rules)
    return public_id


def _may_state(by: Audience, says: bool) -> Decision:
    right = "assess" in by.rights
    return Decision.of(
        Because(
            "You may state what the center must know." if right else "You may not state an information need.",
            "plan.need.right", "center policy", right, "" if right else "Ask an analyst of the center.",
        ),
        Because(
            "It says what would meet it." if says else "Need: title, or phrases, sectors and areas, are missing.",
            "plan.need.content", "center policy", says, "" if says else "Give a title and one phrase, sector or area.",
        ),
    )  # fmt: skip
