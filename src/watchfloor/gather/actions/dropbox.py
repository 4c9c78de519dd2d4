"""The desk's side of the drop box: a report becomes a tip, a letter is put to its record; then the drop is gone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

import msgspec
from django.db import connection

from watchfloor.core.actions.records import open_records
from watchfloor.core.actions.sources import keyed
from watchfloor.core.formats import crypt
from watchfloor.core.gate import vault
from watchfloor.core.gate.session import reading
from watchfloor.core.gate.slots import SlotMissing
from watchfloor.core.ledger.telling import tell
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.draft import Draft, Place, When
from watchfloor.core.rules.opening import Incoming
from watchfloor.gather.actions.attachments import Kept, keep, make_anew
from watchfloor.gather.actions.door_keys import private_key
from watchfloor.gather.actions.dropping import LETTER, REPORT
from watchfloor.gather.actions.mailbox import tell_mailbox
from watchfloor.gather.actions.triage import Placed, heard, place
from watchfloor.gather.formats.behavior import lexicon
from watchfloor.gather.formats.public import Drop, drop
from watchfloor.gather.formats.sealing import NotOpened, open_box
from watchfloor.gather.models.mailbox import Letter, Mailbox
from watchfloor.gather.rules.guard import ProtectedWord, guard
from watchfloor.gather.rules.public import CONTACT
from watchfloor.gather.rules.suggest import suggest
from watchfloor.people import queries as people
from watchfloor.protect.actions.quarantine import quarantine
from watchfloor.protect.actions.stamp import Stamper
from watchfloor.protect.formats.spill import part_spills
from watchfloor.protect.queries.purges import key_of
from watchfloor.text.guard import protected_words

SERVICE = "gather.public"
NOT_READ = (
    "We could not keep {name}: it does not open as a picture. You may send another one here.\n\n"
    "No pudimos guardar {name}: no se abre como imagen. Puede enviar otra aquí."
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """What lies in the drop box, opened; `content` is None where it opens with no key that stands."""

    id: UUID
    kind: str
    token: bytes
    reader_key: bytes
    at: datetime
    content: Drop | None


@dataclass(frozen=True, slots=True)
class Stated:
    """What the door of the worker read from the words: a head, the story, when and where."""

    title: str
    narrative: str
    when: When | None
    place: Place | None


def waiting(*, by: Audience, most: int = 20) -> list[Waiting]:
    """What waits, the oldest first. MUST be the service's: to anybody else the box is empty."""
    with reading(by), connection.cursor() as cursor:
        cursor.execute("select * from dropbox.waiting(%s)", [most])
        rows = cursor.fetchall()
    return [
        Waiting(row[0], row[1], bytes(row[2]), bytes(row[3]), row[5], _opened(bytes(row[4]), row[1])) for row in rows
    ]


def _opened(sealed: bytes, kind: str) -> Drop | None:
    key_id, _, box = sealed.partition(b"\x00")
    try:
        private = private_key(key_id.decode("ascii"))
        return drop(open_box(private, box, about=REPORT if kind == "report" else LETTER))
    except (SlotMissing, NotOpened, UnicodeDecodeError, msgspec.DecodeError):
        return None


def keep_files(content: Drop) -> list[Kept]:
    """Its files as they will be kept. Takes seconds: MUST NOT be called inside a transaction."""
    return [kept for file in content.files for kept in make_anew(file=file, original=content.keep_original)]


def open_report(*, it: Waiting, stated: Stated, files: Sequence[Kept], by: Audience, now: datetime) -> UUID | None:
    """The report as a tip of the center's, with its mailbox and files; None where it was closed away as a spill.

    All or nothing: when the transaction is over the record stands and the drop is gone. MUST stand inside one.
    """
    assert it.content is not None
    item = _incoming(it, stated, now)
    if not _taken(it.id):
        return None
    if part_spills([item.draft])[1]:
        quarantine(items=[item], source=None, way="form", by=by, now=now)
        return None
    opened = open_records(source=None, incoming=[item], by=by, now=now)[0]
    Mailbox.objects.bulk_create([
        Mailbox(token=it.token, record_id=opened.id, public_record=opened.public_id, label_id=item.stamp.label_id,
                reader_key=it.reader_key)
    ])  # fmt: skip
    _keep(files, item, opened.id, now)
    _tell_of_unread(it, files)
    said = it.content.said
    placed = Placed(opened.id, opened.public_id, item.stamp.label_id, item.draft, said.get("hurt") == "yes",
                    said.get("when") == "now")  # fmt: skip
    place(opened=[placed], way="public", by=by, now=now)
    tell(kind="gather.report.received", by=by, records=[opened.public_id], rules=["gather.public"])
    return opened.public_id


def put_letter(*, it: Waiting, files: Sequence[Kept], by: Audience, now: datetime) -> bool:
    """The letter beside its record; False where no record stands for its mailbox any more (then it is a new report)."""
    assert it.content is not None
    box = Mailbox.objects.filter(token=it.token).first()
    row = next(iter(core.rows_of(audience=by, ids=[box.record_id])), None) if box else None
    key = key_of(record_id=row.id) if row else None
    if row is None or key is None:
        return False
    if not _taken(it.id):
        return True
    text = it.content.said.get("what", "")
    Letter.objects.bulk_create([
        Letter(public_id=it.id, record_id=row.id, label_id=row.label_id, at=it.at, by_id=None,
               sealed=crypt.seal(text.encode(), key=key))
    ])  # fmt: skip
    keep(files=files, record_id=row.id, label_id=row.label_id, key=key, now=now)
    _tell_of_unread(it, files)
    heard(record_id=row.id, public_id=row.public_id, label_id=row.label_id, text=text, by=by, now=now)
    tell(kind="gather.letter.answered", by=by, records=[row.public_id], rules=["gather.public"])
    return True


def fail(*, it: Waiting, by: Audience) -> None:
    """What opens with no key stays where it is, out of the way, until the sweep; the ledger says so."""
    with reading(by), connection.cursor() as cursor:
        cursor.execute("select dropbox.failed(%s)", [it.id])
        if cursor.fetchone()[0]:
            tell(kind="gather.drop.unopened", by=by, rules=["gather.public"])


def _incoming(it: Waiting, stated: Stated, now: datetime) -> Incoming:
    assert it.content is not None
    said, center = it.content.said, people.center()
    owner = center.id if center else 0
    flagged = [ProtectedWord(f.said, f.start, f.note) for f in protected_words(stated.narrative)]
    guarded = guard(attested=None, flagged=flagged)
    suggested = [{"code": s.code, "because": list(s.because)} for s in suggest(stated.narrative, lexicon())]
    data = {"by": "public", "suggested_behavior": suggested, "privacy_look": guarded.privacy_look}
    if said.get("who") == CONTACT:
        data["reporter"] = "given"  # who it is stays in the sealed piece alone
    draft = Draft(
        "tip", "", "", stated.title, stated.narrative, data, when=stated.when, place=stated.place,
        findings=guarded.findings,
    )  # fmt: skip
    # nobody has rated who reports: for the center alone until somebody decides
    stamper = Stamper(legal_class="tip_lead", owner_id=owner, verified=False, now=now)
    piece = msgspec.json.encode({"said": said, "language": it.content.language, "sent": it.at.isoformat()})
    key = keyed(b"public", it.id.bytes)
    return Incoming(draft, stamper.stamp_drafts([draft])[0], owner, key, keyed(b"digest", piece), piece, "opened")


def _keep(files: Sequence[Kept], item: Incoming, record_id: int, now: datetime) -> None:
    """Under the record's key, which the service asks for by the identity that it made: it need not read the record."""
    known = core.known(keys=[item.origin_key])[item.origin_key]
    key = vault.content_key(known.epoch_id, known.wrapped)
    keep(files=files, record_id=record_id, label_id=item.stamp.label_id, key=key, now=now)


def _tell_of_unread(it: Waiting, files: Sequence[Kept]) -> None:
    for file in files:
        if not file.content:
            tell_mailbox(token=it.token, reader_key=it.reader_key, text=NOT_READ.format(name=file.name), letter=uuid4())


def _taken(drop_id: UUID) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select dropbox.taken(%s)", [drop_id])
        return bool(cursor.fetchone()[0])
