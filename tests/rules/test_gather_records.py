"""Delimited files byte by byte: pieces give the file back, every row has exactly one end."""

import csv
import gzip
import io
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from watchfloor.core.rules.draft import Reading
from watchfloor.gather.formats.delimited import read
from watchfloor.gather.formats.records import LONGEST_ROW, Splitter

HEAD = "occurred,narrative,city\n"
CELL = st.text(alphabet=st.sampled_from('ab ,"\n\r=é5'), max_size=8)
ROWS = st.lists(st.lists(CELL, min_size=2, max_size=4), max_size=8)


def readings(text: str | bytes, mapping: object = "generic") -> Reading:
    """All chunks of a file as one reading."""
    content = text.encode() if isinstance(text, str) else text
    parts = list(read(content, {"mapping": mapping}, zone_of=lambda state, city: "America/Chicago" if state else None))
    drafts = tuple(draft for part in parts for draft in part.drafts)
    return Reading(
        "csv", drafts, tuple(aside for part in parts for aside in part.set_aside), parts[-1].whole if parts else False
    )


@given(ROWS, st.sampled_from(["\n", "\r\n", "\r"]), st.booleans(), st.booleans())
def test_a_written_file_is_split_where_its_writer_ended_the_rows(
    rows: list[list[str]], end: str, bom: bool, all_quoted: bool
) -> None:
    """What a CSV writer wrote is read as the same cells, with any line end and with a byte order mark."""
    out = io.StringIO(newline="")
    if not all_quoted:  # the writer leaves a carriage return bare unless it quotes every cell
        rows = [[cell.replace("\r", "").replace("\n", "") for cell in row] for row in rows]
    quoting = csv.QUOTE_ALL if all_quoted else csv.QUOTE_MINIMAL
    csv.writer(out, lineterminator=end, quoting=quoting).writerows([["a", "b"], *rows])
    content = (b"\xef\xbb\xbf" if bom else b"") + out.getvalue().encode()
    splitter = Splitter(content, ",")
    header = splitter.header()
    pieces = splitter.take(1000)
    texts = [content[piece.offset : piece.offset + piece.length].decode() for piece in pieces]
    assert header is not None
    assert all(piece.sound for piece in pieces)
    assert list(csv.reader(texts)) == rows


@given(st.binary(max_size=300) | st.text(alphabet='ab,"\n\r', max_size=60).map(str.encode))
def test_frame_and_pieces_give_any_bytes_back(tail: bytes) -> None:
    """Whatever follows the header, the pieces join without gap or overlap up to the last byte."""
    content = HEAD.encode() + tail
    splitter = Splitter(content, ",")
    header = splitter.header()
    assert header is not None
    at = header.offset + header.length
    for piece in splitter.take(10_000):
        assert piece.offset == at
        assert piece.length > 0
        at += piece.length
    assert at == len(content)


@given(st.binary(max_size=200) | st.text(alphabet='2026-1/,"\n\rab', max_size=80).map(str.encode))
def test_every_row_ends_in_exactly_one_of_drafts_and_set_aside(tail: bytes) -> None:
    """No row is lost or doubled: the pieces of drafts and of set-aside rows together are all pieces."""
    content = HEAD.encode() + tail
    reading = readings(content)
    splitter = Splitter(content, ",")
    splitter.header()
    expected = [(piece.offset, piece.length) for piece in splitter.take(10_000)]
    if not reading.whole:
        assert sorted([part.piece for part in (*reading.drafts, *reading.set_aside)]) == expected


def test_a_quotation_mark_that_is_never_closed_costs_only_its_own_row() -> None:
    """The rows after a broken one are read as if it were not there."""
    reading = readings(HEAD + '2026-11-01,"open,X\n2026-11-02,"fine, here",Y\n2026-11-03,plain,Z\n')
    assert [draft.data["row"] for draft in reading.drafts] == [2, 3]
    assert reading.set_aside[0].place == "row 1"
    assert "quotation mark" in reading.set_aside[0].reasons[0]


def test_an_endless_row_is_set_aside_and_the_next_is_read() -> None:
    """A row longer than the limit is named as such, however its quotation marks stand."""
    for cell in ("x" * LONGEST_ROW, '"' + "x" * LONGEST_ROW + '"'):
        reading = readings(f"{HEAD}2026-11-01,{cell},X\n2026-11-02,short,Y\n")
        assert [draft.body for draft in reading.drafts] == ["short"]
        assert "longer than" in reading.set_aside[0].reasons[0]


def test_chunks_hold_at_most_two_thousand_rows_and_numbers_run_on() -> None:
    """A long file comes in parts whose row numbers continue."""
    text = HEAD + "2026-11-01,seen,X\n" * 4001
    parts = list(read(text.encode(), {"mapping": "generic"}, zone_of=lambda state, city: None))
    assert [len(part.drafts) for part in parts] == [2000, 2000, 1]
    assert parts[2].drafts[0].data["row"] == 4001


def test_a_gzip_file_is_unpacked_and_a_broken_one_set_aside_whole() -> None:
    """Packed and plain bytes give the same drafts; half a gzip gives a reason."""
    packed = gzip.compress((HEAD + "2026-11-01,seen,X\n").encode())
    assert readings(packed).drafts == readings(HEAD + "2026-11-01,seen,X\n").drafts
    broken = readings(packed[:-9])
    assert broken.whole
    assert "gzip" in broken.set_aside[0].reasons[0]


def test_zones_are_those_of_the_place() -> None:
    """Local to the place means the zone that the place gives."""
    reading = readings("date,state,city,summary\n2020-04-01 14:00:00,MINNESOTA,MINNEAPOLIS,seen\n", "faa-uas")
    when = reading.drafts[0].when
    assert when is not None
    assert when.start is not None
    assert when.start.tzinfo == ZoneInfo("America/Chicago")
    assert when.start.isoformat() == "2020-04-01T14:00:00-05:00"
