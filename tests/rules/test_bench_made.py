"""Rows and records for benchmarks: as many as asked for, repeatable, and as uneven as they say."""

import csv
import io
from collections import Counter
from random import Random

import pytest
from rich.console import Console

from watchfloor.bench import population, relevance, run
from watchfloor.bench.guards import Marked, scored
from watchfloor.bench.records import LABELS, Planted, label_weights, make_records, viewers
from watchfloor.bench.rows import make_reports
from watchfloor.bench.words import vocabulary
from watchfloor.gather.formats.delimited import read


def rows(n: int, seed: int) -> list[list[str]]:
    """The cells of all rows, header first."""
    return list(csv.reader(io.StringIO(b"".join(make_reports(n, seed)).decode(), newline="")))


@pytest.mark.parametrize("n", [0, 1, 999, 1000, 2001])
def test_a_file_has_as_many_rows_as_asked_for(n: int) -> None:
    """n rows after the header, each as wide as the header, no two alike."""
    header, *made = rows(n, 3)
    assert len(made) == n
    assert {len(row) for row in made} <= {len(header)}
    assert len({tuple(row) for row in made}) == n


def test_rows_are_repeatable_and_streamed() -> None:
    """The same seed gives the same bytes, another one others; no chunk holds more than 1,000 rows."""
    chunks = list(make_reports(2500, 3))
    assert chunks == list(make_reports(2500, 3))
    assert chunks != list(make_reports(2500, 4))
    assert max(chunk.count(b"\n") for chunk in chunks) <= 1000


def test_the_door_opens_every_row() -> None:
    """The reader of `gather` sets none of the rows aside, finds nothing odd in them and tells all of them apart."""
    readings = list(read(b"".join(make_reports(2500, 7)), {"mapping": "generic"}))
    drafts = [draft for reading in readings for draft in reading.drafts]
    assert (len(drafts), [reading.set_aside for reading in readings if reading.set_aside]) == (2500, [])
    assert not any(draft.findings for draft in drafts)
    assert len({(draft.when, draft.body) for draft in drafts}) == 2500


def test_made_up_people_are_the_same_in_every_process() -> None:
    """Two names of one hash stand in one order, whatever order sets have: figures are of the same people."""
    tied = ["lerdpell", "nerdfell"]
    assert population.hash_of(tied[0]) == population.hash_of(tied[1])
    assert population.arranged(tied) == population.arranged(tied[::-1])


def test_words_follow_zipf() -> None:
    """The commonest words are common, half of the vocabulary is rare, and no word occurs twice in the list."""
    found = vocabulary(Random(1), words=5000, sentences=3000)
    counts = Counter(word for line in found.sentences for word in line.rstrip(".").lower().split())
    assert len(set(found.words)) == 5000
    assert sum(counts[word] for word in found.words[:50]) > 0.3 * counts.total()
    assert sum(counts[word] for word in found.words[2500:]) < 0.2 * counts.total()


def test_records_bear_labels_by_weight() -> None:
    """Weights sum to 1, common labels come first, and the viewers see all, about 8 % and under 1 % of the records."""
    weights = label_weights()
    assert (len(weights), sum(weights)) == (LABELS, pytest.approx(1))
    assert list(weights) == sorted(weights, reverse=True)
    counts = Counter(record.label for record in make_records(20_000, 5))
    seen = viewers()
    shares = [sum(counts[label] for label in labels) / 20_000 for labels in (seen.broad, seen.middle, seen.narrow)]
    assert shares[0] == 1
    assert 0.05 < shares[1] < 0.12
    assert 0 < shares[2] < 0.01
    assert (len(seen.middle), len(seen.narrow)) == (25, 3)


def test_records_are_numbered_and_repeatable() -> None:
    """Numbers run from 0 without a gap and the same seed gives the same records."""
    made = list(make_records(6_000, 5))
    assert [record.number for record in made] == list(range(6_000))
    assert made == list(make_records(6_000, 5))


def test_planted_words_occur_exactly_as_often_as_asked() -> None:
    """A planted word stands in exactly so many bodies, all under its labels; too few records are refused by name."""
    planted = (Planted("ravelin", 40, frozenset({0, 1})), Planted("gorgerin", 7, frozenset({0})))
    made = list(make_records(4_000, 5, planted=planted))
    for word, records, labels in planted:
        bearing = [record for record in made if word in record.body.split()]
        assert len(bearing) == records
        assert {record.label for record in bearing} <= labels
    with pytest.raises(ValueError, match=r"gorgerin \(.* missing\)"):
        list(make_records(50, 5, planted=(Planted("gorgerin", 4_000, frozenset({0})),)))


def test_guards_are_scored_by_what_overlaps() -> None:
    """Half of the marked numbers found is recall .5, one name too many is precision .5; no mark, no score."""
    texts = (
        Marked("Call 612-555-0142 now.", (("PHONE_NUMBER", 5, 17),)),
        Marked("Call extension nine.", (("PHONE_NUMBER", 5, 19),)),
        Marked("It was Elizabeth Berg, then Karen Olson.", (("PERSON", 7, 21),)),
    )
    found = scored(texts)
    assert (found["phone"].precision, found["phone"].recall) == (1.0, 0.5)
    assert (found["person"].precision, found["person"].recall) == (0.5, 1.0)
    assert (found["ssn"].precision, found["ssn"].recall, found["ssn"].marked) == (None, None, 0)


@pytest.mark.parametrize(("name", "rows", "part"), [("all", 5, ""), ("idle", 5, ""), ("lists", None, "purge")])
def test_a_bench_refuses_what_it_does_not_take(name: str, rows: int | None, part: str) -> None:
    """A number that would change nothing is refused by name, never passed over."""
    with pytest.raises(ValueError, match=f"bench {name} takes no --"):
        run.told(name=name, rows=rows, part=part)


def test_relevance_is_measured_at_any_size() -> None:
    """At a thousandth of its size the bench finds what a plain look finds, and pairs to be told."""
    told = relevance.measure(1, Console(quiet=True), rows=1_000)
    figures = {figure.name: figure.value for figure in told}
    assert figures["of 20 items, matched otherwise by a plain look"] == 0
    assert figures["items in bulk"] > 0
    assert figures["pairs within 1 km and 24 h of 1,000 reports"] is not None
