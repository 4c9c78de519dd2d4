"""XML from outside, with entities, DTDs and the network off; and where its elements lie, byte for byte.

Each item of a feed is kept under a key of its own, so its bytes must be known, which a tree does not tell.
"""

from collections.abc import Sequence
from typing import Any
from xml.parsers import expat

from lxml import etree

from watchfloor.receive.formats.prolog import prolog
from watchfloor.receive.formats.scan import Span

DTD = "The file declares a DTD (<!DOCTYPE>), which can hold entity bombs (rule intake.dtd)."
AGAIN = "Ask the sender for the file without it."


class XmlUnreadable(ValueError):
    """Not XML that may be read; the text names rule and way out, `place` where."""

    def __init__(self, reason: str, *, place: str = "file") -> None:
        super().__init__(reason)
        self.place = place


def parsed(content: bytes) -> "etree._Element":
    """The root of the file. Raises XmlUnreadable."""
    if prolog(content).doctype:
        raise XmlUnreadable(f"{DTD} {AGAIN}")
    try:
        root = etree.fromstring(content, _parser())
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _broken(error) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise XmlUnreadable(f"{DTD} {AGAIN}")
    return root


def spans(content: bytes, names: Sequence[str]) -> list[Span]:
    """(offset, length) of every element with one of these local names that lies in no other of them, in order.

    MUST be given bytes that `parsed` has read.
    """
    found, open_at, parser = list[Span](), list[int | None](), expat.ParserCreate()
    parser.buffer_text = True

    def start(tag: str, _attributes: object) -> None:
        inside = any(at is not None for at in open_at)
        wanted = not inside and tag.rpartition(":")[2] in names
        open_at.append(parser.CurrentByteIndex if wanted else None)

    def end(_tag: str) -> None:
        began = open_at.pop()
        if began is not None:
            found.append((began, _after(content, parser.CurrentByteIndex) - began))

    parser.StartElementHandler, parser.EndElementHandler = start, end
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise XmlUnreadable(f"broken XML, {error} (XML 1.0). Fetch the file again.") from error
    return found


def local(element: "etree._Element") -> str:
    """The name of an element without its namespace."""
    return str(etree.QName(element).localname) if isinstance(element.tag, str) else ""


def outermost(root: "etree._Element", names: Sequence[str]) -> list["etree._Element"]:
    """The elements that `spans` finds, in the same order."""
    found, waiting = list[Any](), [root]
    while waiting:
        one = waiting.pop()
        if local(one) in names:
            found.append(one)
        else:
            waiting += reversed(one)
    return found


def _after(content: bytes, at: int) -> int:
    """Behind the end tag that begins at `at`; an element without content ends there already."""
    wide = content[at + 1 : at + 2] == b"\0" or content[:2] == b"\xfe\xff"
    sign = content[at : at + 4].replace(b"\0", b"")[:2]
    if sign != b"</":
        return at
    return content.index(b">", at) + (2 if wide and content[:2] != b"\xfe\xff" else 1)


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False, recover=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip


def _broken(error: Exception) -> XmlUnreadable:
    line, column = getattr(error, "position", (0, 0)) or (0, 0)
    said = str(error).split(", line ")[0]
    place = f"line {line}, column {column}" if line else "file"
    return XmlUnreadable(
        f"broken XML, {said[:200]} (XML 1.0). The file may be cut short or wrongly encoded.", place=place
    )
