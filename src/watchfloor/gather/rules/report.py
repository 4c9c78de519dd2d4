"""What a reporter wrote into the form of one report, read without guessing; errors name field, rule and way out.

Pure: the form of the desk and the drop box of the public read a report by it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo

from watchfloor.core.rules.draft import Place, When
from watchfloor.gather.rules.coordinates import place_of
from watchfloor.gather.rules.dates import DateForms, mended, moment_of, when_of
from watchfloor.text.gazetteer import Gazetteer
from watchfloor.text.places import find_places

DAYS, TIMES = DateForms.of(["YYYY-MM-DD"]), DateForms.of(["YYYY-MM-DD hh:mm", "YYYY-MM-DD hh:mm:ss"])
LINE_MOST, STORY_MOST = 200, 20_000
Errors = list[tuple[str, str]]  # field and sentence


@dataclass(frozen=True, slots=True)
class Stated:
    """A report ready to be filed. `narrative` holds the reporter's words and, below them, his words for the place."""

    title: str
    narrative: str
    when: When | None
    place: Place | None
    attested: bool


def read(said: Mapping[str, str], *, zone: tzinfo, now: datetime, gazetteer: Gazetteer) -> tuple[Stated | None, Errors]:
    """The report, or what is to be mended. What is not known stays unknown; only words that name nothing are refused.

    The attestation is not judged here: the action refuses a report without it.
    """
    title, story = said.get("title", "").strip(), said.get("narrative", "").strip()
    errors = _words(title, story)
    when, fault = said_when(said, zone=zone, now=now)
    errors += [("on", fault)] if fault else []
    place, fault = _place(said, gazetteer)
    errors += [("lat", fault)] if fault else []
    if errors:
        return None, errors
    where = said.get("place", "").strip()
    narrative = f"{story}\n\nWhere, as written: {where}" if where else story
    return Stated(title, narrative, when, place, said.get("attested") == "yes"), []


def _words(title: str, story: str) -> Errors:
    found: Errors = []
    if not title:
        found.append(("title", "In one line: empty. Write what happened in a few words."))
    elif len(title) > LINE_MOST:
        found.append(("title", f"In one line: {len(title)} characters. Write {LINE_MOST} or fewer."))
    if not story:
        found.append(("narrative", "What people did: empty. Write what you saw or were told."))
    elif len(story) > STORY_MOST:
        found.append(("narrative", f"What people did: {len(story)} characters. Write {STORY_MOST} or fewer."))
    return found


def said_when(said: Mapping[str, str], *, zone: tzinfo, now: datetime) -> tuple[When | None, str]:
    """The time that the fields on, at and about give, or what is to be mended."""
    day, hour, about = (said.get(name, "").strip() for name in ("on", "at", "about"))
    if not day:
        if hour:
            return None, f"Day: empty, but the time {hour} is given. Write the day too, or put the time into words."
        return (When(None, None, "unknown", about) if about else None), ""
    moment = moment_of(f"{day} {hour}", TIMES) if hour else moment_of(day, DAYS)
    if moment is None:
        return None, f"Day: '{f'{day} {hour}'.strip()}' is no date. Write {mended(day)}, the time as 14:05."
    when, _ = when_of(moment, zone)
    if when.start and when.start > now:
        return None, f"Day: {when.said} lies ahead. Write when it was seen; what is planned belongs into the words."
    return When(when.start, when.end, when.precision, about or when.said), ""


def _place(said: Mapping[str, str], gazetteer: Gazetteer) -> tuple[Place | None, str]:
    """Coordinates win; else the finest place that the words name; else none, and the words stand in the report."""
    words = said.get("place", "").strip()
    place, fault, _ = place_of(said.get("lat", "").strip(), said.get("lon", "").strip(), ())
    if fault:
        return None, f"Coordinates: {fault}"
    if place:
        return Place(place.lon, place.lat, place.radius_m, words), ""
    found = next(iter(find_places(words, gazetteer)), None) if words else None
    return (Place(found.lon, found.lat, found.radius_m, found.name) if found else None), ""
