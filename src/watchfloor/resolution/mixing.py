"""Files that hold records of several kinds: each is resolved among its own, under its own kind's model.

A record says its kind by a word in a column for it, else by which columns it fills: those that only one of the kinds
knows. Records of two kinds are never one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from watchfloor.resolution.columns import texts
from watchfloor.resolution.compiled import Bools, Longs
from watchfloor.resolution.failure import NotResolvable
from watchfloor.resolution.kinds import Kind, kind, refuse_protected, shipped
from watchfloor.resolution.mapping import Said, known_to, plain
from watchfloor.resolution.reading import Read, look, rest
from watchfloor.resolution.records import Records, load

# what is said of a column that names each record's kind, and what such columns are called
RECORD_TYPE = "record_type"
TYPES = ("record_type", "entity_type", "party_type", "subject_type")
UNKNOWN = -1


@dataclass(frozen=True, slots=True)
class Part:
    """The records of one kind, and their places among all."""

    kind: Kind
    records: Records
    at: Longs


def parts(files: Sequence[Path], names: str, *, said: Said, id_column: str | None,
          truth_column: str | None) -> list[Part]:  # fmt: skip
    """The records of the files, kind by kind; `names` are kinds, a comma between. Raises NotResolvable.

    Where one kind is named and a column says of records that they are of another one that ships, they are that.
    """
    asked = [kind(name.strip()) for name in names.split(",") if name.strip()]
    columns = said.get(RECORD_TYPE, ())
    fields = {name: columns for name, columns in said.items() if name != RECORD_TYPE}
    looked = [look(path) for path in files]
    told = [_told(path, one, columns) for path, one in zip(files, looked, strict=True)]
    made = asked + [one for one in map(kind, shipped()) if _is_said(one, told) and one.name not in _names(asked)]
    taking = partial(load, files, id_column=id_column, truth_column=truth_column, seen=looked)
    if len(made) < 2:
        records = taking(kind=made[0], said=fields)
        return [Part(made[0], records, np.arange(len(records)))]
    _all_known(made, fields)
    every = [
        _kinds(path, one, words, made, len(asked), fields)
        for path, one, words in zip(files, looked, told, strict=True)
    ]  # fmt: skip
    whole = np.concatenate(every)
    there = list(dict.fromkeys(name for one in looked for name in one.table.column_names))
    found = []
    for place, one in enumerate(made):
        if (whole == place).any():
            only: list[Bools] = [kinds == place for kinds in every]
            strange = {name for other in made if other.name != one.name for name in _own(there, other, made, fields)}
            records = taking(kind=one, said=_of(one, fields), only=only, strange=strange)
            found.append(Part(one, records, np.flatnonzero(whole == place)))
    return found or [Part(made[0], taking(kind=made[0], said=_of(made[0], fields)), np.zeros(0, np.int64))]


def together(found: Sequence[Part]) -> Records:
    """Ids, sources and truth of all parts, in the order of the files."""
    if len(found) == 1:
        return found[0].records
    order = np.argsort(np.concatenate([one.at for one in found]), kind="stable")
    ids = pa.concat_arrays([one.records.ids for one in found]).take(pa.array(order))
    source = np.concatenate([one.records.source for one in found])[order]
    truths = [one.records.truth for one in found]
    truth = None if truths[0] is None else pa.concat_arrays(truths).take(pa.array(order))
    return Records({}, ids, source, truth, (), max(one.records.left_out for one in found))


def _names(kinds: Sequence[Kind]) -> set[str]:
    return {one.name for one in kinds}


def _of(one: Kind, said: Said) -> Said:
    known = {field.name for field in one.fields}
    return {name: columns for name, columns in said.items() if name in known}


def _all_known(made: Sequence[Kind], said: Said) -> None:
    known = {field.name for one in made for field in one.fields}
    for name in said:
        refuse_protected(name, "--map")
        if name not in known:
            kinds = " or ".join(one.name for one in made)
            raise NotResolvable(f"--map: {kinds} has no field {name!r}; there are {', '.join(sorted(known))}")


def _told(path: Path, looked: Read, columns: Sequence[tuple[str, ...]]) -> Any:
    """What each record of a file says that it is, in lower case; None where no column says it."""
    there = looked.table.column_names
    wanted = [name for one in columns for name in one]
    for name in wanted:
        refuse_protected(name, "--map")
        if name not in there:
            raise NotResolvable(f"--map: {path.name} has no column {name!r}; it has {', '.join(there)}")
    named = wanted or [n for n in there if plain(n) in TYPES]
    if not named:
        return None
    return pc.utf8_lower(pc.utf8_trim_whitespace(texts(rest(path, looked, named[:1]).table[named[0]])))


def _is_said(one: Kind, told: Sequence[Any]) -> bool:
    words = pa.array(one.called, pa.string())
    return any(bool(pc.any(pc.is_in(column, words)).as_py()) for column in told if column is not None)


def _kinds(path: Path, looked: Read, told: Any, made: Sequence[Kind], named: int, said: Said) -> Longs:
    """Of each record of a file the place of its kind among `made`, of which the first `named` were asked for."""
    by_word = _by_word(told, made) if told is not None else None
    if by_word is not None and not (by_word == UNKNOWN).any():
        return by_word
    by_columns = _by_columns(path, looked, made[:named], said)
    return by_columns if by_word is None else np.where(by_word == UNKNOWN, by_columns, by_word)


def _by_word(told: Any, made: Sequence[Kind]) -> Longs:
    found = np.full(len(told), UNKNOWN, np.int64)
    for place in range(len(made) - 1, -1, -1):
        found[pc.is_in(told, pa.array(made[place].called, pa.string())).to_numpy(zero_copy_only=False)] = place
    return found


def _by_columns(path: Path, looked: Read, made: Sequence[Kind], said: Said) -> Longs:
    """The kind of which a record fills most columns that none of the others knows; the first named where it is even."""
    own = [_own(looked.table.column_names, one, made, said) for one in made]
    table = rest(path, looked, looked.table.column_names).table
    filled = np.zeros((len(made), table.num_rows), np.int64)
    for place, names in enumerate(own):
        for name in names:
            text = pc.utf8_trim_whitespace(texts(table[name]))
            filled[place] += pc.not_equal(text, "").to_numpy(zero_copy_only=False)
    return np.asarray(filled.argmax(axis=0), np.int64)


def _own(there: Sequence[str], one: Kind, made: Sequence[Kind], said: Said) -> list[str]:
    """The columns that one kind knows by name, or was told of, and no other one does."""
    knowing = {
        kind.name: {name for name in there if known_to(kind, name)}
        | {name for values in _of(kind, said).values() for columns in values for name in columns}
        for kind in made
    }
    others = {name for kind in made if kind.name != one.name for name in knowing[kind.name]}
    return sorted(knowing[one.name] - others)
