"""Waves: what says nearly the same stands in one row, and nothing else does."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from watchfloor.gather.formats.waves import wave_policy
from watchfloor.gather.rules.waves import Told, waves_of, words_of

NOW = datetime(2026, 11, 21, 9, 14, tzinfo=UTC)
THREAT = "Somebody wrote that there will be a shooting at our school on Monday morning"
DRONE = "A drone without lights stood over the substation for four minutes"


def told(number: int, text: str, *, minutes: float = 0, east_km: float | None = None, **more: object) -> Told:
    """A report so many minutes after the first, so many kilometers east of it (None: no place)."""
    lon = None if east_km is None else -93.8 + east_km / 78.6  # a degree at 45 N is 78.6 km
    lat = None if east_km is None else 45.0
    fields = {"kind": "tip", "behaviors": frozenset[str](), **more}
    return Told(number, words=words_of("", text), at=NOW + timedelta(minutes=minutes), lon=lon, lat=lat, **fields)


def waves(*reports: Told) -> list[tuple[int, ...]]:
    """With the policy as it is shipped."""
    return waves_of(reports, wave_policy())


def test_one_text_from_many_places_is_a_wave() -> None:
    """Forwarded with another greeting, within hours, wherever it comes from; a day later it is a new one."""
    first, second = told(1, THREAT, east_km=0), told(2, f"Hello all. {THREAT}", minutes=90, east_km=80)
    assert waves(first, second) == [(1, 2)]
    assert waves(first, told(2, THREAT, minutes=60 * 24)) == [(1,), (2,)]


def test_one_sight_in_many_words_is_a_wave() -> None:
    """The same behavior half an hour and a few kilometers apart; another behavior, hour, place or kind is none."""
    seen = {"behaviors": frozenset({"AVIATION"})}
    first = told(1, DRONE, east_km=0, **seen)
    other = "Quadcopter hovering near big transformers, gone toward river"
    assert waves(first, told(2, other, minutes=10, east_km=2, **seen)) == [(1, 2)]
    apart = [
        told(2, other, minutes=10, east_km=2, behaviors=frozenset({"PHOTO"})),
        told(2, other, minutes=45, east_km=2, **seen),
        told(2, other, minutes=10, east_km=9, **seen),
        told(2, other, minutes=10, **seen),
        told(2, other, minutes=10, east_km=2, kind="cap", **seen),
    ]
    for one in apart:
        assert waves(first, one) == [(1,), (2,)], one


def test_few_words_are_the_same_by_chance() -> None:
    """ "Suspicious person" twice is no wave."""
    assert waves(told(1, "Suspicious person"), told(2, "Suspicious person", minutes=5)) == [(1,), (2,)]


def test_no_chain_ties_what_is_far_apart() -> None:
    """Each member is near the first, not only near the one before it."""
    seen = {"behaviors": frozenset({"AVIATION"})}
    steps = [told(n, DRONE[: 12 + n], minutes=20 * n, east_km=4 * n, **seen) for n in range(5)]
    for wave in waves(*steps):
        assert max(wave) - min(wave) <= 1


texts = st.sampled_from([THREAT, DRONE, "A van stood at the intake gate for an hour", "Badge lost"])
reports = st.lists(st.tuples(texts, st.integers(0, 2000), st.integers(0, 40)), max_size=30).map(
    lambda said: [told(n, text, minutes=m, east_km=km) for n, (text, m, km) in enumerate(said)]
)


@given(reports)
def test_nothing_is_lost_and_order_stands(given_reports: list[Told]) -> None:
    """Every report is in exactly one wave; waves stand in the order of their first members, members in theirs."""
    found = waves(*given_reports)
    assert sorted(one for wave in found for one in wave) == list(range(len(given_reports)))
    assert [wave[0] for wave in found] == sorted(wave[0] for wave in found)
    assert all(list(wave) == sorted(wave) for wave in found)
