"""Which label, class and clocks a draft gets. Decided once, before core may keep it."""

from dataclasses import dataclass
from datetime import date, timedelta

from watchfloor.protect.rules.labels import Atom
from watchfloor.protect.rules.policy import Policy
from watchfloor.protect.rules.retention import schedule_of


@dataclass(frozen=True, slots=True)
class Handling:
    """What the received markings come to: the banner, the level a reader needs, TLP and controls; closed if unknown."""

    banner: str
    level: str
    tlp: str = ""
    federal_only: bool = False
    closed: bool = False
    chri: bool = False


@dataclass(frozen=True, slots=True)
class Clocks:
    """The day of review and the day of purge."""

    review_on: date
    purge_on: date
    rule: str


def clocks(legal_class: str, *, opened_on: date, policy: Policy, state: str = "") -> Clocks:
    """Dates of the schedule; KeyError for a class without one, so that nothing can stand without an end.

    `state` is that of the agency that holds it: its own schedule counts where it is shorter.
    """
    schedule = schedule_of(legal_class, policy=policy, state=state)
    return Clocks(
        opened_on + timedelta(days=schedule.review_days),
        opened_on + timedelta(days=schedule.purge_days),
        f"retention.{legal_class.replace('_', '-')}",
    )


def atom_of(
    *, legal_class: str, owner_id: int, handling: Handling, verified: bool, policy: Policy, share: str = ""
) -> Atom:
    """The label's one atom. An unknown marking closes; an unverified source is for the center alone."""
    wanted = share or policy.classes[legal_class].shares
    if not verified and wanted == "partners":
        wanted = "center"
    return Atom(
        owner_id, legal_class, handling.level, "closed" if handling.closed else wanted, handling.tlp,
        handling.federal_only, chri=handling.chri,
    )  # fmt: skip
