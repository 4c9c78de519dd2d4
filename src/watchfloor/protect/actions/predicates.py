"""Keep what criminal intelligence stands on; every road to that class leads through `must_stand` (28 CFR 23.20(a))."""

import re
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from django.db import connection
from django.utils.timezone import localdate

from watchfloor.core.actions.checking import Finding
from watchfloor.core.formats import crypt
from watchfloor.core.queries.records import Row, rows_of
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision, Refused
from watchfloor.people import queries as people
from watchfloor.protect.formats.classes import classes, offences
from watchfloor.protect.models.classes import Predicate as Kept
from watchfloor.protect.queries.classes import SEALED, unlawful
from watchfloor.protect.rules.classes import may_support_suspicion
from watchfloor.protect.rules.predicate import COURSE, Evaluator, Predicate, demanded

_json = msgspec.json.Encoder()
UUIDS = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


class NotPredicated(Refused):
    """A predicate is missing or does not bear the suspicion."""


def judged(predicate: Predicate | None, *, by: Audience, now: datetime, supporting: Sequence[Row] = ()) -> Decision:
    """Whether a record may be criminal intelligence on this, by this person, today. Form and import are asked alike.

    `supporting`: records of ours that it rests on; what is no basis for suspicion is refused.
    """
    found = [may_support_suspicion(row.legal_class, classes=classes()) for row in supporting]
    return demanded(
        predicate, evaluator(by=by, now=now), offences=offences(), today=localdate(now),
        supporting_classes=tuple(one for one in found if not one.ok),
    )  # fmt: skip


def must_stand(
    *, legal_class: str, predicate: Predicate | None, by: Audience, now: datetime, supporting: Sequence[Row] = ()
) -> tuple[str, ...]:
    """The rules that let a draft or record be of this class. Raises NotPredicated; a class without predicate passes."""
    known = classes().classes.get(legal_class)
    if known is None:
        raise NotPredicated(
            Decision.of(Because("Class: the policy knows none of this name.", "class.unknown", ok=False))
        )
    if not known.predicate:
        return ()
    decision = judged(predicate, by=by, now=now, supporting=supporting)
    if not decision:
        raise NotPredicated(decision)
    return decision.rules


def evaluator(*, by: Audience, now: datetime) -> Evaluator:
    """Who evaluates, as the rules ask of him."""
    standing = people.standing(person_id=by.actor.person_id, affiliation_id=by.actor.affiliation_id)
    today = localdate(now)
    ways = [way for one in classes().classes.values() for way in one.changes]
    asked = {name for way in ways for name in (way.course, way.second_course) if name} | {COURSE}
    courses = {name for name in asked if standing.trained(name, today)} if standing else set()
    return Evaluator(by.actor.person_id > 0, frozenset(courses))


def named_in(text: str, *, by: Audience) -> list[Row]:
    """The records of ours that a supporting file names by their ids, as far as `by` may read them."""
    ids = UUIDS.findall(text)
    return rows_of(audience=by, public_ids=[UUID(one) for one in ids]) if ids else []


def take_ids(count: int) -> list[int]:
    """Ids for predicates that are kept after their records in the same transaction."""
    with connection.cursor() as cursor:
        cursor.execute("select protect_predicate_ids(%s)", [count])
        return list(cursor.fetchone()[0] or ())


def keep_predicate(
    predicate: Predicate, *, kept_id: int = 0, record_id: int, label_id: int, key: bytes, by: Audience,
    now: datetime,
) -> int:  # fmt: skip
    """Keep it sealed under the record's own key; its id. The caller MUST have asked `must_stand`."""
    statement = {name: getattr(predicate, name) for name in SEALED}
    kept = Kept(
        id=kept_id or take_ids(1)[0], record_id=record_id, label_id=label_id, offence=predicate.offence,
        underlying=predicate.underlying, dated_on=predicate.dated_on or localdate(now),
        reliability=predicate.reliability, validity=predicate.validity, sensitivity=predicate.sensitivity,
        lawful=predicate.lawful, political=bool(predicate.political), by_id=by.actor.person_id, at=now,
        statement=crypt.seal(_json.encode(statement), key=key),
    )  # fmt: skip
    Kept.objects.bulk_create([kept])
    return int(kept.pk)


def unpredicated() -> list[Finding]:
    """For `check`, on a restored copy as well: what stands without what its class demands. Ids and counts alone."""
    return [
        Finding("classes", f"record {public_id} stands without its {lacks}", "Purge it, or restore what it stood on.")
        for _, public_id, lacks in unlawful()
    ]
