"""What stands in the way of a purge: holds of five kinds, each with its authority and an end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from watchfloor.core.rules.decision import Because, Decision
from watchfloor.protect.rules.policy import HoldKind, Policy

On = Literal["record", "author", "subject"]
CITATION = "28 CFR 23.20(g)(3), (h)"
THROUGH = {
    "record": "on the record", "author": "on who reported it", "subject": "on a record judged to be about the same",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Standing:
    """A hold that stands, and through what it reaches the record."""

    kind: str
    on: On
    until_on: date


def may_hold(
    *, kind: str, authority: str, until_on: date, rights: frozenset[str], policy: Policy, today: date
) -> Decision:
    """Whether a hold of this kind may be placed: by whom, on whose authority, until when."""
    known = policy.holds.get(kind)
    if known is None:
        return Decision.of(_no("There is no such kind of hold.", "hold.kind", "Choose one of the list."))
    return Decision.of(_right(known, rights), _authority(authority), _end(known, until_on, today))


def may_lift(*, kind: str, because: str, rights: frozenset[str], policy: Policy) -> Decision:
    """Whoever may place a kind may lift it, with a reason."""
    known = policy.holds.get(kind)
    if known is None:
        return Decision.of(_no("There is no such kind of hold.", "hold.kind", "Choose one of the list."))
    said = (
        Because("The reason is written down.", "hold.because", known.citation)
        if because.strip()
        else _no("The reason is missing.", "hold.because", "Say why it is not needed any more.")
    )
    return Decision.of(_right(known, rights), said)


def may_go(standing: Sequence[Standing], *, policy: Policy) -> Decision:
    """Whether a purge may be opened: not while anything stands, on the record, its author or its subject."""
    if not standing:
        return Decision.of(Because("Nothing stands in the way of a purge.", "hold.none", CITATION))
    return Decision.of(*dict.fromkeys(_stands(one, policy) for one in standing))


def _stands(one: Standing, policy: Policy) -> Because:
    known = policy.holds.get(one.kind)
    words, citation = (known.words, known.citation) if known else (one.kind, CITATION)
    text = f"{words} stands {THROUGH[one.on]}, until {one.until_on:%b} {one.until_on.day}, {one.until_on.year}."
    return _no(text, f"hold.{one.kind}", "Have it decided or lifted first.", citation)


def _right(known: HoldKind, rights: frozenset[str]) -> Because:
    if known.by & rights:
        return Because("Your role places it.", "hold.right", "CJISSECPOL AC-6")
    return _no("Your role does not place or lift it.", "hold.right", "Ask the privacy officer.", "CJISSECPOL AC-6")


def _authority(authority: str) -> Because:
    if authority.strip():
        return Because("It names its authority.", "hold.authority", CITATION)
    return _no("The authority is missing.", "hold.authority", "Name the order, letter or case that it rests on.")


def _end(known: HoldKind, until_on: date, today: date) -> Because:
    last = today + timedelta(days=known.most_days)
    if today <= until_on <= last:
        return Because("It ends by itself.", "hold.until", known.citation)
    way_out = f"Choose a day from today to {last:%b} {last.day}, {last.year}; it can be placed anew."
    return _no("Its last day is missing, past or too far.", "hold.until", way_out)


def _no(text: str, rule: str, way_out: str, citation: str = CITATION) -> Because:
    return Because(text, rule, citation, ok=False, way_out=way_out)
