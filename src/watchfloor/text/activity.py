"""Words for activity that the First Amendment protects (28 CFR 23.20(b), (l)).

A flag sends the text to the privacy officer for a look. It MUST NOT reject, count, rank or become a
feature of anything.
"""

import json
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from watchfloor.text.data import content_of
from watchfloor.text.found import Found


@cache
def _known() -> tuple[re.Pattern[str], Mapping[str, str]]:
    told: dict[str, Any] = json.loads(content_of("activity_words.json"))
    of = {word: category for category, words in told["categories"].items() for word in words}
    longest_first = sorted(of, key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest_first))})(?![\w-])", re.IGNORECASE), of


def protected_activity(text: str) -> tuple[Found, ...]:
    """The words in order of place: `value` in lower case, `note` the category."""
    words, of = _known()
    return tuple(
        Found("activity", *hit.span(), hit[0], hit[0].lower(), of[hit[0].lower()]) for hit in words.finditer(text)
    )
