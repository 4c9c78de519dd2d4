"""What the public's door takes: words, files, how often; its code, its proof of work, and when a state is shown.

Messages are marked by `to_say` and translated by the door; they are written for anybody, and say the way out.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

DIGITS = 16
CONTACT, ANONYMOUS = "contact", "anonymous"
WHENS = ("now", "today", "earlier")
LINES = ("where", "day", "hour", "about", "lat", "lon", "name", "reach", "hurt")
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
class Limits:
    """What one report may hold."""

    text: int
    line: int
    files: int
    each_bytes: int
    all_bytes: int


@dataclass(frozen=True, slots=True)
class Fault:
    """What is to be mended: the field, a message with places, and what stands in them."""

    field: str
    text: str
    places: Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class File:
    """What a file says of itself; `size` is what was sent, though no more than the limit was kept."""

    name: str
    size: int
    head: bytes


def faults_of(said: Mapping[str, str], files: Sequence[File], *, limits: Limits, today: date) -> list[Fault]:
    """What keeps a report from being taken; nothing else does. Place, time and contact are never demanded."""
    found = []
    if not said.get("what", "").strip() and not files:
        found.append(Fault("what", to_say("Tell us what you saw, or add a file. A few words are enough."), {}))
    if len(said.get("what", "")) > limits.text:
        text = to_say("Your report has %(has)s characters; %(most)s fit. Shorten it, or add the rest as a text file.")
        found.append(Fault("what", text, {"has": len(said["what"]), "most": limits.text}))
    long = to_say("This line is too long; %(most)s characters fit.")
    found += [Fault(name, long, {"most": limits.line}) for name in LINES if len(said.get(name, "")) > limits.line]
    day = said.get("day", "").strip()
    if day and (fault := _day(day, today)):
        found.append(Fault("day", fault, {}))
    if (said.get("lat", "").strip() or said.get("lon", "").strip()) and not _point(said):
        text = to_say("Latitude and longitude: give both as numbers, such as 44.9778 and -93.2650, or neither.")
        found.append(Fault("lat", text, {}))
    return [*found, *_files(files, limits)]


def _day(said: str, today: date) -> str:
    try:
        day = date.fromisoformat(said)
    except ValueError:
        return to_say("Write the day as year-month-day, or say it in words below.")
    # a day ahead is a phone whose clock is wrong, or somebody further east
    if day > today + timedelta(days=1):
        return to_say("That day has not come yet. If it is about something planned, say so in your report.")
    return ""


def _point(said: Mapping[str, str]) -> bool:
    try:
        lat, lon = float(said.get("lat", "")), float(said.get("lon", ""))
    except ValueError:
        return False
    return -90 <= lat <= 90 and -180 <= lon <= 180


def _files(files: Sequence[File], limits: Limits) -> list[Fault]:
    found = []
    if len(files) > limits.files:
        text = to_say("%(has)s files; %(most)s fit. Send the most telling ones, and say that you have more.")
        found.append(Fault("files", text, {"has": len(files), "most": limits.files}))
    for file in files:
        if file.size > limits.each_bytes:
            text = to_say(
                "%(name)s is larger than %(most)s MB. Keep it, send a few pictures or a shorter piece of it, and write"
                " in your report that you have it: a person will ask for it."
            )
            found.append(Fault("files", text, {"name": shown_name(file.name), "most": limits.each_bytes // 10**6}))
        elif fault := _refused(file):
            found.append(Fault("files", fault, {"name": shown_name(file.name)}))
    if sum(min(file.size, limits.each_bytes) for file in files) > limits.all_bytes:
        text = to_say("Together the files are larger than %(most)s MB. Send fewer, and say that you have more.")
        found.append(Fault("files", text, {"most": limits.all_bytes // 10**6}))
    return found


def _refused(file: File) -> str:
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


def code_of(said: str) -> str | None:
    """The sixteen digits, however they were spaced; None for anything else."""
    digits = re.sub(r"[\s.-]", "", said)
    return digits if len(digits) == DIGITS and digits.isascii() and digits.isdigit() else None


def code_from(seed: bytes) -> str:
    """Sixteen digits of a keyed hash (32 bytes): the same form with the same words has the same code."""
    return str(int.from_bytes(seed, "big") % 10**DIGITS).zfill(DIGITS)


def spaced(code: str) -> str:
    """ "4417 0926 3385 1702"."""
    return " ".join(code[at : at + 4] for at in range(0, len(code), 4))


def proved(challenge: str, answer: str, *, bits: int) -> bool:
    """Whether SHA-256 of "challenge:answer" begins with so many zero bits (Hashcash, Back 2002)."""
    if not answer or len(answer) > 40:
        return False
    digest = hashlib.sha256(f"{challenge}:{answer}".encode()).digest()
    return int.from_bytes(digest, "big") >> (256 - bits) == 0


def shown_at(at: datetime, *, after: timedelta) -> datetime:
    """When the public is shown what happened at a moment: the first midnight (UTC) after the delay."""
    due = (at + after).astimezone(UTC)
    return datetime.combine(due.date() + timedelta(days=1), time(), UTC)
