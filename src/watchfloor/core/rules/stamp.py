"""What protect decides about a draft before core may keep it."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Stamp:
    """Label, legal class, retention and marking of a draft. A record without a stamp cannot be inserted.

    `open_to` names persons who may read this one record though its label does not admit them (own submissions).
    """

    label_id: int
    legal_class: str
    marking: str
    review_on: date
    purge_on: date
    rules: tuple[str, ...]
    predicate_id: int | None = None
    open_to: tuple[int, ...] = ()
