"""Waves: reports that say nearly the same of one moment and place, or in the same words, folded into one row.

A wave gathers around its first member, so that no chain of small steps ties what is far apart. It hides nothing: it
opens to its members, and a deed on it is a deed on each of them.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from watchfloor.plan.rules.distance import distance_m

WORD = re.compile(r"[^\W_]{3,}")


@dataclass(frozen=True, slots=True)
class WavePolicy:
    """Shares of words from 0 to 1; see data/waves.json for the reasons."""

    words_within: timedelta
    words_alike: float
    words_least: int
    moment_within: timedelta
    moment_km: float
    moment_alike: float


@dataclass(frozen=True, slots=True)
class Told:
    """What a record says: `at` is when it was seen, else when it came; `behaviors` are codes of the standard."""

    id: int
    kind: str
    words: frozenset[str]
    at: datetime
    lon: float | None = None
    lat: float | None = None
    behaviors: frozenset[str] = frozenset()


def words_of(title: str, body: str) -> frozenset[str]:
    """The words of three letters or more, in lower case."""
    return frozenset(WORD.findall(f"{title} {body}".lower()))


def waves_of(told: Sequence[Told], policy: WavePolicy) -> list[tuple[int, ...]]:
    """The ids in their order, each wave where its first member stands; most are a wave of one."""
    found: list[list[Told]] = []
    for one in told:
        wave = next((wave for wave in found if nearly_same(wave[0], one, policy)), None)
        if wave is None:
            found.append([one])
        else:
            wave.append(one)
    return [tuple(one.id for one in wave) for wave in found]


def nearly_same(a: Told, b: Told, policy: WavePolicy) -> bool:
    """Whether two belong to one wave: the same kind, and the same words or the same moment and place."""
    if a.kind != b.kind:
        return False
    apart, alike = abs(a.at - b.at), _alike(a.words, b.words)
    least = min(len(a.words), len(b.words))
    if apart <= policy.words_within and alike >= policy.words_alike and least >= policy.words_least:
        return True
    close = apart <= policy.moment_within and _km(a, b) <= policy.moment_km
    return close and (bool(a.behaviors & b.behaviors) or alike >= policy.moment_alike)


def why_same(a: Told, b: Told, policy: WavePolicy) -> str:
    """Why two that are nearly the same are so, in words and numbers that a person can check."""
    alike, minutes = round(100 * _alike(a.words, b.words)), round(abs(a.at - b.at).total_seconds() / 60)
    apart = f"{minutes} min" if minutes < 120 else f"{minutes / 60:.0f} h"
    if alike >= 100 * policy.words_alike:
        return f"{alike} % of the words are the same, {apart} apart."
    shared = ", ".join(sorted(a.behaviors & b.behaviors)) or f"{alike} % of the words"
    return f"{_km(a, b):.1f} km and {apart} apart, with the same {shared}."


def _alike(a: frozenset[str], b: frozenset[str]) -> float:
    """The share of words that both use (Jaccard)."""
    return len(a & b) / len(a | b) if a and b else 0.0


def _km(a: Told, b: Told) -> float:
    if a.lon is None or a.lat is None or b.lon is None or b.lat is None:
        return float("inf")
    return distance_m(a.lon, a.lat, b.lon, b.lat) / 1000
