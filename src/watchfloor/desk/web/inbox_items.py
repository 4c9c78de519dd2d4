"""What stands in the inbox at one place: rows with their texts, groups, waves, vetting and claims, read in few asks."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from watchfloor.analyze.queries.bearing import risen
from watchfloor.core.queries import records as core
from watchfloor.core.queries.waiting import ByLabel, in_force, waiting, waiting_by_label, waiting_counts
from watchfloor.core.rules.audience import Audience
from watchfloor.desk.rules.harm import GROUPS, Group, group_of
from watchfloor.desk.web.inbox_place import KINDS, Place
from watchfloor.gather.formats.likeness import told_of
from watchfloor.gather.formats.waves import wave_policy
from watchfloor.gather.queries import vetting as gather
from watchfloor.gather.queries.triage import PriorityView, most_urgent, priorities_of
from watchfloor.gather.rules.waves import waves_of
from watchfloor.plan.queries.claims import READ, ClaimView, claims_of, open_claims
from watchfloor.protect.queries.redress import disputed
from watchfloor.receive.queries import unconfirmed

PAGE, HARM, FORCE, RISEN = 50, 25, 100, 10


@dataclass(frozen=True, slots=True)
class Item:
    """One record that waits, with everything that its row and its preview say."""

    text: core.Text
    group: Group
    vetting: gather.VettingView | None
    claim: ClaimView | None
    disputed: bool = False
    unconfirmed: bool = False
    priority: PriorityView | None = None

    @property
    def row(self) -> core.Row:
        """The record's row."""
        return self.text.row


@dataclass(frozen=True, slots=True)
class Counts:
    """How many wait, that the reader may read; None where there is nothing to count."""

    all: int
    kinds: dict[str, int]
    mine: int | None = None
    unclaimed: int | None = None
    force: int = 0


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of the inbox: waves by group, in order; `after` is where the next page follows on."""

    groups: tuple[tuple[Group, tuple[tuple[Item, ...], ...]], ...] = ()
    after: UUID | None = None
    counts: Counts = field(default_factory=lambda: Counts(0, {}))

    @property
    def items(self) -> list[Item]:
        """Every item of the page, in its order."""
        return [item for _, waves in self.groups for wave in waves for item in wave]


def listed(*, audience: Audience, place: Place, now: datetime) -> Listed:
    """What is in force stands on the first page, whatever its age, then what others bear on; then the newest.

    What has risen stands once more in its own place on a later page.
    """
    claims = open_claims(audience=audience) if READ in audience.rights else []
    claimed = core.rows_of(audience=audience, ids=[one.record_id for one in claims]) if claims else []
    mine = {one.record_id for one in claims if one.person_id == audience.actor.person_id}
    alerts = in_force(audience=audience, now=now, how_many=FORCE) if "cap" in place.kinds else []
    reports = most_urgent(audience=audience, how_many=FORCE) if "tip" in place.kinds else []
    harm = _by_harm(alerts, reports, audience, now)
    by_label = waiting_by_label(audience=audience)
    counts = _counts(audience, by_label, claimed, mine, len(harm))
    if place.view == "mine":
        return _listed([row for row in claimed if row.id in mine and row.kind in place.kinds], audience, now, counts)
    if place.view == "force":
        return _listed(harm, audience, now, counts)
    besides = {row.id for row in harm}
    taken = {row.id for row in claimed} if place.view == "unclaimed" else set()
    first = [row for row in harm if row.id not in taken][:HARM] if place.after is None else []
    up = risen(audience=audience, kinds=place.kinds, how_many=RISEN) if place.after is None else []
    up = [row for row in up if row.id not in {one.id for one in first} | taken]
    room = PAGE - len(first) - len(up)
    rows = waiting(
        audience=audience, kinds=place.kinds, by_label=by_label, after=place.after,
        besides=sorted(besides | taken | {row.id for row in up}),
        how_many=room,
    )  # fmt: skip
    after = rows[-1].public_id if len(rows) == room else None
    return _listed([*first, *up, *rows], audience, now, counts, after=after)


def _by_harm(
    alerts: Sequence[core.Row], reports: Sequence[core.Row], audience: Audience, now: datetime
) -> list[core.Row]:  # fmt: skip
    """What has a time, the nearest harm first: of an alert its words are read for it, of a report what was kept."""
    read = core.texts_of(audience=audience, ids=[row.id for row in alerts]) if alerts else []
    texts = {text.row.id: text for text in read}
    near = priorities_of(audience=audience, rows=reports)
    found = [(_group(texts[row.id], now, None), row) for row in alerts if row.id in texts]
    found += [(_of_clock(near[row.id]), row) for row in reports if row.id in near]
    timed = [(GROUPS.index(group), row) for group, row in found if group != "No stated time"]
    return [row for _, row in sorted(timed, key=lambda one: one[0])]


def _listed(
    rows: Sequence[core.Row], audience: Audience, now: datetime, counts: Counts, *, after: UUID | None = None
) -> Listed:  # fmt: skip
    return Listed(_waves(items_of(audience=audience, rows=rows, now=now)), after, counts)


def _counts(audience: Audience, by_label: ByLabel, claimed: Sequence[core.Row], mine: set[int], force: int) -> Counts:
    kinds = {kind: n for kind, n in waiting_counts(audience=audience, by_label=by_label).items() if kind in KINDS}
    whole = sum(kinds.values())
    if READ not in audience.rights:
        return Counts(whole, kinds, force=force)
    held = sum(row.kind in KINDS for row in claimed)
    own = sum(row.kind in KINDS and row.id in mine for row in claimed)
    return Counts(whole, kinds, own, max(0, whole - held), force)


def items_of(*, audience: Audience, rows: Sequence[core.Row], now: datetime) -> list[Item]:
    """Items in the order of the rows; one ask for all texts, one for all looks, one for all claims."""
    if not rows:
        return []
    ids = [row.id for row in rows]
    texts = {text.row.id: text for text in core.texts_of(audience=audience, ids=ids)}
    looks = gather.vetting_of(audience=audience, record_ids=[row.id for row in rows if row.kind == "tip"])
    claims = claims_of(audience=audience, record_ids=ids)
    flagged, states = disputed(audience=audience, record_ids=ids), unconfirmed(audience=audience, record_ids=ids)
    near = priorities_of(audience=audience, rows=rows)
    return [
        Item(
            text, _group(text, now, near.get(row.id)), looks.get(row.id), claims.get(row.id), row.id in flagged,
            row.id in states, near.get(row.id),
        )
        for row, text in ((row, texts[row.id]) for row in rows if row.id in texts)
    ]  # fmt: skip


def _group(text: core.Text, now: datetime, priority: PriorityView | None) -> Group:
    """A report stands where its inputs put it, an alert where its sender's times do."""
    if priority is not None:
        return _of_clock(priority)
    said, row = text.data.get("object") or {}, text.row
    return group_of(row.kind, said, starts=row.occurred_at, ends=text.occurred_until, now=now)


def _of_clock(priority: PriorityView) -> Group:
    return next(group for group in GROUPS if group == priority.clock.group)


def _waves(items: Sequence[Item]) -> tuple[tuple[Group, tuple[tuple[Item, ...], ...]], ...]:
    """Folded within its own group alone, so that no wave lowers an item."""
    by_id = {item.row.id: item for item in items}
    found = []
    for group in GROUPS:
        told = [told_of(item.text) for item in items if item.group == group]
        if told:
            waves = waves_of(told, wave_policy())
            found.append((group, tuple(tuple(by_id[one] for one in wave) for wave in waves)))
    return tuple(found)
