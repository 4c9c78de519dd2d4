"""Break the glass, end it, review it; and tell the owners of what is read under it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now

from watchfloor.core.actions.checking import Finding
from watchfloor.core.actions.records import label_of
from watchfloor.core.ledger.telling import tell
from watchfloor.core.queries.records import rows_of
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision, Refused
from watchfloor.core.rules.fact import Words
from watchfloor.notify.actions.outbox import notice
from watchfloor.people import queries as people
from watchfloor.protect.actions.stamp import Stamper
from watchfloor.protect.formats.handling import handling_of
from watchfloor.protect.formats.policy import load
from watchfloor.protect.models.access import BreakGlass
from watchfloor.protect.queries import glass as queries
from watchfloor.protect.rules.glass import CITATION, LASTS, REVIEWED_WITHIN, may_break, may_review
from watchfloor.protect.rules.stamping import atom_of

OVERSEERS = frozenset({"privacy", "director"})
OWNERS = frozenset({"privacy", "supervisor", "liaison"})  # who hears of it at the agency that owns what was read
OPENED = "protect.break-glass.opened"
TOLD_OPEN = (
    "Somebody reads without a stated need. The page says who, why and until when; it is to be reviewed in a day."
)
TOLD_READ = "Records of your agency are read without a stated need. The page says by whom and which."


class NotBroken(Refused):
    """It may not be opened, ended or reviewed so."""


def break_glass(*, reason: str, by: Audience, now: datetime) -> UUID:
    """Open an hour of reading without a stated need. It opens no right: what is shut by right stays shut.

    The privacy officer and the director are told at once. MUST stand in a transaction of `by`. Raises NotBroken.
    """
    already = queries.open_until(person_id=by.actor.person_id, now=now) is not None
    decision = may_break(reads="record.read" in by.rights, reason=reason, open_already=already)
    if not decision:
        raise NotBroken(decision)
    with transaction.atomic():
        row = BreakGlass(
            person_id=by.actor.person_id, affiliation_id=by.actor.affiliation_id, opened_at=now, until=now + LASTS,
            review_by=now + REVIEWED_WITHIN,
        )  # fmt: skip
        row.save()
        center = people.center()
        told = [one.id for one in _people(center.id if center else 0, OVERSEERS) if one.id != row.person_id]
        _notify(told, row.public_id, "Break-glass was opened", TOLD_OPEN, by, now)
        words = Words(reason.strip(), oversight_label(by=by))
        tell(kind=OPENED, by=by, records=[row.public_id], rules=decision.rules, words=words)
    return row.public_id


def end_glass(*, by: Audience, now: datetime) -> None:
    """Its person ends it before its time; nothing happens where none is open."""
    with transaction.atomic():
        open_now = BreakGlass.objects.filter(person_id=by.actor.person_id, until__gt=now, ended_at=None)
        ids = list(open_now.values_list("public_id", flat=True))
        open_now.update(ended_at=now)
        if ids:
            tell(kind="protect.break-glass.ended", by=by, records=ids, rules=["glass.once"])


def review_glass(*, public_id: UUID, verdict: str, because: str, by: Audience, now: datetime) -> None:
    """Another person says whether it was justified; his words are sealed with the fact. Raises NotBroken."""
    view = queries.glass(audience=by, public_id=public_id)
    if view is None:
        no = Because("There is no such break-glass to you.", "glass.review", CITATION, ok=False)
        raise NotBroken(Decision.of(no))
    decision = may_review(
        reviews=queries.REVIEW in by.rights, by_id=by.actor.person_id, person_id=view.person_id, verdict=verdict,
        reviewed_at=view.reviewed_at,
    )  # fmt: skip
    if not decision:
        raise NotBroken(decision)
    with transaction.atomic():
        BreakGlass.objects.filter(public_id=public_id, reviewed_at=None).update(
            reviewed_at=now, reviewed_by=by.actor.person_id, verdict=verdict
        )
        words = Words(because.strip(), oversight_label(by=by)) if because.strip() else None
        rules = [*decision.rules, f"glass.{verdict}"]
        tell(kind="protect.break-glass.reviewed", by=by, records=[public_id], rules=rules, words=words)


def tell_owners(*, records: Sequence[UUID], by: Audience, now: datetime) -> int:
    """Whoever owns one of these records hears of it at once, once an agency and break-glass; how many people."""
    open_now = BreakGlass.objects.filter(person_id=by.actor.person_id, until__gt=now, ended_at=None)
    row = open_now.order_by("-until").first()
    if row is None:
        return 0
    owners = {one.owner_id for one in rows_of(audience=by, public_ids=list(records))}
    told = [one.id for owner in sorted(owners) for one in _people(owner, OWNERS) if one.id != row.person_id]
    return _notify(told, row.public_id, "Records of yours are read by break-glass", TOLD_READ, by, now)


def unreviewed() -> list[Finding]:
    """For `check`: a break-glass that nobody reviewed within its day."""
    late = BreakGlass.objects.filter(reviewed_at=None, review_by__lt=Now())
    return [
        Finding("break-glass", f"{one} was to be reviewed by {at:%Y-%m-%d %H:%M}Z", "review it at /break-glass/")
        for one, at in late.values_list("public_id", "review_by")
    ]


def oversight_label(*, by: Audience) -> int:
    """The label of what the privacy officer alone opens: reasons and inquiries (28 CFR 23.20(g)).

    Every search asks for it, so no more is worked out than its one atom.
    """
    center = people.center()
    atom = atom_of(
        legal_class="inquiry", owner_id=center.id if center else by.actor.agency_id,
        handling=handling_of(("U//LES",)), verified=True, policy=load(), share="oversight",
    )  # fmt: skip
    return label_of([atom.print()])


def _people(agency_id: int, roles: frozenset[str]) -> Iterable[people.PersonView]:
    return [one for one in people.persons().values() if one.agency_id == agency_id and one.role in roles]


def _notify(told: Iterable[int], public_id: UUID, subject: str, text: str, by: Audience, now: datetime) -> int:
    """Notices hold no name and no reason; the page behind them does."""
    stamper = Stamper(legal_class="product", owner_id=by.actor.agency_id, verified=True, now=now, share="partners")
    label_id, path = stamper.stamp(markings=("U",)).label_id, f"/break-glass/{public_id}/"
    return sum(
        notice(
            person_id=one, kind="break-glass", subject=subject, text=text, path=path, label_id=label_id,
            once_key=f"break-glass-{public_id}-{one}-{subject[:5]}", now=now, urgent=True,
        )
        for one in set(told)
    )  # fmt: skip
