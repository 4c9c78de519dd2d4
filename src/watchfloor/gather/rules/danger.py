"""Whether words suggest that somebody is in danger now. It judges no report: it only shows the phone numbers again."""

import re
import unicodedata
from collections.abc import Iterable


def suggests_danger(text: str, phrases: Iterable[str]) -> tuple[str, ...]:
    """The phrases of the text, as the list writes them; each begins a word, case and accents count for nothing."""
    said = _plain(text)
    return tuple(one for one in phrases if re.search(rf"\b{re.escape(_plain(one))}", said))


def _plain(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(one for one in parts if not unicodedata.combining(one)).split())
