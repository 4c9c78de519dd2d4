"""Stamp drafts: label, legal class, clocks, marking (house: step 3)."""

from collections.abc import Iterable
from datetime import datetime

from watchfloor.core.actions.records import label_of
from watchfloor.core.rules.decision import Because, Decision, Refused
from watchfloor.core.rules.draft import Draft
from watchfloor.core.rules.stamp import Stamp
from watchfloor.people import queries as people
from watchfloor.protect.formats.classes import classes
from watchfloor.protect.formats.handling import handling_of
from watchfloor.protect.formats.policy import load
from watchfloor.protect.rules.stamping import atom_of, clocks

MARKED_BY_CENTER = {
    "tip": ("U//LES",),
    "pointer": ("U//FOUO",),
}  # what comes unmarked gets the center's own marking for its class


class NotStamped(Refused):
    """The class of a draft is not one in which anything comes in."""


class Stamper:
    """Stamps drafts of one origin; equal handling is decided once, so that a chunk costs a few lookups.

    `verified` says whether somebody rated the source: what an unverified one sends is for the center alone.
    """

    def __init__(self, *, legal_class: str, owner_id: int, verified: bool, now: datetime, share: str = "") -> None:
        self._legal_class, self._owner_id, self._verified, self._share = legal_class, owner_id, verified, share
        self._clocks = clocks(legal_class, opened_on=now.date(), policy=load(), state=_state_of(owner_id))
        self._stamps: dict[tuple[tuple[str, ...], tuple[int, ...]], Stamp] = {}

    def stamp(self, *, markings: tuple[str, ...], open_to: tuple[int, ...] = ()) -> Stamp:
        """The stamp for these received markings."""
        key = (markings, open_to)
        if key not in self._stamps:
            self._stamps[key] = self._make(markings, open_to)
        return self._stamps[key]

    def stamp_drafts(self, drafts: Iterable[Draft], *, open_to: tuple[int, ...] = ()) -> list[Stamp]:
        """One stamp a draft, in order."""
        return [
            self.stamp(markings=draft.markings or MARKED_BY_CENTER.get(draft.kind, ()), open_to=open_to)
            for draft in drafts
        ]

    def _make(self, markings: tuple[str, ...], open_to: tuple[int, ...]) -> Stamp:
        _must_come_bare(self._legal_class)
        handling = handling_of(markings)
        atom = atom_of(
            legal_class=self._legal_class, owner_id=self._owner_id, handling=handling, verified=self._verified,
            policy=load(), share=self._share,
        )  # fmt: skip
        rules = (f"class.{self._legal_class.replace('_', '-')}", self._clocks.rule)
        return Stamp(
            label_of([atom.print()]), self._legal_class, handling.banner, self._clocks.review_on,
            self._clocks.purge_on, rules, open_to=open_to,
        )  # fmt: skip


def _must_come_bare(legal_class: str) -> None:
    """No draft comes in as a class that stands on a predicate or a subject: it comes as what it is, and is evaluated.

    So a file, a feed and another center's package all lead to the one demand of `predicates.must_stand`.
    """
    known = classes().classes.get(legal_class)
    if known is None or known.predicate or known.needs_subject:
        text = f"Class: nothing comes in as {known.words if known else 'a class that the policy does not know'}."
        way_out = "Bring it in as a tip; a trained person then states what it stands on."
        raise NotStamped(Decision.of(Because(text, "class.bare", "28 CFR 23.20(a)", ok=False, way_out=way_out)))


def _state_of(agency_id: int) -> str:
    held_by = people.agencies(ids=[agency_id]).get(agency_id) if agency_id else None
    return held_by.state if held_by else ""
