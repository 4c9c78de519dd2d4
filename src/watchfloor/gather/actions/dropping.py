"""All that the public's process does: seal a report, put it into the drop box, and open one's own mailbox.

MUST NOT import a table or a query: the process connects as a role for which nothing else exists, and its settings name
no package that has tables. What it knows of the center is what the desk published to it (public/door.json).
"""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, IntegrityError, connections, transaction

from watchfloor.gather.formats.public import Drop, Published, Sent, packed, published
from watchfloor.gather.formats.sealing import MailboxKeys, NotOpened, mailbox_keys, open_box, seal_to
from watchfloor.gather.rules.public import code_from

DOOR = "public/door.json"
REPORT, LETTER, TO_YOU = b"report", b"letter", b"to you"
PUT = "insert into dropbox.drop (id, kind, token, reader_key, copy, sealed) values (%s, %s, %s, %s, %s, %s)"


class NotOpen(Exception):
    """The desk has not published its key yet, or the database is away: only the phone is left."""


class NotDropped(Exception):
    """This form was sent before with other words, or the mailbox is not there or full."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter of a mailbox, as its reader opens it; `mine` is what he wrote."""

    at: datetime
    mine: bool
    text: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A mailbox: its state ("received", "read", "closed"), when it began, its letters in order."""

    state: str
    received_at: datetime
    letters: tuple[Letter, ...]


def door() -> Published:
    """What the desk published. Raises NotOpen."""
    try:
        return published((Path(settings.DATA_DIR) / DOOR).read_bytes())
    except (OSError, ValueError) as error:
        raise NotOpen from error


def code_of_form(*, form: UUID, content: Drop) -> str:
    """The code of this form with these words: posted twice it is the same, with another word it is another."""
    seed = b"receipt\x00" + form.bytes + hashlib.sha256(packed(content)).digest()
    return code_from(hmac.digest(settings.SECRET_KEY.encode(), seed, "sha256"))


def drop_report(*, form: UUID, content: Drop) -> str:
    """Seal and keep a report; its code. On disk when this returns. Raises NotDropped, NotOpen."""
    told, code = door(), code_of_form(form=form, content=content)
    keys = mailbox_keys(code, salt=told.salt)
    values = [form, "report", keys.token, keys.public, None, _sealed(told, content, REPORT)]
    if not _put(values) and not any(row[1] == form for row in _rows(keys)):
        raise NotDropped
    return code


def drop_letter(*, form: UUID, code: str, text: str, files: Sequence[Sent] = (), language: str) -> None:
    """Add to one's report; a copy is sealed for its writer, who may read it again. Raises NotDropped, NotOpen."""
    told = door()
    keys = mailbox_keys(code, salt=told.salt)
    copy = seal_to(keys.public, text.encode(), about=TO_YOU)
    content = Drop({"what": text}, list(files), language)
    _put([form, "letter", keys.token, None, copy, _sealed(told, content, LETTER)])
    if not any(row[3] == form for row in _rows(keys)):  # nobody else's: his own letter stands, or it was not taken
        raise NotDropped


def mailbox(*, code: str) -> Opened | None:
    """The mailbox of a code, or None. Takes the time of a derivation in every case. Raises NotOpen."""
    keys = mailbox_keys(code, salt=door().salt)
    rows = _rows(keys)
    if not rows:
        return None
    letters = [_letter(row, keys) for row in rows if row[3] is not None]
    return Opened(rows[0][0], rows[0][2], tuple(letters))


def _letter(row: tuple[Any, ...], keys: MailboxKeys) -> Letter:
    try:
        text = open_box(keys.private, bytes(row[6]), about=TO_YOU).decode()
    except NotOpened:
        text = ""
    return Letter(row[5], row[4] == "you", text)


def _sealed(told: Published, content: Drop, about: bytes) -> bytes:
    """Which key opens it stands in front, in clear."""
    return told.key_id.encode() + b"\x00" + seal_to(told.key, packed(content), about=about)


def _put(values: list[Any]) -> bool:
    """False if this id or this mailbox was taken before."""
    try:
        with transaction.atomic(using="public"), connections["public"].cursor() as cursor:
            cursor.execute(PUT, values)
    except IntegrityError:
        return False
    except DatabaseError as error:
        if getattr(error.__cause__, "sqlstate", "") == "P0002":  # no_data_found: no such mailbox, or it is full
            raise NotDropped from error
        raise NotOpen from error
    return True


def _rows(keys: MailboxKeys) -> list[tuple[Any, ...]]:
    try:
        with connections["public"].cursor() as cursor:
            cursor.execute("select * from dropbox.mailbox_of(%s)", [keys.token])
            return list(cursor.fetchall())
    except DatabaseError as error:
        raise NotOpen from error
