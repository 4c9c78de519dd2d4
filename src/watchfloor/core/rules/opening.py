"""What opening a record needs and answers."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from watchfloor.core.rules.draft import Draft
from watchfloor.core.rules.stamp import Stamp

State = Literal["opened", "updated", "unchanged"]


@dataclass(frozen=True, slots=True)
class Known:
    """What the same source or agency sent before under the same key; nothing of anybody else's."""

    id: int
    public_id: UUID
    n: int
    revision: str
    digest: bytes
    source_item_id: int | None
    key_id: int
    epoch_id: int
    wrapped: bytes


@dataclass(frozen=True, slots=True)
class Incoming:
    """A stamped draft, its keyed identity and digest, its bytes as received, and what is to be done with it."""

    draft: Draft
    stamp: Stamp
    owner_id: int
    origin_key: bytes
    digest: bytes
    piece: bytes
    state: State
    known: Known | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """The record that now stands for a draft."""

    id: int
    public_id: UUID
    state: State
    n: int


@dataclass(frozen=True, slots=True)
class SourceRef:
    """A source item: bytes as they came. `read_at` is None until the last of its pieces is kept."""

    id: int
    public_id: UUID
    owner_id: int
    label_id: int
    read_at: datetime | None
