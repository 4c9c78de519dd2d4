"""Which column is which field: said by the user, else guessed from names and, where those tell nothing, from values.

A field may have several columns: its first value is of the first, further values are of the others (further.py).
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from watchfloor.resolution.columns import texts
from watchfloor.resolution.failure import NotResolvable
from watchfloor.resolution.kinds import Field, Kind, protected, refuse_protected

Sample = Callable[[list[str]], Any]
# of a field one value after the other, each of one column or of several that are joined by a space
Values = tuple[tuple[str, ...], ...]
Said = Mapping[str, Values]
LOOKS = {
    "email": re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$"),
    "birth_date": re.compile(r"^(19|20)\d\d-?[01]\d-?[0-3]\d$|^[0-3]?\d[/.-][0-3]?\d[/.-](19|20)\d\d$"),
    "phone": re.compile(r"^\+?[\d\s().-]{9,18}$"),
}
MOSTLY = 0.6
# words that tell one value of a field from another, not one field from another
WHICH = frozenset(
    ("primary", "secondary", "main", "other", "alternate", "alternative", "alt", "home", "work", "mobile", "cell",
     "mailing", "residential", "current", "previous", "former", "old", "native", "1", "2", "3", "4", "5")
)  # fmt: skip
# what a list in a JSON line makes: the second value of `phone` is in the column `phone#2`
LISTED = re.compile(r"#\d+$")


@dataclass(frozen=True, slots=True)
class Mapped:
    """Field to columns (joined by a space where there are several), and which of these were guessed.

    `further`: the columns of further values of a field.
    """

    columns: Mapping[str, tuple[str, ...]]
    guessed: tuple[str, ...]
    unused: tuple[str, ...]
    further: Said = field(default_factory=dict)

    @property
    def every(self) -> Said:
        """Of each field all its values."""
        return {name: (columns, *self.further.get(name, ())) for name, columns in self.columns.items()}

    @property
    def used(self) -> list[str]:
        """All columns that hold something of a field."""
        return list(dict.fromkeys(c for all_ in self.every.values() for columns in all_ for c in columns))


def parse(said: str) -> dict[str, Values]:
    """`family_name=surname,street_address=number+street,phone=home,phone=cell` as a mapping. Raises NotResolvable."""
    made: dict[str, Values] = {}
    for pair in filter(None, (one.strip() for one in said.split(","))):
        name, sign, columns = (part.strip() for part in pair.partition("="))
        if not sign or not name or not columns:
            raise NotResolvable(f"--map: {pair!r} is no FIELD=COLUMN; write family_name=surname,birth_date=dob")
        made[name] = (*made.get(name, ()), tuple(c.strip() for c in columns.split("+")))
    return made


def listed(columns: Sequence[str]) -> Values:
    """The columns of a mapping file's list, each a value of its own; joined with + those that are one."""
    return tuple(tuple(part.strip() for part in one.split("+")) for one in columns)


def mapped(kind: Kind, there: list[str], said: Said, taken: set[str], where: str, some: Sample) -> Mapped:
    """The mapping for one file; `taken` are columns that are ids or truth. Raises NotResolvable, ProtectedFeature."""
    made = {name: tuple(_said(kind, name, columns, there, where) for columns in all_) for name, all_ in said.items()}
    used = {column for all_ in made.values() for columns in all_ for column in columns}
    free = [name for name in there if name not in taken and name not in used and not protected(name)]
    guesses = _by_name(kind, free, set(made))
    left = [name for name in free if not any(name in c for c in guesses.values())]
    by_values = _by_values(kind, some, left, set(made) | set(guesses))
    guesses |= by_values
    left = [name for name in left if not any(name in c for c in by_values.values())]
    more = _further(kind, left, guesses)
    guessed = {name: (columns, *more.get(name, ())) for name, columns in guesses.items()}
    made |= guessed
    if not made:
        fields = ", ".join(f.name for f in kind.fields)
        raise NotResolvable(
            f"{where}: none of its columns ({', '.join(there)}) is known; say --map FIELD=COLUMN of {fields}"
        )
    used |= {column for all_ in guessed.values() for columns in all_ for column in columns}
    first = {name: all_[0] for name, all_ in made.items()}
    rest = {name: all_[1:] for name, all_ in made.items() if len(all_) > 1}
    return Mapped(first, tuple(guesses), tuple(n for n in there if n not in used and n not in taken), rest)


def known_to(kind: Kind, name: str) -> bool:
    """Whether a column bears a name of one of the kind's fields, not only a word of it."""
    return any(_again(name, one) for one in kind.fields)


def sort_of(one: Field, columns: Sequence[str]) -> int:
    """Of which sort the numbers of a column are, from 1; 0 where its name does not tell."""
    names = [plain(column) for column in columns]
    for place, known in enumerate(one.sorts.values(), start=1):
        if any(_rank(name, known) is not None for name in names):
            return place
    return 0


def _said(kind: Kind, name: str, columns: tuple[str, ...], there: list[str], where: str) -> tuple[str, ...]:
    known = [f.name for f in kind.fields]
    refuse_protected(name, "--map")
    if name not in known:
        raise NotResolvable(f"--map: {kind.name} has no field {name!r}; it has {', '.join(known)}")
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
    for one in kind.fields:
        for name in free:
            rank = _rank(plain(name), one.columns)
            if one.name not in done and rank is not None:
                ranked.append((rank, one.name, name))
    made: dict[str, tuple[str, ...]] = {}
    used: set[str] = set()
    for _, field_name, name in sorted(ranked, key=lambda one: one[0]):
        if field_name not in made and name not in used:
            made[field_name] = (name,)
            used.add(name)
    for one in kind.fields:
        before = next((n for n in free if plain(n) in one.before and n not in used), None)
        if before is not None and one.name in made:
            made[one.name] = (before, *made[one.name])
            used.add(before)
    return made


def _further(kind: Kind, free: list[str], done: Mapping[str, tuple[str, ...]]) -> dict[str, Values]:
    """Columns that say the same field again, of the fields that were guessed."""
    made: dict[str, Values] = {}
    left = list(free)
    for one in kind.fields:
        names = [name for name in left if one.several and one.name in done and _again(name, one)]
        if names:
            made[one.name] = tuple((name,) for name in names)
        left = [name for name in left if name not in names]
    return made


def _again(name: str, one: Field) -> bool:
    """Whether a column's name is one of the field's, but for a word that tells which value. The second line of an
    address is no second address."""
    known = {c.replace("_", "") for c in one.columns}
    bare = plain(LISTED.sub("", name))
    words = [word for word in bare.split("_") if word not in WHICH or (one.before and word.isdigit())]
    return bare.replace("_", "") in known or "".join(words) in known


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
        for name in wanted:
            fits = sum(bool(LOOKS[name].match(v)) for v in held)
            if name not in made and len(held) > 1 and fits >= MOSTLY * len(held):
                made[name] = (column,)
                break
    return made
