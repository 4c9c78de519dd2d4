"""One answer to a machine: one transaction, one audience, one fact before the first byte."""

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from django.http import HttpRequest

from watchfloor.core.gate.session import reading
from watchfloor.core.ledger.telling import witness
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Refused
from watchfloor.protect.web.recording import recorded
from watchfloor.protect.web.shown import Absent

Answer = TypeVar("Answer")


def answered(
    request: HttpRequest,
    kind: str,
    work: Callable[[Audience], Answer],
    shown: Callable[[Answer], list[UUID]],
    *,
    inquiry: str = "",
) -> Answer:
    """One transaction, one audience, one fact before the first byte."""
    audience: Audience = request.auth  # type: ignore[attr-defined] # - ninja puts there what Token gave
    try:
        with reading(audience):
            answer = work(audience)
            told = recorded(audience, records=shown(answer), terms=inquiry)
    except (Absent, Refused):
        witness(kind="protect.reading.refused", by=audience, rules=["access.absent"])
        raise Absent from None
    witness(kind=kind, by=audience, records=shown(answer), rules=told.rules, words=told.words)
    return answer
