"""Liaison officers of the exercise: Sol approved who is trained, Ben filed from the field; two operations meet."""

from datetime import datetime, timedelta

from watchfloor.core.gate.session import reading
from watchfloor.demo.working import as_person
from watchfloor.gather.actions.intake import take
from watchfloor.gather.actions.officers import NotApproved, approve, ask
from watchfloor.gather.actions.operations import state_operation
from watchfloor.gather.queries.officers import officer
from watchfloor.gather.rules.operations import Planned
from watchfloor.people import queries as people

BEN, SOL, ANA = "ben", "sol", "ana"
FERRY = (-93.8742, 45.1719)  # longitude and latitude of a landing that both operations are near
SEEN = {
    "key": "exercise-field-1", "title": "Man with binoculars at the substation fence", "behaviors": ["SURVL"],
    "narrative": "EXERCISE. A man stood twenty minutes at the west fence of the substation with binoculars and wrote "
                 "into a notebook each time a truck passed the gate. He left on foot when he was spoken to.",
    "articulable_facts": "He noted the trucks, looked at nothing else, and gave no reason.", "place": "Buffalo, MN",
    "persons": [{"description": "tall, gray jacket, dark cap, brown shoulder bag"}], "attested": True,
}  # fmt: skip


def field(*, now: datetime) -> None:
    """Asked for ten days ago, decided the day after; nothing if it stands already."""
    liaisons = [one for one in people.persons().values() if one.role == "liaison"]
    with reading(as_person(SOL, now=now)) as sol:
        if any(officer(audience=sol, person_id=one.id) for one in liaisons):
            return
    for one in liaisons:
        with reading(as_person(one.login, now=now)) as by:
            ask(by=by, now=now - timedelta(days=10))
    ben = next(one for one in liaisons if one.login == BEN)
    for one in (ben, *liaisons[:2]):
        _approved(one.id, now - timedelta(days=9))
    with reading(as_person(BEN, now=now)) as by:
        said = {**SEEN, "occurred": (now - timedelta(hours=5)).isoformat(timespec="minutes")}
        take(items=[said], way="form", own=True, same_key=True, by=by, now=now)
    _meet(now)


def _meet(now: datetime) -> None:
    """Ana's operation of tomorrow night and Ben's at the same place: both are told whom to call, and nothing else."""
    for login, hours, meters in ((ANA, 20, 600.0), (BEN, 21, 900.0)):
        with reading(as_person(login, now=now)) as by:
            starts = now + timedelta(hours=hours)
            said = Planned(*FERRY, meters, starts, starts + timedelta(hours=3), by.actor.person_id)
            state_operation(said=said, by=by, now=now)


def _approved(person_id: int, at: datetime) -> None:
    try:
        with reading(as_person(SOL, now=at)) as sol:
            approve(person_id=person_id, by=sol, now=at)
    except NotApproved:  # whose course is not in date waits on
        return
