"""One row of a delimited file becomes a draft of a tip or is set aside with its reasons; exactly one of both."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from functools import lru_cache
from typing import Any

from watchfloor.core.rules.draft import Draft, Place, SetAside, When
from watchfloor.gather.rules.coordinates import place_of
from watchfloor.gather.rules.dates import Moment, mended, when_of
from watchfloor.gather.rules.mapping import LOCAL_TO_PLACE, ColumnMapping
from watchfloor.gather.rules.stated import PARTS, TIP, class_of
from watchfloor.gather.rules.suggest import Suggestion

SMALL = {"of", "and", "the", "on", "in", "at", "du", "de", "la"}
TITLE_CHARACTERS = 80
CLASS_WAY = "Write tip or criminal intelligence; a SAR is made by vetting, every other class by a person."
NOT_KEPT = "It stated parts of a predicate, which are not kept with a tip; state them when it changes its class."
# kind and role of a party, and which of its fields stand in which cell
Seated = tuple[str, str, tuple[tuple[str, int], ...]]


@dataclass(frozen=True, slots=True)
class Seating:
    """Where the columns of the mapping stand in one file: `at` maps a meaning to the number of its cell.

    `parties`: as far as the file has their columns.
    """

    header: tuple[str, ...]
    at: Mapping[str, int]
    private: tuple[int, ...]
    kept: tuple[tuple[int, str], ...]
    parties: tuple[Seated, ...] = ()


@dataclass(frozen=True, slots=True)
class Means:
    """What a row needs beside itself. Each function MUST give the same answer for the same question.

    zone: (state, city) -> zone of the place or None. moment: text -> date or None. title: cells of title -> title.
    suggest: narrative -> suggestions. codes: the behavior codes that exist.
    """

    mapping: ColumnMapping
    zone: Callable[[str, str], tzinfo | None]
    moment: Callable[[str], Moment | None]
    suggest: Callable[[str], tuple[Suggestion, ...]]
    codes: frozenset[str]


def seat(header: Sequence[str], mapping: ColumnMapping) -> Seating | tuple[str, ...]:
    """Find the declared columns in a header (case and outer blanks do not matter), or say what is wrong with it."""
    plain = [name.strip().casefold() for name in header]
    twice = [name for name in dict.fromkeys(plain) if name and plain.count(name) > 1]
    at: dict[str, int] = {}
    missing, private = [], []
    for column in mapping.columns:
        place = next(
            (plain.index(name.casefold()) for name in (column.name, *column.also) if name.casefold() in plain), -1
        )
        if place >= 0 and column.means != "other":
            at[column.means] = place
        if place < 0 and column.required:
            missing.append(column.name)
        if place >= 0 and column.means in ("reporter", "reporter_contact"):
            private.append(place)
    if missing or twice:
        return _header_faults(header, mapping, missing, twice)
    sealed = {number for means, number in at.items() if means in PARTS} | set(private)
    kept = tuple((number, name) for number, name in enumerate(header) if number not in sealed)
    return Seating(tuple(header), at, tuple(private), kept, _parties(plain, mapping))


def _parties(plain: Sequence[str], mapping: ColumnMapping) -> tuple[Seated, ...]:
    seated = []
    for party in mapping.parties:
        named = ((field, column.casefold()) for field, column in party.fields.items())
        held = tuple((field, plain.index(column)) for field, column in named if column in plain)
        seated += [(party.kind, party.role, held)] if held else []
    return tuple(seated)


def _header_faults(
    header: Sequence[str], mapping: ColumnMapping, missing: list[str], twice: list[str]
) -> tuple[str, ...]:
    reasons = [f"The header names the column '{name}' twice. Rename one of them." for name in twice]
    if missing:
        needed = ", ".join(column.name for column in mapping.columns if column.required)
        said = ", ".join(header)[:200]
        reasons.append(
            f"The header has no column {', '.join(repr(name) for name in missing)}; it reads: {said}. "
            f"Mapping '{mapping.name}' needs {needed}. Add the column or choose another mapping."
        )
    other = next((mark for mark in ";\t|," if len(header) == 1 and mark in header[0]), "")
    if other:
        reasons.append(f"The cells seem to be parted by {other!r}; the mapping says {mapping.delimiter!r}.")
    return tuple(reasons)


def read_row(
    cells: Sequence[str], row: int, piece: tuple[int, int], seating: Seating, means: Means
) -> Draft | SetAside:
    """A draft of kind "tip", or the reasons why not. Cells are kept as they came; meanings are read stripped."""
    if len(cells) != len(seating.header):
        return _shifted(cells, row, piece, seating, means.mapping)
    said = {name: cells[number].strip() for name, number in seating.at.items()}
    for name in ("state", "city"):
        if said.get(name) in means.mapping.blank:
            said[name] = ""
    when, place, faults, findings = _when_and_place(said, row, seating, means)
    becomes = class_of(said.get("legal_class", ""), means.mapping.legal_class)
    if becomes is None:
        text = f"'{said['legal_class'][:40]}' is nothing that comes in. {CLASS_WAY}"
        faults.append(_fault(row, "legal_class", seating, text))
    if faults:
        return SetAside(faults[0][0], tuple(text for _, text in faults), piece)
    data, found = _data(cells, row, said, seating, means)
    found += _predicate(data, said, means, tip=becomes == TIP)
    return Draft(
        kind="tip",
        origin_key="",
        revision="",
        title=_title(said, means.mapping),
        body=said["narrative"],
        data=data,
        when=when,
        place=place,
        piece=piece,
        findings=(*findings, *found),
    )


def _shifted(
    cells: Sequence[str], row: int, piece: tuple[int, int], seating: Seating, mapping: ColumnMapping
) -> SetAside:
    mark = {",": "comma", ";": "semicolon", "\t": "tab"}.get(mapping.delimiter, mapping.delimiter)
    text = (
        f"Row {row} has {len(cells)} cells, the header has {len(seating.header)}: the columns are shifted. "
        f'A {mark} inside a text needs "quotes" around that text; an empty cell still needs its {mark}.'
    )
    return SetAside(f"row {row}", (text,), piece)


Fault = tuple[str, str]
Read = tuple[When | None, Place | None, list[Fault], tuple[str, ...]]


def _when_and_place(said: Mapping[str, str], row: int, seating: Seating, means: Means) -> Read:
    faults: list[Fault] = []
    if not said["narrative"]:
        faults.append(_fault(row, "narrative", seating, "is empty. A report needs its text."))
    when: When | None = None
    findings: tuple[str, ...] = ()
    moment, wrong = _moment(said, means)
    if moment is None:
        faults.append(_fault(row, "occurred", seating, wrong))
    else:
        when, findings = when_of(moment, _zone(said, means))
    if "lat" not in said or "lon" not in said:
        return when, None, faults, findings
    place, wrong, far = place_of(said["lat"], said["lon"], means.mapping.bounds)
    if wrong:
        faults.append(_fault(row, "lat", seating, wrong))
    return when, place, faults, (*findings, far) if far else findings


def _fault(row: int, means: str, seating: Seating, text: str) -> Fault:
    column = seating.header[seating.at[means]].strip()
    return f"row {row}, column {column}", f"Row {row}, column {column}: {text}"


def _moment(said: Mapping[str, str], means: Means) -> tuple[Moment | None, str]:
    text = said["occurred"]
    moment = means.moment(text)
    if not text:
        return None, "is empty. Write a date such as 2026-11-30."
    if moment is None:
        return None, f"'{text[:60]}' is no date. Write {mended(text)} or set the order of day and month."
    if moment.timed and moment.at.tzinfo is None and not means.mapping.zone:
        example = moment.at.strftime("%Y-%m-%dT%H:%M")
        return None, (
            f"'{text}' has no time zone and mapping '{means.mapping.name}' names none. "
            f"Write {example}Z or {example}-06:00, or name a zone in the mapping."
        )
    return moment, ""


def _zone(said: Mapping[str, str], means: Means) -> tzinfo | None:
    if not means.mapping.zone:
        return None
    if means.mapping.zone != LOCAL_TO_PLACE:
        return means.zone("", "")
    return means.zone(said.get("state", ""), said.get("city", ""))


def _data(
    cells: Sequence[str], row: int, said: Mapping[str, str], seating: Seating, means: Means
) -> tuple[dict[str, Any], tuple[str, ...]]:
    hints = [{"code": hint.code, "because": list(hint.because)} for hint in means.suggest(said["narrative"])]
    data: dict[str, Any] = {"mapping": means.mapping.name, "row": row}
    data["fields"] = {name: cells[number] for number, name in seating.kept}
    findings: tuple[str, ...] = ()
    if code := said.get("behavior", "").upper():
        if code in means.codes:
            hints = [
                {"code": code, "because": ["named by the sender"]},
                *(hint for hint in hints if hint["code"] != code),
            ]
        else:
            findings = (f"Behavior '{said['behavior'][:40]}' is none of the sixteen categories; kept as said.",)
    data["suggested_behavior"] = hints
    if "state" in said or "city" in said:
        data["where"] = {"state": said.get("state", ""), "city": said.get("city", "")}
    if said.get("case_number"):
        data["case_number"] = said["case_number"]
    if seating.parties:
        # the column's name stands for its words: they lie in `fields` and nowhere else
        told = [
            {"kind": kind, "role": role, "fields": {f: seating.header[n] for f, n in held if cells[n].strip()}}
            for kind, role, held in seating.parties
        ]
        data["parties"] = [one for one in told if one["fields"]]
    if seating.private:
        data["reporter"] = {seating.header[number]: cells[number] for number in seating.private}
    return data, findings


def _predicate(
    data: dict[str, Any], said: Mapping[str, str], means: Means, *, tip: bool
) -> tuple[str, ...]:  # fmt: skip
    """A row of criminal intelligence carries what it stands on beside it, empty or not; a tip carries none."""
    stated = {name: said[name] for name in PARTS if said.get(name)}
    if tip:
        return (NOT_KEPT,) if stated else ()
    moment = means.moment(stated.get("dated_on", ""))
    data["predicate"] = {**stated, "dated_on": moment.at.date().isoformat() if moment else ""}
    return ()


def _title(said: Mapping[str, str], mapping: ColumnMapping) -> str:
    parts = (said.get(part[1:-1], "") if part.startswith("{") else part for part in mapping.title)
    title = ", ".join(_cased(part) for part in parts if part)
    return title or shortened(said["narrative"])


@lru_cache(maxsize=20_000)
def _cased(text: str) -> str:
    if not text.isupper() or len(text) < 3:
        return text
    words = text.title().split(" ")
    return " ".join(word.lower() if place and word.lower() in SMALL else word for place, word in enumerate(words))


def shortened(narrative: str) -> str:
    """The beginning of a text as a title, cut between words."""
    text = " ".join(narrative.split())
    return text if len(text) <= TITLE_CHARACTERS else text[: TITLE_CHARACTERS - 1].rsplit(" ", 1)[0] + "…"


def row_of(place: str) -> int | None:
    """The row number in the place of a set-aside part ("row 212, column Date" -> 212); None for a whole file."""
    word, _, rest = place.partition(" ")
    number = rest.split(",", 1)[0]
    return int(number) if word == "row" and number.isdecimal() else None
