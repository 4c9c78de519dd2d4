"""What we protect, as pure rules: distances along a way, events and what may be collected, what is said of an asset."""

import itertools
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random

import numpy as np
import pytest

from watchfloor.desk.rules.map import Spot, apart, radius_of
from watchfloor.plan.formats.events import event_policy
from watchfloor.plan.rules.along import boxes_of, from_point, from_route
from watchfloor.plan.rules.distance import distance_m
from watchfloor.plan.rules.events import Standing, Stated, may_approve, may_collect, may_state, may_turn, purge_day
from watchfloor.plan.rules.flat import frame_around
from watchfloor.plan.rules.protected import Office, Said, may_name_office, may_say

NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)
FINAL = Stated("Final", "Stadium", "sear-4", False, NOON, NOON + timedelta(hours=4), -93.5, 45.2, 1000.0, 18000,
               ("Governor",), (("Traffic", 22),))  # fmt: skip
HELD = Standing("planned", False, 7, NOON, NOON + timedelta(hours=4), date(2027, 2, 26))


def points(seed: int, count: int) -> tuple[np.ndarray, np.ndarray]:
    rng = Random(seed)
    return np.array([rng.uniform(-97, -89) for _ in range(count)]), np.array(
        [rng.uniform(43, 49) for _ in range(count)]
    )


def test_distances_of_many_are_those_of_one() -> None:
    """The fast way over columns gives what the plain formula gives for each."""
    lons, lats = points(1, 300)
    fast = from_point(-93.1, 45.0, lons, lats)
    plain = [distance_m(-93.1, 45.0, x, y) for x, y in zip(lons.tolist(), lats.tolist(), strict=True)]
    assert np.allclose(fast, plain, rtol=1e-9, atol=1e-3)


@pytest.mark.parametrize("seed", range(4))
def test_along_a_way_is_what_a_fine_walk_of_it_finds(seed: int) -> None:
    """The distance to a way is that to the nearest of its points, walked in steps of a few meters; no box loses any."""
    rng = Random(seed)
    route = [(rng.uniform(-97, -89), rng.uniform(43, 49)) for _ in range(3)]
    lons, lats = points(seed + 10, 120)
    found = from_route(route, lons, lats)
    walked = np.full(len(lons), np.inf)
    for a, b in itertools.pairwise(route):
        for x, y in walk(a, b, 1500):
            walked = np.minimum(walked, from_point(x, y, lons, lats))
    step = max(distance_m(*a, *b) for a, b in itertools.pairwise(route)) / 1500
    assert np.all(found <= walked + 1) and np.all(walked <= found + step)
    for n in np.flatnonzero(found <= 40_000):
        inside = any(w <= lons[n] <= e and s <= lats[n] <= t for w, s, e, t in boxes_of(route, 40_000))
        assert inside, (route, lons[n], lats[n])


def walk(a: tuple[float, float], b: tuple[float, float], steps: int) -> list[tuple[float, float]]:
    """Points of the great circle from a to b."""

    def vector(lon: float, lat: float) -> np.ndarray:
        x, y = np.radians(lon), np.radians(lat)
        return np.array([np.cos(y) * np.cos(x), np.cos(y) * np.sin(x), np.sin(y)])

    start, end = vector(*a), vector(*b)
    parts = [start + (end - start) * n / steps for n in range(steps + 1)]
    found = [part / np.linalg.norm(part) for part in parts]
    return [(float(np.degrees(np.arctan2(y, x))), float(np.degrees(np.arcsin(z)))) for x, y, z in found]


def test_circles_of_a_map_never_touch_and_count_everything() -> None:
    """A smaller one falls into the larger that it touches; the sum stays, and the area follows the count."""
    frame = frame_around((-97, 43, -89, 49))
    rng = Random(3)
    spots = [Spot(rng.uniform(-97, -89), rng.uniform(43, 49), rng.randrange(1, 4000)) for _ in range(160)]
    kept = apart(frame, spots)
    assert sum(one.count for one in kept) == sum(one.count for one in spots) and len(kept) < len(spots)
    assert radius_of(400, 400) == 28 and radius_of(100, 400) == 14


def rules(decision: object) -> set[str]:
    return {one.rule for one in decision.against}  # type: ignore[attr-defined]  # a Decision


def test_an_event_names_offices_never_persons_and_ends_after_it_begins() -> None:
    """ "Governor" is an office; a person's name is refused with 28 CFR 23.20(a); so is an end before the start."""
    policy = event_policy()
    assert may_state(FINAL, policy, right=True)
    named = may_state(replace(FINAL, protectees=("Jordan Example",)), policy, right=True)
    assert rules(named) == {"plan.event.protectees"} and "28 CFR" in named.against[0].citation
    assert rules(may_state(replace(FINAL, ends_at=NOON), policy, right=True)) >= {"plan.event.ends"}
    assert rules(may_state(replace(FINAL, lon=None, rating="sear-9"), policy, right=False)) == {
        "plan.event.place", "plan.event.rating", "plan.event.right",
    }  # fmt: skip


def test_what_is_collected_about_an_assembly_goes_within_thirty_days() -> None:
    """Left open it is 30 days after the end; a later day is refused for an assembly and allowed for a game."""
    policy, late = event_policy(), (FINAL.ends_at + timedelta(days=31)).date()
    march = replace(FINAL, assembly=True)
    assert purge_day(march, policy) == (FINAL.ends_at + timedelta(days=30)).date()
    assert rules(may_state(replace(march, purge_on=late), policy, right=True)) == {"plan.event.purge"}
    assert may_state(replace(FINAL, purge_on=late), policy, right=True)


def test_another_person_approves_and_the_privacy_officer_an_assembly() -> None:
    """A supervisor approves a game that another stated; an assembly needs the privacy officer."""
    boss, privacy = frozenset({"event.approve"}), frozenset({"event.approve-assembly"})
    assert may_approve(HELD, by=8, rights=boss)
    assert rules(may_approve(HELD, by=7, rights=boss)) == {"plan.event.second"}
    march = replace(HELD, assembly=True)
    assert rules(may_approve(march, by=8, rights=boss)) == {"plan.event.approval"}
    assert may_approve(march, by=8, rights=privacy)
    assert rules(may_approve(replace(HELD, state="active"), by=8, rights=boss)) == {"plan.event.state"}


def test_only_safety_traffic_and_crime_are_collected_for_an_approved_event() -> None:
    """Who attends and what is said there is none of it; nothing is collected before approval or past its day."""
    policy, today = event_policy(), date(2026, 11, 28)
    ready = replace(HELD, state="approved")
    assert may_collect(ready, "traffic", policy, right=True, today=today)
    assert rules(may_collect(ready, "views", policy, right=True, today=today)) == {"plan.event.about"}
    assert rules(may_collect(HELD, "crime", policy, right=True, today=today)) == {"plan.event.state"}
    assert rules(may_collect(ready, "crime", policy, right=True, today=date(2027, 3, 1))) == {"plan.event.state"}
    assert rules(may_turn(ready, "end", right=True)) == {"plan.event.state"} and may_turn(ready, "begin", right=True)


def test_what_is_said_of_an_asset_has_a_source_and_a_day_to_come() -> None:
    """A weakness needs words, a source and no day that is over; an office needs a way to reach it."""
    said = Said("vulnerability", "No camera at the gate.", "Site visit", date(2027, 1, 1))
    today = date(2026, 11, 21)
    assert may_say(said, right=True, today=today)
    assert rules(may_say(replace(said, source="", words="Weak"), right=True, today=today)) == {
        "plan.asset.source", "plan.asset.words",
    }  # fmt: skip
    assert rules(may_say(replace(said, valid_until=date(2026, 1, 1)), right=True, today=today)) == {"plan.asset.until"}
    assert rules(may_name_office(Office("Desk", "", ""), right=False)) == {"plan.asset.number", "plan.asset.right"}
