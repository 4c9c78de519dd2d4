"""tantivy asked for the records that are most like one: a search engine's way, every word of it beside the others.

Needs the dependency group `peers`. Names, streets and cities are cut into words, other fields are one word each; a
record is asked for as any of its words, ranked as tantivy does it (BM25), ten answers.
"""

import re
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import tantivy

IN_WORDS = {"given_name", "family_name", "street_address", "city"}
WORD = re.compile(r"[a-z0-9]+")
MOST, MEMORY = 10, 256_000_000
Said = Mapping[str, str]


def measure(
    fields: Sequence[str], records: Iterable[Said], asked: Sequence[Said]
) -> tuple[list[float], list[list[int]]]:
    """Milliseconds of computing for each that is asked, and the places of those it names, the likeliest first."""
    with TemporaryDirectory(prefix="wf-tantivy-") as folder:
        schema = _schema(fields)
        searcher = _written(Path(folder), schema, records).searcher()
        _found(searcher, schema, asked[0])
        spent, found = list[float](), list[list[int]]()
        for one in asked:
            begin = time.process_time_ns()
            found.append(_found(searcher, schema, one))
            spent.append((time.process_time_ns() - begin) / 1e6)
    return spent, found


def _schema(fields: Sequence[str]) -> Any:
    made = tantivy.SchemaBuilder().add_unsigned_field("place", stored=True)
    for field in fields:
        made = made.add_text_field(field, tokenizer_name="default" if field in IN_WORDS else "raw", index_option="freq")
    return made.build()


def _written(folder: Path, schema: Any, records: Iterable[Said]) -> Any:
    index = tantivy.Index(schema, path=str(folder))
    writer = index.writer(MEMORY, 1)
    for place, one in enumerate(records):
        said = {field: words.lower() for field, words in one.items() if words}
        writer.add_document(tantivy.Document(place=place, **said))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    return index


def _found(searcher: Any, schema: Any, one: Said) -> list[int]:
    terms = [
        (tantivy.Occur.Should, tantivy.Query.term_query(schema, field, word, index_option="freq"))
        for field, words in one.items()
        for word in (WORD.findall(words.lower()) if field in IN_WORDS else [words.lower()] if words else [])
    ]
    hits = searcher.search(tantivy.Query.boolean_query(terms), MOST, count=False).hits
    return [int(searcher.doc(address)["place"][0]) for _, address in hits]
