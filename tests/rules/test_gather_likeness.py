"""Keys of waves: what is nearly the same shares one, they say nothing without the salt, and cells have no gaps."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from watchfloor.gather.formats.waves import wave_policy
from watchfloor.gather.rules.likeness import keys_of
from watchfloor.gather.rules.waves import Told, nearly_same, why_same, words_of
from watchfloor.plan.rules.distance import distance_m

NOW = datetime(2026, 11, 21, 9, 14, tzinfo=UTC)
SALT, POLICY = b"s" * 16, wave_policy()


def told(number: int, words: frozenset[str], **more: object) -> Told:
    """A report without a place, unless it is given."""
    return Told(number, "tip tip_lead", words, **{"at": NOW, **more})


def meet(a: Told, b: Told) -> bool:
    """Whether what `a` asks for is what `b` has kept."""
    return bool(set(keys_of(a, POLICY, salt=SALT).asked) & set(keys_of(b, POLICY, salt=SALT).own))


def test_texts_alike_meet_and_others_seldom_do() -> None:
    """Of 200 pairs that share seven words of ten all but a few meet; of 200 that share two of ten, few."""
    random, met = Random(7), {0.72: 0, 0.2: 0}
    for share in met:
        for number in range(200):
            union = [f"w{number}x{random.random()}" for _ in range(100)]
            cut = round(100 * share)
            rest = (100 - cut) // 2
            a = told(1, frozenset(union[: cut + rest]))
            b = told(2, frozenset([*union[:cut], *union[cut + rest :]]), at=NOW + timedelta(hours=11))
            met[share] += meet(a, b)
    assert met[0.72] >= 197 and met[0.2] <= 40


@given(
    st.floats(-179.9, 179.9), st.floats(-80, 80), st.floats(-0.05, 0.05), st.floats(-0.05, 0.05),
    st.integers(-1800, 1800),
)  # fmt: skip
def test_whatever_is_near_in_moment_and_place_meets(
    lon: float, lat: float, east: float, north: float, seconds: int
) -> None:
    """Within five kilometers and half an hour both have a key that the other asks for, wherever a cell ends."""
    a = told(1, frozenset(), lon=lon, lat=lat, behaviors=frozenset({"PHOTO"}))
    b = replace(a, id=2, lon=lon + east, lat=lat + north, at=NOW + timedelta(seconds=seconds))
    if abs(b.lon or 0) < 180 and distance_m(lon, lat, b.lon, b.lat) <= POLICY.moment_km * 1000:
        assert nearly_same(a, b, POLICY) and meet(a, b) and meet(b, a)


def test_keys_say_nothing_to_who_lacks_the_salt() -> None:
    """Another salt gives other keys throughout; a text too short to mean anything and without place has none."""
    one = told(1, words_of("", "A drone without lights stood over the substation"), lon=-93.8, lat=45.0)
    assert not set(keys_of(one, POLICY, salt=SALT).own) & set(keys_of(one, POLICY, salt=b"t" * 16).own)
    assert keys_of(told(1, frozenset({"fire"})), POLICY, salt=SALT).own == ()


def test_why_two_are_the_same_is_said_in_numbers() -> None:
    """Words and hours for a text that was sent again; kilometers, minutes and the behavior for one sight."""
    text = words_of("", "Somebody wrote that there will be a shooting at our school on Monday morning")
    again = told(2, text, at=NOW + timedelta(hours=5))
    assert why_same(told(1, text), again, POLICY) == "100 % of the words are the same, 5 h apart."
    drone = told(1, frozenset({"drone"}), lon=-93.8, lat=45.0, behaviors=frozenset({"AVIATION"}))
    other = replace(drone, words=frozenset({"quadcopter"}), lat=45.01, at=NOW + timedelta(minutes=9))
    assert why_same(drone, other, POLICY) == "1.1 km and 9 min apart, with the same AVIATION."
