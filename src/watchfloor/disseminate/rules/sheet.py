"""What stands on the paper: one order and one wording of a product that HTML and PDF both render, as plain text."""

import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from watchfloor.analyze.rules.judgment import Scale, percent
from watchfloor.disseminate.rules.draft import said_day
from watchfloor.disseminate.rules.product import Endnote, Product, Section, Sourcing, Statement, sourcing
from watchfloor.marking.banner import banner, portion, tlp_label
from watchfloor.marking.grammar import Marking

UNKNOWN = "MARKING UNKNOWN, CLOSED"
GRADES = (
    "Grades: the letter says how reliable the source is (A completely reliable to E unreliable, F cannot be judged), "
    "the figure how credible the information is (1 confirmed to 5 improbable, 6 cannot be judged)."
)
# controls, marks that turn the direction of text, and code points that are no characters: shown by number, never obeyed
_HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff0-\uffff\ud800-\udfff]"
)


@dataclass(frozen=True, slots=True)
class Line:
    """One portion: `estimate` are (name, value) pairs, `notes` endnote numbers, `basis` words for an own assessment."""

    id: str
    number: int
    portion: str
    label: str
    text: str
    estimate: tuple[tuple[str, str], ...]
    notes: tuple[int, ...]
    basis: str


@dataclass(frozen=True, slots=True)
class Block:
    """Lines under a heading; with `columns` (portion, row head, text) they are a table."""

    key: str
    heading: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """An endnote and the way back: (id, words) of the lines that name it."""

    number: int
    text: str
    back: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The whole paper. `level` is "U", "CUI" or "" (unknown, closed); `tlp` such as "TLP:AMBER" or "";
    `exercise` is the word EXERCISE or ""."""

    title: str
    kind: str
    center: str
    number: str
    date: str
    lang: str
    level: str
    banner: str
    tlp: str
    exercise: str
    marking_said: str
    running: str
    blocks: tuple[Block, ...]
    notes: tuple[Note, ...]
    grades: str
    foot: tuple[tuple[str, str], ...]


def legible(text: str) -> str:
    """One line; what a reader could not see is written as its code point, so that nothing hides in a product."""
    return _HIDDEN.sub(
        lambda hit: f"[U+{ord(hit.group()):04X}]", " ".join(re.split(r"[\t\n\r\x0b\x0c\x85\u2028\u2029]+", text))
    )


def lay_out(product: Product, *, scale: Scale) -> Sheet:
    """The paper of a product. An unmarked portion reads "(unmarked)", an unknown banner that it is closed."""
    found = sourcing(product)
    count = itertools.count(1)  # by place, not by id: a draft with doubled ids is refused by its checks, yet readable
    spots = _spots(product)
    level, stated, tlp = mark_of(product.banner)
    number = product.number or "Draft, not released"
    exercise = "EXERCISE" if product.exercise else ""
    return Sheet(
        legible(product.title).strip() or "Untitled", legible(product.kind), legible(product.center), legible(number),
        said_day(product.at), product.lang, level, stated, tlp, exercise,
        _marking_said(stated, tlp, exercise),
        legible(" · ".join(filter(None, (exercise, product.center, number, said_day(product.at))))),
        tuple(_block(section, found, count, scale) for section in product.sections),
        tuple(_note(note, spots) for note in found.notes),
        GRADES,
        _foot(product, level),
    )  # fmt: skip


def mark_of(marking: Marking | None) -> tuple[str, str, str]:
    """Level, banner and TLP of a paper; one whose marking is unknown says that it is closed."""
    if marking is None:
        return "", UNKNOWN, ""
    return marking.level, banner(marking), tlp_label(marking)


def _marking_said(stated: str, tlp: str, exercise: str) -> str:
    said = f"Marking of this document: {', '.join(filter(None, (stated, tlp)))}, rolled up from its portions."
    return f"{said} EXERCISE: nothing in it is real." if exercise else said


def _block(section: Section, found: Sourcing, count: Iterator[int], scale: Scale) -> Block:
    columns = ("Marking", *section.columns) if section.columns else ()
    lines = tuple(_line(statement, found, next(count), scale) for statement in section.statements)
    return Block(section.key, legible(section.heading), columns, lines)


def _line(statement: Statement, found: Sourcing, number: int, scale: Scale) -> Line:
    estimate = []
    if statement.likelihood:
        low, high = percent(statement.likelihood, scale=scale)
        estimate.append(("Likelihood", f"{statement.likelihood} ({low} to {high} percent)"))
    if statement.confidence:
        estimate.append(("Confidence in the basis", statement.confidence))
    mark = portion(statement.marking) if statement.marking is not None else "(unmarked)"
    basis = "Assessment of this center." if statement.own else ""
    return Line(
        f"s-{number}", number, mark, legible(statement.label), legible(statement.text), tuple(estimate),
        found.numbers[statement.id], basis,
    )  # fmt: skip


def _spots(product: Product) -> dict[str, tuple[str, str]]:
    # statement id -> id of its line, heading and place under it: findable on paper too
    count = itertools.count(1)
    return {
        s.id: (f"s-{next(count)}", legible(f"{section.heading} {n}"))
        for section in product.sections
        for n, s in enumerate(section.statements, 1)
    }


def _note(note: Endnote, spots: Mapping[str, tuple[str, str]]) -> Note:
    source = note.source
    parts = (
        f"{source.originator}, {source.what}",
        said_day(source.dated_on) if source.dated_on else "undated",
        f"record {source.record}, version {source.version}" if source.record else "",
        f"grade {source.grade}" if source.grade else "not graded",
        portion(source.marking),
        f"supports: {source.supports}" if source.supports else "",
    )
    back = tuple(spots[id_] for id_ in note.statements)
    return Note(note.number, legible("; ".join(filter(None, parts)) + "."), back)


def _foot(product: Product, level: str) -> tuple[tuple[str, str], ...]:
    rows = [("Controlled by", product.center)] if level == "CUI" else []  # 32 CFR 2002: designation indicator
    rows += [(sign_off.step, f"{sign_off.who}, {_moment(sign_off.at)}") for sign_off in product.sign_offs]
    if product.contact:
        rows.append(("Questions and feedback", product.contact))
    return tuple((legible(name), legible(text)) for name, text in rows)


def _moment(at: datetime) -> str:
    return f"{at:%b} {at.day}, {at.year}, {at:%H:%M} {at.tzname() or ''}".strip()
