"""Reading RFIs: lists in and out, one with its parts, its way and what came back, those like it, and their figures."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from uuid import UUID

from watchfloor.core.formats import crypt
from watchfloor.core.gate import vault
from watchfloor.core.rules.audience import Audience
from watchfloor.people import queries as people
from watchfloor.plan.formats.rfis import NOTHING, rfi_policy, unpacked
from watchfloor.plan.models.rfis import Rfi, RfiPart, RfiReply, RfiSigner, RfiStep
from watchfloor.plan.rules.rfi_likeness import Likeness, alike
from watchfloor.plan.rules.rfis import (
    DONE,
    IN,
    STATES,
    Figures,
    Part,
    Registered,
    Reply,
    RfiView,
    Step,
    figures_of,
    is_part23,
)

__all__ = ["RfiView"]

MOST = 200
TRAINING = "28cfr23"


def rfi(*, audience: Audience, public_id: UUID, on: date | None = None) -> RfiView | None:
    """One RFI; None if there is none, or none for this reader.

    Without a day it is whole: MUST be so only to decide. With one its words are withheld from whoever holds no 28 CFR
    23 training on that day and reads one about a person.
    """
    row = Rfi.objects.filter(public_id=public_id, label_id__in=audience.label_ids).first()
    return view_of(row, trained=on is None or is_trained(audience, on=on)) if row else None


def open_rfis(*, audience: Audience, direction: str = "", on: date) -> list[RfiView]:
    """What is not done yet, what is due first."""
    rows = Rfi.objects.filter(label_id__in=audience.label_ids).exclude(state__in=DONE)
    if direction:
        rows = rows.filter(direction=direction)
    return _views(rows.order_by("due_at", "public_id")[:MOST], audience, on=on)


def overdue_rfis(*, audience: Audience, now: datetime) -> list[tuple[UUID, int, datetime]]:
    """(RFI, label, due) of those in that wait for us past their time; no word of them."""
    rows = Rfi.objects.filter(label_id__in=audience.label_ids, direction=IN, due_at__lte=now)
    rows = rows.exclude(state__in=("draft", *DONE)).order_by("due_at", "public_id")
    return list(rows.values_list("public_id", "label_id", "due_at")[:MOST])


def overdue_parts(*, audience: Audience, now: datetime) -> list[tuple[UUID, UUID, int]]:
    """(part, RFI, whose) of those past their time on RFIs that are not done; no word of them."""
    rows = RfiPart.objects.filter(label_id__in=audience.label_ids, done_at=None, due_at__lte=now)
    rows = rows.exclude(rfi__state__in=DONE).order_by("due_at", "public_id")
    return list(rows.values_list("public_id", "rfi_id", "person_id")[:MOST])


def done_rfis(*, audience: Audience, direction: str, on: date, how_many: int = 50) -> list[RfiView]:
    """What was answered, closed or rejected, the newest first."""
    rows = Rfi.objects.filter(label_id__in=audience.label_ids, direction=direction, state__in=DONE)
    return _views(rows.order_by("-made_at", "public_id")[:how_many], audience, on=on)


def like_it(*, audience: Audience, view: RfiView, on: date) -> list[Likeness]:
    """Incoming RFIs with an answer that are like this one, among those that the reader may read with their words."""
    if view.withheld or view.erased:
        return []
    rows = Rfi.objects.filter(
        label_id__in=audience.label_ids, direction=IN, answered_by__isnull=False, erased_at=None
    ).order_by("-made_at", "public_id")  # fmt: skip
    return alike(view, _views(rows[:MOST], audience, on=on), rfi_policy().alike)


def parts(*, audience: Audience, of: RfiView) -> list[Part]:
    """The parts of one RFI, what is due first; their words only where its own are shown."""
    rows = RfiPart.objects.filter(rfi_id=of.public_id, label_id__in=audience.label_ids).order_by("due_at", "public_id")
    key = _key(of)
    return [
        Part(row.public_id, row.rfi_id, row.person_id, _words(row.sealed, key), row.due_at, row.done_at) for row in rows
    ]  # fmt: skip


def steps(*, audience: Audience, of: UUID) -> list[Step]:
    """The way of one RFI, oldest first."""
    kept = RfiStep.objects.filter(rfi_id=of, label_id__in=audience.label_ids).order_by("at", "public_id")
    order = list(STATES)  # it is written and handed in at one moment
    rows = sorted(kept, key=lambda row: (row.at, order.index(row.state)))
    return [Step(row.deed, row.state, row.by_id, row.at, row.reason) for row in rows]


def replies(*, audience: Audience, of: RfiView) -> list[Reply]:
    """What came back on an outgoing RFI, oldest first; one that is marked above the reader is not there for him."""
    rows = RfiReply.objects.filter(rfi_id=of.public_id, label_id__in=audience.label_ids).order_by("at", "public_id")
    key = _key(of)
    return [
        Reply(row.public_id, row.agency_id, row.marking, row.whole, row.at, row.kept_by, _words(row.sealed, key),
              row.source)
        for row in rows
    ]  # fmt: skip


def reply_labels(*, audience: Audience, of: UUID) -> list[tuple[int, str]]:
    """(label, marking) of each reply that the reader sees, for the banner of the page."""
    rows = RfiReply.objects.filter(rfi_id=of, label_id__in=audience.label_ids)
    return list(rows.values_list("label_id", "marking"))


def figures(*, audience: Audience, direction: str, since: date) -> Figures:
    """Received since a day, answered, in due time, median hours; among those that the reader may know of."""
    begun = datetime.combine(since, time(), tzinfo=UTC)
    rows = Rfi.objects.filter(label_id__in=audience.label_ids, direction=direction, submitted_at__gte=begun)
    times = rows.exclude(state="rejected").values_list("submitted_at", "due_at", "answered_at")
    return figures_of(((begun, due, done) for begun, due, done in times if begun), since=since)


def registered(*, agency_id: int | None) -> list[Registered]:
    """The people in force of an agency, by name; none for no agency."""
    known = people.persons().values() if agency_id else ()
    return [Registered(one.id, one.name, one.email) for one in known if one.agency_id == agency_id]


def signers() -> list[tuple[int, str]]:
    """(agency, verifier key) of every center whose files are believed."""
    return list(RfiSigner.objects.filter(ended_at=None).values_list("agency_id", "vkey").order_by("added_at"))


def is_trained(audience: Audience, *, on: date) -> bool:
    """Whether this reader holds 28 CFR 23 training in force on that day."""
    until = training_until(person_id=audience.actor.person_id)
    return until is not None and until >= on


def training_until(*, person_id: int) -> date | None:
    """The last good day of his 28 CFR 23 training; None without one."""
    standing = people.standings(ids=[person_id]).get(person_id)
    return next((until for course, until in standing.training if course == TRAINING), None) if standing else None


def _views(rows: Iterable[Rfi], audience: Audience, *, on: date) -> list[RfiView]:
    trained = is_trained(audience, on=on)
    return [view_of(row, trained=trained) for row in rows]


def view_of(row: Rfi, *, trained: bool = True) -> RfiView:
    """A row as its readers get it. MUST be given one that they may see."""
    withheld = not trained and is_part23(row.about, rfi_policy())
    words = NOTHING
    if row.key_id and not withheld:
        words = unpacked(crypt.unseal(bytes(row.sealed), key=vault.key_by_id(row.key_id)))
    return RfiView(
        row.public_id, row.label_id, row.direction, row.state, row.priority, row.purpose, row.basis, row.about,
        row.marking, words, row.made_by, row.made_at, row.due_at, row.sector, row.need_id, row.agency_id,
        row.recipient_id, row.submitted_at, row.answered_at, row.settled_by, row.settled_at, row.reason, row.reminders,
        row.reminded_at, row.origin, row.reuses, row.erased_at is not None, withheld,
    )  # fmt: skip


def _key(of: RfiView) -> bytes | None:
    if of.withheld or of.erased:
        return None
    key_id = Rfi.objects.filter(public_id=of.public_id).values_list("key_id", flat=True).first()
    return vault.key_by_id(key_id) if key_id else None


def _words(sealed: bytes | memoryview, key: bytes | None) -> str:
    return crypt.unseal(bytes(sealed), key=key).decode() if key else ""
