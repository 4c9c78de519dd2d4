"""Playbooks: which fact opens one, what it makes to be done by when, and when what it was for has ended."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from watchfloor.core.rules.decision import Because, Decision
from watchfloor.plan.rules.words import words_of

SOONEST = timedelta(hours=1)  # what a date would have had done already is due then
CITATION = "center policy"
SLIGHT, MODERATE_QUAKE = frozenset(("Moderate", "Minor")), 5.0
EVENT = "event"  # as the date of a playbook: the beginning of the special event that it is about


@dataclass(frozen=True, slots=True)
class Item:
    """What an item must be to open a playbook; all that is given must hold. `words`: one of them in its title.

    `touches`: one of these of ours, at `weight` (0..1) or more. `grave`: not what its sender states to be slight.
    """

    kinds: tuple[str, ...]
    classes: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    has: tuple[str, ...] = ()
    touches: tuple[str, ...] = ()
    weight: float = 0.0
    grave: bool = False


@dataclass(frozen=True, slots=True)
class Opening:
    """A fact that opens a playbook: for each of its items that fits, or for the record that stands at `about`.

    `each`: every such fact opens one for an item, unless one is at work; else it is opened once an item.
    """

    facts: tuple[str, ...]
    item: Item | None = None
    about: int = 0
    each: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do, `minutes` after the opening or before the date of the matter. `done` says what done means.

    `by_hand`: only where a person opens the playbook; a fact that opens it says already that this was done.
    """

    code: str
    words: str
    done: str
    role: str
    minutes: int
    level: Literal["none", "late", "hot"] = "none"
    before_date: bool = False
    by_hand: bool = False


@dataclass(frozen=True, slots=True)
class Playbook:
    """A checklist as data. `label`: whose matter it is. `date`: the field of an item that holds its date, or EVENT.

    `path` is where it is worked on, "{about}" in it the id of what it is about. `ends` are facts that call it off,
    `done` those that say that it was done: a kind, or "kind:rule". `carried`: facts after which it lasts as long as the
    newest version of its item, or as a message that updates it.
    """

    code: str
    words: str
    citation: str
    steps: tuple[Step, ...]
    opens: tuple[Opening, ...] = ()
    ends: tuple[str, ...] = ()
    done: tuple[str, ...] = ()
    carried: tuple[str, ...] = ("core.record.opened", "core.record.updated")
    label: Literal["center", "security"] = "center"
    path: str = "/records/{about}/"
    date: str = ""
    by_hand: bool = True


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """An item as a playbook looks at it; `touches` is what of ours it touches (asset, software, need ...), each with
    its greatest weight."""

    kind: str
    legal_class: str
    title: str
    said: Mapping[str, Any]
    touches: Mapping[str, float] = field(default_factory=dict)


def fits(item: Item, facts: ItemFacts) -> bool:
    """Whether the item opens the playbook."""
    title = words_of(facts.title)
    return (
        facts.kind in item.kinds
        and (not item.classes or facts.legal_class in item.classes)
        and (not item.words or any(_within(words_of(one), title) for one in item.words))
        and all(facts.said.get(one) not in (None, "", False) for one in item.has)
        and (not item.touches or any(facts.touches.get(one, -1.0) >= item.weight for one in item.touches))
        and (not item.grave or not is_slight(facts.said))
    )


def _within(words: Sequence[str], title: Sequence[str]) -> bool:
    return any(tuple(title[n : n + len(words)]) == tuple(words) for n in range(len(title) - len(words) + 1))


def is_slight(said: Mapping[str, Any]) -> bool:
    """Whether its sender states that it is slight: an alert without a severe part, an earthquake that harms nobody.

    What states no severity is never slight. CAP 1.2 section 3.2.2; USGS magnitude classes, PAGER alert levels.
    """
    infos = [info for info in said.get("info") or () if isinstance(info, Mapping)]
    if infos:
        return all(info.get("severity") in SLIGHT for info in infos)
    magnitude = said.get("mag")
    return isinstance(magnitude, int | float) and magnitude < MODERATE_QUAKE and said.get("alert") in (None, "green")


def told_by(named: Iterable[str], kind: str, rules: Iterable[str]) -> bool:
    """Whether a fact is among those that are named: by its kind, or by its kind and one of its rules."""
    return not {kind, *(f"{kind}:{rule}" for rule in rules)}.isdisjoint(named)


def due_of(step: Step, *, opened_at: datetime, date: datetime | None) -> datetime:
    """When a step is due. One that counts before a date that is not known is due a day after the opening."""
    if not step.before_date:
        return opened_at + timedelta(minutes=step.minutes)
    if date is None:
        return opened_at + timedelta(days=1)
    return max(date - timedelta(minutes=step.minutes), opened_at + SOONEST)


def called_off(said: Mapping[str, Any]) -> bool:
    """Whether its sender has taken an item back: a STIX object revoked (STIX 2.1 section 3.6)."""
    return said.get("revoked") is True


def calls_off(said: Mapping[str, Any], of: Mapping[str, Any]) -> bool:
    """Whether this CAP message cancels that one: it names sender, identifier and sent (CAP 1.2 section 3.2.1)."""
    return said.get("msgType") == "Cancel" and _names(said, of)


def carries_on(said: Mapping[str, Any], of: Mapping[str, Any]) -> bool:
    """Whether this CAP message updates that one, which ends when this one does."""
    return said.get("msgType") == "Update" and _names(said, of)


def _names(said: Mapping[str, Any], of: Mapping[str, Any]) -> bool:
    """Only who sent it cancels or updates it."""
    key = f"{of.get('sender')},{of.get('identifier')},{of.get('sent')}"
    named = said.get("references")
    return isinstance(named, str) and said.get("sender") == of.get("sender") and key in named.split()


def may_start(playbook: Playbook | None, *, because: str, right: bool) -> Decision:
    """Whether a person starts one by hand, with a reason."""
    known = playbook is not None and playbook.by_hand
    return Decision.of(
        Because("Your role works on tasks.", "plan.playbook.right", CITATION)
        if right
        else Because(
            "Your role works on no tasks.", "plan.playbook.right", CITATION, False, "Ask who keeps the watch."
        ),
        *_unless(known, "Playbook: not one that is started by hand.", "code", "Choose one of the list."),
        *_unless(bool(because.strip()), "Why: empty.", "because", "Write the reason in a line."),
        *_unless(len(because) <= 2000, "Why: too long.", "because", "Write 2000 characters or fewer."),
    )


def may_cancel_run(*, because: str, mine: bool, ended: bool, right: bool) -> Decision:
    """Whether a person ends one at work: who started it or who supervises the watch, with a reason."""
    held = mine and right
    return Decision.of(
        Because("You started it, or you supervise the watch.", "plan.playbook.own", CITATION, held)
        if held
        else Because(
            "Somebody else's playbook.", "plan.playbook.own", CITATION, False, "Ask who started it, or a supervisor."
        ),
        *_unless(not ended, "It has ended already.", "state", "Nothing is to do."),
        *_unless(bool(because.strip()), "Why: empty.", "because", "Write the reason in a line."),
        *_unless(len(because) <= 2000, "Why: too long.", "because", "Write 2000 characters or fewer."),
    )


def _unless(ok: bool, text: str, rule: str, way_out: str) -> Iterable[Because]:
    return () if ok else (Because(text, f"plan.playbook.{rule}", CITATION, False, way_out),)
