"""What a court's order does to a record: sealed is closed, expunged is closed and ends the next day."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from watchfloor.core.rules.decision import Because, Decision
from watchfloor.protect.rules.labels import Atom

RIGHT = "record.hold"
KINDS = {"sealed": "Sealed", "expunged": "Expunged"}
CITATION = "order of a court; 28 CFR 23.20(h) (advise recipients)"
LEAST_WORDS = 2


@dataclass(frozen=True, slots=True)
class Closed:
    """The handling after an order; the days are drawn nearer or stay."""

    atoms: tuple[str, ...]
    review_on: date
    purge_on: date


def may_flag(kind: str, authority: str, *, rights: frozenset[str]) -> Decision:
    """Whether this person may enter the order: a role that holds records, a kind, and the court with its number."""
    fine, named = RIGHT in rights, len(authority.split()) >= LEAST_WORDS
    return Decision.of(
        Because("Your role enters orders.", f"right.{RIGHT}", "CJISSECPOL AC-6") if fine
        else _no("your role enters no orders of courts.", f"right.{RIGHT}", "Ask the privacy officer."),
        Because("The order is of a kind that acts.", "flag.kind", CITATION) if kind in KINDS
        else _no("Order: neither sealed nor expunged.", "flag.kind", "Choose one."),
        Because("Its authority is named.", "flag.authority", CITATION) if named
        else _no("Authority: the court and its number are missing.", "flag.authority", "Write both."),
    )  # fmt: skip


def closed(kind: str, atoms: tuple[str, ...], *, review_on: date, purge_on: date, today: date) -> Closed:
    """An atom that cannot be read stays as it is: it is closed already. Expunged: one day to notice a mistake."""
    shut = tuple(_shut(atom) for atom in atoms)
    if kind != "expunged":
        return Closed(shut, review_on, purge_on)
    end = max(min(purge_on, today), today - timedelta(days=1))
    return Closed(shut, min(review_on, end), end)


def _shut(atom: str) -> str:
    try:
        return replace(Atom.parse(atom), share="closed").print()
    except ValueError:
        return atom


def _no(text: str, rule: str, way_out: str) -> Because:
    return Because(text, rule, CITATION, ok=False, way_out=way_out)
