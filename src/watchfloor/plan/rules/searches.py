"""A search that is kept under a name: what it may be narrowed by, and who may save, share and withdraw it.

Never by protected traits: ISE-FS-200 and 28 CFR 23.20(b); a house test holds FACETS to this list.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from watchfloor.core.rules.decision import Because, Decision

FACETS = ("kind", "class", "marking", "agency", "place", "within", "came", "seen_from", "seen_until")
CITATION = "28 CFR 23.20(g)"
NAME_MOST = 80
WORDS_MOST = 500


@dataclass(frozen=True, slots=True)
class Facets:
    """What hits are narrowed to; each field is one of FACETS. `within` in kilometers, `came` in days before now."""

    kind: tuple[str, ...] = ()
    legal_class: tuple[str, ...] = ()
    marking: tuple[str, ...] = ()
    agency: tuple[str, ...] = ()
    place: str = ""
    within: int = 0
    came: int = 0
    seen_from: date | None = None
    seen_until: date | None = None

    def __bool__(self) -> bool:
        return self != Facets()


@dataclass(frozen=True, slots=True)
class Search:
    """What is kept sealed: name, words, facets, and the purpose (code) that it was first run for."""

    name: str
    words: str
    purpose: str
    facets: Facets = field(default_factory=Facets)


@dataclass(frozen=True, slots=True)
class Colleague:
    """One with whom a search is to be shared: the agency he works for and whether he may search."""

    name: str
    same_agency: bool
    searches: bool


def may_save(search: Search, *, searches: bool) -> Decision:
    """May this be kept under this name?"""
    named = bool(search.name.strip()) and len(search.name) <= NAME_MOST
    asks = (bool(search.words.strip()) or bool(search.facets)) and len(search.words) <= WORDS_MOST
    return Decision.of(
        _either(searches, "Your role searches.", "Your role does not search.", "plan.search.right", "Ask an analyst."),
        _either(
            named, "It has a name.", "Name: empty, or longer than 80 characters.", "plan.search.name",
            "Write what the search is for, in a few words.",
        ),
        _either(
            asks, "It asks for something.", "Search: no words and no facets.", "plan.search.words",
            "Write a word or choose a facet, then search.",
        ),
    )  # fmt: skip


def may_share(*, own: bool, roles: Sequence[str], known_roles: Sequence[str], with_: Sequence[Colleague]) -> Decision:
    """May the owner open the words of this inquiry to these? Only within his own agency, to who may search himself."""
    strange = [role for role in roles if role not in known_roles]
    outside = [one.name for one in with_ if not one.same_agency]
    mute = [one.name for one in with_ if one.same_agency and not one.searches]
    return Decision.of(
        _owner(own),
        _either(
            not strange, "The roles search.", f"Roles: {', '.join(strange)} does not search.", "plan.search.roles",
            "Choose roles that search.",
        ),
        _either(
            not outside, "Everybody named works for your agency.",
            f"Persons: {', '.join(outside)} is not of your agency; the words of an inquiry stay in it.",
            "plan.search.agency", "Tell them what you look for by a request.",
        ),
        _either(
            not mute, "Everybody named may search.", f"Persons: the role of {', '.join(mute)} does not search.",
            "plan.search.persons", "Name persons who search.",
        ),
    )  # fmt: skip


def may_change(*, own: bool) -> Decision:
    """Only its owner renames, shares or withdraws a search."""
    return Decision.of(_owner(own))


def _owner(own: bool) -> Because:
    no = "The search is not yours."
    return _either(own, "The search is yours.", no, "plan.search.owner", "Save one of your own.")


def _either(ok: bool, yes: str, no: str, rule: str, way_out: str) -> Because:
    return Because(yes, rule, CITATION) if ok else Because(no, rule, CITATION, False, way_out)
