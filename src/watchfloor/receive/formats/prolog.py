"""The beginning of an XML file, read without parsing it: root element, namespace, and whether it declares a DTD."""

import codecs
import re
from dataclasses import dataclass

HEAD = 65_536
BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
SKIPPED = re.compile(r"\s+|<\?.*?\?>|<!--.*?-->", re.DOTALL)
ROOT = re.compile(r"<(?:([\w.-]+):)?([\w.-]+)([^>]*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Prolog:
    """Local name and namespace of the root, empty if not found in the first 64 KiB; `doctype`: a DTD is declared."""

    root: str
    namespace: str
    doctype: bool


def text_of(content: bytes) -> str:
    """The first 64 KiB as text, good enough to see markup: by byte order mark, else by where the null bytes stand."""
    head = content[:HEAD]
    for mark, encoding in BOMS:
        if head.startswith(mark):
            return head[len(mark) :].decode(encoding, "replace")
    if head[1:2] == b"\0" and head[:1] != b"\0":
        return head.decode("utf-16-le", "replace")
    if head[:1] == b"\0" and head[1:2] != b"\0":
        return head.decode("utf-16-be", "replace")
    return head.decode("latin-1")


def prolog(content: bytes) -> Prolog:
    """What stands before the first element, and that element's name."""
    text, at = text_of(content), 0
    while match := SKIPPED.match(text, at):
        at = match.end()
    if text[at : at + 9].upper() == "<!DOCTYPE":
        return Prolog("", "", doctype=True)
    root = ROOT.match(text, at)
    if not root:
        return Prolog("", "", doctype=False)
    prefix = f"xmlns:{root[1]}" if root[1] else "xmlns"
    space = re.search(rf"""\s{re.escape(prefix)}\s*=\s*["']([^"']*)["']""", root[3])
    return Prolog(root[2], space[1] if space else "", doctype=False)
