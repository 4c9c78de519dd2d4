"""Text guards on a real set of texts with marked personal data: precision and recall a kind, and texts a CPU second."""

import gzip
import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import process_time
from typing import Any

from watchfloor.bench.figures import Figure, median_of
from watchfloor.protect.formats.guard import look
from watchfloor.text.personal import personal_data

SET = "pii_presidio/generated_large.json.gz"
# how the set calls what ours calls so; a guard for U.S. streets is scored on all addresses of the set
KINDS = {
    "person": "PERSON", "street": "ADDRESS", "phone": "PHONE_NUMBER", "card": "CREDIT_CARD", "email": "EMAIL_ADDRESS",
    "ssn": "US_SSN", "iban": "IBAN_CODE", "document": "US_DRIVER_LICENSE",
}  # fmt: skip
CLASS = "product"  # the class whose texts every guard looks at


@dataclass(frozen=True, slots=True)
class Marked:
    """A text and the (kind as the set calls it, start, end) of what somebody marked in it."""

    text: str
    spans: tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True)
class Score:
    """Of what was said, how much is marked; of what is marked, how much was said. None where there is none."""

    precision: float | None
    recall: float | None
    said: int
    marked: int


def measure(runs: int) -> list[Figure]:
    """Two figures a kind and the speed; not known where the set is not at hand ($WATCHFLOOR_TEST_DATA)."""
    texts = marked_texts()
    figures = list[Figure]()
    scores = scored(texts)
    for kind, called in KINDS.items():
        score = scores[kind]
        name = f"text guard, {kind} ({score.marked:,} {called} of pii_presidio)"
        figures.append(Figure(f"{name}, precision", score.precision, "share"))
        figures.append(Figure(f"{name}, recall", score.recall, "share"))
    speed = round(median_of(max(runs, 1), lambda: _speed(texts))) if texts else None
    figures.append(Figure("text guards, every guard on each text", speed, "texts/CPU s", runs=runs))
    return figures


def marked_texts() -> tuple[Marked, ...]:
    """The set, or nothing."""
    path = Path(os.environ.get("WATCHFLOOR_TEST_DATA") or _beside()) / SET
    if not path.is_file():
        return ()
    return tuple(_marked(one) for one in json.loads(gzip.decompress(path.read_bytes())))


def _beside() -> Path:
    """Where the real data lies beside a clone."""
    return Path(__file__).resolve().parents[4] / "shared" / "data"


def _marked(one: dict[str, Any]) -> Marked:
    spans = ((span["entity_type"], span["start_position"], span["end_position"]) for span in one["spans"])
    return Marked(one["full_text"], tuple(spans))


def scored(texts: Iterable[Marked]) -> dict[str, Score]:
    """By our kinds. A hit is right when it overlaps a mark of its kind, a mark is found when such a hit overlaps it."""
    counted = {kind: [0, 0, 0, 0] for kind in KINDS}
    for one in texts:
        hits = personal_data(one.text)
        for kind, called in KINDS.items():
            mine = [(hit.start, hit.end) for hit in hits if hit.kind == kind]
            theirs = [(start, end) for name, start, end in one.spans if name == called]
            found = (len(mine), _met(mine, theirs), len(theirs), _met(theirs, mine))
            counted[kind] = [old + new for old, new in zip(counted[kind], found, strict=True)]
    return {
        kind: Score(_share(right, said), _share(found, marked), said, marked)
        for kind, (said, right, marked, found) in counted.items()
    }


def _met(ours: Sequence[tuple[int, int]], others: Sequence[tuple[int, int]]) -> int:
    return sum(any(start < end2 and start2 < end for start2, end2 in others) for start, end in ours)


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 3) if whole else None


def _speed(texts: Sequence[Marked]) -> float:
    begun = process_time()
    for one in texts:
        look(one.text, legal_class=CLASS, behaviors=0)
    return len(texts) / (process_time() - begun)
