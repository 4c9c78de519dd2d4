"""Server-sent events for open pages: that something changed, that a record shown was purged, that the reader must go.

A stream is one WSGI thread; between two looks it holds no database connection. A look is a short transaction under
the reader's audience, admitted anew. Nothing is told of a fact whose records the reader may not see, and what is sent
without such a fact is sent at fixed times and has a fixed length.
"""

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from threading import Lock
from uuid import UUID

from django.db import DatabaseError, connections
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone

from watchfloor.core.gate.session import reading
from watchfloor.core.ledger.head import head
from watchfloor.core.ledger.telling import LedgerSilent, witness
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.desk.rules.live import (
    OF_ONE_PERSON,
    OPENED,
    STREAMS,
    Heard,
    event,
    gone,
    is_urgent,
    sphere_of,
)
from watchfloor.desk.web.ear import EAR, facts_after
from watchfloor.disseminate.queries.standing import readable
from watchfloor.plan.queries import watch
from watchfloor.protect.actions.admit import NotAdmitted
from watchfloor.protect.formats.sight import Sight
from watchfloor.protect.web.errors import wrong_way
from watchfloor.protect.web.reader import Reader, reader_of
from watchfloor.protect.web.sight import kept, seen

LASTS, BEAT, UNHURRIED = 55.0, 3.0, 5.0  # seconds: a stream, between heartbeats, between looks that can wait
OVERLAP = 500  # facts: what was purged while the page was being made is told too
BEATING, OPEN = b":\n\n", b"retry: 3000\n\n"
CLOSED = event("closed", "{}")
STALE, FRESH = event("stale", "{}"), event("fresh", "{}")


def live(request: HttpRequest) -> HttpResponseBase:
    """The stream of one open page; with ?once=1 one look and its end, for pages that poll."""
    if request.method != "GET":
        return wrong_way(request)
    reader, sight = reader_of(request), seen(request.GET.get("sight", ""))
    after = seen(request.headers.get("Last-Event-ID", "") or request.GET.get("after", ""))
    if reader is None or sight is None or (sight.person_id, sight.affiliation_id) != _who(reader):
        return _answer(iter([CLOSED]))
    if after and after.person_id == sight.person_id:
        sight = replace(sight, head=after.head)
    look = Look(reader, request, sight)
    if "once" in request.GET:
        return _answer(look.once())
    seat = SEATS.take(reader.person.id)
    return _answer(Stream(look, seat)) if seat else _full()


def _who(reader: Reader) -> tuple[int, int]:
    return reader.person.id, reader.person.affiliation_id


def _answer(chunks: Iterator[bytes]) -> HttpResponseBase:
    response = StreamingHttpResponse(chunks, content_type="text/event-stream")
    # each event leaves as it is said: no compressor and no proxy collects it
    response["X-Accel-Buffering"], response["Content-Encoding"] = "no", "identity"
    return response


def _full() -> HttpResponse:
    response = HttpResponse(status=503)
    response["Retry-After"] = "30"
    return response


class Seats:
    """How many streams there are; one person's oldest ends when he opens too many."""

    def __init__(self) -> None:
        self._lock, self._numbers = Lock(), count(1)
        self._taken: dict[int, int] = {}

    def take(self, person_id: int) -> int:
        """The number of the seat; 0 when none is free."""
        with self._lock:
            own = [seat for seat, whose in self._taken.items() if whose == person_id]
            if len(own) >= OF_ONE_PERSON:
                del self._taken[own[0]]
            if len(self._taken) >= STREAMS:
                return 0
            seat = next(self._numbers)
            self._taken[seat] = person_id
            return seat

    def holds(self, seat: int) -> bool:
        """Whether it is still that stream's."""
        with self._lock:
            return seat in self._taken

    def leave(self, seat: int) -> None:
        """Free it; twice does no harm."""
        with self._lock:
            self._taken.pop(seat, None)


SEATS = Seats()


class Look:
    """What one reader is told of what he has open. Each look is a transaction of its own."""

    def __init__(self, reader: Reader, request: HttpRequest, sight: Sight) -> None:
        self._reader, self._session, self.sight = reader, request.session, sight

    def once(self) -> Iterator[bytes]:
        """Everything since the page was made, then the end."""
        try:
            upto = head()
            yield from self.tell(facts_after(self.sight.head - OVERLAP, upto), upto)
            yield self.mark()
        except (DatabaseError, LedgerSilent):
            yield STALE

    def tell(self, facts: list[Heard], upto: int) -> list[bytes]:
        """The events for these facts; raises DatabaseError or LedgerSilent, and then nothing was told."""
        try:
            audience = self._reader.admitted(timezone.now())
        except NotAdmitted:
            return [CLOSED]
        if not self._session.exists(self._session.session_key or ""):
            return [CLOSED]
        with reading(audience):
            away = gone(facts, self.sight.records)
            new, changed = _changed(audience, [fact for fact in facts if fact.pos >= self.sight.head], self.sight)
        if away:
            witness(kind="desk.purge.told", by=audience, records=away)
        told = [event("purged", json.dumps([str(one) for one in away]))] if away else []
        told += [event("changed", json.dumps({"new": new}))] if changed else []
        self.sight = replace(self.sight, head=upto)
        return told

    def mark(self) -> bytes:
        """The end of a stream: how far the page was told, sealed; its length is always the same."""
        return f"id: {kept(replace(self.sight, records=()))}\n".encode() + event("end", "{}")

    def is_urgent(self, facts: list[Heard]) -> bool:
        """Whether these facts cannot wait."""
        return is_urgent(facts, self.sight.records)


def _changed(audience: Audience, facts: list[Heard], sight: Sight) -> tuple[int, bool]:
    """(how many new records the reader may see that the page does not show, whether anything he may see changed)."""
    ids = {one for fact in facts for one in fact.records if sphere_of(fact.kind) in ("record", "watch")}
    seen_ = {row.public_id for row in core.rows_of(audience=audience, public_ids=list(ids))} if ids else set[UUID]()
    new = {one for fact in facts if fact.kind == OPENED for one in fact.records} & seen_ - set(sight.records)
    return len(new), any(_concerns(audience, fact, seen_) for fact in facts)


def _concerns(audience: Audience, fact: Heard, seen_: set[UUID]) -> bool:
    """Whether the reader may see what the fact is about."""
    match sphere_of(fact.kind):
        case "record":
            return any(one in seen_ for one in fact.records)
        case "product":
            return bool(readable(audience=audience, public_ids=fact.records))
        case "watch":
            return watch.READ in audience.rights and _on_watch(audience, fact, seen_)
    return False


def _on_watch(audience: Audience, fact: Heard, seen_: set[UUID]) -> bool:
    """An entry that the reader may see, a claim on a record that he may see; shifts and sources are the watch's own."""
    if fact.kind.startswith("plan.log."):
        return bool(fact.records) and watch.entry(audience=audience, public_id=fact.records[0]) is not None
    return not fact.kind.startswith("plan.claim.") or any(one in seen_ for one in fact.records)


class Stream(Iterator[bytes]):
    """The events of one open page for a minute; the browser opens the next one by itself."""

    def __init__(self, look: Look, seat: int) -> None:
        self._look, self._seat = look, seat
        self._ends = time.monotonic() + LASTS
        self._looked, self._away, self._over = 0.0, False, False
        self._waiting: list[Heard] = []
        self._out: list[bytes] = [OPEN]
        self._pos = look.sight.head
        EAR.join()

    def __next__(self) -> bytes:
        if self._over and not self._out:
            raise StopIteration
        if not self._out:
            self._listen()
        return self._out.pop(0)

    def close(self) -> None:
        """The server calls this at the end, also of a stream that nobody read."""
        if self._seat:
            SEATS.leave(self._seat)
            self._seat = 0
            EAR.leave()

    def _listen(self) -> None:
        """Fill what goes out: events if there are any, else one heartbeat."""
        connections.close_all()
        beat = time.monotonic() + BEAT
        while not self._out and not self._over:
            now = time.monotonic()
            if now >= self._ends or not SEATS.holds(self._seat):
                self._out, self._over = [self._look.mark()], True
            elif now >= beat:
                self._out = [BEATING]
            else:
                self._hear(min(beat, self._ends) - now)

    def _hear(self, seconds: float) -> None:
        facts, self._pos, away = EAR.wait(self._pos, seconds=seconds, away=self._away)
        if away != self._away:
            self._away, self._out = away, [STALE if away else FRESH]
        self._waiting += facts
        urgent = self._looked == 0.0 or self._look.is_urgent(self._waiting)
        due = self._waiting and time.monotonic() - self._looked >= UNHURRIED
        if not away and self._pos and (urgent or due):
            self._tell()

    def _tell(self) -> None:
        first, self._looked = self._looked == 0.0, time.monotonic()
        try:
            if first:
                self._waiting = facts_after(self._look.sight.head - OVERLAP, self._pos)
            self._out += self._look.tell(self._waiting, self._pos)
        except (DatabaseError, LedgerSilent):
            self._out, self._over = [STALE], True
        self._over = self._over or CLOSED in self._out
        self._waiting = []
