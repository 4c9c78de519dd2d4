"""What every page may say without asking who reads: the center's name and whether all of it is an exercise."""

from django.db import DatabaseError, connection

from watchfloor.core.queries import records as core
from watchfloor.people import queries as people
from watchfloor.protect.web.wording import agency_words

_exercise: dict[str, bool] = {}


def exercise() -> bool:
    """Whether this house is an exercise; remembered a database, because nothing ever clears or sets the flag later.

    While the database cannot be asked the last answer stands, so that the page that says so carries the mark too.
    """
    name = str(connection.settings_dict["NAME"])
    if name not in _exercise:
        try:
            house = core.house()
        except DatabaseError:
            return False
        if house is None:
            return False
        _exercise[name] = house.exercise
    return _exercise[name]


def plain_context() -> dict[str, object]:
    """The context of plain.html."""
    center = people.center()
    return {"center": {"name": agency_words(center.name) if center else "Watchfloor"}, "exercise": exercise()}
