"""The only maker of an Audience."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import cache

from django.db import connection

from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Actor, Audience
from watchfloor.core.rules.decision import Because, Decision, Refused
from watchfloor.people import queries as people
from watchfloor.people.rules.standing import Standing
from watchfloor.protect.formats.policy import load
from watchfloor.protect.queries import glass
from watchfloor.protect.rules.access import may_know, may_read, may_state
from watchfloor.protect.rules.labels import Atom
from watchfloor.protect.rules.needs import BREAK_GLASS, case_of, may_need
from watchfloor.protect.rules.spilling import DECIDES, SECONDS, SPILL


class NotAdmitted(Refused):
    """No affiliation in force, or the purpose does not hold."""


# one table of labels a reader, purpose and day: hashing a standing for every label cost ten times the look-up
_decided: OrderedDict[tuple[Standing, str, str, date], dict[tuple[str, ...], Decision]] = OrderedDict()
_REMEMBERED = 200
SOME_CASE = "1 STATED"  # decisions hang on whether a case was stated, never on which


def admit(*, person_id: int, affiliation_id: int, purpose: str, case_ref: str, now: datetime) -> Audience:
    """Who this person is today, what for, and every label that opens, each with its reasons.

    MUST be called outside any record query; raises NotAdmitted. Labels are few hundreds; each is decided once and
    remembered for the same standing, purpose and day. A grant replaces the right to know, never the need to know.
    """
    standing = people.standing(person_id=person_id, affiliation_id=affiliation_id)
    if standing is None:
        raise NotAdmitted(Decision.of(Because("No affiliation in force.", "access.affiliation", ok=False)))
    policy = load()
    if purpose not in policy.purposes:
        raise NotAdmitted(may_state(standing, purpose=purpose, case_ref=case_ref, policy=policy))
    if purpose == BREAK_GLASS and glass.open_until(person_id=person_id, now=now) is None:
        text = "No break-glass of yours is open."
        raise NotAdmitted(
            Decision.of(Because(text, "access.break-glass", ok=False, way_out="Open one, or state a need."))
        )
    decided = _decisions(standing, purpose, case_ref, now.date())
    explained = {label_id: decision.because for label_id, decision in decided.items() if decision}
    rights = policy.roles.get(standing.role, frozenset())
    stated = may_need(purpose=purpose, case_ref=case_ref, policy=policy).ok and "record.read" in rights
    return Audience(
        actor=Actor(person_id, affiliation_id, standing.agency_id),
        purpose=purpose,
        case_ref=case_ref,
        label_ids=tuple(sorted(explained)),
        granted=_granted(person_id, now) if stated else (),
        explanation=explained,
        rights=rights,
    )


def admit_to_know(*, of: Audience, now: datetime) -> Audience:
    """What this reader may not read but may know of: the labels, each with what speaks against him. It has no rights.

    A door asks under it whether a thing is there, and shows nothing of it but the reasons (house, a decision).
    """
    actor = of.actor
    standing = people.standing(person_id=actor.person_id, affiliation_id=actor.affiliation_id)
    told: dict[int, tuple[Because, ...]] = {}
    if standing is not None and "record.read" in of.rights:
        atoms = core.labels()
        for label_id, decision in _decisions(standing, of.purpose, of.case_ref, now.date()).items():
            if not decision and _may_know(decision, atoms[label_id]):
                told[label_id] = decision.because
    return Audience(actor, of.purpose, of.case_ref, tuple(sorted(told)), explanation=told)


def admit_to_quarantine(*, of: Audience) -> Audience:
    """The same person, with the label of what is closed away: for acts that a rule has allowed him, and their effect.

    A door shows no word under it. Raises NotAdmitted for whoever has no part in deciding on spills.
    """
    if not of.rights & {DECIDES, SECONDS}:
        raise NotAdmitted(Decision.of(Because("You decide on no spills.", "access.security", ok=False)))
    shut = {one for one, atoms in core.labels().items() if atoms and {_class_of(atom) for atom in atoms} == {SPILL}}
    return replace(of, label_ids=tuple(sorted({*of.label_ids, *shut})), rights=of.rights | {"record.readers"})


def _may_know(refused: Decision, atoms: tuple[str, ...]) -> bool:
    try:
        return may_know(refused, tuple(Atom.parse(text) for text in atoms), load())
    except ValueError:
        return False


def _decisions(standing: Standing, purpose: str, case_ref: str, on: date) -> dict[int, Decision]:
    return decisions(standing, purpose=purpose, case_ref=case_ref, labels=core.labels(), on=on)


def decisions(
    standing: Standing, *, purpose: str, case_ref: str, labels: Mapping[int, tuple[str, ...]], on: date
) -> dict[int, Decision]:
    """The decision on each label, by its id: what was decided before for the same standing, purpose and day is
    remembered. `purpose` MUST be of the policy.
    """
    case_kind = SOME_CASE if case_of(case_ref) or (case_ref.strip() and load().purposes[purpose].needs_number) else ""
    known = _remembered(standing, purpose, case_kind, on)
    for atoms in labels.values():
        if atoms not in known:
            known[atoms] = _decide_anew(standing, purpose, case_kind, on, atoms)
    return {label_id: known[atoms] for label_id, atoms in labels.items()}


def _remembered(standing: Standing, purpose: str, case_kind: str, on: date) -> dict[tuple[str, ...], Decision]:
    key = (standing, purpose, case_kind, on)
    table = _decided.get(key)
    if table is None:  # pages run in threads: the table may leave the memory while this one works on it
        table = _decided.setdefault(key, {})
        if len(_decided) > _REMEMBERED:
            _decided.popitem(last=False)
    return table


def _decide_anew(standing: Standing, purpose: str, case_ref: str, on: date, atoms: tuple[str, ...]) -> Decision:
    try:
        parsed = tuple(Atom.parse(text) for text in atoms)
    except ValueError:
        return Decision.of(Because("The label cannot be read; it stays closed.", "access.label", ok=False))
    return may_read(parsed, standing, purpose=purpose, case_ref=case_ref, policy=load(), on=on)


def _granted(person_id: int, now: datetime) -> tuple[int, ...]:
    with connection.cursor() as cursor:
        cursor.execute("select core_granted_to(%s, %s)", [person_id, now])
        return tuple(cursor.fetchone()[0])


def explain(
    *, person_id: int, affiliation_id: int, purpose: str, case_ref: str, label_id: int, now: datetime
) -> Decision:
    """Why this person may, or may not, read what carries a label; only doors that know he may know of it show it."""
    standing = people.standing(person_id=person_id, affiliation_id=affiliation_id)
    if standing is None:
        return Decision.of(Because("No affiliation in force.", "access.affiliation", ok=False))
    mine = {label_id: core.labels().get(label_id, ())}
    return decisions(standing, purpose=purpose, case_ref=case_ref, labels=mine, on=now.date())[label_id]


def admit_service(*, service: str, now: datetime) -> Audience:
    """The declared, narrow audience of a service: labels all of whose atoms are of its classes; nobody has "all"."""
    del now
    declared = load().services.get(service)
    if declared is None:
        raise NotAdmitted(Decision.of(Because(f"No service {service!r} is declared.", "access.service", ok=False)))
    center = people.center()
    classes = set(declared.classes)
    open_labels = [
        label_id
        for label_id, atoms in core.labels().items()
        if classes and {_class_of(atom) for atom in atoms} <= classes
    ]
    return Audience(
        actor=Actor(declared.person, 0, center.id if center else 0),
        purpose=declared.purpose,
        case_ref="",
        label_ids=tuple(sorted(open_labels)),
        rights=declared.rights,
    )


@cache  # labels are few hundreds, and services are admitted several times a second
def _class_of(atom: str) -> str:
    try:
        return Atom.parse(atom).legal_class
    except ValueError:
        return "unreadable"
