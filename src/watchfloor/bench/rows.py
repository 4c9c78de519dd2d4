"""Reports by the hundred thousand as a CSV file in the `generic` form, for the benchmark of `gather`."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random

from watchfloor.bench.words import vocabulary

HEADER = "occurred,narrative,title,state,city,lat,lon,case_number,behavior\n"
START = datetime(2026, 1, 1, tzinfo=UTC)
MINUTES = 300 * 24 * 60
CHUNK = 1_000
TOWNS = ("Alder Bend", "Birch Crossing", "Cedar Landing", "Dunmore", "Elm Prairie", "Fox Hollow", "Granite Ford")
BEHAVIORS = ("", "", "", "", "AVIATION", "PHOTO", "SURVL", "SABOT", "TESTSEC", "THEFT", "INTRSN", "ELICIT")
# how often a row names one, roughly as reports do
WITH_PLATE, WITH_PHONE = 0.35, 0.15


def make_reports(n: int, seed: int) -> Iterator[bytes]:
    """The header, then chunks of up to 1,000 rows in UTF-8: `n` rows in all, no two alike, about 350 bytes each.

    Times carry their zone. Plates are of a made-up series (20,000 of them), phone numbers of 555-0100 to 555-0199.
    """
    rng = Random(seed)
    sentences = vocabulary(rng).sentences
    yield HEADER.encode()
    for first in range(0, n, CHUNK):
        yield "".join(_row(number, rng, sentences) for number in range(first, min(n, first + CHUNK))).encode()


def _row(number: int, rng: Random, sentences: tuple[str, ...]) -> str:
    draw = rng.random
    at = START + timedelta(minutes=int(draw() * MINUTES))
    one, two, three = (sentences[int(draw() * len(sentences))] for _ in range(3))
    plate = f" Plate EXR {int(draw() * 20_000):05d}." if draw() < WITH_PLATE else ""
    phone = f" Call back 612-555-01{int(draw() * 100):02d}." if draw() < WITH_PHONE else ""
    town, behavior = TOWNS[int(draw() * len(TOWNS))], BEHAVIORS[int(draw() * len(BEHAVIORS))]
    where = f"{44.8 + draw():.5f},{-94.4 + 1.2 * draw():.5f}"
    return (
        f"{at:%Y-%m-%dT%H:%M}Z,{one} {two}{plate}{phone} {three},{one[:60]},Northland,{town},{where},"
        f"EX-B-{number:07d},{behavior}\n"
    )
