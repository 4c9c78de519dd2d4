"""The work on an RFI: parts with an owner and a clock of their own, and what came back on one of ours."""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from watchfloor.core.actions.records import label_joins
from watchfloor.core.formats import crypt
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision
from watchfloor.marking.spill import find_spill
from watchfloor.notify.actions.outbox import notice
from watchfloor.people import queries as people
from watchfloor.plan.actions.callouts import notice_label
from watchfloor.plan.actions.rfis import WORKS, decide, handled, held, key_of, led, refuse
from watchfloor.plan.models.rfis import RfiPart, RfiReply
from watchfloor.plan.queries import rfis
from watchfloor.plan.rules.rfi_guards import spill
from watchfloor.plan.rules.rfis import LIMITS, OUT, Part, RfiView
from watchfloor.protect.formats.policy import load


def able() -> list[people.PersonView]:
    """The people at the center whose role works on RFIs, by name."""
    roles = {name for name, rights in load().roles.items() if WORKS in rights}
    return [one for one in people.persons().values() if one.of_center and one.role in roles]


def assign(
    *, rfi_id: UUID, what: str, to: UUID, due_at: datetime | None = None, by: Audience, now: datetime
) -> UUID:  # fmt: skip
    """Give a part to a person of the center, who is told; without a moment it is due with the RFI. The part's id.

    Raises NoSuchRfi and NotAsked.
    """
    whom = next((one for one in able() if one.public_id == to), None)
    with transaction.atomic():
        view = held(rfi_id=rfi_id, by=by)
        due = due_at or max(view.due_at, now)
        part = Part(uuid4(), rfi_id, whom.id, what.strip(), due) if whom else None
        decision = decide(deed="assign", view=view, part=part, by=by, now=now)
        refuse(decision)
        assert part is not None
        RfiPart(
            public_id=part.public_id, rfi_id=rfi_id, label_id=view.label_id, person_id=part.person_id,
            made_by=by.actor.person_id, made_at=now, due_at=part.due_at,
            sealed=crypt.seal(part.what.encode(), key=key_of(rfi_id)),
        ).save(force_insert=True)  # fmt: skip
        if part.person_id != by.actor.person_id:
            notice(
                person_id=part.person_id, kind="rfi", subject="A part of an RFI was given to you",
                text="A part of an RFI was given to you. Its page says what, and until when.", path=f"/rfis/{rfi_id}/",
                label_id=notice_label(), once_key=f"rfi-part-{part.public_id}", now=now,
            )  # fmt: skip
        led(view=view, deed="assign", decision=decision, by=by, now=now, records=(part.public_id,))
    return part.public_id


def finish_part(*, part_id: UUID, by: Audience, now: datetime) -> None:
    """Its owner says that his part is done. Raises NoSuchRfi and NotAsked."""
    with transaction.atomic():
        row = RfiPart.objects.select_for_update().filter(public_id=part_id, label_id__in=by.label_ids).first()
        view = held(rfi_id=row.rfi_id if row else uuid4(), by=by)
        part = next((one for one in rfis.parts(audience=by, of=view) if one.public_id == part_id), None)
        decision = decide(deed="finish-part", view=view, part=part, by=by, now=now)
        refuse(decision)
        RfiPart.objects.filter(public_id=part_id).update(done_at=now)
        led(view=view, deed="finish-part", decision=decision, by=by, now=now, records=(part_id,))


def receive_reply(
    *, rfi_id: UUID, words: str, marking: str, whole: bool, origin: UUID | None = None, source: UUID | None = None,
    by: Audience, now: datetime,
) -> UUID:  # fmt: skip
    """Keep what another agency answered on an RFI of ours, under its marking as received joined with the RFI's own.

    Nobody who may not hold that marking sees it. Raises NoSuchRfi and NotAsked.
    """
    words = words.strip()
    with transaction.atomic():
        view = held(rfi_id=rfi_id, by=by)
        deed = "answer" if whole else "answer-partly"
        canonical, _, label_id = handled(marking)
        decision = Decision.of(*decide(deed=deed, view=view, by=by, now=now).because, *_reply_stands(view, words))
        refuse(decision)
        ends = (view.label_id, label_id)
        reply = RfiReply(
            public_id=uuid4(), rfi_id=rfi_id, label_id=label_joins([ends])[ends], agency_id=view.agency_id,
            marking=canonical, whole=whole, at=now, kept_by=by.actor.person_id, origin=origin, source=source,
            sealed=crypt.seal(words.encode(), key=key_of(rfi_id)),
        )  # fmt: skip
        RfiReply.objects.bulk_create([reply])  # without RETURNING: its keeper may not be able to read it
        led(view=view, deed=deed, decision=decision, by=by, now=now, records=(reply.public_id,))
    return reply.public_id


def _reply_stands(view: RfiView, words: str) -> list[Because]:
    found = []
    if view.direction != OUT:
        found.append(_no("state", "It is not one of ours.", "Answer it from its page."))
    if not words or len(words) > LIMITS["asked"]:
        found.append(_no("reply", f"Answer: 1 to {LIMITS['asked']} characters.", "Write what they answered."))
    if find_spill(words):
        found.append(spill("Answer"))
    return found


def _no(rule: str, text: str, way_out: str) -> Because:
    return Because(text, f"plan.rfi.{rule}", "fusion-process 5.4", False, way_out)
