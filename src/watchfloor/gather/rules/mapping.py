"""A column mapping: what each column of a delimited file means. It is data; nothing about a file is guessed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from watchfloor.gather.rules.dates import order_of
from watchfloor.gather.rules.stated import CLASSES, PARTS

MEANINGS = (
    "occurred",
    "narrative",
    "title",
    "state",
    "city",
    "lat",
    "lon",
    "case_number",
    "behavior",
    "reporter",
    "reporter_contact",
    "source_file",
    "legal_class",
    *PARTS,
    "other",
)
REPORTERS = ("reporter", "reporter_contact")
ENCODINGS = ("utf-8", "cp1252", "latin-1", "ascii")
LOCAL_TO_PLACE = "place"
DELIMITERS = tuple(",;|:~^")
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `also` are other headings of it; `filled` says that a row without it is set aside."""

    name: str
    means: str
    required: bool = False
    filled: bool = False
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Party:
    """One person, vehicle or organisation that a row names: its role, and which column holds which of its fields.

    Columns that a file does not have are left out; a row that fills none of them names no such party.
    """

    kind: str
    role: str
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Allowed:
    """What a mapping may say of parties: the fields of each kind, and the roles that may be resolved at all."""

    fields: Mapping[str, frozenset[str]] = field(default_factory=dict)
    roles: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """How to read one kind of delimited file.

    `title`: parts joined by ", "; a part "{state}" stands for the cell of that meaning, empty ones are left out.
    `dates`: forms in the order in which they are tried (see rules/dates.py); `order` is month-first or day-first.
    `zone`: "place" (local time of the place), an IANA name, or "" (a time without a zone is set aside).
    `midnight_is_day`: 00:00:00 is how a spreadsheet writes a day without a time.
    `blank`: words that stand for an empty cell in state and city.
    `bounds`: boxes (west, south, east, north) in which coordinates are expected; used to find swapped ones.
    `legal_class`: as what a row comes in that does not say it; criminal intelligence then needs its predicate.
    """

    name: str
    columns: tuple[Column, ...]
    dates: tuple[str, ...]
    title: tuple[str, ...] = ()
    order: str = "month-first"
    zone: str = ""
    midnight_is_day: bool = False
    delimiter: str = ","
    encoding: str = "utf-8"
    blank: tuple[str, ...] = ()
    bounds: tuple[Box, ...] = ()
    about: str = ""
    legal_class: str = "tip_lead"
    parties: tuple[Party, ...] = ()

    def column(self, means: str) -> Column | None:
        """The column of that meaning, or None when the mapping declares none."""
        return next((column for column in self.columns if column.means == means), None)


def faults(
    mapping: ColumnMapping, zones: Sequence[str] | frozenset[str], allowed: Allowed | None = None
) -> tuple[str, ...]:
    """Every rule that the mapping breaks, each as a sentence with its way out; empty means usable.

    `zones` are the IANA names that this machine knows; without `allowed` no party may be declared.
    """
    return (
        *_column_faults(mapping), *_class_faults(mapping), *_date_faults(mapping), *_file_faults(mapping, zones),
        *_party_faults(mapping, allowed or Allowed()),
    )  # fmt: skip


def _column_faults(mapping: ColumnMapping) -> list[str]:
    found = []
    meanings = [column.means for column in mapping.columns if column.means != "other"]
    for means in dict.fromkeys(meanings):
        if means not in MEANINGS:
            found.append(f"columns: '{means}' is no meaning. Choose one of {', '.join(MEANINGS)}.")
        if meanings.count(means) > 1:
            found.append(f"columns: two columns mean '{means}'. Let one mean 'other', or name it under 'also'.")
    for means in ("occurred", "narrative"):
        column = mapping.column(means)
        if column is None or not column.required or not column.filled:
            found.append(f"columns: one column must mean '{means}' and be required and filled.")
    names = [name.casefold() for column in mapping.columns for name in (column.name, *column.also)]
    found += [f"columns: '{name}' is named twice." for name in dict.fromkeys(names) if names.count(name) > 1]
    if (mapping.column("lat") is None) != (mapping.column("lon") is None):
        found.append("columns: 'lat' and 'lon' belong together. Declare both or neither.")
    return found


def _class_faults(mapping: ColumnMapping) -> list[str]:
    if mapping.legal_class in CLASSES.values():
        return []
    known = " or ".join(dict.fromkeys(CLASSES.values()))
    return [f"legal_class: nothing comes in as '{mapping.legal_class}'. Write {known}."]


def _party_faults(mapping: ColumnMapping, allowed: Allowed) -> list[str]:
    """28 CFR 23.20(a): who reports, suffers, sees or serves is never resolved, nor is any role that is not named."""
    found = []
    private = {name.casefold() for means in REPORTERS if (c := mapping.column(means)) for name in (c.name, *c.also)}
    for party in mapping.parties:
        if party.role not in allowed.roles:
            roles = ", ".join(sorted(allowed.roles)) or "none"
            found.append(f"parties: role '{party.role}' is not resolved. Choose one of {roles}, or leave it out.")
        known = allowed.fields.get(party.kind, frozenset())
        if not known:
            found.append(f"parties: '{party.kind}' is no kind. Choose one of {', '.join(sorted(allowed.fields))}.")
        strange = sorted(set(party.fields) - known) if known else []
        found += [f"parties: a {party.kind} has no '{one}'. Choose of {', '.join(sorted(known))}." for one in strange]
        secret = sorted(name for name in party.fields.values() if name.casefold() in private)
        found += [f"parties: '{name}' says who reports. A reporter is never resolved; leave it out." for name in secret]
    return found


def _date_faults(mapping: ColumnMapping) -> list[str]:
    found = []
    if mapping.order not in ("month-first", "day-first"):
        found.append(f"order: '{mapping.order}' is no order. Write month-first or day-first.")
    if not mapping.dates:
        found.append("dates: no form is given. Write for instance YYYY-MM-DD.")
    for form in mapping.dates:
        order = order_of(form)
        if order is None:
            found.append(
                f"dates: '{form}' is no form. Use YYYY, MM or M, DD or D, hh, mm, ss, Z with plain marks between."
            )
        elif order not in ("year-first", mapping.order):
            found.append(f"dates: '{form}' is {order}, but order says {mapping.order}. Change one of them.")
    return found


def _file_faults(mapping: ColumnMapping, zones: Sequence[str] | frozenset[str]) -> list[str]:
    found = []
    if mapping.zone not in ("", LOCAL_TO_PLACE) and mapping.zone not in zones:
        found.append(f"zone: '{mapping.zone}' is no time zone. Write 'place', an IANA name, or nothing.")
    if mapping.zone == LOCAL_TO_PLACE and mapping.column("state") is None:
        found.append("zone: 'place' needs a column that means 'state'.")
    if mapping.delimiter != "\t" and mapping.delimiter not in DELIMITERS:
        found.append("delimiter: write one of , ; | : ~ ^ or a tab.")
    if mapping.encoding not in ENCODINGS:
        found.append(f"encoding: '{mapping.encoding}' is not read. Choose one of {', '.join(ENCODINGS)}.")
    for part in mapping.title:
        means = part.removeprefix("{").removesuffix("}")
        if part != means and mapping.column(means) is None:
            found += [f"title: '{part}' stands for no column of this mapping."]
    return found
