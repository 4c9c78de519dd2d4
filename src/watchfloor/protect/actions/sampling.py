"""Risk sampling: a follower with an audience of its own flags inquiries; the privacy officer opens and closes them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from watchfloor.core.ledger.telling import tell
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision, Refused
from watchfloor.core.rules.fact import Fact, Words
from watchfloor.notify.actions.outbox import notice
from watchfloor.people import queries as people
from watchfloor.protect.actions.glass import oversight_label
from watchfloor.protect.actions.stamp import Stamper
from watchfloor.protect.formats.policy import load
from watchfloor.protect.formats.sampling import sampling
from watchfloor.protect.models.access import Flag
from watchfloor.protect.queries import flags as queries
from watchfloor.protect.queries.flags import OPENS, FlagView, inquiry_of
from watchfloor.protect.rules.labels import Atom
from watchfloor.protect.rules.sampling import CITATION, Asked, Known, flags, may_open, may_settle

SERVICE = "protect.sampling"
HERE = "/privacy/inquiries/"
TEXT = "An inquiry was flagged. The page says by which rule; its terms stay sealed until you open them."


class NotOpened(Refused):
    """The flag is not there for this person, or the terms or the closing are not his."""


def sample(*, facts: Sequence[Fact], by: Audience, now: datetime) -> int:
    """Flag what the rules name; how many flags were raised. Idempotent by the fact's number and the rule."""
    directory = [Known(one.id, one.name, one.email) for one in people.persons().values()]
    digests, raised = queries.digests_of(audience=by, facts=facts), list[Flag]()
    for fact in facts:
        asked = _asked(fact, digests.get(fact.seq), by)
        if asked is not None:
            for rule in flags(asked, directory=directory, policy=sampling()):
                raised.append(_flag(fact, digests[fact.seq], rule, by, now))
    known = set(Flag.objects.filter(seq__in=[one.seq for one in raised]).values_list("seq", "rule"))
    fresh = [one for one in raised if (one.seq, one.rule) not in known]
    if fresh:
        Flag.objects.bulk_create(fresh, ignore_conflicts=True)
        _call(by, now)
        rules = sorted({one.rule for one in fresh})
        tell(kind="protect.inquiry.flagged", by=by, records=[one.public_id for one in fresh], rules=rules)
    return len(fresh)


def _asked(fact: Fact, digest: bytes | None, by: Audience) -> Asked | None:
    inquiry = inquiry_of(audience=by, digest=digest)
    if inquiry is None or digest is None:
        return None
    who, policy = people.person(person_id=fact.actor), sampling()
    standing = people.standing(person_id=who.id, affiliation_id=who.affiliation_id) if who else None
    rights = load().roles.get(who.role, frozenset()) if who else frozenset[str]()
    return Asked(
        fact.actor, inquiry.terms, timezone.localtime(fact.at),
        queries.searches_before(audience=by, fact=fact, minutes=policy.burst_minutes), tuple(fact.rules), digest[0],
        policy.not_for in rights, standing,
    )  # fmt: skip


def _flag(fact: Fact, digest: bytes | None, rule: str, by: Audience, now: datetime) -> Flag:
    return Flag(
        rule=rule, seq=fact.seq, actor=fact.actor, purpose=fact.purpose, read_at=fact.at, digest=digest,
        label_id=oversight_label(by=by), raised_at=now,
    )  # fmt: skip


def _call(by: Audience, now: datetime) -> None:
    """The privacy officers hear once a day that something was flagged, and nothing of what."""
    stamper = Stamper(legal_class="product", owner_id=by.actor.agency_id, verified=True, now=now, share="center")
    for one in people.persons().values():
        if OPENS in load().roles.get(one.role, frozenset()) and one.agency_id == by.actor.agency_id:
            notice(
                person_id=one.id, kind="inquiry-flag", subject="An inquiry was flagged", text=TEXT, path=HERE,
                label_id=stamper.stamp(markings=("U",)).label_id, once_key=f"flags-{now:%Y%m%d}-{one.id}", now=now,
            )  # fmt: skip


def open_terms(*, public_id: UUID, because: str, by: Audience, now: datetime) -> None:
    """Open the terms of a flagged inquiry; the reason is sealed with the fact. Raises NotOpened."""
    view = _standing(public_id, by)
    decision = may_open(opens=OPENS in by.rights, by_id=by.actor.person_id, actor=view.actor, because=because)
    if not decision:
        raise NotOpened(decision)
    with transaction.atomic():
        Flag.objects.filter(public_id=public_id, opened_at=None).update(opened_at=now, opened_by=by.actor.person_id)
        words = Words(because.strip(), oversight_label(by=by))
        tell(kind="protect.inquiry.opened", by=by, records=[public_id], rules=[*decision.rules, view.rule], words=words)


def settle(*, public_id: UUID, verdict: str, by: Audience, now: datetime) -> None:
    """Close a flag with a verdict. Raises NotOpened."""
    view = _standing(public_id, by)
    decision = may_settle(
        opens=OPENS in by.rights, by_id=by.actor.person_id, actor=view.actor, verdict=verdict,
        settled=view.settled_at is not None, policy=sampling(),
    )  # fmt: skip
    if not decision:
        raise NotOpened(decision)
    with transaction.atomic():
        Flag.objects.filter(public_id=public_id, settled_at=None).update(
            settled_at=now, settled_by=by.actor.person_id, verdict=verdict
        )
        rules = [*decision.rules, f"inquiry.{verdict}"]
        tell(kind="protect.inquiry.settled", by=by, records=[public_id], rules=rules)


def forget_inquiries(*, by: Audience, now: datetime) -> int:
    """What was searched for goes with the schedule of its class: words and keys; the facts stay. How many went."""
    before = now - timedelta(days=load().schedules["inquiry"].purge_days)
    labels = [one for one, atoms in core.labels().items() if atoms and all(_is_inquiry(atom) for atom in atoms)]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select protect_forget_inquiries(%s, %s)", [before, labels])
        gone = int(cursor.fetchone()[0])
        if gone:
            tell(kind="protect.inquiry.forgotten", by=by, rules=["retention.inquiry"])
    return gone


def _is_inquiry(atom: str) -> bool:
    try:
        return Atom.parse(atom).legal_class == "inquiry"
    except ValueError:
        return False


def _standing(public_id: UUID, by: Audience) -> FlagView:
    view = queries.flag(audience=by, public_id=public_id)
    if view is None:
        no = Because("There is no such flag to you.", "inquiry.open", CITATION, ok=False)
        raise NotOpened(Decision.of(no))
    return view
