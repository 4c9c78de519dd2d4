"""Editing a draft: where a statement stands, what was changed meanwhile, what may be kept at all."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from watchfloor.core.rules.decision import Because, Decision, Refused
from watchfloor.disseminate.rules.product import SourceRef, Statement
from watchfloor.marking.grammar import Marking, MarkingError, parse
from watchfloor.marking.spill import find_spill, is_spill
from watchfloor.protect.rules.policy import Policy

TITLE, TEAR_TITLE = "title", "tear-title"
LONGEST = 4000
KINDS = ("fact", "judgment")


class NotKept(Refused):
    """The words cannot be kept as they are; `.decision` says which field, rule and way out."""


class ChangedMeanwhile(NotKept):
    """Somebody else kept another wording of the same statement since the form was opened."""


class Spilled(NotKept):
    """The words bear a classified marking: they are not kept and MUST NOT be shown again."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What a form says of one statement. None leaves a part as it stands; `sources` are ids of those offered, `more`
    the number of a further record, `rests_on` keys of statements that a judgment rests on."""

    text: str
    portion: str
    kind: str | None = None
    label: str | None = None
    likelihood: str | None = None
    confidence: str | None = None
    sources: tuple[str, ...] | None = None
    more: str = ""
    rests_on: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """A statement that stands: its key, section, place, and the version since which it stands so."""

    key: str
    section: str
    position: float
    since: int


def worded(old: Statement, said: Wording, refs: tuple[SourceRef, ...]) -> Statement:
    """The statement as the form says it. Other words, mark or sources end a decision to mark it below its sources."""
    own = old.own if said.kind is None else said.kind == "judgment"
    rests_on = old.rests_on if said.rests_on is None else tuple(key for key in said.rests_on if key != old.id)
    new = replace(
        old, text=" ".join(said.text.split()), marking=mark_of(said.portion), own=own, sources=refs,
        rests_on=rests_on if own else (), label=old.label if said.label is None else " ".join(said.label.split()),
        likelihood=_given(said.likelihood, old.likelihood) if own else "",
        confidence=_given(said.confidence, old.confidence) if own else "",
    )  # fmt: skip
    return new if new == old else replace(new, lowered_by="")


def _given(said: str | None, old: str) -> str:
    return old if said is None else said


def gap(placed: Sequence[Placed], section: str, after: str) -> float:
    """The place right behind `after` in a section; at its end when `after` is not in it."""
    row = sorted((one for one in placed if one.section == section), key=lambda one: one.position)
    keys = [one.key for one in row]
    if after not in keys:
        return row[-1].position + 1 if row else 1.0
    at = keys.index(after)
    return between(row[at].position, row[at + 1].position if at + 1 < len(row) else None)


def moved(placed: Sequence[Placed], key: str, *, up: bool) -> float | None:
    """The place one step up or down in its section; None at the end of it."""
    own = next(one for one in placed if one.key == key)
    row = sorted((one for one in placed if one.section == own.section), key=lambda one: one.position)
    if up:
        row.reverse()
    ahead = [one.position for one in row[row.index(own) + 1 :]]
    if not ahead:
        return None
    beyond = ahead[1] if len(ahead) > 1 else None
    return between(beyond, ahead[0]) if up else between(ahead[0], beyond)


def between(low: float | None, high: float | None) -> float:
    """A place between two others; beyond the end where there is none."""
    if low is None:
        return (high or 0.0) - 1
    return low + 1 if high is None else (low + high) / 2


def may_keep(*, text: str, portion: str, kind: str, known: bool) -> Decision:
    """Are these words and this mark fit to be kept in a draft? An empty mark is, as "unmarked"; a spill never is."""
    return Decision.of(
        Because(f"{len(text)} characters.", "disseminate.edit.length") if len(text) <= LONGEST else Because(
            f"Text: {len(text)} characters.", "disseminate.edit.length", "Declared by us", False,
            f"Keep a statement within {LONGEST}; split it.",
        ),
        _marked(portion),
        Because(f"A {kind}.", "disseminate.edit.kind") if kind in KINDS else Because(
            f"Kind: '{kind}' is none.", "disseminate.edit.kind", "ICD 203 (text seen)", False,
            "Choose fact or judgment.",
        ),
        Because("Its sources are known.", "disseminate.edit.source") if known else Because(
            "Source: nothing with that number that you may read, or it does not exist.", "disseminate.edit.source",
            "ICD 206 (text seen in part)", False,
            "Write the number as a record's page shows it, or pick from the list.",
        ),
    )  # fmt: skip


def may_cite(classes: Sequence[str], *, policy: Policy) -> Because:
    """Whether a product may rest on sources of these legal classes, side by side in it (28 CFR 23.3)."""
    named = sorted(set(classes))
    pairs = [("product", one) for one in named] + list(combinations(named, 2))
    if all(policy.join(a, b).show for a, b in pairs):
        return Because("Its sources may stand in one product.", "disseminate.edit.classes")
    return Because(
        "Source: the legal classes of these sources are never shown together, or not in a product.",
        "disseminate.edit.classes", "28 CFR 23.3; class-join table", False,
        "Leave it out, or write a product of its own.",
    )  # fmt: skip


def spills(*, text: str, portion: str) -> bool:
    """Whether the words or the mark state classified information."""
    if find_spill(text):
        return True
    try:
        return bool(portion.strip()) and is_spill(parse(portion))
    except MarkingError:
        return bool(find_spill(portion))


def _marked(portion: str) -> Because:
    try:
        return Because(
            f"Marked {parse(portion).level}." if portion.strip() else "Unmarked.", "disseminate.edit.portion"
        )
    except MarkingError as error:
        text = f"Portion mark: {error}"
        return Because(text, "disseminate.edit.portion", "CUI Marking Handbook v1.1", False, "Write it such as U//LES.")


def mark_of(portion: str) -> Marking | None:
    """The marking of a portion as written; None for an empty one. MUST have been let in by `may_keep`."""
    return parse(portion) if portion.strip() else None
