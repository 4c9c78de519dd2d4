"""Order that suspects be screened: a person asks on a page, the worker carries it out (screen.py) as that person."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from watchfloor.analyze.models.lists import ListEdition, Screening
from watchfloor.analyze.rules.screening import may_screen
from watchfloor.core.ledger.telling import tell
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision, Refused


class NotScreened(Refused):
    """Who screens may not, no purpose is stated, or there is no list."""


def must_screen(by: Audience) -> None:
    """Raises NotScreened unless a person whose role screens states a purpose."""
    purpose = by.purpose if by.purpose != "upkeep" else ""
    decision = may_screen(person=by.actor.person_id > 0, right="list.screen" in by.rights, purpose=purpose)
    if not decision:
        raise NotScreened(decision)


def ask_screening(*, codes: Sequence[str], by: Audience, now: datetime) -> UUID:
    """Order that suspects be held against these lists. One order of a person is open at a time.

    MUST run inside a transaction. Tells analyze.screening.asked with the lists. Raises NotScreened.
    """
    must_screen(by)
    editions = ListEdition.objects.filter(label_id__in=by.label_ids)
    chosen = sorted(set(editions.filter(code__in=list(codes)).values_list("code", flat=True)))
    waits = Screening.objects.filter(label_id__in=by.label_ids, asked_by=by.actor.person_id, ended_at=None).exists()
    decision = _may_ask(there=bool(chosen), waits=waits)
    if not decision:
        raise NotScreened(decision)
    label_id = editions.filter(code=chosen[0]).values_list("label_id", flat=True)[0]
    order = uuid4()
    made = Screening(
        public_id=order, label_id=label_id, asked_by=by.actor.person_id, affiliation_id=by.actor.affiliation_id,
        purpose=by.purpose, case_ref=by.case_ref, codes=chosen, asked_at=now,
    )  # fmt: skip
    Screening.objects.bulk_create([made])
    tell(kind="analyze.screening.asked", by=by, records=[], rules=[f"analyze.list.{code}" for code in chosen])
    return order


def _may_ask(*, there: bool, waits: bool) -> Decision:
    bring, wait = "Choose one that stands, or bring one in: watchfloor lists import.", "Wait until it has ended."
    return Decision.of(
        Because(
            "A list is chosen." if there else "No list is chosen that is open to you.",
            "analyze.screening.list", "center policy", there, "" if there else bring,
        ),
        Because(
            "An order of yours is being carried out." if waits else "No order of yours is open.",
            "analyze.screening.one", "center policy", not waits, wait if waits else "",
        ),
    )  # fmt: skip
