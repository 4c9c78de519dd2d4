"""The same questions put to Cedar, under a policy set written apart from our rules (`access.cedar`).

Needs the dependency group `peers`. Cedar has no "each of": a label of several atoms is several requests.
"""

import json
from collections.abc import Sequence
from importlib.resources import files
from itertools import islice
from typing import Any

import cedarpy

from watchfloor.bench.cases import REFERENCES, Case
from watchfloor.people.rules.standing import Standing
from watchfloor.protect.rules.labels import Atom

# a name in Cedar begins with a letter
COURSES = {"pcrcl": "pcrcl", "28cfr23": "cfr23"}


class Asked:
    """Cases in Cedar's own form, parsed beforehand as its documentation recommends for speed.

    A person's id MUST always name the same standing.
    """

    def __init__(self, cases: Sequence[Case]) -> None:
        self._policies = cedarpy.PolicySet.from_str(files("watchfloor.bench").joinpath("access.cedar").read_text())
        persons = {str(case.standing.person_id): _person(case.standing) for case in cases}
        atoms = {atom.print(): _atom(atom) for case in cases for atom in case.label}
        self._entities = cedarpy.Entities.from_json_str(json.dumps([*_made("Person", persons), *_made("Atom", atoms)]))
        self._many = [len(case.label) for case in cases]
        self._requests = [_request(case, atom) for case in cases for atom in case.label]

    def answers(self) -> list[bool]:
        """A decision a case, in order; a label without an atom is closed."""
        said = iter(cedarpy.is_authorized_batch(self._requests, self._policies, self._entities))
        each = ([one.allowed for one in islice(said, many)] for many in self._many)
        return [bool(atoms) and all(atoms) for atoms in each]


def _made(kind: str, said: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"uid": {"type": kind, "id": uid}, "attrs": attrs, "parents": []} for uid, attrs in said.items()]


def _person(one: Standing) -> dict[str, Any]:
    trained: dict[str, int] = {}
    for course, until in one.training:
        trained[COURSES[course]] = max(until.toordinal(), trained.get(COURSES[course], 0))
    days = {"agreed": one.agreement_until, "grace": one.grace_until}
    return {
        "agency": one.agency_id, "kind": one.agency_kind, "center": one.of_center, "role": one.role,
        "level": one.release_level, "trained": trained, "groups": [f"group:{group}" for group in one.groups],
        **{name: day.toordinal() for name, day in days.items() if day},
    }  # fmt: skip


def _atom(one: Atom) -> dict[str, Any]:
    return {
        "owner": one.owner_id, "class": one.legal_class, "level": one.level, "share": one.share, "tlp": one.tlp,
        "federal": one.federal_only, "restricted": one.restricted, "chri": one.chri,
    }  # fmt: skip


def _request(case: Case, atom: Atom) -> dict[str, Any]:
    stated, numbered = REFERENCES[case.case_ref]
    context = {"purpose": case.purpose, "case": stated, "number": numbered, "today": case.on.toordinal()}
    return {
        "principal": {"type": "Person", "id": str(case.standing.person_id)},
        "action": {"type": "Action", "id": "read"},
        "resource": {"type": "Atom", "id": atom.print()},
        "context": json.dumps(context),
    }
