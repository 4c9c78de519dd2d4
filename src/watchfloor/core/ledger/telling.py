"""Writing facts: those of change inside the change's transaction, those of reading before the first byte leaves."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import DatabaseError, connections

from watchfloor.core.formats import crypt
from watchfloor.core.gate import vault
from watchfloor.core.rules.audience import Actor, Audience
from watchfloor.core.rules.fact import Words, digest_of

Ids = Sequence[UUID] | str  # or their array as PostgreSQL writes it
INSERT = (
    "insert into core_fact (kind, actor, affiliation, purpose, records, rules, digest)"
    " values (%s, %s, %s, %s, %s, %s, %s)"
)
# a key of its own, the words sealed under it; the fact follows in the same statement
INQUIRY = (
    "with k as (insert into core_key (epoch_id, wrapped) values (%s, %s) returning id), n as (insert into core_note"
    " (digest, record_id, label_id, key_id, sealed) select %s, %s, %s, k.id, %s from k) "
)


class LedgerSilent(Exception):
    """The fact could not be written, so what it would have told MUST NOT happen; doors answer 503."""


def tell(
    *,
    kind: str,
    by: Audience,
    records: Sequence[UUID] = (),
    rules: Sequence[str] = (),
    words: Words | None = None,
    marks: Sequence[bytes] = (),
) -> None:
    """Write the fact of a change, last in the change's own transaction. Words go sealed beside it."""
    all_marks = list(marks)
    if words:
        all_marks.append(_keep_words(words, marks))
    _insert("default", kind, by.actor, by.purpose, records, rules, digest_of(all_marks))


def _keep_words(words: Words, marks: Sequence[bytes]) -> bytes:
    """Seal the words under a key of their own; the mark they add to the digest dies with that key."""
    lock = vault.new_locks(1)[0]
    key_id = vault.keep(lock)
    content = words.text.encode()
    mark = crypt.mark(content, key=lock.key)
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "insert into core_note (digest, record_id, label_id, key_id, sealed) values (%s, %s, %s, %s, %s)",
            [digest_of([*marks, mark]), words.record_id, words.label_id, key_id, crypt.seal(content, key=lock.key)],
        )
    return mark


def witness(
    *, kind: str, by: Audience, records: Ids = (), rules: Sequence[str] = (), words: Words | None = None
) -> None:
    """Write the fact of a reading or a refusal on a second connection, committed when this returns.

    One fact a page or answer, all ids in one array; one round trip. Raises LedgerSilent: then nothing may be shown.
    """
    try:
        if words is None:
            _insert("witness", kind, by.actor, by.purpose, records, rules, None)
        else:
            _insert_inquiry(words, kind, by, records, rules)
    except DatabaseError as error:
        raise LedgerSilent("the reading could not be written to the ledger") from error


def _insert_inquiry(words: Words, kind: str, by: Audience, records: Ids, rules: Sequence[str]) -> None:
    """The fact, and the words of the inquiry sealed beside it, on the second connection."""
    lock = vault.new_locks(1, using="witness")[0]
    content = words.text.encode()
    digest, sealed = digest_of([crypt.mark(content, key=lock.key)]), crypt.seal(content, key=lock.key)
    values: list[Any] = [lock.epoch_id, lock.wrapped, digest, words.record_id, words.label_id, sealed]
    with connections["witness"].cursor() as cursor:
        cursor.execute(INQUIRY + INSERT, [*values, *_values(kind, by.actor, by.purpose, records, rules, digest)])


def _insert(
    using: str,
    kind: str,
    actor: Actor,
    purpose: str,
    records: Ids,
    rules: Sequence[str],
    digest: bytes | None,
) -> None:
    with connections[using].cursor() as cursor:
        cursor.execute(INSERT, _values(kind, actor, purpose, records, rules, digest))


def _values(
    kind: str, actor: Actor, purpose: str, records: Ids, rules: Sequence[str], digest: bytes | None
) -> list[Any]:
    ids = records if isinstance(records, str) else list(records)
    return [kind, actor.person_id, actor.affiliation_id, purpose, ids, list(rules), digest]
