"""Facets of a search: read from an address, turned into what core narrows by, shown with what may be counted.

Kind, class, marking, source, time and place; never a protected trait (watchfloor.plan.rules.searches.FACETS).
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from math import cos, pi, radians, sin
from typing import Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from watchfloor.core.queries import hits
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.searching import Narrowed, Ring
from watchfloor.people import queries as people
from watchfloor.plan.queries import ground as plan
from watchfloor.plan.rules.distance import METERS_PER_DEGREE
from watchfloor.plan.rules.searches import Facets, Search
from watchfloor.protect.rules.labels import Atom
from watchfloor.protect.web.fields import choices, error
from watchfloor.protect.web.wording import CLASSES, KINDS, agency_words
from watchfloor.text.places import find_places

CAME = ((1, "in the last 24 hours"), (7, "in the last 7 days"), (30, "in the last 30 days"), (365, "in the last year"))
WITHIN = (5, 25, 50, 100, 250)
NEAR = 25  # kilometers around a point if nothing is said
PLACE_MOST = 120
POINT = re.compile(r"(-?\d{1,2}(?:\.\d+)?)\s*,\s*(-?\d{1,3}(?:\.\d+)?)")
CORNERS = 48
LEVELS = {"U": "U", "LES": "U//LES", "CUI": "CUI"}
NO_PLACE = "Place: '{}' is no state, county, town or airport known here. Write Monticello, MN or 45.30, -93.79."
NO_DATE = "{}: '{}' is no date. Write 2026-11-20."


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked: the facets, what core makes of them, the place in words, and what could not be understood."""

    facets: Facets
    narrowed: Narrowed
    place: str = ""
    errors: list[dict[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Handling:
    """What a label says: legal classes, owners (agency ids), and its level with TLP."""

    classes: frozenset[str] = frozenset()
    owners: frozenset[int] = frozenset()
    marks: frozenset[str] = frozenset()


OfLabel = Mapping[int, Handling]


def asked_of(audience: Audience, said: QueryDict, *, now: datetime) -> Asked:
    """Read the facets of an address; values that no form of ours gives are left out."""
    errors, days = list[dict[str, str]](), dict[str, date | None]()
    for name, words in (("seen_from", "Seen from"), ("seen_until", "Seen until")):
        days[name], wrong = _day(said.get(name, ""), words)
        errors += [error(name, wrong)] if wrong else []
    facets = Facets(
        kind=_of(said, "kind", KINDS), legal_class=_of(said, "class", CLASSES),
        marking=tuple(dict.fromkeys(said.getlist("marking")))[:8],
        agency=tuple(dict.fromkeys(said.getlist("agency")))[:20],
        place=said.get("place", "").strip()[:PLACE_MOST], within=_number(said.get("within"), WITHIN),
        came=_number(said.get("came"), [days for days, _ in CAME]), seen_from=days["seen_from"],
        seen_until=days["seen_until"],
    )  # fmt: skip
    place, areas = _place(facets)
    if facets.place and not areas:
        errors.append(error("place", NO_PLACE.format(facets.place)))
    return Asked(facets, _narrowed(audience, facets, areas, _before(said.get("before", "")), now), place, errors)


def of_kinds(kinds: Iterable[str]) -> Asked:
    """Narrowed to kinds of record alone."""
    chosen = tuple(kinds)
    return Asked(Facets(kind=chosen), Narrowed(kinds=chosen))


def _of(said: QueryDict, name: str, known: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(one for one in dict.fromkeys(said.getlist(name)) if one in known)


def _number(said: str | None, known: Iterable[int]) -> int:
    return next((one for one in known if str(one) == said), 0)


def _day(said: str, words: str) -> tuple[date | None, str]:
    try:
        found = parse_date(said.strip()) if said.strip() else None
    except ValueError:
        found = None
    return found, "" if found or not said.strip() else NO_DATE.format(words, said.strip()[:40])


def _narrowed(
    audience: Audience, facets: Facets, areas: tuple[Ring, ...], before: datetime | None, now: datetime
) -> Narrowed:  # fmt: skip
    labels = None
    if facets.legal_class or facets.marking or facets.agency:
        labels = _labels(audience, facets)
    until = facets.seen_until + timedelta(days=1) if facets.seen_until else None
    came = now - timedelta(days=facets.came) if facets.came else None
    return Narrowed(
        facets.kind, labels, came, before, _midnight(facets.seen_from), _midnight(until), areas
    )  # fmt: skip


def _before(said: str) -> datetime | None:
    """Where an earlier look ended; the page itself wrote it."""
    try:
        found = parse_datetime(said) if said else None
    except ValueError:
        return None
    return found if found is not None and timezone.is_aware(found) else None


def _midnight(on: date | None) -> datetime | None:
    return timezone.make_aware(datetime.combine(on, time.min)) if on else None


def handling(audience: Audience) -> OfLabel:
    """Of each label of this reader; of one that cannot be read nothing."""
    mine = set(audience.label_ids)
    return {label_id: _handling(texts) for label_id, texts in core.labels().items() if label_id in mine}


def _handling(texts: Iterable[str]) -> Handling:
    try:
        atoms = [Atom.parse(text) for text in texts]
    except ValueError:
        return Handling()
    levels = [level for level in LEVELS if any(atom.level == level for atom in atoms)][-1:]
    tlps = [f"TLP:{atom.tlp}" for atom in atoms if atom.tlp]
    return Handling(
        frozenset(atom.legal_class for atom in atoms), frozenset(atom.owner_id for atom in atoms),
        frozenset([*levels, *tlps]),
    )  # fmt: skip


def _labels(audience: Audience, facets: Facets) -> tuple[int, ...]:
    """The labels that carry one of each list that is given."""
    owners = {one.id for one in people.agencies().values() if one.code in facets.agency}
    return tuple(
        sorted(
            label_id
            for label_id, said in handling(audience).items()
            if (not facets.legal_class or said.classes & set(facets.legal_class))
            and (not facets.agency or said.owners & owners)
            and (not facets.marking or said.marks & set(facets.marking))
        )
    )


def _place(facets: Facets) -> tuple[str, tuple[Ring, ...]]:
    """The place in words and its outlines: a state as it is, anything else as a circle."""
    if not facets.place:
        return "", ()
    lowered = facets.place.lower()
    for state in plan.places(kinds=["state"], with_areas=True):
        if lowered in (state.name.lower(), state.state.lower()) and state.areas:
            rings = tuple(tuple((x, y) for x, y in polygon[0]) for polygon in state.areas)
            return state.name, rings
    point = POINT.fullmatch(facets.place)
    if point:
        lat, lon, around = float(point[1]), float(point[2]), facets.within or NEAR
        circle = (_circle(lon, lat, around * 1000),) if abs(lat) < 90 and abs(lon) <= 180 else ()
        return f"{lat:g}, {lon:g}, within {around} km", circle
    return _named(facets)


def _named(facets: Facets) -> tuple[str, tuple[Ring, ...]]:
    """A town, county or airport of the gazetteer: a circle around its middle that holds it whole."""
    center = people.center()
    found = find_places(facets.place, plan.gazetteer(), state=center.state if center else "")
    if not found:
        named, _, state_ = facets.place.rpartition(",")
        found = find_places("", plan.gazetteer(), state=state_.strip(), city=named.strip())
    if not found:
        return "", ()
    here = found[0]
    around = (facets.within or NEAR) * 1000 + here.radius_m
    return f"{here.name or facets.place}, within {around / 1000:.0f} km", (_circle(here.lon, here.lat, around),)


def _circle(lon: float, lat: float, radius_m: float) -> Ring:
    up = radius_m / METERS_PER_DEGREE
    wide = up / max(0.05, cos(radians(lat)))
    turns = [2 * pi * n / CORNERS for n in range(CORNERS)]
    return tuple((round(lon + wide * cos(turn), 6), round(lat + up * sin(turn), 6)) for turn in turns)


def shown(audience: Audience, asked: Asked, found: list[core.Row], *, counted: bool) -> list[dict[str, Any]]:
    """The lists of the panel. What is offered holds a readable record; counts, where taken, are of the hits found."""
    atoms, facets = handling(audience), asked.facets
    codes = {one.id: one.code for one in people.agencies().values()}
    there = Counter[str]()
    for (label_id, kind), n in hits.label_counts(audience=audience).items():
        there.update(dict.fromkeys(_keys(atoms, codes, label_id, kind), n))
    counts = Counter(key for row in found for key in _keys(atoms, codes, row.label_id, row.kind)) if counted else None
    lists = (
        ("kind", "Kind", [(code, text) for code, text in KINDS.items()], facets.kind),
        ("class", "Legal class", [(code, text) for code, text in CLASSES.items()], facets.legal_class),
        ("marking", "Marking", _marks(there), facets.marking),
        ("agency", "Source or agency", _agencies(), facets.agency),
    )
    return [
        {
            "name": name, "label": label,
            "options": [
                {
                    "value": value, "text": text, "checked": value in chosen,
                    "count": "" if counts is None else counts[f"{name} {value}"],
                }
                for value, text in options
                if there[f"{name} {value}"] or value in chosen
            ],
        }
        for name, label, options, chosen in lists
    ]  # fmt: skip


def _marks(there: Counter[str]) -> list[tuple[str, str]]:
    values = sorted(key.partition(" ")[2] for key in there if key.startswith("marking "))
    return [(value, LEVELS.get(value, value)) for value in values]


def _agencies() -> list[tuple[str, str]]:
    return sorted(((one.code, agency_words(one.name)) for one in people.agencies().values()), key=lambda one: one[1])


def _keys(atoms: OfLabel, codes: Mapping[int, str], label_id: int, kind: str) -> list[str]:
    said = atoms.get(label_id, Handling())
    return [
        f"kind {kind}", *(f"class {one}" for one in said.classes), *(f"marking {one}" for one in said.marks),
        *(f"agency {codes[one]}" for one in said.owners if one in codes),
    ]  # fmt: skip


def spans(facets: Facets) -> dict[str, Any]:
    """Time and place as the panel's fields show them again."""
    return {
        "came": [{"value": "", "text": "any time", "checked": not facets.came},
                 *choices(((str(days), words) for days, words in CAME), chosen=str(facets.came))],
        "within": choices(((str(km), f"{km} km") for km in WITHIN), chosen=str(facets.within or NEAR)),
        "place": facets.place, "seen_from": facets.seen_from.isoformat() if facets.seen_from else "",
        "seen_until": facets.seen_until.isoformat() if facets.seen_until else "",
    }  # fmt: skip


def parameters(search: Search) -> QueryDict:
    """A saved search as the address that would ask it."""
    said, facets = QueryDict(mutable=True), search.facets
    said["q"] = search.words
    for name, values in (
        ("kind", facets.kind), ("class", facets.legal_class), ("marking", facets.marking), ("agency", facets.agency),
        ("place", [facets.place]), ("within", [str(facets.within)]), ("came", [str(facets.came)]),
        ("seen_from", [facets.seen_from.isoformat() if facets.seen_from else ""]),
        ("seen_until", [facets.seen_until.isoformat() if facets.seen_until else ""]),
    ):  # fmt: skip
        said.setlist(name, [one for one in values if one and one != "0"])
    return said


def words_of(facets: Facets) -> list[str]:
    """The facets in plain words, for a list of searches."""
    names = {one.code: agency_words(one.name) for one in people.agencies().values()} if facets.agency else {}
    came = dict(CAME).get(facets.came, "")
    said = [
        ", ".join(KINDS.get(one, one) for one in facets.kind),
        ", ".join(CLASSES.get(one, one) for one in facets.legal_class),
        ", ".join(LEVELS.get(one, one) for one in facets.marking),
        ", ".join(names.get(one, one) for one in facets.agency),
        f"near {facets.place}" + (f", {facets.within} km" if facets.within else "") if facets.place else "",
        f"came in {came}" if came else "",
        f"seen from {facets.seen_from:%b %d, %Y}" if facets.seen_from else "",
        f"seen until {facets.seen_until:%b %d, %Y}" if facets.seen_until else "",
    ]
    return [one for one in said if one]
