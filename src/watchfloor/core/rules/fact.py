"""What one fact of the ledger says. It never holds a name or a text."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Fact:
    """`pos` is its place in the sealed log; every follower's bookmark is that position."""

    pos: int
    seq: int
    at: datetime
    kind: str
    actor: int
    affiliation: int
    purpose: str
    records: Sequence[UUID]
    rules: Sequence[str]


@dataclass(frozen=True, slots=True)
class Words:
    """Free words that belong to a fact: kept sealed beside it, under the label of the record they speak of."""

    text: str
    label_id: int
    record_id: int | None = None


def digest_of(marks: Sequence[bytes]) -> bytes | None:
    """One digest over keyed marks, in order; None where the fact touches nothing that has a key."""
    return hashlib.sha256(b"".join(marks)).digest() if marks else None
