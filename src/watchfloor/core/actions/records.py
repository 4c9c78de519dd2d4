"""Step 3: stamped drafts become records, a chunk in one transaction, with one fact and a result for each."""

import os
from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime
from functools import lru_cache
from uuid import UUID, uuid4

import msgspec
from django.db import connection

from watchfloor.core.formats import crypt
from watchfloor.core.gate import vault
from watchfloor.core.ledger.telling import tell
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.opening import Incoming, Opened, SourceRef

COLUMNS = (
    "batch, line, id, public_id, n, kind, legal_class, label_id, owner_id, origin_key, source_item_id, epoch_id,"
    " wrapped, opened_at, review_on, purge_on, predicate_id, stamp_rules, occurred_at, occurred_until,"
    " occurred_precision, lon, lat, radius_m, revision, digest, mark, author, marking, title, body, data, place_at,"
    " length, sealed"
)
STAGE = f"copy staging.record ({COLUMNS}) from stdin"
CHUNK = 2000
_json = msgspec.json.Encoder()


def open_records(
    *, source: SourceRef | None, incoming: Sequence[Incoming], by: Audience, now: datetime
) -> list[Opened]:
    """Keep a chunk (at most 5,000, all of one kind's block): new records and new versions.

    MUST run inside a transaction; the facts core.record.opened and core.record.updated are its last statements.
    The caller decided each state among what the same source sent before.
    """
    new = [item for item in incoming if item.state == "opened"]
    first_id = _take_ids(new)
    locks = iter(vault.new_locks(len(new)) if new else [])
    batch, results, marks, rows = uuid4(), list[Opened](), list[bytes](), list[tuple[object, ...]]()
    next_id, new_ids = first_id, _random_ids(len(new))
    for line, item in enumerate(incoming):
        if item.known is None:
            lock = next(locks)
            opened = Opened(next_id, next(new_ids), "opened", 1)
            next_id += 1
        else:
            key = vault.content_key(item.known.epoch_id, item.known.wrapped)
            lock = vault.Lock(key, item.known.epoch_id, item.known.wrapped)
            n = item.known.n + (item.state == "updated")
            opened = Opened(item.known.id, item.known.public_id, item.state, n)
        results.append(opened)
        if item.state == "unchanged":
            continue
        mark = crypt.mark(item.digest, key=lock.key)
        marks.append(mark)
        rows.append(_row(batch, line, item, opened, lock, mark, source, by, now))
    _stage(batch, rows)
    _open_to(incoming, results)
    for kind, state in (("core.record.opened", "opened"), ("core.record.updated", "updated")):
        ids = [opened.public_id for opened in results if opened.state == state]
        if ids:
            tell(kind=kind, by=by, records=ids, rules=_rules(incoming), marks=marks)
    return results


def _random_ids(count: int) -> Iterator[UUID]:
    """Random version 4 ids; one call for the randomness of a whole chunk."""
    random = os.urandom(16 * count)
    return (UUID(bytes=random[i : i + 16], version=4) for i in range(0, 16 * count, 16))


def _rules(incoming: Sequence[Incoming]) -> list[str]:
    return sorted({rule for item in incoming for rule in item.stamp.rules})


def _take_ids(new: Sequence[Incoming]) -> int:
    if not new:
        return 0
    with connection.cursor() as cursor:
        cursor.execute("select core_take_ids(%s, %s)", ["tip" if new[0].draft.kind == "tip" else "other", len(new)])
        return int(cursor.fetchone()[0])


def _row(
    batch: UUID,
    line: int,
    item: Incoming,
    opened: Opened,
    lock: vault.Lock,
    mark: bytes,
    source: SourceRef | None,
    by: Audience,
    now: datetime,
) -> tuple[object, ...]:
    draft, stamp, when, place = item.draft, item.stamp, item.draft.when, item.draft.place
    return (
        batch, line, opened.id, opened.public_id, opened.n, draft.kind, stamp.legal_class, stamp.label_id,
        item.owner_id, item.origin_key, source.id if source else None, lock.epoch_id, lock.wrapped, now,
        stamp.review_on,        stamp.purge_on, stamp.predicate_id, _array(stamp.rules), when.start if when else None,
        when.end if when else None,
        when.precision if when else "unknown", place.lon if place else None, place.lat if place else None,
        place.radius_m if place else 0.0, draft.revision, item.digest, mark, by.actor.person_id, stamp.marking,
        _clean(draft.title), _clean(draft.body), _clean(_json.encode(_shown(item)).decode()),
        draft.piece[0], draft.piece[1], crypt.seal(item.piece, key=lock.key) if item.piece else None,
    )  # fmt: skip


@lru_cache(maxsize=256)
def _array(rules: tuple[str, ...]) -> str:
    """Rule ids as a PostgreSQL array literal; they are of ours and need no quoting."""
    return "{" + ",".join(rules) + "}"


def _shown(item: Incoming) -> dict[str, object]:
    """What a page shows beside the words: the object as read, its places, markings as received and findings."""
    draft = item.draft
    return {
        "object": draft.data,
        "areas": draft.areas,
        "markings": draft.markings,
        "findings": draft.findings,
        "said": draft.when.said if draft.when else "",
        "place": draft.place.name if draft.place else "",
    }


def _clean(text: str) -> str:
    """PostgreSQL keeps no NUL in text; the bytes as received are in the sealed piece."""
    return text.replace("\x00", "\ufffd").replace("\\u0000", "\\ufffd") if "\x00" in text or "\\u0000" in text else text


def _stage(batch: UUID, rows: Sequence[tuple[object, ...]]) -> None:
    if not rows:
        return
    with connection.cursor() as cursor:
        with cursor.copy(STAGE) as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute("select core_take_staged(%s)", [batch])


def _open_to(incoming: Sequence[Incoming], results: Sequence[Opened]) -> None:
    """Grants that the stamp itself decided: own submissions."""
    for item, opened in zip(incoming, results, strict=True):
        for person_id in item.stamp.open_to:
            grant(record_id=opened.id, person_id=person_id, because="own submission")


def grant(*, record_id: int, person_id: int, because: str) -> None:
    """Let one person read one record. `because` is a code (own submission, named recipient), no free text.

    MUST be called under an audience that may read the record, or in the transaction that opens it.
    """
    with connection.cursor() as cursor:
        cursor.execute("select core_give(%s, %s, %s)", [record_id, person_id, because])


def reclass(
    *, record_id: int, legal_class: str, label_id: int, by: Audience, review_on: date, purge_on: date,
    predicate_id: int | None = None,
) -> None:  # fmt: skip
    """Change class, label and clocks together; every derived row follows. The caller tells the fact."""
    del by
    with connection.cursor() as cursor:
        cursor.execute(
            "update core_record set legal_class = %s, review_on = %s, purge_on = %s, predicate_id = %s where id = %s",
            [legal_class, review_on, purge_on, predicate_id, record_id],
        )
        cursor.execute("select core_relabel(%s, %s)", [record_id, label_id])


def label_of(atoms: Sequence[str]) -> int:
    """The id of the label with these atoms, made the first time."""
    with connection.cursor() as cursor:
        cursor.execute("select core_label_of(%s)", [_json.encode(list(atoms)).decode()])
        return int(cursor.fetchone()[0])


def label_joins(pairs: Collection[tuple[int, int]]) -> dict[tuple[int, int], int]:
    """The label that joins each pair, made the first time: for rows derived from two labels, written in bulk.

    A label made here is not yet among those of the audience in force; what carries it is seen by the next one.
    """
    asked = sorted(set(pairs))
    with connection.cursor() as cursor:
        cursor.execute(
            "select a, b, core_label_join(a, b) from unnest(%s::int[], %s::int[]) as p(a, b)",
            [[a for a, _ in asked], [b for _, b in asked]],
        )
        return {(a, b): joined for a, b, joined in cursor.fetchall()}


def settle(*, record_id: int, at: datetime | None) -> bool:
    """A determination takes a record out of what waits, or (None) gives it back; False if it stands so already.

    MUST be called under an audience that may read the record; the caller tells the fact.
    """
    with connection.cursor() as cursor:
        cursor.execute("select core_settle(%s, %s)", [record_id, at])
        return bool(cursor.fetchone()[0])
