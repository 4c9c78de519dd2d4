"""The newest checkpoint leaves the machine: by mail to whoever watches the house, and into a folder.

With it goes the list of purges: a house that is restored later cannot know them by itself.
"""

import smtplib
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from django.conf import settings

from watchfloor.core.gate.session import reading
from watchfloor.core.ledger import proving
from watchfloor.core.ledger.telling import tell
from watchfloor.core.rules.audience import Audience
from watchfloor.localdb import files
from watchfloor.notify.actions.outbox import hand_over
from watchfloor.notify.formats.mail import compose
from watchfloor.people import queries as people
from watchfloor.protect.actions.backup import list_of_purges
from watchfloor.protect.models.copies import CheckpointOut
from watchfloor.protect.queries.outside import outside
from watchfloor.protect.rules.outside import is_due

WATCH = ("privacy", "inspector")  # the roles that watch whoever runs the house
KEPT = 60  # pairs of files in the folder; whoever fetches them has two months
TEXT = (
    "Attached: the newest signed checkpoint of the ledger, over {size} facts, and the list of purges by ids and times."
    " Keep both where whoever runs the machine cannot reach them. To check the ledger against it:"
    " watchfloor ledger verify --checkpoint FILE"
)


def send_out(*, exercise: bool, by: Audience, now: datetime) -> bool:
    """Bring checkpoint and list out if it is time; whether anything left. At least once: a crash may repeat it.

    An exercise, and a house without mail and folder, leave files in their own outbox: those are not outside.
    """
    with reading(by):
        due = is_due(outside(), exercise=exercise, now=now)
        if not due:
            return False
        note, listed = proving.newest_note(audience=by), list_of_purges(by=by)
    name, size = f"{now:%Y%m%dT%H%M%SZ}", int(note.split("\n")[1])
    held = {f"checkpoint-{name}.txt": note, f"purges-{name}.txt": listed}
    dropped, mailed = _drop(held), _mail(held, size, exercise, now)
    with reading(by):
        CheckpointOut.objects.create(size=size, at=now, mailed=mailed, dropped=dropped)
        if mailed or dropped:
            tell(kind="protect.checkpoint.left", by=by, rules=["checkpoint.daily"])
    return bool(mailed or dropped)


def _drop(held: dict[str, str]) -> bool:
    """Into the folder, which should be on another machine; older pairs than the newest sixty go."""
    if not settings.CHECKPOINT_FOLDER:
        return False
    folder = Path(settings.CHECKPOINT_FOLDER)
    try:
        for name, text in held.items():
            files.write(folder / name, text, mode=0o644)
        for kind in ("checkpoint", "purges"):
            for old in sorted(folder.glob(f"{kind}-*T*Z.txt"))[:-KEPT]:
                old.unlink()
    except OSError:
        return False
    return True


def _mail(held: dict[str, str], size: int, exercise: bool, now: datetime) -> int:
    """To each who watches; how many mails left the machine."""
    watchers: Iterable[people.PersonView] = people.persons().values()
    sent = 0
    for one in watchers:
        if one.role not in WATCH or not one.of_center or not one.email:
            continue
        mail = compose(
            to=one.email, sender=settings.MAIL_FROM, subject="Checkpoint of the ledger", text=TEXT.format(size=size),
            link=f"{settings.BASE_URL.rstrip('/')}/ledger/", exercise=exercise, now=now,
        )  # fmt: skip
        for name, text in held.items():
            mail.add_attachment(text, filename=name)
        try:
            hand_over(mail, name=f"checkpoint-{now:%Y%m%dT%H%M%SZ}-{one.public_id}.eml", exercise=exercise)
        except (OSError, smtplib.SMTPException):
            continue
        sent += bool(settings.MAIL_URL) and not exercise
    return sent
