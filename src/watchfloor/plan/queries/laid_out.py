"""What items are held against, laid out with its indexes once for as long as its tables stand as they are.

Kept in the process: assets, areas, needs and what else the center states. It holds no word of any record.
"""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db import connection
from django.db.models import Count, Max, QuerySet

from watchfloor.core.rules.audience import Audience
from watchfloor.people import queries as people
from watchfloor.plan.formats.relevance import relevance_policy
from watchfloor.plan.models.events import SpecialEvent
from watchfloor.plan.models.ground import Asset, Place
from watchfloor.plan.queries.areas import areas_of_responsibility, outer, state_of_areas
from watchfloor.plan.queries.ground import needs, own_areas
from watchfloor.plan.queries.software import declared_software
from watchfloor.plan.queries.subscriptions import Following, following
from watchfloor.plan.rules.ground import AssetFacts, Ground, circle
from watchfloor.plan.rules.wanted import EventFacts, SoftwareFacts, SubscriptionFacts, Wanted

T = TypeVar("T")
# small beside the assets: whatever changes one row lays them out anew
STATED = ("plan_informationneed", "plan_specialevent", "plan_declaredsoftware", "plan_subscription", "plan_area")


class Kept(Generic[T]):
    """The newest few by what they were made of: a worker needs one, a web process one a kind of reader."""

    MOST = 4

    def __init__(self) -> None:
        self._made: OrderedDict[tuple[object, ...], T] = OrderedDict()

    def of(self, key: tuple[object, ...], make: Callable[[], T]) -> T:
        """What was made for this key, or is made now."""
        found = self._made.get(key)
        if found is None:
            found = self._made[key] = make()
            while len(self._made) > self.MOST:
                self._made.popitem(last=False)
        return found


@dataclass(frozen=True, slots=True, eq=False)
class LaidGround:
    """The ground as an audience may know it, with the label of each asset and of each area of responsibility."""

    ground: Ground
    labels: Mapping[int, int]
    area_labels: Mapping[int, int]


@dataclass(frozen=True, slots=True, eq=False)
class LaidWanted:
    """What an audience may know of the rest, with the label of each thing by (what it is, id).

    A subscription's id is its place in `following`.
    """

    wanted: Wanted
    labels: Mapping[tuple[str, int], int]
    following: tuple[Following, ...]


_grounds, _wanted = Kept[LaidGround](), Kept[LaidWanted]()


def ground(*, audience: Audience) -> LaidGround:
    """Assets and areas; laid out anew only when one of them or the reader's labels changed."""
    state = _assets(audience).aggregate(n=Count("id"), at=Max("changed_at"))
    open_labels = tuple(sorted(_assets(audience).values_list("label_id", flat=True).distinct()))
    outlines, center = Place.objects.filter(kind="state").count(), people.center()
    areas = state_of_areas(audience=audience)
    key = (_database(), state["n"], state["at"], open_labels, center.state if center else "", outlines, areas)
    return _grounds.of(key, lambda: _lay_ground(audience))


def wanted(*, audience: Audience) -> LaidWanted:
    """All besides the ground, in force or not: the rule asks the time."""
    return _wanted.of((_database(), audience.label_ids, _version()), lambda: _lay_wanted(audience))


def _database() -> str:
    return str(connection.settings_dict["NAME"])


def _version() -> tuple[int, ...]:
    """Changes with every row added, changed or gone that the wall shows: an update gives a row a later xmin."""
    found = list[int]()
    with connection.cursor() as cursor:
        for table in STATED:
            cursor.execute(f"select count(*), coalesce(sum(xmin::text::bigint), 0) from {table}")
            found += map(int, cursor.fetchone())
    return tuple(found)


def _assets(audience: Audience) -> QuerySet[Asset]:
    """Wall 1 of the assets."""
    return Asset.objects.filter(label_id__in=audience.label_ids)


def _lay_ground(audience: Audience) -> LaidGround:
    rows = list(_assets(audience))
    facts = [
        AssetFacts(
            row.pk, row.name, row.kind, tuple(row.sectors), row.lon, row.lat, row.criticality,
            tuple(name for name in row.also_named if len(name) > 4), row.state, row.capacity,
        )
        for row in rows
    ]  # fmt: skip
    areas = areas_of_responsibility(audience=audience)
    ours = [*own_areas(), *(area for area, _ in areas)]
    laid = Ground.of(facts, ours, name_words_min=relevance_policy().name_words_min)
    labels = {area.area_id: label_id for area, label_id in areas}
    return LaidGround(laid, {row.pk: row.label_id for row in rows}, labels)


def _lay_wanted(audience: Audience) -> LaidWanted:
    stated, events = needs(audience=audience, asked=True), _events(audience)
    declared, followed = declared_software(audience=audience), tuple(following(audience=audience, with_outlines=True))
    agencies = people.agencies(ids=sorted({one.agency_id for one in declared}))
    found = Wanted.of(
        needs=[need.facts for need in stated],
        events=[_event(row) for row in events],
        software=[SoftwareFacts(one.id, one.vendor, one.product, agencies[one.agency_id].name) for one in declared],
        subscriptions=[_subscription(n, one) for n, one in enumerate(followed)],
        name_words_min=relevance_policy().name_words_min,
    )
    labels = [("need", need.id, need.label_id) for need in stated]
    labels += [("event", row.pk, row.label_id) for row in events]
    labels += [("software", one.id, one.label_id) for one in declared]
    return LaidWanted(found, {(what, id_): label for what, id_, label in labels}, followed)


def _subscription(number: int, one: Following) -> SubscriptionFacts:
    which = one.follows.which
    return SubscriptionFacts(
        number, one.named, which if one.follows.what == "need" and isinstance(which, int) else None,
        (str(which),) if one.follows.what == "sector" else (), outer(one.area) if one.area else (),
    )  # fmt: skip


def _events(audience: Audience) -> list[SpecialEvent]:
    """Those that are not called off; the rule asks whether one is over."""
    return list(SpecialEvent.objects.filter(label_id__in=audience.label_ids, state__in=["planned", "approved"]))


def _event(row: SpecialEvent) -> EventFacts:
    drawn = tuple(tuple((x, y) for x, y in polygon[0]) for polygon in row.outlines)
    if not drawn and row.lon is not None and row.lat is not None:
        drawn = (circle(row.lon, row.lat, row.radius_m),)
    return EventFacts(row.pk, row.name, drawn, row.stated_at, row.ends_at)
