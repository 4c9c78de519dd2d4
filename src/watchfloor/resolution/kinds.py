"""Kinds of things as data files: fields, comparisons and blocking rules, each with its reason.

A kind is `data/kinds/NAME.json` or a file of the user's own; no code is needed for a new one. The loader refuses a
file in which a protected characteristic is a field, and a mapping that names a column of one.
"""

import dataclasses
import functools
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from watchfloor.resolution.failure import NotResolvable, ProtectedFeature

DATA = Path(__file__).with_name("data")
# numbers with a check digit, as checks.py knows them
FORMS = frozenset({"vin", "imei", "imo", "mrz"})
PARTS = ("whole", "sound", "first", "letters", "year", "year_month", "month_day", "number", "last", "local", "chosen",
         "longest", "alike", "final", "cell")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that is known of a record, and the names that columns of it bear, best first.

    `before`: names of a column that is joined in front of it (the house number of a street). `several`: whether further
    columns of such names are guessed to be further values of it. `sorts`: numbers of different sorts (a passport's, a
    licence's) are not held side by side; of each sort, what its columns are called.
    """

    name: str
    columns: tuple[str, ...]
    before: tuple[str, ...]
    reason: str
    several: bool = False
    sorts: Mapping[str, tuple[str, ...]] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Comparison:
    """How one or two fields are held side by side.

    `how` names the comparison (data/comparisons.json); `after` names comparisons that this one depends on: the first
    that the data have is its parent. `frequent` says that an agreement on a rare value counts for more. `checks`: forms
    of numbers whose check digit is looked at (checks.py), for comparisons that are "checked".
    """

    name: str
    fields: tuple[str, ...]
    how: str
    after: tuple[str, ...]
    frequent: bool
    nicknames: bool
    drop: str
    reason: str
    checks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """Records that share all these parts of values are held side by side."""

    keys: tuple[tuple[str, str], ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Kind:
    """What a kind of thing is made of, as its file says. `called`: words by which a record says that it is one."""

    name: str
    fields: tuple[Field, ...]
    comparisons: tuple[Comparison, ...]
    blocks: tuple[Block, ...]
    refine: tuple[tuple[str, str], ...]
    splits: Mapping[str, tuple[str, ...]]
    called: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class How:
    """A comparison's levels from "different" to "same", and what is believed of them before any data are seen."""

    levels: tuple[str, ...]
    matches: tuple[float, ...]
    others: tuple[float, ...]


def shipped() -> tuple[str, ...]:
    """The kinds that come with the library."""
    return tuple(sorted(path.stem for path in (DATA / "kinds").glob("*.json")))


def kind(name: str) -> Kind:
    """A shipped kind, or one from a file. Raises NotResolvable, ProtectedFeature."""
    name = "organisation" if name == "organization" else name
    path = DATA / "kinds" / f"{name}.json" if name in shipped() else Path(name)
    if not path.is_file():
        raise NotResolvable(f"kind: there is no kind {name!r}; there are {', '.join(shipped())}, or name a file")
    try:
        return read_kind(json.loads(path.read_text(encoding="utf-8")))
    except (KeyError, TypeError, json.JSONDecodeError) as error:
        raise NotResolvable(f"kind: {path.name} is no kind file ({type(error).__name__}: {error})") from error


def read_kind(said: Mapping[str, Any]) -> Kind:
    """A kind from what its file says; MUST refuse protected characteristics and names that are not declared."""
    fields = tuple(
        Field(n, tuple(f["columns"]), tuple(f.get("before", ())), f["reason"], bool(f.get("several", False)),
              {sort: tuple(names) for sort, names in f.get("sorts", {}).items()})
        for n, f in said["fields"].items()
    )  # fmt: skip
    for field in fields:
        refuse_protected(field.name, "kind")
    comparisons = tuple(
        Comparison(
            name=n, fields=tuple(c["fields"]), how=c["how"], after=tuple(c.get("after", ())),
            frequent=bool(c.get("frequent", False)), nicknames=bool(c.get("nicknames", False)),
            drop=str(c.get("drop", "")), reason=c["reason"], checks=tuple(c.get("checks", ())),
        )
        for n, c in said["comparisons"].items()
    )  # fmt: skip
    blocks = tuple(Block(_keys(b["keys"]), b["reason"]) for b in said["blocks"])
    made = Kind(said["kind"], fields, comparisons, blocks, _keys(said["refine"]),
                {n: tuple(into) for n, into in said.get("splits", {}).items()},
                tuple(said.get("called", ())))  # fmt: skip
    _hold_together(made)
    return made


def refuse_protected(name: str, where: str) -> None:
    """Raise ProtectedFeature if a field or column bears the name of a protected characteristic."""
    words = set(re.split(r"[^a-z]+", name.lower()))
    listed = listing("protected")
    for one in listed["words"]:
        if one in words or ("_" in one and set(one.split("_")) <= words):
            raise ProtectedFeature(
                f"{where}: {name!r} is a protected characteristic ({listed['source']}) and cannot be a feature; leave"
                " it out. There is no option that allows it."
            )


def protected(name: str) -> bool:
    """Whether a column bears the name of a protected characteristic."""
    try:
        refuse_protected(name, "column")
    except ProtectedFeature:
        return True
    return False


@functools.cache
def listing(name: str) -> Mapping[str, Any]:
    """A data file of the library, read once."""
    said: Mapping[str, Any] = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
    return said


@functools.cache
def how(name: str) -> How:
    """The levels of a comparison. Raises NotResolvable for one that there is not."""
    said = listing("comparisons").get(name)
    if said is None:
        raise NotResolvable(f"kind: there is no comparison {name!r}; there are {', '.join(listing('comparisons'))}")
    return How(tuple(said["levels"]), tuple(said["matches"]), tuple(said["others"]))


def _keys(said: Any) -> tuple[tuple[str, str], ...]:
    return tuple((one[0], one[1]) for one in said)


def _hold_together(made: Kind) -> None:
    names = {c.name for c in made.comparisons}
    fields = {f.name for f in made.fields}
    for c in made.comparisons:
        how(c.how)
        _known(f"checks of {c.name}", set(c.checks), set(FORMS))
        _known(f"comparison {c.name}", set(c.after), names)
        _known(f"comparison {c.name}", set(c.fields), fields | names)
    for block in made.blocks:
        _known("blocks", {name for name, _ in block.keys}, names)
        _known("blocks", {part.rstrip("0123456789") for _, part in block.keys}, set(PARTS))


def _known(where: str, said: set[str], known: set[str]) -> None:
    if said - known:
        raise NotResolvable(
            f"kind: {where} names {', '.join(sorted(said - known))}; known are {', '.join(sorted(known))}"
        )
