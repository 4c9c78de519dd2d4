"""Decide on what is closed away: a security officer says what it is; what is one goes by two persons' purge."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.timezone import localdate

from watchfloor.core.actions.records import grant, open_records
from watchfloor.core.formats import crypt
from watchfloor.core.gate.session import reading
from watchfloor.core.ledger.reading import Readings, readers
from watchfloor.core.ledger.telling import tell
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision, Refused
from watchfloor.core.rules.draft import Draft
from watchfloor.core.rules.fact import Words
from watchfloor.core.rules.opening import Incoming, Known
from watchfloor.core.rules.stamp import Stamp
from watchfloor.people import queries as people
from watchfloor.protect.actions.admit import admit_to_quarantine
from watchfloor.protect.actions.propose import effect_of
from watchfloor.protect.actions.purge import Purged, open_purge, recipients_of
from watchfloor.protect.actions.quarantine import call
from watchfloor.protect.formats.policy import load
from watchfloor.protect.formats.spill import spill_policy, unpacked
from watchfloor.protect.models.spills import Quarantine, Spill
from watchfloor.protect.queries.purges import key_of
from watchfloor.protect.queries.spills import SpillView, spill
from watchfloor.protect.rules.spilling import DECIDES, FALSE_ALARM, SECONDS, SPILL, may_decide, may_second

ASKED = "A security officer found a spill. The page asks you to be the second person of its destruction."
BACK = "The second person did not agree to destroy it. Decide anew."


class NotDecided(Refused):
    """It is not there for this person, or not his to decide."""


@dataclass(frozen=True, slots=True)
class Reach:
    """How far it got before it was closed away: who read it, who was given something of it, rows that rest on it."""

    readers: tuple[Readings, ...]
    recipients: tuple[int, ...]
    rows: Mapping[str, int]
    words: tuple[str, str] | None = None


def reach(*, public_id: UUID, by: Audience) -> Reach:
    """For who decides or seconds. Words only where the policy shows content, and only to who decides."""
    one = _known(public_id, by)
    if one.item is None or not by.rights & {DECIDES, SECONDS}:
        return Reach((), (), {})
    shut = admit_to_quarantine(of=by)
    with reading(shut):
        texts = core.texts_of(audience=shut, public_ids=[one.item])
        if not texts:
            return Reach((), (), {})
        ids = [texts[0].row.id]
        return Reach(
            tuple(readers(audience=shut, record=one.item)),
            tuple(recipients_of(record_ids=ids, by=shut)), effect_of(record_ids=ids, by=shut),
            _words(texts[0]) if spill_policy().shows == "content" and DECIDES in by.rights else None,
        )  # fmt: skip


def _words(text: core.Text) -> tuple[str, str]:
    held = Quarantine.objects.get(record_id=text.row.id, ended_at=None)
    if not held.sealed:
        return text.row.title, text.body
    draft, _ = unpacked(crypt.unseal(bytes(held.sealed), key=key_of(record_id=text.row.id) or b""))
    return draft.title, draft.body


def decide(*, public_id: UUID, verdict: str, because: str, by: Audience, now: datetime) -> None:
    """A security officer's word. A false alarm goes on its ordinary way in this transaction; a spill waits for the
    privacy officer. Raises NotDecided."""
    one = _known(public_id, by)
    decision = may_decide(one.standing, verdict, because, rights=by.rights)
    if not decision:
        raise NotDecided(decision)
    shut = admit_to_quarantine(of=by)
    with transaction.atomic(), reading(shut):
        Spill.objects.filter(public_id=public_id).update(verdict=verdict, decided_at=now, decided_by=by.actor.person_id)
        held = _held(one, shut)
        if verdict == FALSE_ALARM and held:
            _go_on(held, shut, now)
        if verdict == SPILL and held:
            _ask(one, by, now)
        row = Spill.objects.get(public_id=public_id)
        records = [public_id, *([one.item] if one.item else [])]
        # the reason of a destruction may say what was in it: it goes with the record
        words = Words(because.strip(), row.label_id, held.record_id if held and verdict == SPILL else None)
        kind = f"protect.spill.{'confirmed' if verdict == SPILL else 'released'}"
        tell(kind=kind, by=by, records=records, rules=decision.rules, words=words)


def second(*, public_id: UUID, agree: bool, by: Audience, now: datetime) -> Purged | None:
    """The second person agrees, and the existing purge is opened by the two (the caller carries it on when this
    transaction is over); or does not, and the officer decides anew. Raises NotDecided, NotPurged."""
    one = _known(public_id, by)
    decision = may_second(one.standing, person_id=by.actor.person_id, rights=by.rights)
    if not decision or one.item is None or one.decided_by is None:
        raise NotDecided(decision)
    mine, records = Spill.objects.filter(public_id=public_id), [public_id, one.item]
    with transaction.atomic():
        if not agree:
            mine.update(verdict="", decided_at=None, decided_by=None)
            again = "A spill waits for you again"
            call(person_id=one.decided_by, spill=public_id, subject=again, text=BACK, by=by, now=now)
            tell(kind="protect.spill.declined", by=by, records=records, rules=decision.rules)
            return None
        shut = admit_to_quarantine(of=by)
        with reading(shut):
            opened = open_purge(record_ids=[one.item], because="", second_id=one.decided_by, by=shut, now=now)
        mine.update(seconded_at=now, seconded_by=by.actor.person_id, purge=opened.public_id)
        tell(kind="protect.spill.seconded", by=by, records=records, rules=decision.rules)
    return opened


def _known(public_id: UUID, by: Audience) -> SpillView:
    found = spill(audience=by, public_id=public_id)
    if found is None:
        raise NotDecided(Decision.of(Because("There is no such spill for you.", "spill.record", ok=False)))
    return found


def _held(one: SpillView, shut: Audience) -> Quarantine | None:
    rows = core.rows_of(audience=shut, public_ids=[one.item]) if one.item else []
    return Quarantine.objects.filter(record_id=rows[0].id, ended_at=None).first() if rows else None


def _ask(one: SpillView, by: Audience, now: datetime) -> None:
    for person in people.persons().values():
        may = SECONDS in load().roles.get(person.role, frozenset()) and person.agency_id == by.actor.agency_id
        if may and person.id != by.actor.person_id:
            asked = "A spill waits for its second person"
            call(person_id=person.id, spill=one.public_id, subject=asked, text=ASKED, by=by, now=now)


def _go_on(held: Quarantine, shut: Audience, now: datetime) -> None:
    """Back to where it would have been: the label that it had, or was to have; its words as the next version."""
    key = key_of(record_id=held.record_id) or b""
    content = crypt.unseal(bytes(held.sealed), key=key) if held.sealed else b""
    Quarantine.objects.filter(pk=held.pk).update(ended_at=now, sealed=b"")
    if not content:
        _relabel(held)
        return
    draft, more = unpacked(content)
    if more["piece"]:
        _end(held, now)
    else:
        for person_id in more["open_to"]:
            grant(record_id=held.record_id, person_id=person_id, because="own submission")
        _relabel(held)
    _open(draft, more, held, shut, now)


def _open(draft: Draft, more: Mapping[str, Any], held: Quarantine, by: Audience, now: datetime) -> None:
    origin_key = bytes.fromhex(more["origin_key"])
    known = core.known(keys=[origin_key]).get(origin_key)
    if known and _overtaken(known, draft, of_it_self=not more["piece"]):
        return  # its source has sent a newer one meanwhile
    clocks = date.fromisoformat(more["review_on"]), date.fromisoformat(more["purge_on"])
    stamp = Stamp(held.was_label, more["legal_class"], more["marking"], *clocks, tuple(more["rules"]))
    item = Incoming(
        draft, stamp, more["owner_id"], origin_key, bytes.fromhex(more["digest"]), bytes.fromhex(more["piece"]),
        "updated" if known else "opened", known,
    )  # fmt: skip
    open_records(source=None, incoming=[item], by=by, now=now)


def _overtaken(known: Known, draft: Draft, *, of_it_self: bool) -> bool:
    return known.n > 1 if of_it_self else known.revision > draft.revision


def _relabel(held: Quarantine) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select core_relabel(%s, %s)", [held.record_id, held.was_label])


def _end(held: Quarantine, now: datetime) -> None:
    """What was kept of an update that now stands with its record ends by its schedule, a day from here."""
    today = localdate(now)
    with connection.cursor() as cursor:
        cursor.execute(
            "update core_record set review_on = least(review_on, %s), purge_on = %s where id = %s",
            [today, today, held.record_id],
        )
