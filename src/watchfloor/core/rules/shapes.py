"""What queries hand to the doors: frozen, with words only where the wall let them through."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Row:
    """A record in a list. Times are aware; marking is the canonical banner of the current version."""

    id: int
    public_id: UUID
    kind: str
    legal_class: str
    label_id: int
    owner_id: int
    marking: str
    title: str
    opened_at: datetime
    occurred_at: datetime | None
    occurred_precision: str
    lon: float | None
    lat: float | None
    review_on: Any
    purge_on: Any


@dataclass(frozen=True, slots=True)
class RecordView:
    """One record as it stands, or stood: all its words and fields."""

    row: Row
    n: int
    versions: int
    known_at: datetime
    current: bool
    occurred_until: datetime | None
    radius_m: float
    body: str
    data: Mapping[str, Any]
    author: int
    source_item_id: int | None
    stamp_rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """A record as machines read it in bulk: its row, and the words and fields of its current version."""

    row: Row
    n: int
    occurred_until: datetime | None
    radius_m: float
    body: str
    data: Mapping[str, Any]
    author: int = 0


@dataclass(frozen=True, slots=True)
class House:
    """Which center's house this is; an exercise holds made-up data only, for ever."""

    exercise: bool
    code: str


@dataclass(frozen=True, slots=True)
class SourceItemView:
    """Bytes as they came: whose, how many, their SHA-256, and when they were read to the end."""

    id: int
    public_id: UUID
    owner_id: int
    sha256: str
    size: int
    format: str
    received_at: datetime
    read_at: datetime | None
