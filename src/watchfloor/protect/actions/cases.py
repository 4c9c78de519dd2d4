"""Cases: what a reader states is kept under a mark that facts name; who may says which ones are known."""

from datetime import datetime

from django.db import transaction

from watchfloor.core.ledger.telling import tell
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision, Refused
from watchfloor.protect.models.access import Case
from watchfloor.protect.queries.cases import known_under, mark_of
from watchfloor.protect.rules.needs import BREAK_GLASS, case_of

CITATION = "28 CFR 23.20(e), (g)"


class NotKnown(Refused):
    """It is no case reference, or it is not for this person to say."""


def recorded_need(*, by: Audience, now: datetime) -> tuple[str, ...]:
    """What every fact of reading names beside its purpose: that the right was checked, and how the need was stated.

    "need.case-known" and "need.case-unknown" are followed by the case's mark; the case is kept under it here. A door
    calls it inside its transaction, before it writes the fact.
    """
    if by.purpose == BREAK_GLASS:
        return ("access.right", "need.waived")
    case = case_of(by.case_ref)
    if case is None:
        return ("access.right", "need.no-case")
    mark = mark_of(case)
    known = known_under(mark=mark)
    if known is None:
        row = Case(mark=mark, number=case.number, agency=case.agency, first_at=now)
        Case.objects.bulk_create([row], ignore_conflicts=True)
    return ("access.right", "need.case-known" if known else "need.case-unknown", f"case.{mark}")


def know_case(*, case_ref: str, by: Audience, now: datetime) -> None:
    """Say that a case is a known one. Raises NotKnown."""
    case = case_of(case_ref)
    if case is None or "case.register" not in by.rights:
        text = "A case is a number and its agency, said to be known by who may."
        raise NotKnown(Decision.of(Because(text, "case.register", CITATION, False, "Write it as 26-0141 NFC.")))
    with transaction.atomic():
        row = Case(mark=mark_of(case), number=case.number, agency=case.agency, first_at=now)
        Case.objects.bulk_create([row], ignore_conflicts=True)
        Case.objects.filter(mark=row.mark, known_at=None).update(known_at=now, known_by=by.actor.person_id)
        tell(kind="protect.case.known", by=by, rules=["case.register", f"case.{row.mark}"])
