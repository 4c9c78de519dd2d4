"""On the command line two names are two persons only in an exercise; elsewhere the command asks, and purges nothing."""

from types import SimpleNamespace

import pytest
from makers import open_tips, session

from watchfloor.core.gate.session import reading
from watchfloor.core.queries import records as core
from watchfloor.protect.actions.propose import confirm
from watchfloor.protect.actions.purge import NotPurged
from watchfloor.protect.commands import purge


def _house(house: SimpleNamespace, *, exercise: bool) -> None:
    with session(house, "superuser") as admin:
        admin.execute("set session_replication_role = replica")
        admin.execute("delete from core_house")
        admin.execute("insert into core_house (exercise, code) values (%s, 'T')", [exercise])


def test_on_real_data_the_command_only_asks(house: SimpleNamespace, cast: SimpleNamespace) -> None:
    """Pia's command leaves the record; Dee confirms in her own session and nobody else can."""
    _house(house, exercise=False)
    made = open_tips(cast, "A tarpaulin over the old kiln.")[0]
    said = purge(records=[str(made.public_id)], because="wrong", by="pia", second="dee", do_scrub=True, now=cast.now)
    assert said["state"].startswith("asked") and not said["scrubbed"]
    with reading(cast.as_("pia")) as pia:
        assert core.rows_of(audience=pia, public_ids=[made.public_id])
        with pytest.raises(NotPurged):
            confirm(public_id=_uuid(said), by=pia, now=cast.now)
    with reading(cast.as_("dee")) as dee:
        assert confirm(public_id=_uuid(said), by=dee, now=cast.now).records == 1


def _uuid(said: dict[str, object]) -> object:
    from uuid import UUID

    return UUID(said["proposals"][0])  # type: ignore[index]  # a list of ids


def test_in_an_exercise_two_names_are_enough(house: SimpleNamespace, cast: SimpleNamespace) -> None:
    """The same words purge at once where all of it is made up."""
    _house(house, exercise=True)
    made = open_tips(cast, "A ladder against the water tower.")[0]
    said = purge(records=[str(made.public_id)], because="wrong", by="pia", second="dee", do_scrub=False, now=cast.now)
    assert said["records"] == 1 and "asked" not in said["state"]
    with reading(cast.as_("pia")) as pia:
        assert not core.rows_of(audience=pia, public_ids=[made.public_id])
