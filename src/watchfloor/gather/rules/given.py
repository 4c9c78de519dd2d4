"""One report as a machine or a phone hands it over, in named fields: a draft of a tip, or what is to be mended."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from watchfloor.core.rules.draft import Draft, Place, When
from watchfloor.gather.rules.coordinates import place_of
from watchfloor.gather.rules.dates import DateForms, mended, moment_of, when_of
from watchfloor.gather.rules.rows import shortened
from watchfloor.gather.rules.suggest import Suggestion

FORMS = DateForms.of(
    ("YYYY-MM-DD", "YYYY-MM-DDThh:mmZ", "YYYY-MM-DDThh:mm:ssZ", "YYYY-MM-DDThh:mm", "YYYY-MM-DDThh:mm:ss")
)
KEY_MOST, LINE_MOST, STORY_MOST, FACTS_MOST, FIELD_MOST, THINGS_MOST = 200, 200, 20_000, 4_000, 300, 20
AHEAD = timedelta(minutes=10)  # a clock may go wrong by so much before its time is called one of the future
BESIDE = ("role", "description")  # of a person or vehicle, beside the fields by which it is compared
Things = Sequence[Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Given:
    """A report in fields, each as it came; only `key` and `narrative` must be filled.

    `key` names the report among those of its sender: the same key with the same content is the same report.
    `occurred`: an ISO 8601 day, or day and time with offset; `occurred_words` what was said of it. `radius_m`: how far
    around the point it may have been. `persons`, `vehicles`: fields of a party, with `role` and `description`.
    `observer`: who saw it (name, contact); it MUST NOT leave the sealed piece. `danger`: somebody may be hurt now.
    """

    key: str = ""
    narrative: str = ""
    title: str = ""
    occurred: str = ""
    occurred_words: str = ""
    lat: float | None = None
    lon: float | None = None
    radius_m: float | None = None
    place: str = ""
    behaviors: tuple[str, ...] = ()
    articulable_facts: str = ""
    persons: tuple[dict[str, str], ...] = ()
    vehicles: tuple[dict[str, str], ...] = ()
    target_sectors: tuple[str, ...] = ()
    tip_class: str = ""
    tip_domain: str = ""
    nature_of_source: str = ""
    source_reliability: str = ""
    content_validity: str = ""
    case_number: str = ""
    observer: dict[str, str] = field(default_factory=dict)
    danger: bool = False
    attested: bool | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """One field with the rule that it breaks and the way out, as a sentence."""

    field: str
    text: str


@dataclass(frozen=True, slots=True)
class GivenMeans:
    """What judging needs beside the report: the known codes and fields, and how words become a place or suggestions.

    `lists`: field -> its codes. `parties`: "person" or "vehicle" -> the fields by which one is compared.
    `roles`: those that may be resolved. `find`: words -> a place or None.
    """

    codes: frozenset[str]
    lists: Mapping[str, frozenset[str]]
    parties: Mapping[str, frozenset[str]]
    roles: frozenset[str]
    find: Callable[[str], Place | None]
    suggest: Callable[[str], tuple[Suggestion, ...]]


def draft_of(given: Given, means: GivenMeans, *, way: str, now: datetime) -> Draft | tuple[Fault, ...]:
    """The tip, or every fault. `way` names the door. A time without offset is kept as said, as wide as all zones."""
    when, found, faults = _when(given, now)
    place, more, wrong = _place(given, means)
    faults = [*_words(given), *faults, *wrong, *_codes(given, means), *_things(given, means)]
    if faults:
        return tuple(faults)
    story = f"{given.narrative}\n\nWhere, as written: {given.place}" if given.place else given.narrative
    data = _data(given, means, way)
    return Draft(
        kind="tip", origin_key="", revision="", title=given.title.strip() or shortened(given.narrative), body=story,
        data=data, when=when, place=place, findings=(*found, *more),
    )  # fmt: skip


def _words(given: Given) -> list[Fault]:
    found = []
    for name, most in LONGEST.items():
        words = getattr(given, name)
        if name in NEEDED and not words.strip():
            found.append(Fault(name, f"{name} is empty. {NEEDED[name]}"))
        if len(words) > most:
            found.append(Fault(name, f"{name} has {len(words):,} characters; {most:,} are the most. Shorten it."))
    return found


LONGEST = {
    "key": KEY_MOST, "title": LINE_MOST, "narrative": STORY_MOST, "place": LINE_MOST, "occurred_words": LINE_MOST,
    "articulable_facts": FACTS_MOST, "case_number": LINE_MOST,
}  # fmt: skip
NEEDED = {
    "key": "Give each report a name of its own, such as a UUID, and send the same one again when you repeat it.",
    "narrative": "A report needs its text: what people did.",
}


def _when(given: Given, now: datetime) -> tuple[When | None, tuple[str, ...], list[Fault]]:
    said, words = given.occurred.strip(), given.occurred_words.strip()
    if not said:
        return (When(None, None, "unknown", words) if words else None), (), []
    moment = moment_of(said, FORMS)
    if moment is None:
        text = f"occurred: '{said[:60]}' is no ISO 8601 date. Write {mended(said)} or {mended(said)}T14:05-06:00."
        return None, (), [Fault("occurred", text)]
    when, findings = when_of(moment, None)
    if when.start and when.start > now + AHEAD and moment.at.tzinfo is not None:
        return None, (), [Fault("occurred", f"occurred: {said} lies ahead. Write when it was seen; check the clock.")]
    return When(when.start, when.end, when.precision, words or said), findings, []


def _place(given: Given, means: GivenMeans) -> tuple[Place | None, tuple[str, ...], list[Fault]]:
    lat, lon = ("" if one is None else repr(one) for one in (given.lat, given.lon))
    point, fault, finding = place_of(lat, lon, ())
    if fault:
        return None, (), [Fault("lat", f"lat, lon: {fault}")]
    if point:
        radius = max(point.radius_m, given.radius_m or 0.0)
        return Place(point.lon, point.lat, radius, given.place), (finding,) if finding else (), []
    found = means.find(given.place) if given.place else None
    if given.place and found is None:
        finding = finding or "The words for the place name none that is known; they stand in the report."
    return found, (finding,) if finding else (), []


def _codes(given: Given, means: GivenMeans) -> list[Fault]:
    unknown = [code for code in given.behaviors if code not in means.codes]
    found = [
        Fault("behaviors", f"behaviors: '{code[:40]}' is none of {', '.join(sorted(means.codes))}.") for code in unknown
    ]
    for name, codes in means.lists.items():
        said = getattr(given, name)
        wrong = [code for code in ((said,) if isinstance(said, str) else said) if code and code not in codes]
        found += [Fault(name, f"{name}: '{code[:40]}' is none of {', '.join(sorted(codes))}.") for code in wrong]
    return found


def _things(given: Given, means: GivenMeans) -> list[Fault]:
    found = []
    for name, kind in (("persons", "person"), ("vehicles", "vehicle")):
        things: Things = getattr(given, name)
        if len(things) > THINGS_MOST:
            found.append(
                Fault(name, f"{name}: {len(things)} are given; {THINGS_MOST} are the most. Send the others apart.")
            )
        for at, thing in enumerate(things):
            found += _thing(f"{name}/{at}", thing, means.parties[kind])
    return found


def _thing(where: str, thing: Mapping[str, str], fields: frozenset[str]) -> list[Fault]:
    known = (*BESIDE, *sorted(fields))
    found = [
        Fault(f"{where}/{name[:40]}", f"{where}: '{name[:40]}' is no field of it. Choose of {', '.join(known)}.")
        for name in thing
        if name not in known
    ]
    long = [name for name, words in thing.items() if len(words) > FIELD_MOST]
    return found + [
        Fault(f"{where}/{name[:40]}", f"{where}/{name[:40]}: {FIELD_MOST} characters are the most.") for name in long
    ]


def _data(given: Given, means: GivenMeans, way: str) -> dict[str, Any]:
    fields, parties = _parties(given, means)
    for name in (
        "articulable_facts",
        "tip_class",
        "tip_domain",
        "nature_of_source",
        "source_reliability",
        "content_validity",
    ):
        if said := getattr(given, name):
            fields[name] = said
    if given.target_sectors:
        fields["target_sectors"] = ", ".join(given.target_sectors)
    named = [{"code": code, "because": ["named by the sender"]} for code in dict.fromkeys(given.behaviors)]
    hints = [
        {"code": hint.code, "because": list(hint.because)}
        for hint in means.suggest(given.narrative)
        if hint.code not in given.behaviors
    ]
    data: dict[str, Any] = {"by": way, "fields": fields, "parties": parties, "suggested_behavior": [*named, *hints]}
    if given.case_number:
        data["case_number"] = given.case_number
    if any(given.observer.values()):
        data["reporter"] = dict(given.observer)
    return data


def _parties(given: Given, means: GivenMeans) -> tuple[dict[str, str], list[dict[str, Any]]]:
    """Every word of a thing as a field of its own; a thing in a role that may be resolved is a party of those fields.

    What a person looks like stays a description: it is no field by which anybody is compared.
    """
    cells: dict[str, str] = {}
    parties = []
    for name, kind in (("persons", "person"), ("vehicles", "vehicle")):
        for at, thing in enumerate(getattr(given, name), 1):
            held = {part: f"{kind} {at} {part}" for part, words in thing.items() if words.strip()}
            cells |= {column: thing[part] for part, column in held.items()}
            role = thing.get("role", "")
            compared = {part: column for part, column in held.items() if part in means.parties[kind]}
            if role in means.roles and compared:
                parties.append({"kind": kind, "role": role, "fields": compared})
    return cells, parties
