"""What another model would change, told from the questions that one reader may see and from nothing else."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from watchfloor.analyze.queries.matches import MatchView, Side, asked_under
from watchfloor.analyze.queries.models import in_force
from watchfloor.core.rules.audience import Audience
from watchfloor.resolution.changes import Change, changes, joined_by

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Changed:
    """Questions of two models: `fresh` only under the other, `gone` under it, `turned` to the other side of even.

    `groups`: who would be one if every pair whose evidence favors it were, as places in `sides`; before and after.
    """

    fresh: tuple[MatchView, ...]
    gone: tuple[MatchView, ...]
    turned: tuple[tuple[MatchView, MatchView], ...]
    groups: tuple[Change, ...]
    sides: tuple[Side, ...]


def changed(*, audience: Audience, kind: str, version: str) -> Changed:
    """What this version would change beside the one in force. MUST NOT count what the reader may not see."""
    before = _by_pair(asked_under(audience=audience, kind=kind, version=in_force(audience=audience)[kind]))
    after = _by_pair(asked_under(audience=audience, kind=kind, version=version))
    sides = {one.party_id: one for view in (*before.values(), *after.values()) for one in (view.a, view.b)}
    ids = sorted(sides)
    found = changes(_joined(ids, before.values()), _joined(ids, after.values()))
    return Changed(
        tuple(view for pair, view in after.items() if pair not in before),
        tuple(view for pair, view in before.items() if pair not in after),
        tuple((view, after[pair]) for pair, view in before.items() if pair in after and _turned(view, after[pair])),
        found, tuple(sides[one] for one in ids),
    )  # fmt: skip


def _by_pair(views: Sequence[MatchView]) -> Mapping[Pair, MatchView]:
    return {view.pair: view for view in sorted(views, key=lambda one: one.pair)}


def _joined(ids: Sequence[int], views: Iterable[MatchView]) -> list[int]:
    at = {party: n for n, party in enumerate(ids)}
    return joined_by(len(ids), [(at[view.a.party_id], at[view.b.party_id]) for view in views if favors(view)])


def favors(view: MatchView) -> bool:
    """Whether the evidence favors that both are one."""
    return view.weight + view.prior > 0


def _turned(before: MatchView, after: MatchView) -> bool:
    return favors(before) != favors(after)
