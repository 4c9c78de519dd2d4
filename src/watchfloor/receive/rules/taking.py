"""What a feed's run takes, document by document, and what it remembers after each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

Bookmark = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Past:
    """Where the run before ended; `mark_of(part)` is how a part looked when it was taken, "" if it never was."""

    bookmark: Bookmark
    mark_of: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Taken:
    """One document (b"" where there is only something to remember), and what is remembered once it is kept.

    `part` is (name, mark). `newest` is when what is in it was published, as far as the feed says.
    """

    content: bytes = b""
    digest: bytes = b""
    bookmark: Bookmark | None = None
    part: tuple[str, str] | None = None
    newest: datetime | None = None
