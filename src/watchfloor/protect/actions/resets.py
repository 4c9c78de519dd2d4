"""Letting a lost second factor go: those who may answer are told, and the person is told what became of it."""

from datetime import datetime
from uuid import UUID

from watchfloor.core.rules.audience import Audience
from watchfloor.notify.actions.outbox import notice
from watchfloor.people import queries as people
from watchfloor.people.actions import resets
from watchfloor.protect.actions.stamp import Stamper
from watchfloor.protect.formats.policy import load

HERE, RIGHT = "/people/factors/resets/", resets.RIGHT
ASKED = "Somebody asks that a lost second factor is let go. The page says whose, and who asks."
DONE = "Two persons of your center let your second factor go. If you did not ask for it, tell the privacy officer now."


def ask(*, person_id: int, by: Audience, now: datetime) -> UUID:
    """Ask, and tell everybody who may answer. Raises NotReset. MUST stand in a transaction of `by`."""
    asked = resets.ask_reset(person_id=person_id, by=by, now=now)
    for one in people.persons().values():
        may = RIGHT in load().roles.get(one.role, frozenset())
        if may and one.id not in (person_id, by.actor.person_id):
            _tell(one.id, "A second factor waits to be let go", ASKED, HERE, asked, by, now)
    return asked


def answer(*, public_id: UUID, agree: bool, by: Audience, now: datetime) -> None:
    """Agree or refuse; whose factor it was hears of it when it is gone. Raises NotReset."""
    person_id = resets.answer_reset(public_id=public_id, agree=agree, by=by, now=now)
    if agree:
        _tell(person_id, "Your second factor was let go", DONE, "/people/factors/", public_id, by, now)


def _tell(person_id: int, subject: str, text: str, path: str, about: UUID, by: Audience, now: datetime) -> None:
    """Notices hold no name."""
    stamper = Stamper(legal_class="product", owner_id=by.actor.agency_id, verified=True, now=now, share="partners")
    notice(
        person_id=person_id, kind="factor-reset", subject=subject, text=text, path=path,
        label_id=stamper.stamp(markings=("U",)).label_id, once_key=f"factor-reset-{about}-{person_id}", now=now,
        urgent=True,
    )  # fmt: skip
