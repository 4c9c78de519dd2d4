"""The time zone of a U.S. town."""

from watchfloor.text.data import state_code
from watchfloor.text.gazetteer import Gazetteer
from watchfloor.text.shipped import shipped


def time_zone(state: str, city: str, gazetteer: Gazetteer | None = None) -> str | None:
    """The IANA name of the zone of a town, such as "America/Chicago"; without a gazetteer the shipped one is asked.

    A town that is not known, or not given, gets the zone of the most populous town of its state: in a state of two
    zones that may be an hour off. Of "SAN DIEGO/EL CAJON" the first that is known counts. None for an unknown state.
    """
    code = state_code(state)
    if not code:
        return None
    known = gazetteer or shipped()
    towns = (known.town(each, code) for each in (city, *city.split("/")) if each.strip())
    town = next(filter(None, towns), None)
    return town.zone if town else known.zones.get(code)
