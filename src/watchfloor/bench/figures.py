"""Figures: medians of several runs, beside a peer where there is one, told to people and to programs."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from json import dumps
from statistics import median
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure. None means not known, never zero.

    `peer` is the peer's value in the same unit, from runs interleaved with ours; the name MUST say who the peer is.
    `ratio` is value / peer. `runs` is how many runs the median was taken of.
    """

    name: str
    value: float | None
    unit: str
    peer: float | None = None
    ratio: float | None = None
    runs: int = 1


class Spread(NamedTuple):
    """The median of several runs with the least and the most of them."""

    median: float
    least: float
    most: float


def median_of(runs: int, f: Callable[[], float]) -> float:
    """The median of what `f` answers in `runs` calls, one after the other. Raises ValueError below one run."""
    return spread_of(runs, f).median


def spread_of(runs: int, f: Callable[[], float]) -> Spread:
    """As `median_of`, with the least and the most: two figures whose spreads overlap cannot be told apart."""
    values = [f() for _ in _counted(runs)]
    return Spread(median(values), min(values), max(values))


def beside(name: str, unit: str, *, runs: int, ours: Callable[[], float], peer: Callable[[], float]) -> Figure:
    """Ours and the peer's run in turn, so that what else the machine does falls on both; medians and their ratio."""
    pairs = [(ours(), peer()) for _ in _counted(runs)]
    value, other = (median(values) for values in zip(*pairs, strict=True))
    return Figure(name, value, unit, other, ratio(value, other), runs)


def ratio(value: float | None, peer: float | None) -> float | None:
    """value / peer; None where one is not known or the peer's is zero."""
    return None if value is None or not peer else round(value / peer, 3)


def _counted(runs: int) -> range:
    if runs < 1:
        raise ValueError(f"runs: {runs} is none. Measure at least once.")
    return range(runs)


def report(bench: str, figures: Sequence[Figure], *, json: bool) -> str:
    """The answer of `bench NAME`: one JSON object `{"bench", "figures": [...]}`, or lines to read."""
    if json:
        return dumps({"bench": bench, "figures": [asdict(figure) for figure in figures]})
    return "\n".join((bench, *(f"  {_line(figure)}" for figure in figures)))


def _line(figure: Figure) -> str:
    said = "not known" if figure.value is None else f"{_number(figure.value)} {figure.unit}"
    runs = f"median of {figure.runs} runs" if figure.runs > 1 else "one run"
    if figure.peer is None:
        return f"{figure.name}: {said} ({runs})"
    times = "" if figure.ratio is None else f", ratio {figure.ratio:.3g}"
    return f"{figure.name}: {said}, peer {_number(figure.peer)} {figure.unit}{times} ({runs})"


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
