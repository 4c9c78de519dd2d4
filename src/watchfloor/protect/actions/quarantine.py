"""Close away what looks classified before anything indexes, matches or sends it, and call a security officer (IR-9)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from watchfloor.core.actions.records import label_of, open_records
from watchfloor.core.actions.sources import keyed
from watchfloor.core.formats import crypt
from watchfloor.core.gate.session import reading
from watchfloor.core.ledger.telling import tell
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision, Refused
from watchfloor.core.rules.draft import Draft
from watchfloor.core.rules.fact import Words
from watchfloor.core.rules.opening import Incoming, Known, Opened, SourceRef
from watchfloor.notify.actions.outbox import notice
from watchfloor.people import queries as people
from watchfloor.protect.actions.admit import admit_service
from watchfloor.protect.actions.stamp import Stamper
from watchfloor.protect.formats.policy import load
from watchfloor.protect.formats.spill import marks_in, packed
from watchfloor.protect.models.spills import Quarantine, Spill
from watchfloor.protect.queries.purges import key_of
from watchfloor.protect.rules.labels import Atom
from watchfloor.protect.rules.spilling import DECIDES, READS, Marks, may_close

SERVICE, HERE = "protect.spill", "/privacy/spills/"
TITLE = "Closed away"
TEXT = "Something looks classified and was closed away. The page says what is known of it. Describe no content."
UNKNOWN = Marks((), (), 0)


class NotClosed(Refused):
    """There is no such record for who asks, or nothing was said of why."""


@dataclass(frozen=True, slots=True)
class _Shut:
    """The two labels: `away` opens to nobody, `row` to who decides on spills."""

    away: int
    row: int


def _labels() -> _Shut:
    center = people.center()
    away = Atom(center.id if center else 0, "spill", "U", "named")
    return _Shut(label_of([away.print()]), label_of([replace(away, share="security").print()]))


def served(*, now: datetime) -> Audience:
    """The service's audience, with its labels made if this is the first spill of the house."""
    by = admit_service(service=SERVICE, now=now)
    with reading(by):
        made = _labels()
    return by if {made.away, made.row} <= set(by.label_ids) else admit_service(service=SERVICE, now=now)


def quarantine(
    *, items: Sequence[Incoming], source: SourceRef | None, way: str, by: Audience, now: datetime
) -> list[Opened]:
    """Keep each of these closed away, its words sealed under a key of its own; what is closed away already stays so.

    `items` are what would have been opened, stamped as the policy says: a false alarm goes on from there. MUST stand
    in a transaction of `by`; nobody, `by` neither, reads of them afterwards.
    """
    if not items:
        return []
    service = served(now=now)
    with reading(service):
        held = [one for one in (_hold(item, source, way, by, service, now) for item in items) if one]
        if held:
            _call(held[0][1], by, now)
    return [opened for opened, _ in held]


def _hold(
    item: Incoming, source: SourceRef | None, way: str, by: Audience, service: Audience, now: datetime
) -> tuple[Opened, UUID] | None:
    again = keyed(b"spill", item.origin_key, item.digest)
    known = core.known(keys=[item.origin_key, again])
    before = known.get(item.origin_key)
    if again in known or (before and core.rows_of(audience=service, ids=[before.id])):
        return None
    shut, labels = item.draft, _labels()
    opened = open_records(
        source=source, by=by, now=now,
        incoming=[
            Incoming(
                Draft(shut.kind, "", shut.revision, TITLE, "", {}, piece=shut.piece),
                replace(item.stamp, label_id=labels.away, open_to=()), item.owner_id,
                again if before else item.origin_key, item.digest, item.piece, "opened",
            )
        ],
    )[0]  # fmt: skip
    spill = _raise(way, marks_in(shut), opened.public_id, item, labels, by, now, before)
    _seal(opened.id, spill, item.stamp.label_id, _packed(item, bool(before)), labels, now)
    tell(kind="protect.spill.quarantined", by=by, records=[opened.public_id, spill.public_id], rules=["intake.spill"])
    return opened, spill.public_id


def _packed(item: Incoming, about: bool) -> bytes:
    """What the way goes on by. Bytes lie with the record itself; those of an update are kept for what it changes."""
    stamp = item.stamp
    return packed(
        item.draft, owner_id=item.owner_id, origin_key=item.origin_key.hex(), digest=item.digest.hex(),
        marking=stamp.marking, legal_class=stamp.legal_class, rules=stamp.rules, open_to=stamp.open_to,
        review_on=stamp.review_on, purge_on=stamp.purge_on,
        piece=item.piece.hex() if about else "",
    )  # fmt: skip


def _raise(
    way: str, marks: Marks, item: UUID | None, of: Incoming, labels: _Shut, by: Audience, now: datetime,
    about: Known | None,
) -> Spill:  # fmt: skip
    row = Spill(
        label_id=labels.row, way=way, item=item, about=about.public_id if about else None, kind=of.draft.kind,
        owner_id=of.owner_id, levels=list(marks.levels), places=list(marks.places), marks=marks.count,
        size=len(of.piece), raised_at=now, raised_by=by.actor.person_id,
    )  # fmt: skip
    row.save()
    return row


def _seal(record_id: int, spill: Spill, was_label: int, content: bytes, labels: _Shut, now: datetime) -> None:
    key = key_of(record_id=record_id)
    if key is None:
        raise NotClosed(_none())
    sealed = crypt.seal(content, key=key) if content else b""
    Quarantine(
        record_id=record_id, label_id=labels.away, spill=spill.public_id, was_label=was_label, sealed=sealed,
        began_at=now,
    ).save()  # fmt: skip


def close(*, record: UUID, because: str, by: Audience, now: datetime) -> UUID:
    """A reader says that a record holds what must not be here: at once it is there for nobody. The spill's id.

    Label and everything derived from it move in this transaction, grants rest. MUST stand in a transaction of `by`.
    Raises NotClosed.
    """
    texts = core.texts_of(audience=by, public_ids=[record])
    if not texts:
        raise NotClosed(_none())
    decision = may_close(rights=by.rights, because=because)
    if not decision:
        raise NotClosed(decision)
    text, row = texts[0], texts[0].row
    marks = marks_in(Draft(row.kind, "", "", row.title, text.body, text.data, markings=(row.marking,)))
    service = served(now=now)
    with transaction.atomic():
        labels = _labels()
        with connection.cursor() as cursor:
            cursor.execute("select core_relabel(%s, %s)", [row.id, labels.away])
        with reading(service):
            size = len(text.body.encode())
            spill = Spill(
                label_id=labels.row, way="reported", item=record, kind=row.kind, owner_id=row.owner_id,
                levels=list(marks.levels), places=list(marks.places), marks=marks.count, size=size, raised_at=now,
                raised_by=by.actor.person_id,
            )  # fmt: skip
            spill.save()
            _seal(row.id, spill, row.label_id, b"", labels, now)
            _call(spill.public_id, by, now)
            words = Words(because.strip(), labels.row, row.id)
            records = [record, spill.public_id]
            tell(kind="protect.spill.reported", by=by, records=records, rules=decision.rules, words=words)
    return spill.public_id


def alarm(*, kind: str, by: Audience, now: datetime) -> None:
    """Somebody typed what looks classified where nothing of it was kept; a security officer hears of it."""
    service = served(now=now)
    with reading(service):
        row = Spill(
            label_id=_labels().row, way="draft", kind=kind, owner_id=by.actor.agency_id, marks=1, size=0,
            raised_at=now, raised_by=by.actor.person_id,
        )  # fmt: skip
        row.save()
        _call(row.public_id, by, now)
        tell(kind="protect.spill.refused", by=by, records=[row.public_id], rules=["intake.spill"])


def _call(spill: UUID, by: Audience, now: datetime) -> None:
    """Who decides hears at once; where the center has named nobody, whoever may read of spills does."""
    center = people.center()
    here = [one for one in people.persons().values() if center and one.agency_id == center.id]
    deciders = [one for one in here if DECIDES in load().roles.get(one.role, frozenset())]
    others = [one for one in here if READS in load().roles.get(one.role, frozenset())]
    for one in deciders or others:
        call(person_id=one.id, spill=spill, subject="Something looks classified", text=TEXT, by=by, now=now)


def call(*, person_id: int, spill: UUID, subject: str, text: str, by: Audience, now: datetime) -> None:
    """One urgent notice without content."""
    owner = by.actor.agency_id
    stamper = Stamper(legal_class="product", owner_id=owner, verified=True, now=now, share="center")
    notice(
        person_id=person_id, kind="spill", subject=subject, text=text, path=f"{HERE}{spill}/",
        label_id=stamper.stamp(markings=("U",)).label_id, once_key=f"spill-{spill}-{person_id}-{subject}", now=now,
        urgent=True,
    )  # fmt: skip


def _none() -> Decision:
    return Decision.of(Because("There is no such record for you.", "spill.record", ok=False))
