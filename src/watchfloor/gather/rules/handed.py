"""Files that people hand in with a report: what each is by its first bytes, and why one is not taken."""

import re
from dataclasses import dataclass

# first bytes of what is taken; what is not told by them is taken by nobody's word for it
PICTURES = {b"\xff\xd8\xff": "jpeg", b"\x89PNG\r\n\x1a\n": "png", b"GIF8": "gif"}
INERT = {b"%PDF-": ("pdf", "application/pdf"), b"ID3": ("mp3", "audio/mpeg"), b"OggS": ("ogg", "audio/ogg"),
         b"\x1aE\xdf\xa3": ("webm", "video/webm"), b"fLaC": ("flac", "audio/flac")}  # fmt: skip
ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe")
MARKUP = (b"<svg", b"<html", b"<!doctype", b"<script", b"<?xml")


def to_say(text: str) -> str:
    """Marks a message of a rule for the language files; the door says it in the reader's language."""
    return text


@dataclass(frozen=True, slots=True)
class File:
    """What a file says of itself; `size` is what was sent, though no more than the limit was kept."""

    name: str
    size: int
    head: bytes


def refused(file: File) -> str:
    """Why a file of this kind is not taken, with a place for its name and the way out; "" where it is."""
    if not file.size:
        return to_say("%(name)s is empty. Choose it again, or leave it out.")
    if file.head.startswith(ARCHIVES):
        return to_say(
            "%(name)s is a packed file, and we unpack nothing. Send what is in it, one by one; a document as PDF."
        )
    if _may_run(file.head):
        return to_say("%(name)s may hold a program. Send a picture of it, such as a photo of the screen.")
    if kind_of(file.head) is None:
        return to_say(
            "%(name)s is of a kind that we cannot keep. Send a picture (JPEG, PNG), a PDF, a text, a film or a sound."
        )
    return ""


def _may_run(head: bytes) -> bool:
    if _is_text(head):
        return head.startswith(b"#!") or any(mark in head.lower() for mark in MARKUP)
    return head.startswith(PROGRAMS)


def kind_of(head: bytes) -> tuple[str, str] | None:
    """Ending and media type by the first bytes (512 are enough); "picture/..." is made anew before it is kept."""
    for begin, ending in PICTURES.items():
        if head.startswith(begin):
            return ending, f"picture/{ending}"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp", "picture/webp"
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return "wav", "audio/wav"
    if head[4:8] == b"ftyp":
        return ("m4a", "audio/mp4") if head[8:11] == b"M4A" else ("mp4", "video/mp4")
    for begin, kind in INERT.items():
        if head.startswith(begin):
            return kind
    return ("txt", "text/plain") if _is_text(head) else None


def _is_text(head: bytes) -> bool:
    cut = head.rsplit(b" ", 1)[0] if len(head) >= 512 else head  # a letter of several bytes may be cut in two
    try:
        return b"\x00" not in cut and bool(cut.decode("utf-8"))
    except UnicodeDecodeError:
        return False


def shown_name(name: str) -> str:
    """A name from outside, short and without what could lead elsewhere."""
    return re.sub(r"[^\w .()-]", "_", name.replace("\\", "/").rsplit("/", 1)[-1]).strip()[:60] or "file"
