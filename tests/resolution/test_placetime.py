"""Pairs near in place and time: by the sweep exactly those that measuring every pair gives."""

from random import Random

import numpy as np
import pytest

from watchfloor.plan.rules.distance import distance_m
from watchfloor.resolution.placetime import Near, near_pairs

SPOTS = {
    "a county": (-93.5, 45.0, 0.4, 0.3), "the date line": (180.0, 52.0, 0.3, 0.2),
    "the north pole": (0.0, 90.0, 180, 0.6), "the south pole": (100.0, -90.0, 180, 0.4),
    "one street": (10.0, 0.0, 0.002, 0.002), "the globe": (0.0, 0.0, 180, 90),
}  # fmt: skip


def points(spot: str, many: int, seed: int) -> list[tuple[float, float, int]]:
    """Random points about a spot within two weeks; some of them doubled."""
    rng, (lon, lat, wide, high) = Random(seed), SPOTS[spot]
    made = []
    for _ in range(many):
        x, y = lon + rng.uniform(-wide, wide), lat + rng.uniform(-high, high)
        x, y = (x + 540) % 360 - 180, max(-90.0, min(90.0, y if abs(y) <= 90 else 180 * (y > 0) - 90 * (y < 0) * 2 - y))
        made.append((x, y, rng.randrange(14 * 86_400)))
    return made + made[: many // 20]


def swept(made: list[tuple[float, float, int]], near: Near) -> list[tuple[int, int]]:
    """By the columns."""
    lon, lat, at = (np.array(column) for column in zip(*made, strict=True))
    return sorted((int(a), int(b)) for a, b in near_pairs(lon, lat, at.astype(np.int64), near))


@pytest.mark.parametrize("spot", SPOTS)
@pytest.mark.parametrize("near", [Near(1000, 86_400), Near(25_000, 3600), Near(300_000, 0), Near(30, 10**9)])
def test_the_sweep_finds_what_measuring_every_pair_finds(spot: str, near: Near) -> None:
    """In a county, over the date line, at both poles, on one street and all over: the same pairs, each once."""
    made = points(spot, 220, 1)
    plain = [
        (a, b)
        for a, (x, y, t) in enumerate(made)
        for b, (p, q, u) in enumerate(made[a + 1 :], a + 1)
        if abs(t - u) <= near.seconds and distance_m(x, y, p, q) <= near.meters
    ]
    assert swept(made, near) == plain


def test_pairs_are_there_to_be_found() -> None:
    """What is compared above is not always nothing: the doubled points are near, and others."""
    assert len(swept(points("the date line", 220, 1), Near(25_000, 86_400))) > 50
    assert len(swept(points("the north pole", 220, 1), Near(25_000, 86_400))) > 15


@pytest.mark.parametrize(("lon", "lat", "near"), [(181.0, 0.0, Near(1, 1)), (0.0, 91.0, Near(1, 1)),
                                                  (0.0, 0.0, Near(0, 1)), (0.0, float("nan"), Near(1, 1))])  # fmt: skip
def test_what_lies_on_no_globe_is_refused(lon: float, lat: float, near: Near) -> None:
    """Impossible places and reaches raise instead of being left out silently."""
    with pytest.raises(ValueError, match="near"):
        near_pairs(np.array([lon, 0.0]), np.array([lat, 0.0]), np.array([0, 1]), near)


def test_none_and_one_make_no_pair() -> None:
    """Empty columns are no error."""
    for many in (0, 1):
        assert near_pairs(np.zeros(many), np.zeros(many), np.zeros(many, np.int64), Near(1, 1)).shape == (0, 2)
