"""Who was told of a purge or a correction and says nothing: he is reminded once, and whoever oversees is told."""

from datetime import datetime

from watchfloor.core.actions.checking import Finding
from watchfloor.core.ledger.telling import tell
from watchfloor.core.rules.audience import Audience
from watchfloor.notify.actions.outbox import notice
from watchfloor.people import queries as people
from watchfloor.protect.actions.stamp import Stamper
from watchfloor.protect.formats.brake import answer_within
from watchfloor.protect.formats.policy import load
from watchfloor.protect.models.redress import Withdrawal
from watchfloor.protect.queries.withdrawals import silent, unanswered

OVERSEES = "inquiry.open"  # the privacy officer
SUBJECT, AGAIN = "A recipient is silent", "A withdrawal still waits for you"
TEXT = "Somebody who was told of a purge or a correction has not said that he acted on it. The page names him."
TEXT_AGAIN = "You were told of a purge or a correction, and have not said that you acted on it. Open the page."


def tell_silent(*, by: Audience, now: datetime) -> int:
    """One reminder to each who is silent past his days, one notice of him to who oversees; how many notices.

    MUST be called inside a transaction of the audience.
    """
    late = [one for one in silent(audience=by, before=now - answer_within()) if one.reminded_at is None]
    if not late:
        return 0
    stamper = Stamper(legal_class="product", owner_id=by.actor.agency_id, verified=True, now=now, share="center")
    label_id, roles = stamper.stamp(markings=("U",)).label_id, load().roles
    watch = [one.id for one in people.persons().values() if OVERSEES in roles.get(one.role, frozenset())]
    told = 0
    for one in late:
        own, page = f"/withdrawals/{one.public_id}/", f"/purges/{one.purge}/" if one.purge else "/privacy/"
        to = [(one.person_id, AGAIN, TEXT_AGAIN, own), *((who, SUBJECT, TEXT, page) for who in watch)]
        told += sum(
            notice(
                person_id=person_id, kind="silent", subject=subject, text=text, path=path, label_id=label_id,
                once_key=f"silent-{one.public_id}-{person_id}", now=now,
            )
            for person_id, subject, text, path in to
        )  # fmt: skip
    Withdrawal.objects.filter(public_id__in=[one.public_id for one in late]).update(reminded_at=now)
    tell(kind="protect.recipient.reminded", by=by, records=[one.public_id for one in late], rules=["28cfr23.20h"])
    return told


def silent_count() -> int:
    """How many recipients are past the days that policy gives them, for who runs the house: no name and no purge."""
    return unanswered(within=answer_within())


def silenced() -> list[Finding]:
    """For `check`, health, the privacy desk and the audit pack: recipients who have not said that they let go."""
    if not (late := silent_count()):
        return []
    days = answer_within().days
    who = (
        "1 recipient of a purge or a correction has"
        if late == 1
        else f"{late} recipients of purges or corrections have"
    )
    text = f"{who} not answered within {days} days"
    return [Finding("recipients", text, "the privacy officer asks them; /privacy/ names them")]
