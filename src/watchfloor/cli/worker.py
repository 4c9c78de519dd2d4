"""The worker: seals every 50 ms, lets followers follow, sends notices. One process beside the web."""

import logging
import os
import signal
import time
from collections.abc import Callable
from threading import Thread
from types import FrameType

from django.db import DatabaseError, connections
from django.utils import timezone

from watchfloor.analyze.jobs import resolve_waiting
from watchfloor.core.actions import standup
from watchfloor.core.sealer.sealing import seal, write_checkpoint
from watchfloor.disseminate.jobs import empty_exports
from watchfloor.plan.jobs import forget_requests, forget_searches
from watchfloor.protect.jobs import (
    DiskWatch,
    follow_all,
    forget_old_inquiries,
    keep_schedule,
    resume_purges,
    send_checkpoint,
    send_notices,
)

log = logging.getLogger("watchfloor.worker")
POLL_SECONDS = 0.05
RESOLVE_SECONDS = 2.0
SLOW_EVERY = 40  # rounds: months, outbox and idle followers about every two seconds


def run() -> None:
    """Work until told to stop. A lost database connection is waited out; nothing is lost meanwhile."""
    parent, stop = os.getppid(), False

    def told(_number: int, _frame: FrameType | None) -> None:
        nonlocal stop
        stop = True

    signal.signal(signal.SIGTERM, told)
    signal.signal(signal.SIGINT, told)
    # a thread of its own: the engine compiles once on a machine, and nothing may wait for that
    Thread(target=_resolve, args=(lambda: stop,), daemon=True).start()
    number, disk = 0, DiskWatch()
    while not stop and os.getppid() == parent:
        number += 1
        if number % SLOW_EVERY == 1:
            disk.look()  # before the database is asked: it may be what has no room
        try:
            busy = _round(number, disk)
        except DatabaseError as error:
            log.warning("database away (%s); trying again", type(error).__name__)
            connections.close_all()
            busy = 0
            time.sleep(1)
        if not busy:
            time.sleep(POLL_SECONDS)


def _resolve(stopped: Callable[[], bool]) -> None:
    """Ask who is who about whoever waits, again and again; what goes wrong waits for the next time."""
    while not stopped():
        try:
            resolve_waiting()
        except DatabaseError as error:
            log.warning("who is who: database away (%s); trying again", type(error).__name__)
        except Exception as error:  # noqa: BLE001 - the next round asks again; words of the error might be of a record
            log.error("who is who stopped: %s", type(error).__name__)
        connections.close_all()
        time.sleep(RESOLVE_SECONDS)


def _round(number: int, disk: DiskWatch) -> int:
    sealed = seal()
    busy = sealed
    if sealed or number % SLOW_EVERY == 0:
        write_checkpoint()
        busy += follow_all()
    if number % SLOW_EVERY == 0:
        disk.tell()
        send_notices()
    if number % (SLOW_EVERY * 10) == 1:
        resume_purges()
        send_checkpoint()
    if number % (SLOW_EVERY * 1000) == 1:
        standup.make_months(now=timezone.now())
        standup.measure_words()
        keep_schedule()
        forget_searches()
        forget_requests()
        empty_exports()
        forget_old_inquiries()
    return busy
