"""Words that are sealed beside a fact: reasons and inquiries, opened only behind the wall that their label sets."""

from uuid import UUID

from django.db import connection

from watchfloor.core.formats import crypt
from watchfloor.core.gate import vault
from watchfloor.core.rules.audience import Audience


def words_of(*, audience: Audience, digest: bytes) -> str:
    """The words sealed under this digest; "" where there are none, they are forgotten, or are not this audience's."""
    del audience  # the wall asks it in the database; the argument says that one must be set
    with connection.cursor() as cursor:
        cursor.execute(
            "select k.epoch_id, k.wrapped, n.sealed from core_note n join core_key k on k.id = n.key_id"
            " where n.digest = %s",
            [digest],
        )
        row = cursor.fetchone()
    key = vault.content_key(row[0], bytes(row[1])) if row else None
    return crypt.unseal(bytes(row[2]), key=key).decode() if row and key else ""


def reason_of(*, audience: Audience, kind: str, named: UUID) -> str:
    """The reason that was sealed with the fact of this kind which names that id."""
    with connection.cursor() as cursor:
        cursor.execute("select protect_digest_of(%s, %s)", [kind, named])
        row = cursor.fetchone()
    return words_of(audience=audience, digest=bytes(row[0])) if row and row[0] else ""
