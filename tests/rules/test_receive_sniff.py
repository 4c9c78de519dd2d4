"""What a file is, by its bytes; and packed files, bounded."""

import gzip
import zipfile
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchfloor.receive.formats.sniff import read, sniff
from watchfloor.receive.formats.unpack import NotUnpackable, unpack

CAP = b'<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"/>'


def zipped() -> bytes:
    """A small zip archive."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("bundle.json", "{}")
    return made.getvalue()


@pytest.mark.parametrize(
    ("content", "of_format", "said"),
    [
        (b' \n{"type": "bundle"}', "stix", ""),
        (b"\xef\xbb\xbf[]", "stix", ""),
        (b'{"count": 0, "catalogVersion": "1", "vulnerabilities": []}', "kev", ""),
        (b'{"Event": {}}', "misp", ""),
        (b' [{"Event": {}}]', "misp", ""),
        (b'{"response": []}', "misp", ""),
        (b'{"type": "FeatureCollection", "features": []}', "geojson", ""),
        (b'{"type": "FeatureCollection", "features": [', "geojson", ""),
        (b'<?xml version="1.0"?>\n<!-- x -->' + CAP, "cap", ""),
        (b"<c:alert xmlns:c='urn:oasis:names:tc:emergency:cap:1.1'/>", "cap", ""),
        (CAP.decode().encode("utf-16"), "cap", ""),
        (CAP.replace(b"1.2", b"1.0"), "cap", "CAP 1.0"),
        (b"", "empty", "empty"),
        (b" \r\n\t", "empty", "empty"),
        (b"\0" * 100, "empty", "empty"),
        (zipped(), "zip", "zip archive"),
        (b"%PDF-1.7", "pdf", "a PDF"),
        ('{"type": "bundle"}'.encode("utf-16"), "json", "not in UTF-8"),
        ('{"type": "bundle"}'.encode("utf-16-le"), "json", "not in UTF-8"),
        (b'<feed xmlns="http://www.w3.org/2005/Atom"/>', "feed", ""),
        (b"<!DOCTYPE html><html/>", "xml", "DTD"),
        (b"<html/>", "xml", "'html'"),
        (b"name,value\n", "unknown", "Neither JSON nor XML"),
        (b"\x89PNG\r\n", "unknown", "0x89"),
    ],
)
def test_a_file_is_what_its_bytes_say(content: bytes, of_format: str, said: str) -> None:
    """Names are not asked; what is not read here says what it is and what to do."""
    found = sniff(content)
    assert found.format == of_format
    assert bool(found.reason) == bool(said)
    assert said in found.reason


def test_packed_files_are_read_in_their_unpacked_bytes() -> None:
    """gzip is unpacked, in several members too, and pieces count from the first unpacked byte."""
    plain = b'{"type":"x-acme","id":"x-acme--00000000-0000-4000-8000-000000000001"}'
    packed = gzip.compress(plain[:20]) + gzip.compress(plain[20:]) + b"\0\0"
    (reading,) = read(packed, {})
    assert unpack(packed) == plain
    assert reading.drafts[0].piece == (0, len(plain))


def test_bombs_are_refused_before_they_grow() -> None:
    """The ratio stops what the size alone would let through; the reason names the limit."""
    with pytest.raises(NotUnpackable, match="8,388,608 bytes"):
        unpack(gzip.compress(bytes(40_000_000)))
    with pytest.raises(NotUnpackable, match="1,000 bytes"):
        unpack(gzip.compress(bytes(2000)), 1000)
    assert len(unpack(gzip.compress(bytes(7_000_000)))) == 7_000_000


@pytest.mark.parametrize(
    "content",
    [b"\x1f\x8b", gzip.compress(b"x" * 500, mtime=0)[:-9], b"\x1f\x8b\x08junk", gzip.compress(b"x", mtime=0) + b"tail"],
)
def test_broken_gzip_is_set_aside(content: bytes) -> None:
    """Cut, corrupt or followed by something else: one reason, the bytes as they came."""
    (reading,) = read(content, {})
    assert (reading.whole, reading.format, reading.set_aside[0].piece) == (True, "gzip", (0, len(content)))


@given(
    st.binary(max_size=300)
    | st.binary(max_size=100).map(gzip.compress)
    | st.text(max_size=100).map(lambda text: f"<{text}".encode())
)
def test_any_bytes_give_a_reading(content: bytes) -> None:
    """Whatever comes, something is said of it."""
    assert all(part.drafts or part.set_aside for part in read(content, {}))
