"""Names and codes of places: built from rows that the caller hands in."""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from watchfloor.text.data import lists, state_code

_MARKS = re.compile(r"[.'’`]")
_GAPS = re.compile(r"[\s/-]+")
_SAME = {"SAINT": "ST", "SAINTE": "STE", "FORT": "FT", "MOUNT": "MT", "CNTY": "COUNTY"}
_AIRPORT_WORDS = frozenset(
    {"AIRPORT", "ARPT", "AIRFIELD", "FIELD", "FLD", "INTERNATIONAL", "INTL", "REGIONAL", "RGNL", "MUNICIPAL", "MUNI",
     "METROPOLITAN", "METRO", "COUNTY"}
)  # fmt: skip
_TOO_PLAIN = frozenset({"DOWNTOWN", "EXECUTIVE", "MEMORIAL", "NORTH", "SOUTH", "EAST", "WEST", "CITY"})
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Airport:
    """`codes`: ICAO, IATA and FAA, without doubles. `state`: two letters, "" outside the United States."""

    codes: tuple[str, ...]
    name: str
    city: str
    state: str
    country: str
    lon: float
    lat: float
    served: bool = False


@dataclass(frozen=True, slots=True)
class Town:
    """`zone` is the IANA name of its time zone."""

    name: str
    state: str
    lon: float
    lat: float
    population: int
    zone: str

    @property
    def radius_m(self) -> float:
        """How far it reaches, if a thousand people live on a square kilometer: 1.5 to 30 km."""
        return max(1500.0, min(30_000.0, 1000 * math.sqrt(self.population / 1000 / math.pi)))


@dataclass(frozen=True, slots=True)
class County:
    """The middle of a county and how far it reaches."""

    name: str
    state: str
    lon: float
    lat: float
    radius_m: float


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """An index over rows; make it with `of`. Names are compared by `name_key`, states by their two letters."""

    airports_by_code: Mapping[str, tuple[Airport, ...]] = field(repr=False)
    airports_by_name: Mapping[Key, tuple[Airport, ...]] = field(repr=False)
    airports_by_city: Mapping[Key, tuple[Airport, ...]] = field(repr=False)
    airports_by_word: Mapping[Key, tuple[Airport, ...]] = field(repr=False)
    towns: Mapping[Key, Town] = field(repr=False)
    counties: Mapping[Key, County] = field(repr=False)
    zones: Mapping[str, str] = field(repr=False)

    @classmethod
    def of(cls, *, airports: Iterable[Airport], towns: Iterable[Town], counties: Iterable[County]) -> "Gazetteer":
        """Of two towns of one name in a state the one with more people stands."""
        by_code, by_name, by_city, by_word = (defaultdict[str, list[Airport]](list) for _ in range(4))
        for airport in airports:
            for code in airport.codes:
                by_code[code].append(airport)
            if airport.state:
                for name in _airport_keys(airport.name):
                    by_name[f"{name}|{airport.state}"].append(airport)
                by_city[f"{name_key(airport.city)}|{airport.state}"].append(airport)
            for word in set(name_key(airport.name).split()) if airport.state and airport.served else ():
                by_word[f"{word}|{airport.state}"].append(airport)
        ordered = sorted(towns, key=lambda town: town.population)
        return cls(
            {code: tuple(found) for code, found in by_code.items()},
            _keyed(by_name),
            _keyed(by_city),
            _keyed(by_word),
            {(name_key(town.name), town.state): town for town in ordered},
            {(name_key(county.name), county.state): county for county in counties},
            {town.state: town.zone for town in ordered},
        )

    def airport(self, code: str, state: str = "") -> Airport | None:
        """The airport of a code: in that state before elsewhere in the United States; abroad by ICAO code only."""
        found = self.airports_by_code.get(code.upper(), ())
        home = [airport for airport in found if airport.state]
        if home:
            return max(home, key=lambda airport: (airport.state == state, airport.served, airport.codes[-1] == code))
        return found[0] if found and len(code) == 4 else None

    def airport_named(self, name: str, state: str) -> Airport | None:
        """The one airport of that name in the state, with or without words such as Municipal or Field."""
        keys = ((key, state) for key in _airport_keys(name))
        return next((one for key in keys if (one := _only(self.airports_by_name.get(key, ())))), None)

    def airport_with(self, words: str, state: str) -> Airport | None:
        """The one airport with airline codes in the state whose name holds all these words, as "Midway" or "Nellis".
        Words that all airports share and words under five letters name none."""
        wanted = _bare(name_key(words)).split()
        if not any(len(word) > 4 for word in wanted):
            return None
        held = [set(self.airports_by_word.get((word, state), ())) for word in wanted]
        common = set.intersection(*held)
        return common.pop() if len(common) == 1 else None

    def airport_of(self, city: str, state: str) -> Airport | None:
        """The one airport that people mean by the name of its city, or None if several could be meant."""
        return _only(self.airports_by_city.get((name_key(city), state), ()))

    def town(self, name: str, state: str) -> Town | None:
        """A town by name and state, both as written."""
        key = name_key(name), state_code(state)
        return self.towns.get(key) or self.towns.get((name_key(lists().town_names.get(key, "")), key[1]))

    def county(self, name: str, state: str) -> County | None:
        """A county by its name with or without the word County, and state."""
        key, code = name_key(name), state_code(state)
        return self.counties.get((key, code)) or self.counties.get((f"{key} COUNTY", code))


def name_key(name: str) -> str:
    """A name as it is compared: capitals, no dots, Saint as St, Fort as Ft, Mount as Mt, dashes as spaces."""
    words = _GAPS.split(_MARKS.sub("", name.upper()).strip())
    return " ".join(_SAME.get(word, word) for word in words)


def _airport_keys(name: str) -> tuple[str, ...]:
    # "Minneapolis-St Paul International/Wold-Chamberlain Airport" is known by either half, with and without the words
    # that all airports share; a half of one word is left, for it is mostly a city
    whole, halves = name_key(name), [name_key(part) for part in name.split("/")] if "/" in name else []
    keys = [whole, _bare(whole), *(key for half in halves for key in (half, _bare(half)) if " " in key)]
    return tuple(dict.fromkeys(key for key in keys if key and key not in _TOO_PLAIN))


def _bare(key: str) -> str:
    return " ".join(word for word in key.split() if word not in _AIRPORT_WORDS)


def _only(found: tuple[Airport, ...]) -> Airport | None:
    served = [airport for airport in found if airport.served] or list(found)
    if len(served) > 1:
        served = [airport for airport in served if "International" in airport.name] or served
    return served[0] if len(served) == 1 else None


def _keyed(found: Mapping[str, list[Airport]]) -> dict[Key, tuple[Airport, ...]]:
    return {(key.partition("|")[0], key.partition("|")[2]): tuple(each) for key, each in found.items()}
