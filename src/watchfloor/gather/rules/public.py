"""What the public's door takes: words, files, how often; its code, its proof of work, and when a state is shown.

Messages are marked by `to_say` and translated by the door; they are written for anybody, and say the way out.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from watchfloor.gather.rules.handed import File, refused, shown_name, to_say

DIGITS = 16
CONTACT, ANONYMOUS = "contact", "anonymous"
WHENS = ("now", "today", "earlier")
LINES = ("where", "day", "hour", "about", "lat", "lon", "name", "reach", "hurt")


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
        elif fault := refused(file):
            found.append(Fault("files", fault, {"name": shown_name(file.name)}))
    if sum(min(file.size, limits.each_bytes) for file in files) > limits.all_bytes:
        text = to_say("Together the files are larger than %(most)s MB. Send fewer, and say that you have more.")
        found.append(Fault("files", text, {"most": limits.all_bytes // 10**6}))
    return found


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
