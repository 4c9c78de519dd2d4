"""A feed: what it is, when it is asked again, how it stands, and who may switch it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from watchfloor.core.rules.decision import Because, Decision

SWITCH, APPROVE = "feeds.switch", "feeds.approve"
LONGEST_BACK_OFF = timedelta(hours=6)
STATES = ("off", "waits", "new", "failing", "silent", "ok")


class FeedTrouble(Exception):
    """Why nothing could be taken now: a code, and a sentence with the way out. MUST NOT hold what the other side sent.

    `after` is how many seconds the other side asked us to wait.
    """

    def __init__(self, code: str, text: str, *, after: int = 0) -> None:
        super().__init__(text)
        self.code, self.text, self.after = code, text, after


@dataclass(frozen=True, slots=True)
class Feed:
    """What is asked, how often, and what stands in whose name. `secret` is a password or token; it is never shown."""

    name: str
    kind: str
    address: str
    source: str
    standing: str
    every: timedelta
    silent_after: timedelta
    about: str = ""
    citation: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    secret: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of its asking: when it was switched, tried, went well and gave something new, and how it fails."""

    on: bool
    approved: bool
    switched_at: datetime | None = None
    tried_at: datetime | None = None
    well_at: datetime | None = None
    fresh_at: datetime | None = None
    failures: int = 0
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Health:
    """One of STATES, and a sentence."""

    state: str
    words: str


def health(feed: Feed, known: Record, *, needs_approval: bool, now: datetime) -> Health:
    """How it stands; what went wrong last comes before silence."""
    if not known.on:
        return Health("off", "Switched off.")
    if needs_approval and not known.approved:
        return Health("waits", "Waits for the privacy officer's approval.")
    if known.failures:
        return Health("failing", known.trouble)
    if known.well_at is None:
        return Health("new", "Not asked yet.")
    last = known.fresh_at or known.switched_at or known.well_at
    if now - last > feed.silent_after:
        return Health("silent", f"It answers, but nothing new came for {_hours(now - last)}.")
    return Health("ok", "On time.")


def _hours(past: timedelta) -> str:
    hours = int(past.total_seconds() // 3600)
    return f"{hours // 24} days" if hours >= 48 else f"{hours} hours"


def next_after(feed: Feed, *, failures: int, after: int, jitter: float) -> timedelta:
    """How long until it is asked again: twice as long with each failure, at most six hours, spread by `jitter` (0-1).

    Many centers that ask at the full minute are what breaks a feed; never sooner than the other side asked for.
    """
    wait = feed.every * (1 << min(failures, 10))
    wait = max(min(wait, max(LONGEST_BACK_OFF, feed.every)), timedelta(seconds=after))
    return wait * (1 + jitter / 10)


def may_switch(rights: frozenset[str]) -> Decision:
    """Who switches feeds on and off."""
    return Decision.of(Because("You may switch feeds.", "feeds.switch", "CJISSECPOL AC-6", SWITCH in rights))


def may_approve(rights: frozenset[str], *, needed: bool) -> Decision:
    """The privacy officer weighs a source that is no government, sector or vendor source."""
    citation = "center P/CRCL policy"
    return Decision.of(
        Because("You may approve feeds.", "feeds.approve", citation, APPROVE in rights),
        Because("It needs an approval." if needed else "It needs no approval.", "feeds.standing", citation, needed),
    )
