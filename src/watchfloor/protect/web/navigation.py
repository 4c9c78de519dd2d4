"""The ways from page to page. Each package declares its own beside its addresses; the frame shows what one may use."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext, gettext_noop

GROUPS = (gettext_noop("Watch"), gettext_noop("Report"), gettext_noop("Look after"))


@dataclass(frozen=True, slots=True)
class Way:
    """A link of the navigation, shown to who holds one of `rights` (to everybody if none is named).

    `counts`: kinds of records; how many of them wait, that one may read, stands behind the link. `order` sorts within
    the group.
    """

    group: str
    text: str
    url: str
    key: str = ""
    rights: frozenset[str] = frozenset()
    counts: tuple[str, ...] = ()
    order: int = 50


_declared: dict[str, Way] = {}


def declare_way(way: Way) -> None:
    """Called where a package declares its addresses (web/urls.py)."""
    _declared[way.url] = way


def ways(rights: frozenset[str]) -> list[Way]:
    """The ways that somebody with these rights has, in the order of the navigation."""
    mine = [way for way in _declared.values() if not way.rights or way.rights & rights]
    return sorted(mine, key=lambda way: (GROUPS.index(way.group), way.order, way.text))


def navigation(*, rights: frozenset[str], counts: Mapping[str, int], path: str) -> list[dict[str, Any]]:
    """The groups of links for base.html; a group without a link is left out."""
    groups, mine = [], ways(rights)
    here = max((way.url for way in mine if path.startswith(way.url)), key=len, default="")
    here = path if here == "/" else here
    for title in GROUPS:
        links = [_link(way, counts, here) for way in mine if way.group == title]
        if links:
            groups.append({"title": gettext(title), "links": links})
    return groups


def _link(way: Way, counts: Mapping[str, int], here: str) -> dict[str, Any]:
    number = sum(counts.get(kind, 0) for kind in way.counts) if way.counts else None
    current = here == way.url
    return {
        "text": gettext(way.text),
        "url": way.url,
        "key": way.key,
        "current": current,
        "count": number,
        "hot": False,
    }
