"""Relevance: which of ours an item touches, how far away, and why."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from watchfloor.core.rules.draft import Place, When
from watchfloor.plan.formats.relevance import relevance_policy
from watchfloor.plan.rules.distance import distance_m
from watchfloor.plan.rules.ground import AreaFacts, AssetFacts, Ground
from watchfloor.plan.rules.relevance import NeedFacts, ThingFacts, Touch, reach_m, sectors_of
from watchfloor.plan.rules.touching import touches as touched
from watchfloor.plan.rules.wanted import Wanted
from watchfloor.plan.rules.words import words_of

NOW = datetime(2026, 11, 21, tzinfo=UTC)
POLICY = relevance_policy()
COUNTY = ((-94.0, 44.5), (-93.0, 44.5), (-93.0, 45.2), (-94.0, 45.2))
AIRPORT = AssetFacts(1, "North Field Airport", "airport", ("TRANS",), -93.22, 44.88, "medium")
PLANT = AssetFacts(2, "Blue River Station", "power plant", ("ENRG", "NCLR"), -93.5, 45.0, "high")
NOWHERE = AssetFacts(3, "Old Mill", "power plant", ("ENRG",))
GROUND = Ground.of([AIRPORT, PLANT, NOWHERE], [AreaFacts(7, "Our County", (COUNTY,))])
LONS, LATS = st.floats(-179, 179), st.floats(-80, 80)


def touches(thing: ThingFacts, *needs: NeedFacts, ground: Ground = GROUND) -> tuple[Touch, ...]:
    return touched(thing, Wanted.of(needs=needs), ground, policy=POLICY, now=NOW)


def test_a_place_near_an_asset_touches_it_with_distance_and_reason() -> None:
    """The reason says how far and how sure; the distance is that of the sphere."""
    found = touches(ThingFacts(place=Place(-93.22, 44.89, 100, "MSP")))[0]
    assert (found.touched, found.touched_id, found.how) == ("asset", 1, "near")
    assert found.distance_m is not None
    assert abs(found.distance_m - 1112) < 1
    assert found.because == "North Field Airport (airport) is 1.1 km from MSP (the place is sure to 100 m)."


def test_what_is_beyond_the_reach_touches_no_asset() -> None:
    """An exact place reaches 3 km, a town more, a whole state nothing at all."""
    assert [each.touched for each in touches(ThingFacts(place=Place(-93.22, 44.93, 100)))] == ["area"]
    assert "asset" in [each.touched for each in touches(ThingFacts(place=Place(-93.22, 44.93, 4000)))]
    assert touches(ThingFacts(place=Place(-93.22, 44.88, 300_000))) == ()


def test_an_area_touches_what_lies_in_it_and_the_area_that_is_ours() -> None:
    """Assets inside the polygon and our own county are touched, by inside."""
    box = ((-93.6, 44.9), (-93.4, 44.9), (-93.4, 45.1), (-93.6, 45.1))
    found = touches(ThingFacts(areas=(box,)))
    assert [(each.touched, each.touched_id, each.how) for each in found] == [
        ("asset", 2, "inside"),
        ("area", 7, "inside"),
    ]


def test_a_sector_alone_touches_the_sector_and_not_each_asset() -> None:
    """Words and codes name a sector; the count of ours stands in the reason, at a low weight."""
    found = touches(ThingFacts(words=words_of("Intruders at a SUBSTATION.")))
    assert [(each.touched, each.touched_id) for each in found] == [("sector", "ENRG")]
    assert found[0].because == "2 of our assets belong to sector ENRG: the text says 'substation'."
    assert touches(ThingFacts(sectors=("FIN",))) == ()


def test_a_sector_named_too_makes_a_near_asset_weigh_more() -> None:
    """Place and sector together outweigh the place alone, and both reasons stand."""
    place = Place(-93.5, 45.01, 100)
    alone, both = touches(ThingFacts(place=place))[0], touches(ThingFacts(place=place, sectors=("ENRG",)))[0]
    assert both.weight > alone.weight
    assert "sector ENRG" in both.because


def test_an_asset_named_in_the_text_is_touched_unless_the_place_is_far() -> None:
    """A name counts without a place or near its own place, not when the item lies elsewhere."""
    words = words_of("Drone over BLUE RIVER station")
    assert [each.how for each in touches(ThingFacts(words=words))] == ["named"]
    assert touches(ThingFacts(words=words, place=Place(-80.0, 30.0, 100))) == ()
    assert touches(ThingFacts(words=words_of("blue station river"))) == ()


def test_a_need_is_answered_only_when_all_that_it_asks_is_met_in_its_time() -> None:
    """Sector, words and area are all asked when given; a closed need is not answered."""
    need = NeedFacts(5, "Drones at airports", ("TRANS",), ("drone",), (COUNTY,))
    thing = ThingFacts(place=Place(-93.5, 44.7, 100), words=words_of("a drone at the airport"))
    assert ("need", 5) in [(each.touched, each.touched_id) for each in touches(thing, need)]
    for other in (
        ThingFacts(place=thing.place, words=words_of("a balloon at the airport")),
        ThingFacts(place=thing.place, words=words_of("a drone")),
        ThingFacts(words=thing.words),
    ):
        assert "need" not in [each.touched for each in touches(other, need)]
    closed = NeedFacts(6, "Closed", phrases=("drone",), ends_at=NOW)
    coming = NeedFacts(8, "Coming", phrases=("drone",), starts_at=NOW + timedelta(days=1))
    empty = NeedFacts(9, "Asks nothing")
    assert "need" not in [each.touched for each in touches(thing, closed, coming, empty)]


def test_an_old_item_weighs_less_and_says_so() -> None:
    """What ended long ago is not hidden, it only stands lower."""
    place, end = Place(-93.22, 44.89, 100), NOW - timedelta(days=200)
    old = touches(ThingFacts(place=place, when=When(end, end, "minute", "then")))[0]
    assert old.weight == round(touches(ThingFacts(place=place))[0].weight * POLICY.old_factor, 4)
    assert old.because.endswith("It is 200 days old.")


@given(st.lists(st.tuples(LONS, LATS), max_size=30), LONS, LATS, st.sampled_from([0.0, 400.0, 4000.0, 20_000.0]))
def test_the_index_finds_exactly_what_a_plain_search_finds(
    spots: list[tuple[float, float]], lon: float, lat: float, radius_m: float
) -> None:
    """Boxes and trees are only a shortcut: the same assets are touched as by measuring every distance."""
    spots += [(lon, lat), (lon + 0.03, lat), (lon, lat - 0.05)]
    place = Place(lon, lat, radius_m)
    ground = Ground.of([AssetFacts(number, "x", lon=x, lat=y) for number, (x, y) in enumerate(spots)])
    limit = reach_m(place, POLICY)
    plain = {number for number, (x, y) in enumerate(spots) if distance_m(lon, lat, x, y) <= limit}
    assert {each.touched_id for each in touches(ThingFacts(place=place), ground=ground)} == plain


def test_the_corner_of_the_box_is_not_within_reach() -> None:
    """2.5 km north and 2.5 km east is 3.5 km away, though each alone would be near enough."""
    ground = Ground.of([AssetFacts(1, "x", lon=-93.5 + 2500 / 78_600, lat=45.0 + 2500 / 111_195)])
    assert touches(ThingFacts(place=Place(-93.5, 45.0, 0)), ground=ground) == ()


def test_the_date_line_is_no_border() -> None:
    """A place just east of it touches an asset just west of it."""
    ground = Ground.of([AssetFacts(1, "Far Buoy", lon=179.999, lat=52.0)])
    assert [each.touched_id for each in touches(ThingFacts(place=Place(-179.999, 52.0, 10)), ground=ground)] == [1]


def test_weights_stay_between_zero_and_one_and_the_order_is_fixed() -> None:
    """The same question gives the same answer, the weightiest first."""
    thing = ThingFacts(place=Place(-93.22, 44.88, 10), sectors=("TRANS",), words=words_of("north field airport"))
    found = touches(thing, NeedFacts(1, "Airports", ("TRANS",)))
    assert found == touches(thing, NeedFacts(1, "Airports", ("TRANS",)))
    assert [each.weight for each in found] == sorted((each.weight for each in found), reverse=True)
    assert all(0 <= each.weight <= 1 for each in found)


def test_no_protected_characteristic_is_among_the_words_of_sectors() -> None:
    """People are not what relevance looks for."""
    assert sectors_of(ThingFacts(words=words_of("muslim jewish black women gay immigrant mosque")), POLICY) == {}
