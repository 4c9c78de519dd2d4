"""What of an ISE-SAR leaves: the summary by allow-list, the details with privacy fields; one mapping of plain values.

A summary is drawn from closed vocabularies (codes, dates, registry, gazetteer) and one statement that a person wrote
for it; the guard looks at all of it, a person at every line.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from watchfloor.gather.rules.behavior import Behaviors

SUMMARY, DETAILS = "ISE-SAR summary, without privacy fields", "ISE-SAR details, with privacy fields"
LEAST = 3  # characters of a value that is looked for in a statement; shorter ones stand in every text


@dataclass(frozen=True, slots=True)
class Shared:
    """What a summary may draw from: nothing that a person wrote in the report, nothing that names anybody.

    `state` and `city` MUST come from the gazetteer, `owner` and `center` from the registry; `statement` was written
    for the summary.
    """

    number: str
    version: int
    owner: str
    behaviors: tuple[str, ...]
    occurred_on: date | None
    state: str
    city: str
    review_on: date
    purge_on: date
    found_on: date
    center: str = ""
    statement: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """The privacy fields: the words of the report, its place and times, its parties, every other cell."""

    title: str
    narrative: str
    articulable_facts: str = ""
    why: str = ""
    place: str = ""
    lat: float | None = None
    lon: float | None = None
    since: str = ""
    until: str = ""
    parties: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...] = ()
    cells: tuple[tuple[str, str], ...] = ()


def summary(shared: Shared, behaviors: Behaviors) -> Mapping[str, Any]:
    """The summary format, by allow-list: no title, no narrative, no name, number or contact of anybody.

    Coordinates are no part of it: a house is found by them.
    """
    named = [behaviors.by_code[code] for code in shared.behaviors if code in behaviors.by_code]
    return {
        "format": SUMMARY, "record": shared.number, "version": shared.version,
        "privacy_information_exists": True, "submitting_organization": shared.center,
        "owning_organization": shared.owner,
        "suspicious_activity_codes": [{"code": one.code, "name": one.name} for one in named],
        "activity_on": shared.occurred_on.isoformat() if shared.occurred_on else None,
        "state": shared.state, "city": shared.city, "terrorism_nexus": "found by a person, seconded by another",
        "determined_on": shared.found_on.isoformat(), "privacy_purge_review_on": shared.review_on.isoformat(),
        "privacy_purge_on": shared.purge_on.isoformat(), "statement": shared.statement,
    }  # fmt: skip


def details(shared: Shared, behaviors: Behaviors, told: Told) -> Mapping[str, Any]:
    """The detailed format: the summary and the words of the report, which are privacy fields as a whole."""
    return {
        **summary(shared, behaviors), "format": DETAILS, "title": told.title, "narrative": told.narrative,
        "articulable_facts": told.articulable_facts, "nexus_rationale": told.why, "place": told.place,
        "latitude": told.lat, "longitude": told.lon, "observed_from": told.since, "observed_until": told.until,
        "parties": [
            {"kind": kind, "role": role, "fields": [{"name": name, "value": value} for name, value in fields]}
            for kind, role, fields in told.parties
        ],
        "cells": [{"name": name, "value": value} for name, value in told.cells],
    }  # fmt: skip


def carried_over(statement: str, told: Told) -> tuple[str, ...]:
    """Values of the record's own fields and parties that stand in the statement, whatever their case and spaces."""
    said = _plain(statement)
    values = [value for _, _, fields in told.parties for _, value in fields] + [value for _, value in told.cells]
    return tuple(dict.fromkeys(value for value in values if len(_plain(value)) >= LEAST and _plain(value) in said))


def lines_of(content: Mapping[str, Any]) -> Sequence[tuple[str, str]]:
    """Every line of a package as (name, words), as the form for retyping and the human check show it."""
    return [(_name(key), said) for key, value in content.items() if (said := _said(value))]


def _name(key: str) -> str:
    return key.replace("_", " ").capitalize()


def _said(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(filter(None, (_said(one) for one in value)))
    if isinstance(value, dict):
        if "code" in value:
            return f"{value['name']} ({value['code']})"
        if "fields" in value:
            return f"{value['kind']}, {value['role']}: {_said(value['fields'])}"
        return f"{value['name']}: {value['value']}"
    return "yes" if value is True else "" if value is None else str(value)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
