"""Which JSON a file is, by the names of its outer object."""

import re

from watchfloor.receive.formats import scan
from watchfloor.receive.formats.scan import Unreadable
from watchfloor.receive.formats.torn import is_list

HEAD = 4096
EVENTS = re.compile(rb'\A(?:\xef\xbb\xbf)?\s*\[\s*\{\s*"Event"\s*:')
BUNDLE = re.compile(rb'"type"\s*:\s*"bundle"')
# the names that an outer object must have; the first that fits wins
BY_NAMES = (
    ("kev", {"catalogVersion", "vulnerabilities"}),
    ("csaf", {"document"}),
    ("misp", {"Event"}),
    ("misp", {"response"}),
    ("geojson", {"type", "features"}),
    ("misp-vocabulary", {"namespace", "predicates"}),
    ("misp-vocabulary", {"name", "values", "authors"}),
    ("misp-vocabulary", {"name", "list", "version"}),
)
LISTS = {"vulnerabilities": "kev", "features": "geojson", "response": "misp"}


def kind_of(content: bytes) -> str:
    """One of the kinds of BY_NAMES; "stix" for all else, whose reader says what is wrong with it."""
    head = content[:HEAD]
    if EVENTS.match(head):
        return "misp"
    if BUNDLE.search(head) or content.lstrip(scan.BOM + b" \t\r\n")[:1] == b"[":
        return "stix"
    try:
        names = {member.name for member in scan.members(content)}
    except Unreadable:
        return _torn(content)
    return next((kind for kind, wanted in BY_NAMES if wanted <= names), "stix")


def _torn(content: bytes) -> str:
    """Of a file that breaks in its list of entries, or behind it: so that those before the break are taken."""
    found = scan.before_break(content)
    twice = len({one.name for one in found}) < len(found)
    lists = [LISTS[one.name] for one in found if one.name in LISTS and is_list(content, one.span)]
    return lists[0] if lists and not twice else "stix"
