"""Bulk export: one asks, another approves, the file is made then for the asker as he is then, and he takes it once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from watchfloor.core.formats import crypt
from watchfloor.core.gate import vault
from watchfloor.core.gate.session import reading
from watchfloor.core.ledger.telling import tell
from watchfloor.core.queries.records import rows_of
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision, Refused
from watchfloor.disseminate.actions.draft import joined
from watchfloor.disseminate.actions.keeping import keep
from watchfloor.disseminate.formats.exporting import export_policy
from watchfloor.disseminate.models.exports import Export, ExportRecord
from watchfloor.disseminate.queries import exports as queries
from watchfloor.disseminate.rules import exporting as rule
from watchfloor.notify.actions.outbox import notice
from watchfloor.people import queries as people
from watchfloor.people.actions.resets import same_human
from watchfloor.protect.actions.admit import NotAdmitted, admit
from watchfloor.protect.actions.room import NoRoom, must_read_in_bulk
from watchfloor.protect.formats.policy import load
from watchfloor.protect.rules.needs import may_need

RIGHT = "export.approve"
HERE = "/exports/"
TEXT = "Somebody asks you to be the second person of a bulk export. The page says how many records, for whom and why."


class NotExported(Refused):
    """It may not be asked for, approved or taken so."""


@dataclass(frozen=True, slots=True)
class Made:
    """A file as one reader may see it now, with every record and every label in it."""

    content: bytes
    content_type: str
    name: str
    records: tuple[UUID, ...]
    label_ids: tuple[int, ...]


Maker = Callable[[Audience, str], Made | None]
_makers: dict[str, Maker] = {}


def declare_export(what: str, maker: Maker) -> None:
    """Called by whatever gives records out as a file. `maker(audience, asked)` MUST read as that audience alone."""
    _makers[what] = maker


def alone(*, records: int, by: Audience, now: datetime) -> Decision:
    """Whether so many records leave on this person's word; the one rule that every file of records asks."""
    policy = export_policy()
    taken = queries.taken_alone(audience=by, since=now - policy.within)
    return rule.may_take_alone(policy, records=records, taken=taken)


def previewed(*, what: str, asked: str, by: Audience) -> Made | None:
    """What the file would hold for this reader now; None for what there is not."""
    return _makers[what](by, asked) if what in _makers else None


def seconds(*, by: Audience) -> list[people.PersonView]:
    """Who may be asked to approve."""
    return [
        one for one in people.persons().values()
        if RIGHT in load().roles.get(one.role, frozenset()) and not same_human(a=one.id, b=by.actor.person_id)
    ]  # fmt: skip


def ask_export(*, what: str, asked: str, because: str, second_id: int, by: Audience, now: datetime) -> UUID:
    """Ask a second person. Nothing is made yet. Raises NotExported. MUST stand in a transaction of `by`."""
    _must_have_room()
    policy, made = export_policy(), previewed(what=what, asked=asked, by=by)
    decision = rule.may_ask(
        policy, because=because, need=may_need(purpose=by.purpose, case_ref=by.case_ref, policy=load()),
        case_ref=by.case_ref, records=len(made.records) if made else 0,
        second_may=second_id in {one.id for one in seconds(by=by)},
        same_human=second_id == by.actor.person_id,
    )  # fmt: skip
    if not decision or made is None:
        raise NotExported(decision)
    rows = rows_of(audience=by, public_ids=list(made.records))
    with transaction.atomic():
        label_id = joined(first=made.label_ids[0], others=made.label_ids[1:])
        row = keep([Export(
            label_id=label_id, what=what, asked=asked, because=because.strip(), purpose=by.purpose,
            case_ref=by.case_ref, by_id=by.actor.person_id, affiliation_id=by.actor.affiliation_id,
            second_id=second_id, public_records=list(made.records), asked_at=now, lapses_at=now + policy.asked_for,
        )])[0]  # fmt: skip
        keep([ExportRecord(export_id=row.pk, record_id=one.id, label_id=one.label_id) for one in rows])
        notice(
            person_id=second_id, kind="bulk-export", subject="A bulk export waits for its second person", text=TEXT,
            path=f"{HERE}{row.public_id}/", label_id=label_id, once_key=f"bulk-export-{row.public_id}", now=now,
            urgent=True,
        )  # fmt: skip
        tell(kind="disseminate.export.asked", by=by, records=[row.public_id], rules=decision.rules)
    return row.public_id


def approve_export(*, public_id: UUID, by: Audience, now: datetime) -> None:
    """The second person approves: the file is made now, of what the asker may see now. Raises NotExported."""
    _must_have_room()
    policy, row = export_policy(), _standing(public_id, by, now)
    asker = _asker(row, now)
    made = _made(row, asker) if asker else None
    found = frozenset[int]()
    if asker and made:
        with reading(asker):
            found = frozenset(one.id for one in rows_of(audience=asker, public_ids=list(made.records)))
            asked = frozenset(ExportRecord.objects.filter(export_id=row.pk).values_list("record_id", flat=True))
    decision = rule.may_make(policy, admitted=asker is not None, found=found, asked=asked if found else frozenset())
    if not decision or made is None:
        raise NotExported(decision)
    with transaction.atomic():
        lock = vault.new_locks(1)[0]
        Export.objects.filter(pk=row.pk).update(
            answer="approved", answered_at=now, expires_at=now + policy.kept_for, key_id=vault.keep(lock),
            sealed=crypt.seal(made.content, key=lock.key), name=made.name, content_type=made.content_type,
            public_records=list(made.records),
        )  # fmt: skip
        tell(kind="disseminate.export.approved", by=by, records=[public_id], rules=decision.rules)


def refuse_export(*, public_id: UUID, by: Audience, now: datetime) -> None:
    """The second person refuses. Raises NotExported."""
    row = _standing(public_id, by, now)
    with transaction.atomic():
        Export.objects.filter(pk=row.pk).update(answer="refused", answered_at=now)
        tell(kind="disseminate.export.refused", by=by, records=[public_id], rules=["export.two-persons"])


def take_export(*, public_id: UUID, by: Audience, now: datetime) -> Made:
    """Who asked takes the file, once; its bytes are gone from here with that. Raises NotExported."""
    view = queries.export(audience=by, public_id=public_id)
    if view is None:
        raise NotExported(_none())
    decision = rule.may_take(export_policy(), view.asked, person_id=by.actor.person_id, now=now)
    if not decision:
        raise NotExported(decision)
    with transaction.atomic():
        row = Export.objects.select_for_update().get(pk=view.id)
        if row.taken_at is not None or row.key_id is None or not row.sealed:  # taken or emptied since it was looked at
            raise NotExported(_none())
        content = crypt.unseal(bytes(row.sealed), key=vault.key_by_id(row.key_id))
        Export.objects.filter(pk=row.pk).update(taken_at=now, sealed=b"")
        tell(kind="disseminate.export.given", by=by, records=[public_id], rules=decision.rules)
    return Made(content, row.content_type, row.name, tuple(row.public_records), (row.label_id,))


def empty_lapsed(*, now: datetime) -> int:
    """Files that nobody took in time go; how many."""
    with connection.cursor() as cursor:
        cursor.execute("select disseminate_empty_exports(%s)", [now])
        return int(cursor.fetchone()[0])


def _standing(public_id: UUID, by: Audience, now: datetime) -> Export:
    """The question, held, that this person is to answer now."""
    view = queries.export(audience=by, public_id=public_id)
    if view is None:
        raise NotExported(_none())
    row = Export.objects.select_for_update().get(pk=view.id)
    decision = rule.may_answer(
        export_policy(), view.asked, holds=RIGHT in by.rights, person_id=by.actor.person_id,
        same_human=same_human(a=by.actor.person_id, b=row.by_id), now=now,
    )  # fmt: skip
    if not decision or row.answer:
        raise NotExported(decision if not decision else _none())
    return row


def _asker(row: Export, now: datetime) -> Audience | None:
    try:
        return admit(
            person_id=row.by_id, affiliation_id=row.affiliation_id, purpose=row.purpose, case_ref=row.case_ref, now=now
        )
    except NotAdmitted:
        return None


def _made(row: Export, asker: Audience) -> Made | None:
    with reading(asker):
        return previewed(what=row.what, asked=row.asked, by=asker)


def _must_have_room() -> None:
    """While the disk runs full nothing is read in bulk (docs/operating-disk.md). Raises NotExported."""
    try:
        must_read_in_bulk()
    except NoRoom as refused:
        raise NotExported(refused.decision) from refused


def _none() -> Decision:
    return Decision.of(Because("There is no such export to you.", "export.own", ok=False, way_out="See the list."))
