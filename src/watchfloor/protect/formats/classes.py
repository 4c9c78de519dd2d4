"""Load classes, roles and offenses; deny by default stands in the rules, a broken file stops the start."""

from functools import lru_cache
from importlib.resources import files
from typing import Any

import msgspec

from watchfloor.protect.rules.classes import Classes, LegalClass, Role
from watchfloor.protect.rules.predicate import Offence


@lru_cache(maxsize=1)
def classes() -> Classes:
    """`data/classes.json` and `data/roles.json`."""
    known = msgspec.convert(_read("classes")["classes"], list[LegalClass])
    roles = msgspec.convert(_read("roles")["roles"], list[Role])
    return Classes({one.code: one for one in known}, {one.code: one for one in roles})


@lru_cache(maxsize=1)
def offences() -> dict[str, Offence]:
    """`data/offences.json`, by code, in the order of the file."""
    return {one.code: one for one in msgspec.convert(_read("offences")["offences"], list[Offence])}


def _read(name: str) -> Any:
    return msgspec.json.decode(files("watchfloor.protect").joinpath(f"data/{name}.json").read_bytes())
