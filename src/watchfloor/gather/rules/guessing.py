"""What the columns of a file probably mean, from their names and first rows: a suggestion that a person looks at."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from watchfloor.gather.rules.dates import DateForms, moment_of

# tried in this order; day-first only where a day above 12 shows it
MONTH_FIRST = ("M/D/YYYY hh:mm:ss", "M/D/YYYY hh:mm", "M/D/YYYY", "M-D-YYYY hh:mm", "M-D-YYYY")
DAY_FIRST = ("D/M/YYYY hh:mm:ss", "D/M/YYYY hh:mm", "D/M/YYYY", "D.M.YYYY hh:mm", "D.M.YYYY", "D-M-YYYY")
YEAR_FIRST = (
    "YYYY-MM-DDThh:mm:ssZ", "YYYY-MM-DDThh:mmZ", "YYYY-MM-DD hh:mm:ssZ", "YYYY-MM-DDThh:mm:ss", "YYYY-MM-DDThh:mm",
    "YYYY-MM-DD hh:mm:ss", "YYYY-MM-DD hh:mm", "YYYY-MM-DD", "YYYY/M/D hh:mm", "YYYY/M/D",
)  # fmt: skip
ENOUGH = 0.6  # of the filled cells of a column must be dates before it is taken for one
_PLAIN = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Guess:
    """A mapping as data, and why each column was taken for what it is: (column, meaning, reason).

    `lacks` names what no column gives; then `mapping` cannot be used.
    """

    mapping: Mapping[str, Any]
    columns: tuple[tuple[str, str, str], ...]
    lacks: tuple[str, ...]


def guess(
    header: Sequence[str], rows: Sequence[Sequence[str]], words: Mapping[str, Sequence[str]], delimiter: str
) -> Guess:
    """`words`: meaning -> names of columns that carry it, the surest first. Each meaning is given once."""
    taken = _by_name(header, words)
    forms, order, dated = _dates(header, rows, taken)
    if "occurred" not in taken and dated >= 0:
        taken["occurred"] = (dated, "its cells are dates")
    if "narrative" not in taken and (longest := _longest(header, rows, taken)) >= 0:
        taken["narrative"] = (longest, "it holds the longest texts")
    lacks = tuple(name for name in ("occurred", "narrative") if name not in taken)
    columns = tuple((header[at].strip(), means, because) for means, (at, because) in taken.items())
    return Guess(_mapping(header, taken, forms, order, delimiter), columns, lacks)


def _by_name(header: Sequence[str], words: Mapping[str, Sequence[str]]) -> dict[str, tuple[int, str]]:
    plain = [_PLAIN.sub(" ", name.lower()).strip() for name in header]
    taken: dict[str, tuple[int, str]] = {}
    for exact in (True, False):
        for means, names in words.items():
            free = [at for at in range(len(header)) if at not in {at for at, _ in taken.values()}]
            hit = next((at for word in names for at in free if _fits(plain[at], word, exact=exact)), -1)
            if means not in taken and hit >= 0:
                taken[means] = (hit, "by its name")
    return {means: taken[means] for means in words if means in taken}


def _fits(name: str, word: str, *, exact: bool) -> bool:
    return name == word if exact else f" {word} " in f" {name} "


def _dates(
    header: Sequence[str], rows: Sequence[Sequence[str]], taken: Mapping[str, tuple[int, str]]
) -> tuple[tuple[str, ...], str, int]:
    """(forms, order, column): of the column named so, else of the one whose cells are mostly dates."""
    named = taken.get("occurred")
    for at in [named[0]] if named else range(len(header)):
        cells = [row[at].strip() for row in rows if len(row) > at and row[at].strip()]
        best = max(_orders(cells), key=lambda one: one[0], default=(0, "month-first", ()))
        if best[2] and (named or best[0] >= ENOUGH * max(1, len(cells))):
            return best[2], best[1], at
    return ("YYYY-MM-DD",), "month-first", -1


def _orders(cells: Sequence[str]) -> list[tuple[int, str, tuple[str, ...]]]:
    made = []
    for order, own in (("month-first", MONTH_FIRST), ("day-first", DAY_FIRST)):
        forms = (*YEAR_FIRST, *own)
        fit = {form: sum(moment_of(cell, DateForms.of((form,))) is not None for cell in cells) for form in forms}
        used = tuple(form for form in forms if fit[form])
        every = DateForms.of(used) if used else None
        read = sum(moment_of(cell, every) is not None for cell in cells) if every else 0
        made.append((read, order, used))
    return made


def _longest(header: Sequence[str], rows: Sequence[Sequence[str]], taken: Mapping[str, tuple[int, str]]) -> int:
    used = {at for at, _ in taken.values()}
    means = {
        at: sum(len(row[at]) for row in rows if len(row) > at) / max(1, len(rows))
        for at in range(len(header))
        if at not in used
    }
    best = max(means, key=lambda at: means[at], default=-1)
    return best if best >= 0 and means[best] >= 40 else -1


def _mapping(
    header: Sequence[str], taken: Mapping[str, tuple[int, str]], forms: tuple[str, ...], order: str, delimiter: str
) -> dict[str, Any]:
    meaning = {at: means for means, (at, _) in taken.items()}
    if ("lat" in taken) != ("lon" in taken):
        meaning = {at: means for at, means in meaning.items() if means not in ("lat", "lon")}
    columns = [
        {"name": name.strip(), "means": meaning.get(at, "other"), "required": meaning.get(at) in NEEDED,
         "filled": meaning.get(at) in NEEDED}
        for at, name in enumerate(header)
        if name.strip()
    ]  # fmt: skip
    place = "place" if "state" in taken else ""
    days = place == "place" and any("hh" in form for form in forms)
    return {
        "name": "suggested", "columns": columns, "dates": list(forms), "order": order, "zone": place,
        "delimiter": delimiter, "midnight_is_day": days, "blank": ["Not Found", "N/A", "Unknown"],
    }  # fmt: skip


NEEDED = ("occurred", "narrative")
