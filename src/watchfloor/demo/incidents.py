"""A kind of ordinary incident: who reports it, when and where it happens, and how it is told."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Incident:
    """`by` are kinds of agencies; `hours` are (from, to) local, to below from crosses midnight; `at` names kinds of
    assets, or nothing for a place in or around a town; `behavior` is a code of the ISE-SAR categories or "".

    Slots of `titles` and `sentences`: vehicle, car, plate, phone, town, road, crossroad, site, person, name, company,
    shop, clock, minutes, few, direction, miles, number, domain, ip, later. Sentences with "?" in front may be left out.
    """

    name: str
    by: tuple[str, ...]
    hours: tuple[int, int]
    titles: str
    sentences: tuple[str, ...]
    behavior: str = ""
    at: tuple[str, ...] = ()
    weight: int = 3


POLICE = ("sheriff", "police")
PATROL = ("sheriff", "police", "parks")
DAY, EVENING, NIGHT, ANY = (8, 18), (17, 23), (22, 5), (0, 24)
