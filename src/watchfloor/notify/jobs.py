"""The worker's door to the outbox and to whoever is on duty."""

import logging
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from watchfloor.core.gate.session import reading
from watchfloor.core.rules.audience import Audience
from watchfloor.notify.actions.escalate import Call, end_try, try_next
from watchfloor.notify.actions.outbox import send_waiting
from watchfloor.notify.formats import pager
from watchfloor.notify.formats.duty import duty_policy

log = logging.getLogger("watchfloor.notify")


def send(*, audience: Audience, exercise: bool) -> int:
    """Send what waits under the service audience that protect declares; how many."""
    with reading(audience):
        return send_waiting(exercise=exercise, by=audience, now=timezone.now())


def escalate(*, audience: Audience, notice_label: int, exercise: bool) -> int:
    """Make every try that is due and call who is to be called, one after another; how many were called.

    The pager runs between two transactions: one that hangs holds nothing but this job.
    """
    with reading(audience):
        calls = try_next(notice_label=notice_label, by=audience, now=timezone.now())
    for one in calls:
        because = _page(one, exercise=exercise)
        if because:
            log.warning("notice %s: %s", one.notice, because)
        with reading(audience):
            end_try(call=one, because=because, by=audience, now=timezone.now())
    return len(calls)


def _page(call: Call, *, exercise: bool) -> str:
    """By the command that the center set; an exercise leaves a file beside its mails and calls nobody."""
    if not call.number:
        return "pager.no-number"
    text = pager.short_text(call.notice, exercise=exercise)
    if exercise:
        folder = Path(settings.DATA_DIR) / "outbox"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        (folder / f"{call.made}.pager.txt").write_text(f"{text}\n", encoding="ascii")
        return ""
    if not settings.PAGER_COMMAND:
        return "pager.no-command"
    return pager.call(
        command=settings.PAGER_COMMAND, number=call.number, text=text, seconds=duty_policy().pager_seconds
    )
