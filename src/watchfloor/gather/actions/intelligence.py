"""Rows of criminal intelligence: each is opened on its predicate or set aside with what it lacks; never made a tip.

There is one demand (28 CFR 23.20(a)-(d)): a row is asked what the form of a record's class asks, of who brings it in.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from watchfloor.core.actions.records import open_records
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision
from watchfloor.core.rules.draft import Draft, SetAside
from watchfloor.core.rules.opening import SourceRef
from watchfloor.gather.actions.rows import incoming_of, origin_key
from watchfloor.gather.rules.stated import predicate_of
from watchfloor.marking.spill import find_spill
from watchfloor.protect.actions.admit import admit
from watchfloor.protect.actions.classes import NotReclassed, change_class
from watchfloor.protect.actions.predicates import judged
from watchfloor.protect.actions.stamp import Stamper
from watchfloor.protect.formats.spill import REASON
from watchfloor.protect.rules.predicate import OWN_CLASS, Predicate, needs_second

BROUGHT = "It came in with its predicate, examined by who brought it."
WAY = "Complete it on its page among what was set aside, or mend the file and bring it in again."
SECOND = Because(
    "First Amendment: views or activities are touched, and the privacy officer decides too.",
    "predicate.first-amendment", "28 CFR 23.20(b)", False, "Complete it on its page: it then waits for that decision.",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a row came from: its container, and whose it is."""

    source: SourceRef
    agency_id: int


def part_stated(drafts: Sequence[Draft]) -> tuple[list[Draft], list[Draft]]:
    """Rows that come in as tips, and those that say that they are criminal intelligence."""
    stated = [draft for draft in drafts if "predicate" in draft.data]
    return [draft for draft in drafts if "predicate" not in draft.data], stated


def open_stated(*, draft: Draft, origin: Origin, piece: bytes, by: Audience, now: datetime) -> UUID | SetAside:
    """The record that now stands on its predicate, or the row with what it lacks; whole or not at all."""
    told = draft.data["predicate"]
    if find_spill("\n".join(told.values())):
        return SetAside(f"bytes {draft.piece[0]} to {sum(draft.piece)}", (REASON,), draft.piece)
    predicate = predicate_of(told)
    gaps = list(judged(predicate, by=by, now=now).against)
    if not gaps and needs_second(predicate):
        gaps = [SECOND]
    if gaps:
        return _aside(draft, Decision.of(*gaps))
    try:
        return open_on(draft=draft, predicate=predicate, origin=origin, piece=piece, by=by, now=now)[0]
    except NotReclassed as refused:
        return _aside(draft, refused.decision)


def open_on(
    *, draft: Draft, predicate: Predicate, origin: Origin, piece: bytes, by: Audience, now: datetime
) -> tuple[UUID, str]:  # fmt: skip
    """Open it and change its class in one transaction: the record, and "done" or "waits". Raises NotReclassed."""
    with transaction.atomic():
        stamp = Stamper(legal_class="tip_lead", owner_id=origin.agency_id, verified=True, now=now).stamp_drafts([draft])
        one = incoming_of(
            draft, key=origin_key(draft, origin.agency_id), stamp=stamp[0], agency_id=origin.agency_id, piece=piece
        )  # fmt: skip
        opened = open_records(source=origin.source, incoming=[one], by=by, now=now)[0].public_id
        answer = change_class(record=opened, becomes=OWN_CLASS, because=BROUGHT, predicate=predicate, by=by, now=now)
    return opened, answer


def as_of_now(*, by: Audience, now: datetime) -> Audience:
    """The same person with the labels that were made since; a service, which establishes nothing, as it is."""
    actor = by.actor
    if actor.person_id <= 0:
        return by
    return admit(
        person_id=actor.person_id,
        affiliation_id=actor.affiliation_id,
        purpose=by.purpose,
        case_ref=by.case_ref,
        now=now,
    )


def _aside(draft: Draft, decision: Decision) -> SetAside:
    row = draft.data["row"]
    reasons = tuple(f"Row {row}: {one.text} {one.way_out} ({one.citation or one.rule})" for one in decision.against)
    return SetAside(f"row {row}", (*reasons, WAY), draft.piece)
