"""What photos a report from the field takes along; the others are set aside with a reason, the report never is."""

from collections.abc import Sequence
from dataclasses import dataclass

from watchfloor.gather.rules.handed import File, kind_of, refused, shown_name

MEGABYTE = 10**6


@dataclass(frozen=True, slots=True)
class PhotoLimits:
    """What one report takes: `files` photos, each and all together of so many bytes; a request of `body_bytes`."""

    files: int
    each_bytes: int
    all_bytes: int
    body_bytes: int


def reasons(photos: Sequence[File], *, standing: int, limits: PhotoLimits) -> list[str]:
    """For each, in order: why it is set aside, or "" where it is taken. `standing`: how many its report has already."""
    found, taken, so_far = list[str](), standing, 0
    for photo in photos:
        why = _refused(photo, limits)
        if not why and taken >= limits.files:
            why = f"A report takes {limits.files} photos. File another report, or say in this one that you have more."
        if not why and so_far + photo.size > limits.all_bytes:
            why = f"Together they are larger than {limits.all_bytes // MEGABYTE} MB. Send it with another report."
        if not why:
            taken, so_far = taken + 1, so_far + photo.size
        found.append(why)
    return found


def unread(name: str) -> str:
    """Why a picture was set aside that nothing could be made of."""
    return f"{shown_name(name)} does not open as a picture. Take it again, or say what is on it."


def _refused(photo: File, limits: PhotoLimits) -> str:
    name = shown_name(photo.name)
    if photo.size > limits.each_bytes:
        most = limits.each_bytes // MEGABYTE
        return f"{name} is larger than {most} MB. Keep it, and say in a report that you have it."
    if why := refused(photo):
        return why % {"name": name}
    if not (kind_of(photo.head) or ("", ""))[1].startswith("picture/"):
        return f"{name} is no photo. Keep it, and say in a report that you have it: a person asks for it."
    return ""
