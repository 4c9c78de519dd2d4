"""One run of a feed: ask, keep document by document, remember where it stands, say how it went."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from watchfloor.core.gate.session import reading
from watchfloor.core.ledger.telling import tell
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision
from watchfloor.protect.actions.room import NoRoom
from watchfloor.receive.actions.feeds.asking import ASKING
from watchfloor.receive.actions.feeds.switching import NotSwitched, secret_of
from watchfloor.receive.actions.feeds.watching import WATCHING
from watchfloor.receive.actions.feeds.wire import Limits, Wire, allowance
from watchfloor.receive.actions.files import accept
from watchfloor.receive.models import Feed as FeedRow
from watchfloor.receive.models import FeedPart
from watchfloor.receive.queries import feed_named
from watchfloor.receive.rules.feeds import Feed, FeedTrouble, next_after
from watchfloor.receive.rules.taking import Past, Taken

KINDS = {**ASKING, **WATCHING}
LEASE = timedelta(hours=1)
MOST_DOCUMENTS = 2000


@dataclass(slots=True)
class Run:
    """What one run took; `trouble` is the code of what ended it, "" if it came to its end."""

    name: str
    documents: int = 0
    records: int = 0
    fresh: int = 0
    set_aside: int = 0
    trouble: str = ""
    text: str = ""
    more: bool = False


def run_feed(*, name: str, jitter: float, by: Audience, now: datetime, limits: Limits | None = None) -> Run:
    """Ask one feed once, from where it ended. MUST be called outside a transaction; never raises for the other side.

    What was taken before trouble stays, and the bookmark behind it. Raises NotSwitched for one that is off, waits for
    its approval, or is asked by somebody else just now.
    """
    row = _claimed(name, by, now)
    run, feed, after = Run(name), _feed(row), 0
    try:
        wire = Wire(allowance(), limits or Limits())
        for taken in KINDS[feed.kind](feed, _past(row, by), wire):
            _keep(row, feed, taken, run, by, now)
            if run.documents >= MOST_DOCUMENTS:
                run.more = True
                break
    except FeedTrouble as trouble:
        run.trouble, run.text, after = trouble.code, trouble.text, trouble.after
    except NoRoom as full:
        run.trouble, run.text = "no-room", str(full)
    with reading(by):
        _end(row, feed, run, after, jitter, by, now)
    return run


def _claimed(name: str, by: Audience, now: datetime) -> FeedRow:
    with reading(by):
        free = FeedRow.objects.filter(name=name, switched_on=True).exclude(leased_until__gt=now)
        view = feed_named(name=name)
        good = view is not None and (view.known.approved or not view.needs_approval)
        if not good or not free.update(leased_until=now + LEASE, tried_at=now):
            text = f"{name!r} is off, waits for its approval, or is being asked already."
            raise NotSwitched(Decision.of(Because(text, "feeds.state", ok=False, way_out="See watchfloor feeds list.")))
        return FeedRow.objects.get(name=name)


def _feed(row: FeedRow) -> Feed:
    view = feed_named(name=row.name)
    assert view is not None
    return replace(view.feed, secret=secret_of(bytes(row.sealed_secret or b"")))


def _past(row: FeedRow, by: Audience) -> Past:
    def mark_of(part: str) -> str:
        with reading(by):
            found = FeedPart.objects.filter(feed_id=row.pk, key=_key(part)).values_list("mark", flat=True).first()
        return found or ""

    return Past(row.bookmark, mark_of)


def _key(part: str) -> bytes:
    """Names of files and addresses may say something: a hash of them is kept."""
    return hashlib.sha256(part.encode()).digest()


def _keep(row: FeedRow, feed: Feed, taken: Taken, run: Run, by: Audience, now: datetime) -> None:
    """The document first, then what is remembered: a crash between the two takes it twice, which changes nothing."""
    if taken.content:
        came = accept(content=taken.content, source_name=feed.source, digest=taken.digest, by=by, now=now)
        run.documents += 1
        run.records += came.records
        run.fresh += came.counts["opened"] + came.counts["updated"]
        run.set_aside += came.counts["set_aside"]
    with reading(by):
        if taken.part:
            FeedPart.objects.update_or_create(feed_id=row.pk, key=_key(taken.part[0]), defaults={"mark": taken.part[1]})
        if taken.bookmark is not None:
            row.bookmark = dict(taken.bookmark)
        if taken.newest:
            row.newest_at = taken.newest
        FeedRow.objects.filter(pk=row.pk).update(bookmark=row.bookmark, newest_at=row.newest_at)


def _end(row: FeedRow, feed: Feed, run: Run, after: int, jitter: float, by: Audience, now: datetime) -> None:
    failures = row.failures + 1 if run.trouble else 0
    wait = timedelta() if run.more else next_after(feed, failures=failures, after=after, jitter=jitter)
    fresh_at = now if run.fresh or run.set_aside else row.fresh_at
    FeedRow.objects.filter(pk=row.pk).update(
        leased_until=None, next_at=now + wait, failures=failures, trouble_code=run.trouble, trouble=run.text,
        well_at=row.well_at if run.trouble else now, fresh_at=fresh_at, documents=row.documents + run.documents,
        records=row.records + run.fresh, set_aside=row.set_aside + run.set_aside,
        silence_told_at=None if run.fresh else row.silence_told_at,
    )  # fmt: skip
    for kind, rules in _told(row, run, failures):
        tell(kind=kind, by=by, records=[row.public_id], rules=rules)


def _told(row: FeedRow, run: Run, failures: int) -> Iterator[tuple[str, list[str]]]:
    """A run that found nothing and failed as before is no fact: a feed is asked every few minutes for years."""
    if run.documents:
        yield "receive.feed.taken", [f"feeds.kind.{row.kind}"]
    if failures == 1:
        yield "receive.feed.failed", [f"feeds.trouble.{run.trouble}"]
    elif row.failures and not failures:
        yield "receive.feed.recovered", []
