"""Which column is which field: said by the user, else guessed from names and, where those tell nothing, from values."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from watchfloor.resolution.columns import texts
from watchfloor.resolution.failure import NotResolvable
from watchfloor.resolution.kinds import Kind, protected, refuse_protected

Sample = Callable[[list[str]], Any]
LOOKS = {
    "email": re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$"),
    "birth_date": re.compile(r"^(19|20)\d\d-?[01]\d-?[0-3]\d$|^[0-3]?\d[/.-][0-3]?\d[/.-](19|20)\d\d$"),
    "phone": re.compile(r"^\+?[\d\s().-]{9,18}$"),
}
MOSTLY = 0.6


@dataclass(frozen=True, slots=True)
class Mapped:
    """Field to columns (joined by a space where there are several), and which of these were guessed."""

    columns: Mapping[str, tuple[str, ...]]
    guessed: tuple[str, ...]
    unused: tuple[str, ...]


def parse(said: str) -> dict[str, tuple[str, ...]]:
    """`family_name=surname,street_address=number+street` as a mapping. Raises NotResolvable."""
    made = {}
    for pair in filter(None, (one.strip() for one in said.split(","))):
        field, sign, columns = pair.partition("=")
        if not sign or not field.strip() or not columns.strip():
            raise NotResolvable(f"--map: {pair!r} is no FIELD=COLUMN; write family_name=surname,birth_date=dob")
        made[field.strip()] = tuple(c.strip() for c in columns.split("+"))
    return made


def mapped(
    kind: Kind, there: list[str], said: Mapping[str, Sequence[str]], taken: set[str], where: str, some: Sample
) -> Mapped:
    """The mapping for one file; `taken` are columns that are ids or truth. Raises NotResolvable, ProtectedFeature."""
    made = {field: _said(kind, field, tuple(columns), there, where) for field, columns in said.items()}
    free = [name for name in there if name not in taken and not any(name in c for c in made.values())]
    free = [name for name in free if not protected(name)]
    guesses = _by_name(kind, free, set(made))
    left = [name for name in free if not any(name in c for c in guesses.values())]
    guesses |= _by_values(kind, some, left, set(made) | set(guesses))
    made |= guesses
    if not made:
        fields = ", ".join(f.name for f in kind.fields)
        raise NotResolvable(
            f"{where}: none of its columns ({', '.join(there)}) is known; say --map FIELD=COLUMN of {fields}"
        )
    used = {column for columns in made.values() for column in columns}
    return Mapped(made, tuple(guesses), tuple(n for n in there if n not in used and n not in taken))


def _said(kind: Kind, field: str, columns: tuple[str, ...], there: list[str], where: str) -> tuple[str, ...]:
    known = [f.name for f in kind.fields]
    refuse_protected(field, "--map")
    if field not in known:
        raise NotResolvable(f"--map: {kind.name} has no field {field!r}; it has {', '.join(known)}")
    for column in columns:
        refuse_protected(column, "--map")
        if column not in there:
            raise NotResolvable(f"--map: {where} has no column {column!r}; it has {', '.join(there)}")
    return columns


def plain(name: str) -> str:
    """A column's name in lower case with underscores."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name.strip())
    return re.sub(r"[^a-z0-9]+", "_", spaced.lower()).strip("_")


def _by_name(kind: Kind, free: list[str], done: set[str]) -> dict[str, tuple[str, ...]]:
    ranked = []
    for field in kind.fields:
        for name in free:
            rank = _rank(plain(name), field.columns)
            if field.name not in done and rank is not None:
                ranked.append((rank, field.name, name))
    made: dict[str, tuple[str, ...]] = {}
    used: set[str] = set()
    for _, field_name, name in sorted(ranked, key=lambda one: one[0]):
        if field_name not in made and name not in used:
            made[field_name] = (name,)
            used.add(name)
    for field in kind.fields:
        before = next((n for n in free if plain(n) in field.before and n not in used), None)
        if before is not None and field.name in made:
            made[field.name] = (before, *made[field.name])
            used.add(before)
    return made


def _rank(name: str, columns: Sequence[str]) -> tuple[int, int] | None:
    for place, one in enumerate(columns):
        if name == one or name.replace("_", "") == one.replace("_", ""):
            return 0, place
    words = f"_{name}_"
    for place, one in enumerate(columns):
        if f"_{one}_" in words and len(one) > 2:
            return len(name) - len(one), place
    return None


def _by_values(kind: Kind, some: Sample, free: list[str], done: set[str]) -> dict[str, tuple[str, ...]]:
    made: dict[str, tuple[str, ...]] = {}
    wanted = [name for name in LOOKS if name in {f.name for f in kind.fields} - done]
    if not wanted or not free:
        return made
    table = some(free)
    for column in free:
        held = [v.strip() for v in texts(table[column].unique()).to_pylist() if v.strip()]
        for field in wanted:
            fits = sum(bool(LOOKS[field].match(v)) for v in held)
            if field not in made and len(held) > 1 and fits >= MOSTLY * len(held):
                made[field] = (column,)
                break
    return made
