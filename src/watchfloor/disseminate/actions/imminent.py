"""Imminent danger: one person alone releases an assessment, never the record (28 CFR 23.20(f)(2))."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from watchfloor.analyze.formats.tables import scale
from watchfloor.analyze.queries import known as analyze
from watchfloor.core.actions.records import label_of
from watchfloor.core.ledger.telling import tell
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision, Refused
from watchfloor.core.rules.fact import Words
from watchfloor.disseminate.actions.facts import facts_of
from watchfloor.disseminate.actions.release import deliver_to, keep_release, next_number
from watchfloor.disseminate.formats.rendering import Rendering
from watchfloor.disseminate.models.releases import Imminent, Release
from watchfloor.disseminate.rules.draft import AssessmentFacts, draft_bulletin
from watchfloor.disseminate.rules.imminent import Phoned, due_at, may_release_imminent, may_settle
from watchfloor.disseminate.rules.product import SignOff
from watchfloor.notify.actions.outbox import notice
from watchfloor.people import queries as people
from watchfloor.protect.rules.labels import Atom

SETTLE = ("supervisor", "privacy", "director")


class NotReleasedAtOnce(Refused):
    """A rule of the imminent path refuses, or the assessment is not there for the asker."""


def release_imminent(
    *,
    assessment_id: UUID,
    danger: str,
    reason: str,
    phoned: Phoned | None,
    recipients: Sequence[int],
    by: Audience,
    now: datetime,
) -> UUID:
    """Release to named persons at once; supervisor and privacy officer are told in this very transaction.

    MUST be the last work of its transaction, which is on disk before anybody is told (database.md rule 4).
    """
    assessed = analyze.assessment(audience=by, public_id=assessment_id)
    known = people.persons(ids=recipients)
    decision = may_release_imminent(
        danger=danger, reason=reason, phoned=phoned, recipients=tuple(one.name for one in known.values()),
        assessment_only=True, now=now,
    )  # fmt: skip
    if assessed is None or "imminent.release" not in by.rights:
        raise NotReleasedAtOnce(Decision.of(Because("Nothing here that you may release.", "imminent.role", ok=False)))
    if not decision or phoned is None:
        raise NotReleasedAtOnce(decision)
    facts, _ = facts_of(assessed=assessed, by=by)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local synchronous_commit = on")
        kept = _keep(facts, by, now)
        deliver_to(kept=kept, to=[(one.id, one.agency_id) for one in known.values()], now=now)
        Imminent.objects.bulk_create([Imminent(
            release=kept, label_id=kept.label_id, assessment=assessment_id, danger=danger, reason=reason,
            phoned_who=phoned.who, phoned_agency=phoned.agency, phoned_at=phoned.at, by_id=by.actor.person_id, at=now,
            due_at=due_at(now),
        )])  # fmt: skip
        _tell_at_once(kept, [*known.values()], now)
        tell(
            kind="disseminate.imminent.released", by=by, records=[kept.public_id, assessed.record.public_id],
            rules=decision.rules, words=Words(f"{danger}\n{reason}", kept.label_id),
        )  # fmt: skip
    return kept.public_id


def _keep(facts: AssessmentFacts, by: Audience, now: datetime) -> Release:
    """The assessment alone: no report line, no link, no record goes along."""
    center, me = people.center(), people.person(person_id=by.actor.person_id)
    alone = replace(facts, reports=(), links=(), title=f"Imminent danger: {facts.title}")
    whole = draft_bulletin(alone, now=now)
    signed = SignOff("Released by one person, imminent danger", me.name if me else "", now)
    whole = replace(whole, number=next_number(now), sign_offs=(signed,))
    atom = Atom(center.id if center else by.actor.agency_id, "product", "U", "center")
    label_id = label_of([atom.print()])
    out = Rendering(whole, scale())
    return keep_release(out=out, part="full", product_id=None, label_id=label_id, group_id=None, by=by, now=now)


def _tell_at_once(kept: Release, recipients: Sequence[people.PersonView], now: datetime) -> None:
    """The notices leave through this transaction's own outbox rows, not through a follower."""
    watch = [one for one in people.persons().values() if one.of_center and one.role in SETTLE]
    for one in {person.id: person for person in [*recipients, *watch]}.values():
        settles = one.role in SETTLE and one.of_center
        path = f"/imminent/{kept.public_id}/" if settles else f"/r/{kept.public_id}/"
        text = (
            "An assessment was released by one person alone for imminent danger. Confirm or recall it within 24 hours."
        )
        notice(
            person_id=one.id, kind="imminent", subject=f"{kept.number}: imminent danger", path=path,
            text=text if settles else f"{kept.number}: imminent danger. Read it now.", label_id=kept.label_id,
            once_key=f"imminent-{kept.public_id}-{one.id}", now=now, urgent=True,
        )  # fmt: skip


def settle_imminent(*, release: UUID, answer: str, because: str, by: Audience, now: datetime) -> None:
    """Confirm or recall within 24 hours, by another than the one who released."""
    row = Imminent.objects.select_related("release").filter(release__public_id=release, settled_at=None).first()
    me = people.person(person_id=by.actor.person_id)
    if row is None or me is None:
        raise NotReleasedAtOnce(Decision.of(Because("Nothing here that waits for you.", "imminent.settle", ok=False)))
    decision = may_settle(answer=answer, by=str(me.id), released_by=str(row.by_id), role=me.role)
    if not decision:
        raise NotReleasedAtOnce(decision)
    with transaction.atomic():
        Imminent.objects.filter(pk=row.pk).update(settled_by=me.id, settled_at=now, answer=answer)
        if answer == "recall":
            Release.objects.filter(pk=row.pk).update(recalled_at=now, recalled_because=because)
            tell(kind="disseminate.product.recalled", by=by, records=[release], rules=decision.rules)
        tell(kind=f"disseminate.imminent.{answer}ed", by=by, records=[release], rules=decision.rules)
