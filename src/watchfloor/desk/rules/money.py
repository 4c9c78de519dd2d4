"""Figures of a range as a page shows them: two figures, and where they stand on an axis that all rows share."""

from collections.abc import Sequence
from math import log10

LOG_FROM = 100.0  # an axis that spans more is a logarithm, or the small ones cannot be told apart


def rounded(value: float) -> str:
    """Two significant figures with separators: 1,234,567 is "1,200,000", 0.0345 is "0.035"."""
    if value <= 0:
        return "0"
    digits = 1 - int(log10(value) // 1)
    return f"{round(value, digits):,.{max(0, digits)}f}"


def on_axis(values: Sequence[float], *, least: float, most: float) -> list[float]:
    """Percent of an axis from least (or a true zero) to most, a little off its ends."""
    if most <= 0:
        return [2.0 for _ in values]
    if least > 0 and most / least > LOG_FROM:
        low, high = log10(least), log10(most)
        return [round(2 + 96 * (log10(max(value, least)) - low) / (high - low), 1) for value in values]
    return [round(2 + 96 * value / most, 1) for value in values]


def is_log(*, least: float, most: float) -> bool:
    """Whether `on_axis` takes a logarithm."""
    return least > 0 and most / least > LOG_FROM
