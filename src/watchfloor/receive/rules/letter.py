"""A mail or a document as an item: what it is called, when it was written, how it states that it is to be handled."""

from collections.abc import Mapping, Sequence
from typing import Any

from watchfloor.core.rules.draft import When
from watchfloor.receive.rules.article import instant
from watchfloor.receive.rules.bulletin import banners, marks_of

UNREAD = "unknown: no words could be read, so neither could its markings"
LONGEST_TITLE = 300


def title(said: str, body: str) -> str:
    """What it is called, else its first line that is no banner."""
    stated = set(banners(body))
    first = (line.strip() for line in body.splitlines() if line.strip() and line.strip() not in stated)
    return " ".join((said.strip() or next(first, "") or "without a title").split())[:LONGEST_TITLE]


def markings(said: str, body: str) -> tuple[str, ...]:
    """What subject and text state; what has no words closes, because nobody has read how it is marked."""
    return marks_of(body, title=said) if body.strip() else (*marks_of("", title=said), UNREAD)


def when(date: str) -> When | None:
    """The moment at which it says that it was sent."""
    at = instant(date) if date else None
    return When(at, None, "minute", f"dated {date[:60]}") if at else None


def mail_findings(attached: Sequence[Mapping[str, Any]], *, defects: int) -> tuple[str, ...]:
    """What a reader must know of a mail."""
    said = ["Sent by mail: who sent it is as the mail says, and is not proved."]
    inert = [one for one in attached if not one["read"]]
    if inert:
        names = "; ".join(f"{one['name'] or 'without a name'} ({one['type']}, {one['size']:,} bytes)" for one in inert)
        said.append(f"Attached, kept sealed and never opened: {names}."[:2000])
    if defects:
        said.append("The mail breaks rules of its format (RFC 5322, RFC 2046); what could be read is shown.")
    return tuple(said)
