"""One thread of this process that hears the sealed log twice a second while any page listens, and wakes their streams.

It reads under a service of its own that may see no record: kinds and public ids of facts, nothing else. Whether a
reader is told of a fact is decided by his own stream, under his own audience.
"""

import time
from collections import deque
from threading import Condition, Thread

from django.db import DatabaseError, connections
from django.utils import timezone

from watchfloor.core.gate.session import reading
from watchfloor.core.ledger.following import after
from watchfloor.core.ledger.head import head
from watchfloor.core.rules.audience import Audience
from watchfloor.desk.rules.live import Heard, heard
from watchfloor.protect.actions.admit import admit_service

POLL_SECONDS, BATCH, KEPT = 0.5, 5000, 6000


class Ear:
    """Facts since it began to listen, for those who wait. Holds a connection only while somebody waits."""

    def __init__(self) -> None:
        self._news = Condition()
        self._facts: deque[Heard] = deque(maxlen=KEPT)
        self._upto = 0
        self._waiting, self._thread, self._away = 0, False, False

    def join(self) -> None:
        """A stream begins; the first one starts the thread."""
        with self._news:
            self._waiting += 1
            if not self._thread:
                self._thread = True
                Thread(target=self._listen, name="live", daemon=True).start()

    def leave(self) -> None:
        """A stream ended; after the last one the thread ends by itself."""
        with self._news:
            self._waiting -= 1

    def wait(self, pos: int, *, seconds: float, away: bool) -> tuple[list[Heard], int, bool]:
        """(facts from a position on, position reached, whether the database is away), once any of it is news."""
        with self._news:
            self._news.wait_for(lambda: self._upto > pos or self._away != away, timeout=seconds)
            return [fact for fact in self._facts if fact.pos >= pos], max(pos, self._upto), self._away

    def _listen(self) -> None:
        try:
            while self._is_wanted():
                self._hear()
                time.sleep(POLL_SECONDS)
        finally:
            connections.close_all()

    def _is_wanted(self) -> bool:
        with self._news:
            if self._waiting <= 0:
                self._thread = False
                self._facts.clear()
                self._upto = 0
            return self._thread

    def _hear(self) -> None:
        try:
            now_at = head()
            begun = self._upto or now_at
            found = facts_after(begun, now_at) if now_at > begun else []
        except DatabaseError:
            connections.close_all()
            self._tell([], self._upto, away=True)
        else:
            self._tell(found, now_at, away=False)

    def _tell(self, found: list[Heard], upto: int, *, away: bool) -> None:
        with self._news:
            was = (self._upto, self._away)
            self._facts.extend(found)
            self._upto, self._away = upto, away
            if was != (upto, away):
                self._news.notify_all()


def facts_after(pos: int, upto: int) -> list[Heard]:
    """What changes pages between two positions of the log."""
    found: list[Heard] = []
    with reading(_service()):
        while pos < upto:
            facts = after(pos=pos, how_many=BATCH, kinds=())
            found += [one for fact in facts if (one := heard(fact.pos, fact.kind, fact.records))]
            pos = facts[-1].pos + 1 if facts else upto
    return found


def _service() -> Audience:
    return admit_service(service="desk.live", now=timezone.now())


EAR = Ear()
