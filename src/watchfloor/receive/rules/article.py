"""An entry of an RSS 2.0 or Atom feed: what it must carry, and what it says in words (RFC 4287; RSS 2.0)."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from watchfloor.core.rules.draft import When
from watchfloor.receive.rules.bulletin import marks_of
from watchfloor.receive.rules.plain import plain

LONGEST_TITLE = 300
NAMELESS = (
    "neither id nor link: an entry without them cannot be told from another one (RFC 4287 section 4.1.2; RSS 2.0,"
    " item). Ask the publisher to mend the feed."
)


def faults(told: Mapping[str, Any]) -> tuple[str, ...]:
    """Why the entry cannot be opened; empty if it can."""
    if not told.get("id") and not told.get("link"):
        return (NAMELESS,)
    if not plain(str(told.get("title") or told.get("summary") or told.get("content") or "")):
        return ("neither title nor text (RSS 2.0, item). Ask the publisher to mend the feed.",)
    return ()


def title(told: Mapping[str, Any]) -> str:
    """Its title, else how it begins."""
    words = plain(str(told.get("title") or told.get("summary") or told.get("content")))
    return " ".join(words.split())[:LONGEST_TITLE]


def body(told: Mapping[str, Any]) -> str:
    """Title, summary and content, a line each block; addresses of further reading stay in the fields."""
    parts = (plain(str(told.get(name) or "")) for name in ("title", "summary", "content"))
    return "\n".join(dict.fromkeys(part for part in parts if part))


def revision(told: Mapping[str, Any]) -> str:
    """When it was last changed, as ISO 8601 in UTC; as it was written if that is no time."""
    said = str(told.get("updated") or told.get("published") or "")
    at = instant(said)
    return at.isoformat(timespec="seconds") if at else said[:100]


def when(told: Mapping[str, Any]) -> When | None:
    """The moment of publication."""
    said = str(told.get("published") or told.get("updated") or "")
    at = instant(said)
    return When(at, None, "minute", f"published {said[:60]}") if at else None


def markings(told: Mapping[str, Any]) -> tuple[str, ...]:
    """What its words state of their handling."""
    return marks_of(body(told), title=title(told))


def findings(told: Mapping[str, Any]) -> tuple[str, ...]:
    """What a reader must know."""
    said = str(told.get("updated") or told.get("published") or "")
    lacking = [] if instant(said) else ["It names no time that can be read; its order among others is not known."]
    others = told.get("others") or ()
    kept = [f"Elements beside RSS and Atom, kept in the original only: {', '.join(others)[:300]}."] if others else []
    return (*lacking, *kept)


def instant(said: str) -> datetime | None:
    """A time of Atom (RFC 3339) or RSS (RFC 822); without a zone it is taken as UTC."""
    try:
        at = datetime.fromisoformat(said.strip())
    except ValueError:
        try:
            at = parsedate_to_datetime(said.strip())
        except (ValueError, TypeError, IndexError, OverflowError):
            return None
    try:
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (OverflowError, ValueError):
        return None
