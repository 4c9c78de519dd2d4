"""Reading where reports stand in triage: the most urgent first, each with its reasons and its clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.gather.formats.triage import triage_policy
from watchfloor.gather.models.triage import Priority
from watchfloor.gather.rules.triage import NONE, Clock, due_at, phrases_of


@dataclass(frozen=True, slots=True)
class PriorityView:
    """Where a report stands. `because`: codes of inputs; none for a report that states no time that is near."""

    clock: Clock
    because: tuple[str, ...]
    since: datetime
    due_at: datetime


def most_urgent(*, audience: Audience, how_many: int) -> list[core.Row]:
    """Reports that are not decided and state something near, the most urgent first, then whose clock is over first."""
    rows = Priority.objects.filter(label_id__in=audience.label_ids, decided_at=None).order_by("step", "due_at")
    ids = list(rows.values_list("record_id", flat=True)[:how_many])
    found = {row.id: row for row in core.rows_of(audience=audience, ids=ids)} if ids else {}
    return [found[one] for one in ids if one in found and found[one].kind == "tip"]


def priorities_of(*, audience: Audience, rows: Sequence[core.Row]) -> dict[int, PriorityView]:
    """Where each of these reports stands; what states nothing near has the last clock, from when it was opened."""
    del audience  # the wall in the database asks it
    ids = [row.id for row in rows if row.kind == "tip"]
    kept = {one.record_id: one for one in Priority.objects.filter(record_id__in=ids)} if ids else {}
    policy = triage_policy()
    last = policy.clock(NONE)
    return {
        row.id: PriorityView(policy.clock(one.clock), tuple(one.because), one.since, one.due_at)
        if (one := kept.get(row.id))
        else PriorityView(last, (), row.opened_at, due_at(row.opened_at, last))
        for row in rows
        if row.kind == "tip"
    }


def reasons(*, view: PriorityView, text: str) -> list[str]:
    """Why it stands where it stands, in sentences; with the words of the text for which an input of words stands."""
    policy, told = triage_policy(), []
    for code in view.because:
        said = phrases_of(text, code, policy)[:3]
        told.append(f"{policy.inputs[code].words}{': ' + ', '.join(said) if said else ''}.")
    return told or [f"{view.clock.words}."]
