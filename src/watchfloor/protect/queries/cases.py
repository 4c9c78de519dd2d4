"""Cases that people read for: what is known of them, and under which mark the facts of reading name them."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import connection

from watchfloor.core.rules.audience import Audience
from watchfloor.protect.models.access import Case
from watchfloor.protect.rules.needs import CaseRef, case_of

MARK = 12  # hex digits: two of a million cases share one with a chance of one in five hundred


@dataclass(frozen=True, slots=True)
class CaseView:
    """`known_at` None: nobody has said that it is known."""

    mark: str
    number: str
    agency: str
    first_at: datetime
    known_at: datetime | None
    known_by: int | None


def mark_of(case: CaseRef) -> str:
    """How a fact names a case: keyed, so that it says nothing to who reads facts alone."""
    said = f"case\n{case.number}\n{case.agency}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), said, hashlib.sha256).hexdigest()[:MARK]


def known_under(*, mark: str) -> bool | None:
    """Whether somebody said that the case of this mark is a known one; None if it was never stated. Asked by every
    page that is read for a case, so without a model.
    """
    with connection.cursor() as cursor:
        cursor.execute("select known_at is not null from protect_case where mark = %s", [mark])
        row: tuple[bool] | None = cursor.fetchone()
        return row[0] if row else None


def is_known(*, case_ref: str) -> bool | None:
    """Whether the case that was stated is a known one; None where none was stated."""
    case = case_of(case_ref)
    return None if case is None else Case.objects.filter(mark=mark_of(case)).exclude(known_at=None).exists()


def cases(*, audience: Audience, how_many: int = 200) -> list[CaseView]:
    """The newest, those not known yet first; only for the right to register one."""
    if "case.register" not in audience.rights:
        return []
    rows = [CaseView(*row) for row in Case.objects.order_by("-first_at").values_list(*CaseView.__slots__)[:how_many]]
    return sorted(rows, key=lambda one: one.known_at is not None)
