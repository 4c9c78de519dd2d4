"""Operations that meet: both parties' contacts are told at once, and nobody else ever hears of either."""

from datetime import datetime, timedelta
from types import SimpleNamespace
from uuid import UUID, uuid4

import pytest
from makers import session

from watchfloor.core.gate.session import reading
from watchfloor.gather.actions import operations
from watchfloor.gather.queries import operations as queries
from watchfloor.gather.rules.operations import Planned
from watchfloor.notify import queries as notify
from watchfloor.protect.actions.admit import admit_service


def stated(
    cast: SimpleNamespace, login: str, *, lon: float, hours: float = 2, radius: float = 1000,
    backup_id: int | None = None,
) -> UUID:  # fmt: skip
    """An operation of this person at a latitude of his own, from `hours` ahead for four hours."""
    begins = cast.now + timedelta(hours=hours)
    who = cast.person(login).id
    said = Planned(lon, 45.0, radius, begins, begins + timedelta(hours=4), who, backup_id)
    with reading(cast.as_(login)) as by:
        return operations.state_operation(said=said, by=by, now=cast.now)


def told(cast: SimpleNamespace, login: str) -> int:
    """How many urgent notices about a conflict lie in front of this person."""
    with reading(cast.as_(login)) as by:
        return sum(one.kind == "conflict" for one in notify.mine(audience=by))


def seen(cast: SimpleNamespace, login: str) -> tuple[int, list[queries.ConflictView]]:
    """What this person sees of operations, and of conflicts."""
    with reading(cast.as_(login)) as by:
        return len(queries.operations(audience=by)), queries.conflicts(audience=by)


def test_both_contacts_hear_at_once_and_nobody_else(house: SimpleNamespace, cast: SimpleNamespace) -> None:
    """Ben's and Cy's operations meet: each sees whom to call and neither place nor time; the others see nothing."""
    stated(cast, "ben", lon=-93.0)
    assert (told(cast, "ben"), told(cast, "cy")) == (0, 0)
    stated(cast, "cy", lon=-93.02, radius=800)  # 1.57 km apart: 1.8 km reach each other
    assert (told(cast, "ben"), told(cast, "cy")) == (1, 1)
    for login, other in (("ben", "cy"), ("cy", "ben")):
        mine, (conflict,) = seen(cast, login)
        assert (mine, conflict.other_contact_id) == (1, cast.person(other).id)
    for login in ("ana", "sam", "dee"):
        assert seen(cast, login) == (0, []) and told(cast, login) == 0
    with session(house) as app:
        assert app.execute("select count(*) from gather_operation").fetchone() == (0,)
        with pytest.raises(Exception, match="permission denied"), app.transaction():
            app.execute("select * from gather_conflict")


def test_what_does_not_meet_tells_nobody(cast: SimpleNamespace) -> None:
    """Another time, or farther than both reach: the answer is the same id of the own, and no notice leaves."""
    stated(cast, "ben", lon=-90.0)
    before = told(cast, "ben"), told(cast, "cy")
    assert stated(cast, "cy", lon=-90.0, hours=6)
    assert stated(cast, "cy", lon=-90.03)  # 2.36 km apart, 2 km reach
    assert (told(cast, "ben"), told(cast, "cy")) == before


def test_a_silent_party_is_passed_on_and_an_answer_ends_it(cast: SimpleNamespace) -> None:
    """Ben answers; of Ana's party nobody does, so its second contact is told after ten minutes, once."""
    stated(cast, "ben", lon=-80.0)
    stated(cast, "ana", lon=-80.0, backup_id=cast.person("sam").id)
    conflict = next(one for one in seen(cast, "ben")[1] if one.other_contact_id == cast.person("ana").id)
    with reading(cast.as_("ben")) as ben:
        operations.answer(conflict=conflict.public_id, by=ben, now=cast.now)
    with reading(cast.as_("cy")) as cy, pytest.raises(operations.NoSuchConflict):
        operations.answer(conflict=conflict.public_id, by=cy, now=cast.now)
    assert told(cast, "sam") == 0
    passed = [_kept(cast, cast.now + timedelta(minutes=minutes)) for minutes in (5, 11, 12)]
    assert passed[0] == 0 and sum(passed) >= 1 and told(cast, "sam") == 1
    mine = next(one for one in seen(cast, "ana")[1] if one.public_id == conflict.public_id)
    assert mine.other_answered and mine.answered_at is None


def _kept(cast: SimpleNamespace, now: datetime) -> int:
    with reading(admit_service(service="gather.operations", now=now)) as by:
        return operations.pass_on(by=by, now=now)


def test_all_of_it_goes_a_day_after_its_end(house: SimpleNamespace, cast: SimpleNamespace) -> None:
    """One is taken back by who stated it alone; the rest is deleted by its clock, conflicts with it."""
    own = stated(cast, "ben", lon=-70.0)
    with reading(cast.as_("cy")) as cy, pytest.raises(operations.NoSuchConflict):
        operations.take_back(operation=own, by=cy, now=cast.now)
    with reading(cast.as_("ben")) as ben:
        operations.take_back(operation=own, by=ben, now=cast.now)
    later = cast.now + timedelta(hours=60)
    with reading(admit_service(service="gather.operations", now=later)) as by:
        assert operations.forget_ended(by=by, now=later) > 0
    with session(house, "superuser") as admin:
        assert admin.execute("select count(*) from gather_operation").fetchone() == (0,)
        assert admin.execute("select count(*) from gather_conflict").fetchone() == (0,)


def test_who_may_not_or_names_others_is_refused(cast: SimpleNamespace) -> None:
    """No right, a contact of another agency, an end before the start: refused by rule, nothing is kept."""
    begins = cast.now + timedelta(hours=1)
    for login, contact, ends in (("ike", "ike", 2), ("ben", "cy", 2), ("ben", "ben", -2)):
        said = Planned(-60.0, 45.0, 500, begins, begins + timedelta(hours=ends), cast.person(contact).id)
        purpose = "audit" if login == "ike" else "threat-assessment"
        with reading(cast.as_(login, purpose)) as by, pytest.raises(operations.NotPlanned):
            operations.state_operation(said=said, by=by, now=cast.now)
    with reading(cast.as_("ben")) as ben, pytest.raises(operations.NoSuchConflict):
        operations.answer(conflict=uuid4(), by=ben, now=cast.now)
