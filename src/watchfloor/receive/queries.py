"""Reading the sources."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q

from watchfloor.core.queries.records import Row, Text, house, rows_by, texts_of, visible, wall
from watchfloor.core.rules.audience import Audience
from watchfloor.protect.rules.kinds import THREATS
from watchfloor.receive.formats.catalog import catalog
from watchfloor.receive.models import Consent, Provenance, Source, StatedState
from watchfloor.receive.models import Feed as FeedRow
from watchfloor.receive.rules.confirming import Stated, state_of
from watchfloor.receive.rules.consent import stated_control
from watchfloor.receive.rules.feeds import Feed, Health, Record, health


@dataclass(frozen=True, slots=True)
class SourceView:
    """A source as pages show it; `verified` once somebody rated it."""

    id: int
    public_id: UUID
    name: str
    agency_id: int
    reliability: str
    rated_at: datetime | None
    last_in_at: datetime | None

    @property
    def verified(self) -> bool:
        """Whether somebody rated it."""
        return bool(self.reliability)


def source(*, name: str) -> SourceView | None:
    """By name."""
    row = Source.objects.filter(name=name).first()
    return _view(row) if row else None


def sources() -> list[SourceView]:
    """All, by name."""
    return [_view(row) for row in Source.objects.order_by("name")]


def of_agencies(*, ids: list[int]) -> dict[int, SourceView]:
    """By the agency that owns what the source sends."""
    return {row.agency_id: _view(row) for row in Source.objects.filter(agency_id__in=ids)}


def verified(*, ids: Sequence[int]) -> frozenset[int]:
    """Those of these sources that somebody rated."""
    return frozenset(Source.objects.filter(pk__in=ids).exclude(reliability="").values_list("id", flat=True))


def _view(row: Source) -> SourceView:
    return SourceView(row.pk, row.public_id, row.name, row.agency_id, row.reliability, row.rated_at, row.last_in_at)


def arrivals(*, audience: Audience, owner_ids: Sequence[int], since: datetime) -> dict[int, int]:
    """How many records of each owner, since a moment, this audience may read; an owner without any is left out."""
    found = visible(audience=audience).filter(owner_id__in=list(owner_ids), opened_at__gte=since)
    return dict(found.values_list("owner_id").annotate(n=Count("id")).order_by("owner_id"))


@dataclass(frozen=True, slots=True)
class ProvenanceView:
    """One route by which an item came: from whom, in what, how it was marked there."""

    source: str
    route: str
    marking: str
    note: str
    first_at: datetime
    last_at: datetime


def provenances(*, audience: Audience, record_id: int) -> list[ProvenanceView]:
    """Every route by which an item came that this audience may read, the first one first."""
    rows = Provenance.objects.filter(record_id=record_id).filter(_mine(audience)).order_by("first_at", "id")
    names = dict(Source.objects.filter(pk__in=[row.source_id for row in rows]).values_list("id", "name"))
    return [
        ProvenanceView(names.get(row.source_id, ""), row.route, row.marking, row.note, row.first_at, row.last_at)
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class StateView:
    """What an item states of the national alert state now, and what a person said of it: "", confirmed or denied."""

    id: int
    said: str
    asked_at: datetime
    answer: str
    by_id: int | None
    at: datetime | None


def state_said(text: Text, *, now: datetime) -> str:
    """The state that the newest version of an item states, in a line; "" for none."""
    row, centers = text.row, house()
    stated = Stated(
        row.kind, row.legal_class, row.title, text.data.get("object") or {}, row.occurred_at, text.occurred_until
    )
    return state_of(stated, exercise=bool(centers and centers.exercise), now=now)


def standing_state(*, audience: Audience, record_id: int, now: datetime) -> StateView | None:
    """The state that an item states now; None where it states none, or nobody was asked yet."""
    rows = StatedState.objects.filter(record_id=record_id).filter(_mine(audience))
    if not rows.exists():
        return None
    texts = texts_of(audience=audience, ids=[record_id])
    row = rows.filter(said=state_said(texts[0], now=now)).exclude(answer="superseded").first() if texts else None
    if row is None:
        return None
    return StateView(row.pk, row.said, row.asked_at, row.answer, row.answered_by, row.answered_at)


def unconfirmed(*, audience: Audience, record_ids: Sequence[int]) -> frozenset[int]:
    """Those of these items whose state waits for a person."""
    rows = StatedState.objects.filter(record_id__in=list(record_ids), answer="").filter(_mine(audience))
    return frozenset(rows.values_list("record_id", flat=True))


@dataclass(frozen=True, slots=True)
class ConsentView:
    """One asking of an owner; `answer` is "" while it waits, agreed, refused or withdrawn."""

    id: UUID
    version_n: int
    rfi: UUID
    for_whom: str
    why: str
    asked_by: int
    asked_at: datetime
    answer: str
    answered_by: int | None
    answered_at: datetime | None


def consents(*, audience: Audience, record_id: int) -> list[ConsentView]:
    """Every asking about an item, the newest first."""
    rows = Consent.objects.filter(record_id=record_id).filter(_mine(audience)).order_by("-asked_at")
    return [
        ConsentView(
            row.public_id, row.version_n, row.rfi, row.for_whom, row.why, row.asked_by, row.asked_at, row.answer,
            row.answered_by, row.answered_at,
        )
        for row in rows
    ]  # fmt: skip


def controls(*, texts: Sequence[Text]) -> dict[int, str]:
    """By record id why its owner is asked before it goes on; those of which nothing says so are left out."""
    theirs = [text for text in texts if text.row.kind in THREATS]
    asking = Source.objects.filter(agency_id__in=[text.row.owner_id for text in theirs], asks_first=True)
    first = dict(asking.values_list("agency_id", "name"))
    found = {}
    for text in theirs:
        if said := stated_control(f"{text.row.title}\n{text.body}"):
            found[text.row.id] = f"it says: {said}"
        elif text.row.owner_id in first:
            found[text.row.id] = f"{first[text.row.owner_id]} is asked before what it sent goes on"
    return found


def unasked(*, audience: Audience, texts: Sequence[Text]) -> dict[int, str]:
    """Of these items those whose owner has not agreed that this version goes on, each with why he is asked."""
    found = controls(texts=texts)
    agreed = set(
        Consent.objects.filter(record_id__in=list(found), answer="agreed")
        .filter(_mine(audience))
        .values_list("record_id", "version_n")
    )
    return {text.row.id: found[text.row.id] for text in texts
            if text.row.id in found and (text.row.id, text.n) not in agreed}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asking:
    """Agencies that are asked before anything of theirs goes on, and the versions to which they have agreed."""

    owners: tuple[int, ...]
    agreed: tuple[tuple[int, int], ...]


def asking(*, audience: Audience) -> Asking:
    """Who asks so now; `agreed` as (record, version), of what the audience may read."""
    owners = tuple(Source.objects.filter(asks_first=True).values_list("agency_id", flat=True).distinct())
    said = Consent.objects.filter(agency_id__in=owners, answer="agreed").filter(_mine(audience)) if owners else ()
    return Asking(owners, tuple((one.record_id, one.version_n) for one in said))


def ended_by(*, audience: Audience, record_ids: Sequence[int]) -> list[tuple[int, int, str]]:
    """(alert, message, "update" or "cancel") where either is among these records."""
    sql = (
        "select distinct p.record_id, c.record_id, c.how from receive_chain c"
        " join receive_provenance p on p.shared_key = c.about_key and p.shared_key <> ''"
        " where (c.record_id = any(%s) or p.record_id = any(%s)) and c.record_id <> p.record_id"
        f" and {wall(audience, 'c', record_column='record_id')} and {wall(audience, 'p', record_column='record_id')}"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [list(record_ids), list(record_ids)])
        return [(row[0], row[1], row[2]) for row in cursor.fetchall()]


def run_out(*, audience: Audience, now: datetime, how_many: int) -> list[Row]:
    """Alerts and advisories that wait although they have ended."""
    over = (
        "select w.id from core_record w join core_version c on c.record_id = w.id and c.superseded_at = 'infinity'"
        " where w.settled_at is null and w.hidden_at is null and w.kind = any(%s) and c.occurred_until <= %s"
        f" and {wall(audience, 'w')} limit %s"
    )
    return rows_by(where=f"{wall(audience, 'r')} and r.id in ({over})", values=[["cap", "ntas"], now, how_many])


def _mine(audience: Audience) -> Q:
    return Q(label_id__in=audience.label_ids) | Q(record_id__in=audience.granted)


@dataclass(frozen=True, slots=True)
class FeedView:
    """A feed as pages and commands show it; its secret is not in it. `id` is None while it stands in the catalog only.

    `newest_at` is when what it gave last was published, as far as it says; counts are of documents and of records.
    """

    id: int | None
    public_id: UUID | None
    feed: Feed
    known: Record
    needs_approval: bool
    has_secret: bool = False
    next_at: datetime | None = None
    newest_at: datetime | None = None
    trouble_code: str = ""
    documents: int = 0
    records: int = 0
    set_aside: int = 0

    def health(self, *, now: datetime) -> Health:
        """How it stands."""
        return health(self.feed, self.known, needs_approval=self.needs_approval, now=now)

    @property
    def lag(self) -> timedelta | None:
        """From when the newest was published until it was taken."""
        fresh = self.known.fresh_at
        return max(fresh - self.newest_at, timedelta()) if fresh and self.newest_at else None


def feeds() -> list[FeedView]:
    """Every feed that was ever switched or added, and those of the catalog; by name."""
    found = {row.name: _feed_view(row) for row in FeedRow.objects.all()}
    rest = {name: _unasked(one) for name, one in catalog().feeds.items() if name not in found}
    return sorted([*found.values(), *rest.values()], key=lambda one: one.feed.name)


def feed_named(*, name: str) -> FeedView | None:
    """By its name; None if neither the center nor the catalog knows it."""
    return next((one for one in feeds() if one.feed.name == name), None)


def feeds_due(*, now: datetime) -> list[str]:
    """Names of those that are on and whose time has come, the one that waits longest first."""
    rows = FeedRow.objects.filter(switched_on=True, next_at__lte=now).order_by("next_at")
    return [row.name for row in rows if not _needs(row.standing) or row.approved_at]


def _feed_view(row: FeedRow) -> FeedView:
    feed = Feed(
        row.name, row.kind, row.address, row.source, row.standing, timedelta(seconds=row.every_s),
        timedelta(seconds=row.silent_s), row.about, row.citation, row.options,
    )  # fmt: skip
    known = Record(
        row.switched_on, row.approved_at is not None, row.switched_at, row.tried_at, row.well_at, row.fresh_at,
        row.failures, row.trouble,
    )  # fmt: skip
    return FeedView(
        row.pk, row.public_id, feed, known, _needs(row.standing), row.sealed_secret is not None, row.next_at,
        row.newest_at, row.trouble_code, row.documents, row.records, row.set_aside,
    )  # fmt: skip


def _unasked(one: Feed) -> FeedView:
    return FeedView(None, None, one, Record(on=False, approved=False), _needs(one.standing))


def _needs(standing: str) -> bool:
    """What the catalog does not know needs an approval."""
    return catalog().standings.get(standing, True)
