"""Follow a need, a sector or an area; end it; tell whoever follows what an item touches."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import IntegrityError, connection, transaction

from watchfloor.core.actions.records import label_joins, label_of
from watchfloor.core.gate.session import reading
from watchfloor.core.ledger.telling import tell
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Refused
from watchfloor.notify.actions.outbox import notice
from watchfloor.people import queries as people
from watchfloor.plan.formats.relevance import sector_words
from watchfloor.plan.models.subscriptions import Subscription
from watchfloor.plan.queries import subscriptions as queries
from watchfloor.plan.queries.areas import areas
from watchfloor.plan.queries.ground import needs
from watchfloor.plan.rules.following import Follows, alone, may_follow
from watchfloor.protect.actions.admit import NotAdmitted, admit
from watchfloor.protect.formats.policy import load
from watchfloor.protect.rules.labels import Atom

PAGE, KIND, READS = "/following/", "followed", "record.read"
ONE = "Something came in that touches what you follow"
ONE_TEXT = "It touches {what}. The list says why; open it and read the item."
MORE = "More came in that touches what you follow"
MORE_TEXT = "More than a few items within the hour: they come together. The list has all of them with their reasons."
IN_MAIL = {"need": "an information need", "sector": "a sector", "area": "an area"}
KEEP = """
insert into plan_followed (public_id, person_id, record_id, label_id, base_label_id, because, weight, told_at, alone)
values (%s, %s, %s, %s, %s, %s, %s, %s, %s) on conflict do nothing
"""


class NotFollowed(Refused):
    """It may not be followed by this person, or is already."""


class NoSuchSubscription(LookupError):
    """There is none, or it is not the asker's: both answer alike."""


@dataclass(frozen=True, slots=True)
class Match:
    """A record touches what somebody follows."""

    text: core.Text
    following: queries.Following
    because: str
    weight: float


def follow(*, what: str, which: str, by: Audience, now: datetime) -> UUID:
    """Follow a need or area (public ids) or a sector (code). MUST run inside a transaction. Raises NotFollowed."""
    wanted = _wanted(what, which, by)
    standing = [one.follows for one in queries.following(audience=by)]
    # who may read nothing could not see what he follows either
    may = READS in by.rights and bool(by.label_ids)
    decision = may_follow(wanted, known=wanted is not None, standing=standing, right=may)
    if not decision or wanted is None:
        raise NotFollowed(decision)
    made = Subscription(
        public_id=uuid4(), person_id=by.actor.person_id, begun_at=now,
        label_id=label_of([Atom(by.actor.agency_id, "reference", "U", "center").print()]),
        need_id=int(wanted.which) if wanted.what == "need" else None,
        sector=str(wanted.which) if wanted.what == "sector" else "",
        area_id=int(wanted.which) if wanted.what == "area" else None,
    )  # fmt: skip
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:  # begun in another window at the same moment: it is followed, once
        twice = may_follow(wanted, known=True, standing=[wanted], right=True)
        raise NotFollowed(twice) from None
    tell(kind="plan.subscription.begun", by=by, records=[made.public_id], rules=decision.rules)
    return made.public_id


def end(*, subscription_id: UUID, by: Audience, now: datetime) -> None:
    """Follow it no longer. MUST run inside a transaction. Raises NoSuchSubscription."""
    rows = Subscription.objects.filter(
        public_id=subscription_id, person_id=by.actor.person_id, label_id__in=by.label_ids, ended_at=None
    )
    if not rows.update(ended_at=now):
        raise NoSuchSubscription
    tell(kind="plan.subscription.ended", by=by, records=[subscription_id])


def _wanted(what: str, which: str, by: Audience) -> Follows | None:
    if what == "sector":
        return Follows("sector", which) if which in sector_words() else None
    if what == "need":
        found = next((one.id for one in needs(audience=by, asked=True) if str(one.public_id) == which), None)
        return None if found is None else Follows("need", found)
    area = next((one.id for one in areas(audience=by) if what == "area" and str(one.public_id) == which), None)
    return None if area is None else Follows("area", area)


def tell_followers(*, matches: Sequence[Match], by: Audience, now: datetime) -> int:
    """Tell each person of each item once, with its reasons, if he may read the item and what he follows now; how many.

    Called by the follower of relevance, hence for sealed facts. Both walls are asked as that person, in his role's own
    purpose. A few an hour get a notice of their own, the weightiest first; the rest share one.
    """
    by_person: dict[int, list[Match]] = {}
    for match in matches:
        by_person.setdefault(match.following.person_id, []).append(match)
    known = people.persons(ids=sorted(by_person)) if by_person else {}
    return sum(_tell_one(known[one], mine, by, now) for one, mine in by_person.items() if one in known)


def _tell_one(person: people.PersonView, matches: Sequence[Match], by: Audience, now: datetime) -> int:
    readable = _readable(person, matches, now)
    before = queries.told_before(audience=by, person_id=person.id, record_ids=list(readable))
    fresh = sorted((m for record, m in readable.items() if record not in before), key=lambda m: -m[0].weight)
    hour = queries.told_since(audience=by, person_id=person.id, since=now - timedelta(hours=1))
    few = alone(coming=len(fresh), told_this_hour=hour)
    for n, mine in enumerate(fresh):
        _keep(person.id, mine, by_itself=n < few, now=now)
        _notice(person.id, mine, by_itself=n < few, now=now)
    if fresh:
        tell(kind="plan.subscription.matched", by=by, records=[mine[0].text.row.public_id for mine in fresh])
    return len(fresh)


def _readable(person: people.PersonView, matches: Sequence[Match], now: datetime) -> Mapping[int, list[Match]]:
    """By record, the weightiest reason first: what this person may read at this moment, by both walls."""
    purpose = load().purpose_by_role.get(person.role, "upkeep")
    try:
        theirs = admit(
            person_id=person.id, affiliation_id=person.affiliation_id, purpose=purpose, case_ref="", now=now
        )  # fmt: skip
    except NotAdmitted:
        return {}
    with reading(theirs):
        seen = {row.id for row in core.rows_of(audience=theirs, ids=[one.text.row.id for one in matches])}
    found: dict[int, list[Match]] = {}
    for match in sorted(matches, key=lambda one: -one.weight):
        if match.text.row.id in seen and match.following.label_id in theirs.label_ids:
            found.setdefault(match.text.row.id, []).append(match)
    return found


def _keep(person_id: int, mine: Sequence[Match], *, by_itself: bool, now: datetime) -> None:
    row, base = mine[0].text.row, mine[0].following.label_id
    joined = label_joins([(row.label_id, base)])[row.label_id, base]
    # reasons of other labels than the first would need a join of their own: they are named on the record's page
    because = " ".join(dict.fromkeys(one.because for one in mine if one.following.label_id == base))
    with connection.cursor() as cursor:
        cursor.execute(
            KEEP, [uuid4(), person_id, row.id, joined, base, because, mine[0].weight, now, by_itself]
        )  # fmt: skip


def _notice(person_id: int, mine: Sequence[Match], *, by_itself: bool, now: datetime) -> None:
    row = mine[0].text.row
    what = IN_MAIL[mine[0].following.follows.what]
    text = ONE_TEXT.format(what=f"{what} that you follow") if by_itself else MORE_TEXT
    once = f"followed-{row.public_id}-{person_id}" if by_itself else f"followed-more-{person_id}-{now:%Y%m%d%H}"
    notice(
        person_id=person_id, kind=KIND, subject=ONE if by_itself else MORE, text=text, path=PAGE,
        label_id=row.label_id, once_key=once, now=now,
    )  # fmt: skip
