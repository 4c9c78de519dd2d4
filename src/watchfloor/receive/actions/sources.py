"""Sources: an unknown one is made as unverified; rating opens or closes what it sent."""

import re
from datetime import datetime

from django.db import transaction

from watchfloor.core.ledger.telling import tell
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision, Refused
from watchfloor.people import queries as people
from watchfloor.people.actions.directory import add_agency
from watchfloor.receive.models import Source
from watchfloor.receive.queries import SourceView, source


class NotRated(Refused):
    """The grade is not of the scale, or the source does not exist."""


GRADES = "ABCDEF"


def source_named(*, name: str, by: Audience, now: datetime) -> SourceView:
    """The source of that name; made as unverified if there is none: closed to all but the center."""
    found = source(name=name)
    if found:
        return found
    with transaction.atomic():
        same = people.agency(code=name)
        agency_id = same.id if same else add_agency(code=name, name=name, kind="other", by=by)
        row = Source(name=name, agency_id=agency_id)
        row.save()
        tell(kind="receive.source.added", by=by, records=[row.public_id], rules=["source.unverified"])
    del now
    made = source(name=name)
    assert made is not None
    return made


def rate_source(*, name: str, reliability: str, by: Audience, now: datetime) -> None:
    """Grade a source A to F (Admiralty reliability): what it sends from now on is a verified source's."""
    found = source(name=name)
    if found is None or not re.fullmatch(f"[{GRADES}]", reliability):
        text = f"There is no source {name!r}, or {reliability!r} is none of {', '.join(GRADES)}."
        raise NotRated(Decision.of(Because(text, "source.grade", "Admiralty code", ok=False)))
    with transaction.atomic():
        Source.objects.filter(pk=found.id).update(reliability=reliability, rated_by=by.actor.person_id, rated_at=now)
        tell(
            kind="receive.source.rated", by=by, records=[found.public_id], rules=[f"source.grade.{reliability.lower()}"]
        )


def came_in(*, source_id: int, now: datetime) -> None:
    """The source was heard; its silence is measured from here."""
    Source.objects.filter(pk=source_id).update(last_in_at=now)
