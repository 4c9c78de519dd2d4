"""PDF and DOCX bulletins as text with the markings that they state. Nothing in them is run, fetched or opened further.

Whatever is needed is imported at the top: a confined child loads nothing once it is shut in.
"""

import hashlib
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any

import pypdf
import pypdf.errors
import pypdf.filters
import pypdf.generic
from lxml import etree

from watchfloor.core.rules.draft import Draft, Reading, SetAside
from watchfloor.receive.formats.scan import Span
from watchfloor.receive.formats.xml import XmlUnreadable, parsed
from watchfloor.receive.rules import letter

FORMATS = {"pdf": "PDF", "docx": "Word document"}
PAGES, UNPACKED, RATIO, FILES = 500, 100 * 1024 * 1024, 200, 2000
MAIN = "word/document.xml"
# what a broken file makes its reader stumble over
BROKEN = (
    pypdf.errors.PyPdfError, ValueError, LookupError, TypeError, AttributeError, AssertionError, ArithmeticError,
    OSError, NotImplementedError, zlib.error, struct.error,
)  # fmt: skip
BROKEN_ZIP = (
    zipfile.BadZipFile, ValueError, LookupError, OSError, EOFError, NotImplementedError, RuntimeError, zlib.error,
    struct.error,
)  # fmt: skip
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


class NotReadable(ValueError):
    """The document is broken, encrypted or too large; the text names rule and way out."""


def kind_of(content: bytes) -> str:
    """ "pdf", "docx" or "" for all else."""
    if content.startswith(b"%PDF"):
        return "pdf"
    if not content.startswith(b"PK\x03\x04"):
        return ""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return "docx" if MAIN in archive.namelist() else ""
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return ""


def read_chunks(content: bytes, options: Mapping[str, Any]) -> Iterator[Reading]:
    """The one bulletin that the file is. MUST NOT raise for what the bytes hold."""
    del options
    one = drafted(content, (0, len(content)), name="")
    of_format = kind_of(content)
    if isinstance(one, Draft):
        yield Reading(of_format, (one,), ())
    else:
        yield Reading(of_format, (), (one,), whole=True)


def drafted(content: bytes, span: Span, *, name: str) -> Draft | SetAside:
    """A bulletin as an item; `name` is what its carrier calls it, `span` what to keep of it."""
    of_format = kind_of(content)
    try:
        told = _pdf(content) if of_format == "pdf" else _docx(content)
    except NotReadable as error:
        return SetAside(name or "file", (str(error),), span)
    body, called = str(told.pop("text")), str(told.get("title") or "")
    return Draft(
        kind="bulletin", origin_key=hashlib.sha256(content).hexdigest(), revision="",
        title=letter.title(called, body) if body else (name or f"{FORMATS[of_format]} without text"),
        body=body, data={"format": of_format, "name": name, **told}, when=letter.when(str(told.get("created") or "")),
        markings=letter.markings(called, body), piece=span, findings=tuple(_findings(told, body)),
    )  # fmt: skip


def _findings(told: Mapping[str, Any], body: str) -> Iterator[str]:
    if not body.strip():
        yield "No words could be read (it may be a scan): it stays closed until a person has read and marked it."
    if told.get("cut"):
        yield f"Only the first {PAGES} pages were read."
    if told.get("active"):
        yield f"It holds {', '.join(told['active'])}, which was neither run nor opened."


def _pdf(content: bytes) -> dict[str, Any]:
    try:
        reader = pypdf.PdfReader(BytesIO(content), strict=False)
        if reader.is_encrypted:
            raise NotReadable("The PDF is encrypted (rule intake.encrypted). Ask the sender for it without a password.")
        pages = [reader.pages[at].extract_text() or "" for at in range(min(PAGES, len(reader.pages)))]
        about = reader.metadata
        return {
            "title": str((about and about.title) or ""), "author": str((about and about.author) or ""),
            "text": _clean("\n".join(pages)), "pages": len(reader.pages), "cut": len(reader.pages) > PAGES,
            "active": _active(reader),
        }  # fmt: skip
    except NotReadable:
        raise
    except RecursionError as error:
        raise NotReadable("The PDF is nested too deep (rule intake.limit). Print it to a new PDF.") from error
    except BROKEN as error:
        kind = type(error).__name__
        text = f"The PDF is broken ({kind}; ISO 32000-1). Fetch it again, or print it to a new PDF."
        raise NotReadable(text) from error


def _active(reader: pypdf.PdfReader) -> list[str]:
    """What in the file would do something in a viewer."""
    root = reader.root_object
    found = [word for name, word in (("/OpenAction", "an action on opening"), ("/AA", "actions")) if name in root]
    names = root["/Names"].get_object() if "/Names" in root else None
    if isinstance(names, pypdf.generic.DictionaryObject):
        found += [word for name, word in (("/JavaScript", "scripts"), ("/EmbeddedFiles", "files")) if name in names]
    return found


def _docx(content: bytes) -> dict[str, Any]:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            _must_be_bounded(archive)
            names = [one for one in archive.namelist() if one.startswith("word/") and one.endswith(".xml")]
            tops = sorted(one for one in names if one.startswith(("word/header", "word/footer")))
            notes = [one for one in names if one in ("word/footnotes.xml", "word/endnotes.xml", "word/comments.xml")]
            parts = [_words(archive.read(one)) for one in (*tops, MAIN, *notes)]
            active = ["macros"] if any(one.endswith("vbaProject.bin") for one in archive.namelist()) else []
            about = archive.read("docProps/core.xml") if "docProps/core.xml" in archive.namelist() else b""
    except NotReadable:
        raise
    except XmlUnreadable as error:
        raise NotReadable(f"A part of the document cannot be read: {error}") from error
    except BROKEN_ZIP as error:
        text = "The document is a broken zip archive (ECMA-376). Fetch it again, or save it anew."
        raise NotReadable(text) from error
    return {**_about(about), "text": _clean("\n".join(parts)), "active": active}


def _must_be_bounded(archive: zipfile.ZipFile) -> None:
    """What a packed file grows to is decided before it grows."""
    told = archive.infolist()
    grown, packed = sum(one.file_size for one in told), sum(one.compress_size for one in told)
    if len(told) > FILES or grown > UNPACKED or grown > max(8 * 1024 * 1024, RATIO * packed):
        raise NotReadable(f"Unpacked it has {grown:,} bytes in {len(told)} files (rule intake.limit).")


def _words(part: bytes) -> str:
    """Paragraphs of WordprocessingML, a line each; deleted text is left out, inserted text is not."""
    lines = list[str]()
    for paragraph in parsed(part).iter(f"{W}p"):
        lines.append("".join(_run(one) for one in paragraph.iter(f"{W}t", f"{W}tab", f"{W}br")))
    return "\n".join(lines)


def _run(one: "etree._Element") -> str:
    return {"tab": "\t", "br": "\n"}.get(str(etree.QName(one).localname), one.text or "")


def _about(core: bytes) -> dict[str, str]:
    try:
        root = parsed(core) if core else None
    except XmlUnreadable:
        root = None
    if root is None:
        return {}
    said = {str(etree.QName(one).localname): (one.text or "").strip() for one in root}
    return {name: said[name] for name in ("title", "creator", "created") if said.get(name)}


def _clean(text: str) -> str:
    return text.encode("utf-8", "replace").decode().replace("\x00", "\ufffd").strip()
