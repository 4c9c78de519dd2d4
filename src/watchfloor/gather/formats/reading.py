"""What kind of file came, and which reader reads it: rows of text, a workbook's rows, or reports as XML."""

from watchfloor.core.formats.child import Limits, read_in_child
from watchfloor.gather.formats.delimited import NotADelimitedFile

WORKBOOK, XML = b"PK\x03\x04", b"<"
ROWS_READER, XML_READER = "watchfloor.gather.formats.delimited:read", "watchfloor.gather.formats.message:read"
BOOK_READER = "watchfloor.gather.formats.workbook:read"
MOST = 50 * 1024 * 1024


def is_xml(content: bytes) -> bool:
    """Whether the first mark that is no blank opens an element."""
    return content[:200].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == XML


def reader_of(content: bytes) -> tuple[str, str]:
    """(dotted path, short name of the format) for bytes that are no workbook."""
    return (XML_READER, "xml") if is_xml(content) else (ROWS_READER, "csv")


def as_text(content: bytes) -> bytes:
    """The rows of a workbook as delimited text; other bytes as they are. Raises NotADelimitedFile."""
    if not content.startswith(WORKBOOK):
        return content
    made = read_in_child(reader=BOOK_READER, content=content, options={}, limits=Limits(bytes=MOST))
    if made.set_aside:
        raise NotADelimitedFile(made.set_aside[0].reasons[0])
    return "".join(draft.body for draft in made.drafts).encode()
