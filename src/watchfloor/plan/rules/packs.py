"""Topic packs: needs, indicators, playbooks and product lines to start from. Taken by one, approved by another.

A pack counts for nothing until the privacy officer approved it; removed, it retires what nobody has changed and leaves
what somebody has.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from watchfloor.core.rules.decision import Because, Decision
from watchfloor.plan.rules.needs import Need, NeedSaid, above

CITATION = "28 CFR 23.20(b), (l); fusion-process 1 I.A.3"


@dataclass(frozen=True, slots=True)
class PackNeed:
    """A need of a pack: its code, the code above it, what it says, and why it is there."""

    code: str
    above: str
    level: str
    title: str
    priority: str
    reason: str
    source: str
    phrases: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Named:
    """A playbook by its code, or a product line by its title and kind, with the reason and source."""

    name: str
    reason: str
    source: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class TopicPack:
    """A shipped pack; `sha256` is the hash of its file."""

    name: str
    title: str
    about: str
    sha256: str
    needs: tuple[PackNeed, ...]
    playbooks: tuple[Named, ...]
    product_lines: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class Taken:
    """That somebody took a pack, and what was decided; `approved` is None while it waits."""

    public_id: UUID
    label_id: int
    name: str
    sha256: str
    taken_by: int
    taken_at: datetime
    decided_by: int | None
    decided_at: datetime | None
    approved: bool | None
    because: str


def said_of(one: PackNeed, parent: UUID | None) -> NeedSaid:
    """The need as it is stated; a pack states no requirement of a commander, so it has no end."""
    return NeedSaid(
        one.title, one.phrases, one.sectors, (), None, None, one.level, one.code, parent, f"{one.reason} {one.source}.",
        "local", one.priority,
    )  # fmt: skip


def may_take(standing: Taken | None, *, right: bool) -> Decision:
    """Whether the pack may be put before the privacy officer."""
    return Decision.of(
        _of(right, "You may take topic packs.", "Your role takes no topic packs.", "right", "Ask the supervisor."),
        _of(standing is None, "It is not taken.", "It is taken already.", "taken", "Remove it first."),
    )  # fmt: skip


def may_decide(
    taken: Taken | None, pack: TopicPack | None, *, approve: bool, because: str, right: bool, person_id: int
) -> Decision:
    """Whether this person may approve or refuse it: the privacy officer, and not who took it; the file is as it was."""
    waits = taken is not None and taken.approved is None
    return Decision.of(
        _of(right, "You may decide on topic packs.", "Your role decides on no topic packs.", "approve",
            "Ask the privacy officer."),
        _of(waits, "It waits.", "It does not wait for a decision.", "state", "Take it anew if it is needed."),
        _of(taken is None or taken.taken_by != person_id, "Another person took it.",
            "You took it: another person decides.", "two-persons", "Ask the other privacy officer."),
        _of(not approve or (pack is not None and taken is not None and pack.sha256 == taken.sha256),
            "Its file is as it was taken.", "Its file has changed since it was taken.", "changed",
            "Remove it and take it anew."),
        _of(approve or bool(because.strip()), "A reason is not missing.", "Reason: a refusal says why.", "because",
            "Say it in a sentence."),
    )  # fmt: skip


def may_remove(taken: Taken | None, *, right: bool) -> Decision:
    """Whether it may be removed."""
    return Decision.of(
        _of(right, "You may remove topic packs.", "Your role removes no topic packs.", "right", "Ask the supervisor."),
        _of(taken is not None, "It is taken.", "It is not taken.", "taken", "Nothing is to do."),
    )  # fmt: skip


def untouched(pack: str, tree: Mapping[int, Need]) -> list[Need]:
    """The needs of a pack that go with it, the lowest first: nobody revised, moved or reviewed them, nor stated any
    beneath them that stays."""
    of_pack = [one for one in tree.values() if one.pack == pack and one.retired_at is None]
    stays = {one.id for one in of_pack if one.n > 1 or one.reviewed_at is not None}
    stays |= {one.id for one in tree.values() if one.pack != pack and one.retired_at is None}
    keep = {over.id for one in stays for over in above(one, tree)}
    return _lowest_first([one for one in of_pack if one.id not in keep], tree)


def _lowest_first(needs: Iterable[Need], tree: Mapping[int, Need]) -> list[Need]:
    return sorted(needs, key=lambda one: (-_depth(one, tree), one.id))


def _depth(one: Need, tree: Mapping[int, Need]) -> int:
    return len(above(one.parent_id, tree))


def _of(ok: bool, yes: str, no: str, rule: str, way_out: str) -> Because:
    return Because(yes if ok else no, f"plan.pack.{rule}", CITATION, ok, "" if ok else way_out)
