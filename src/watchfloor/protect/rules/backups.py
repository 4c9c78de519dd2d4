"""How long a backup is good for, and what is known of purges that came after it. No clock, no file."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

MOST_DAYS = 35
LEAST_PASSPHRASE = 16
CITATION = "28 CFR 23.20(h): what is destroyed stays destroyed; the days are this house's own rule"


@dataclass(frozen=True, slots=True)
class Listed:
    """One purge as it travels apart from the database: ids and times. It holds no name and no word.

    `records`: those of pieces that were set aside too.
    """

    purge: UUID
    records: tuple[UUID, ...]
    by_id: int
    second_id: int
    rule: str
    opened_at: datetime
    hidden_at: datetime


def passphrase_fits(said: str) -> str:
    """What is wrong with a passphrase; "" if nothing."""
    if not said:
        return "no passphrase: set WATCHFLOOR_BACKUP_PASSPHRASE_FILE to a file that holds one, or the variable itself"
    if len(said) < LEAST_PASSPHRASE:
        return f"the passphrase has {len(said)} characters; take {LEAST_PASSPHRASE} or more"
    return ""


def days_fit(days: int) -> str:
    """What is wrong with a number of days; "" if nothing."""
    if 1 <= days <= MOST_DAYS:
        return ""
    return f"a backup is kept between 1 and {MOST_DAYS} days, not {days}: purged words are in it until then"


def may_open(expires_on: date, *, today: date) -> str:
    """Why a backup may not be restored any more; "" if it may."""
    if today <= expires_on:
        return ""
    return (
        f"this backup expired on {expires_on}: what was purged before is promised to be gone from it; take a newer one"
    )


def joined(lists: Iterable[Iterable[Listed]]) -> Mapping[UUID, Listed]:
    """Every purge that any of the lists knows, once."""
    return {one.purge: one for some in lists for one in some}
