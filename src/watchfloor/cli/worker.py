"""The worker: seals within 50 ms, after a quiet second within 250, lets followers follow, sends notices.

One process beside the web.
"""

import logging
import os
import signal
import time
from collections.abc import Callable
from threading import Thread
from types import FrameType

from django.db import DatabaseError, connections
from django.utils import timezone

from watchfloor.analyze.jobs import estimate_ordered, resolve_waiting, screen_asked
from watchfloor.core.actions import standup
from watchfloor.core.sealer.sealing import seal, write_checkpoint
from watchfloor.disseminate.jobs import empty_exports, forget_answers
from watchfloor.gather.jobs import call_for_late_reports, keep_door, keep_operations, open_drops
from watchfloor.plan.jobs import (
    end_playbooks,
    escalate,
    forget_events,
    forget_numbers,
    forget_requests,
    forget_searches,
    forget_tasks,
)
from watchfloor.protect.jobs import (
    DiskWatch,
    follow_all,
    forget_old_inquiries,
    keep_schedule,
    resume_purges,
    send_checkpoint,
    send_notices,
)
from watchfloor.receive.jobs import ask_feeds, end_expired

log = logging.getLogger("watchfloor.worker")
POLL_SECONDS, REST_SECONDS = 0.05, 0.25
QUIET_SECONDS = 1.0  # without a fact; an idle center asks its database less often
RESOLVE_SECONDS, ESCALATE_SECONDS = 2.0, 5.0
FEEDS_SECONDS = 15.0
SLOW_SECONDS = 2.0  # outbox, disk and idle followers; in tens of these the purges, in thousands what is done by day


def run() -> None:
    """Work until told to stop. A lost database connection is waited out; nothing is lost meanwhile."""
    parent, stop = os.getppid(), False

    def told(_number: int, _frame: FrameType | None) -> None:
        nonlocal stop
        stop = True

    signal.signal(signal.SIGTERM, told)
    signal.signal(signal.SIGINT, told)
    # a thread of its own: the engine compiles once on a machine, and nothing may wait for that
    Thread(target=_again, args=("who is who", _who_is_who, RESOLVE_SECONDS, lambda: stop), daemon=True).start()
    # and a pager that hangs may hold up nothing but the next call
    Thread(target=_again, args=("escalation", escalate, ESCALATE_SECONDS, lambda: stop), daemon=True).start()
    # feeds wait for other people's servers
    Thread(target=_again, args=("feeds", ask_feeds, FEEDS_SECONDS, lambda: stop), daemon=True).start()
    number, slow_at, busy_at, disk = 0, 0.0, 0.0, DiskWatch()
    while not stop and os.getppid() == parent:
        slow = time.monotonic() >= slow_at
        if slow:
            number, slow_at = number + 1, time.monotonic() + SLOW_SECONDS
            disk.look()  # before the database is asked: it may be what has no room
        try:
            busy = _round(number if slow else 0, disk)
        except DatabaseError as error:
            log.warning("database away (%s); trying again", type(error).__name__)
            connections.close_all()
            busy = 0
            time.sleep(1)
        if busy:
            busy_at = time.monotonic()
        else:
            time.sleep(POLL_SECONDS if time.monotonic() < busy_at + QUIET_SECONDS else REST_SECONDS)


def _who_is_who() -> None:
    """Ask about whoever waits, estimate and screen what people ordered."""
    resolve_waiting()
    estimate_ordered()
    screen_asked()


def _again(what: str, work: Callable[[], object], seconds: float, stopped: Callable[[], bool]) -> None:
    """Do it again and again in a thread of its own; what goes wrong waits for the next time."""
    while not stopped():
        try:
            work()
        except DatabaseError as error:
            log.warning("%s: database away (%s); trying again", what, type(error).__name__)
        except Exception as error:  # noqa: BLE001 - the next round asks again; words of the error might be of a record
            log.error("%s stopped: %s", what, type(error).__name__)
        connections.close_all()
        time.sleep(seconds)


def _round(slow: int, disk: DiskWatch) -> int:
    """One round; `slow` is the number of the slow one, or 0. How much was done."""
    sealed = seal()
    busy = sealed
    if sealed or slow:
        write_checkpoint()
        busy += follow_all()
    if slow:
        disk.tell()
        send_notices()
        busy += open_drops()
    if slow % 10 == 1:
        resume_purges()
        keep_door()
        keep_operations()
        call_for_late_reports()
        end_playbooks()
        end_expired()
        send_checkpoint()
    if slow % 1000 == 1:
        standup.make_months(now=timezone.now())
        standup.measure_words()
        keep_schedule()
        forget_searches()
        forget_requests()
        forget_events()
        forget_numbers()
        forget_tasks()
        forget_answers()
        empty_exports()
        forget_old_inquiries()
    return busy
