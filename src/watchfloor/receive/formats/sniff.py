"""What a file is, by its bytes and never by its name; and the reader for all that we read."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from watchfloor.core.rules.draft import Reading, SetAside
from watchfloor.receive.formats import cap, csaf, edxl, feed, geojson, kev, misp, stix, vocabulary
from watchfloor.receive.formats.outer import kind_of
from watchfloor.receive.formats.prolog import Prolog, prolog, text_of
from watchfloor.receive.formats.unpack import NotUnpackable, unpack

CAP = "urn:oasis:names:tc:emergency:cap:"
KNOWN = (
    (b"PK\x03\x04", "zip", "a zip archive or an office file"),
    (b"PK\x05\x06", "zip", "an empty zip archive"),
    (b"%PDF", "pdf", "a PDF"),
    (b"7z\xbc\xaf\x27\x1c", "7z", "a 7z archive"),
    (b"\x28\xb5\x2f\xfd", "zstd", "packed with zstd"),
    (b"BZh", "bzip2", "packed with bzip2"),
    (b"\xfd7zXZ", "xz", "packed with xz"),
    (b"\xd0\xcf\x11\xe0", "office", "an old office file"),
)
READERS = {
    "stix": stix.read_chunks, "kev": kev.read_chunks, "csaf": csaf.read_chunks, "misp": misp.read_chunks,
    "geojson": geojson.read_chunks, "feed": feed.read_chunks, "edxl": edxl.read_chunks,
    "misp-vocabulary": vocabulary.read_chunks,
}  # fmt: skip
FEEDS = {"feed": "feed", "rss": "feed", "RDF": "feed", "alerts": "feed", "EDXLDistribution": "edxl"}
LIGHT, LETTERS = "watchfloor.receive.formats.sniff:read", "watchfloor.receive.formats.letters:read"
LETTER = re.compile(rb"\A(?:PK\x03\x04|%PDF|From |[!-9;-~]{1,80}:[ \t\r\n])")


@dataclass(frozen=True, slots=True)
class Sniffed:
    """`format` is one of READERS, "cap" or what else it is; `reason` is empty if it is read here, else says why not."""

    format: str
    reason: str = ""


def sniff(content: bytes) -> Sniffed:
    """The format of unpacked bytes."""
    if not content.strip(b" \t\r\n\0"):
        return Sniffed("empty", "The file is empty. Fetch it again.")
    for magic, name, said in KNOWN:
        if content.startswith(magic):
            return Sniffed(name, f"By its bytes it is {said}, whatever its name says. Unpack or export it first.")
    text = text_of(content).lstrip("\ufeff \t\r\n")
    if text[:1] == "<":
        return _xml(prolog(content))
    wide = b"\0" in content[:4]
    if text[:1] in ("{", "["):
        return (
            Sniffed("json", "JSON, but not in UTF-8 (RFC 8259 section 8.1). Save it as UTF-8.")
            if wide
            else Sniffed(kind_of(content))
        )
    return Sniffed(
        "unknown",
        f"Neither JSON nor XML{_byte(content)} (rule intake.format). Send STIX 2.1, CAP 1.2, MISP or GeoJSON,"
        " a feed, a mail (.eml), a PDF or a DOCX.",
    )


def reader_of(content: bytes) -> str:
    """The dotted path of the reader for these bytes: what looks like a mail or a document has one of its own."""
    return LETTERS if LETTER.match(content[:128]) else LIGHT


def _byte(content: bytes) -> str:
    return "" if 32 <= content[0] < 127 else f": its first byte is 0x{content[0]:02X}"


def _xml(found: Prolog) -> Sniffed:
    if found.root == "alert" and found.namespace in (f"{CAP}1.1", f"{CAP}1.2"):
        return Sniffed("cap")
    if found.doctype:
        return Sniffed("xml", f"{cap.DTD} Ask the sender for the file without it.")
    if found.root == "alert" and found.namespace.endswith(("cap:1.0", "cap/1.0")):
        return Sniffed("cap", "This is CAP 1.0; only 1.1 and 1.2 are read. Ask the sender for CAP 1.2.")
    if found.root in FEEDS:
        return Sniffed(FEEDS[found.root])
    what = f"the root element is {found.root[:60]!r}" if found.root else "no element begins in its first 64 KiB"
    return Sniffed("xml", f"XML, but neither alert nor feed: {what} (rule intake.format). Send CAP 1.2, RSS or Atom.")


def read(content: bytes, options: Mapping[str, Any]) -> Iterator[Reading]:
    """Readings of whatever the bytes are; packed with gzip they are unpacked first.

    Pieces are offsets in the unpacked bytes: `unpack` gives the same. MUST NOT raise for what the bytes hold.
    """
    try:
        plain = unpack(content)
    except NotUnpackable as error:
        yield _aside("gzip", str(error), content)
        return
    found = sniff(plain)
    if refused := str(options.get("refused", "")):
        yield _aside(found.format, refused, plain)
    elif found.reason:
        yield _aside(found.format, found.reason, plain)
    elif found.format in READERS:
        yield from READERS[found.format](plain, options)
    else:
        yield cap.read(plain, options)


def _aside(of_format: str, reason: str, content: bytes) -> Reading:
    return Reading(of_format, (), (SetAside("file", (reason,), (0, len(content))),), whole=True)
