"""Put notices into the outbox and send what waits there."""

import smtplib
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q

from watchfloor.core.ledger.telling import tell
from watchfloor.core.rules.audience import Audience
from watchfloor.notify.formats.mail import compose
from watchfloor.notify.models import Notice
from watchfloor.people import queries as people

MOST_FAILURES = 8
PUT = (
    "insert into notify_notice (public_id, person_id, kind, subject, text, path, label_id, urgent, once_key, made_at,"
    " not_before, deed, made_by, failures) values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, 0)"
    " on conflict do nothing"
)


@dataclass(frozen=True, slots=True)
class Held:
    """A notice waits until this moment: the person `by_id` may undo the deed that made it."""

    until: datetime
    deed: UUID
    by_id: int


def notice(
    *,
    person_id: int,
    kind: str,
    subject: str,
    text: str,
    path: str,
    label_id: int,
    once_key: str,
    now: datetime,
    urgent: bool = False,
    held: Held | None = None,
) -> bool:
    """Put one notice into the outbox; False if it is there already. MUST hold no content of a record.

    The answer is what the database did, also for a service to which the wall shows no notice: it tells that the key is
    taken, and nothing of the notice that has it. Called by followers, hence only for sealed facts; an imminent-danger
    action calls it itself with `urgent`, and a deed that can be undone with `held`. What is urgent is never held.
    """
    waits = (held.until, held.deed, held.by_id) if held and not urgent else (None, None, None)
    values = [uuid4(), person_id, kind, subject, text, path, label_id, urgent, once_key, now, *waits]
    with connection.cursor() as cursor:
        # no arbiter and no RETURNING: both would ask the wall whether the writer may read what stands
        cursor.execute(PUT, values)
        return bool(cursor.rowcount)


def take_back(*, deed: UUID, now: datetime) -> tuple[int, int]:
    """Take back the notices of a deed of the person who acts, before they leave; (taken back, left already)."""
    with connection.cursor() as cursor:
        cursor.execute("select taken, gone from notify_take_back(%s, %s)", [deed, now])
        taken, gone = cursor.fetchone()
        return int(taken), int(gone)


def send_waiting(*, exercise: bool, by: Audience, now: datetime, most: int = 50) -> int:
    """Send what waits, urgent first; each sent notice is marked in the transaction that holds its row."""
    sent = 0
    with transaction.atomic():
        waiting = (
            Notice.objects.select_for_update(skip_locked=True)
            .filter(Q(not_before=None) | Q(not_before__lte=now), sent_at=None, failures__lt=MOST_FAILURES)
            .filter(taken_back_at=None)
            .order_by("-urgent", "made_at")[:most]
        )
        reached = people.persons(ids=[n.person_id for n in waiting])
        on_screen = people.wants_no_mail(ids=reached)
        for row in waiting:
            # what is urgent goes by mail too, whatever was set
            mailed = row.urgent or row.person_id not in on_screen
            sent += _send(row, reached.get(row.person_id) if mailed else None, exercise, now)
        if sent:
            tell(kind="notify.notice.sent", by=by)
    return sent


def _send(row: Notice, person: people.PersonView | None, exercise: bool, now: datetime) -> int:
    if person is None or not person.email:
        Notice.objects.filter(pk=row.pk).update(failures=MOST_FAILURES)
        return 0
    mail = compose(
        to=person.email, sender=settings.MAIL_FROM, subject=row.subject, text=row.text,
        link=settings.BASE_URL.rstrip("/") + row.path, exercise=exercise, now=now,
    )  # fmt: skip
    try:
        hand_over(mail, name=f"{row.public_id}.eml", exercise=exercise)
    except OSError:
        Notice.objects.filter(pk=row.pk).update(failures=row.failures + 1)
        return 0
    Notice.objects.filter(pk=row.pk).update(sent_at=now)
    return 1


def hand_over(mail: EmailMessage, *, name: str, exercise: bool) -> None:
    """By SMTP where it is configured (never for an exercise), else as a file in the outbox folder."""
    if settings.MAIL_URL and not exercise:
        server = urlsplit(settings.MAIL_URL)
        with smtplib.SMTP(server.hostname or "localhost", server.port or 25, timeout=20) as smtp:
            if server.scheme == "smtps" or server.username:
                smtp.starttls()
            if server.username:
                smtp.login(server.username, server.password or "")
            smtp.send_message(mail)
        return
    folder = Path(settings.DATA_DIR) / "outbox"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / name).write_bytes(bytes(mail))


def seen(*, kind: str, path: str, by: Audience, now: datetime) -> None:
    """The person opened the page that his notice led to."""
    Notice.objects.filter(person_id=by.actor.person_id, kind=kind, path=path, seen_at=None).update(seen_at=now)
