"""A product: statements in sections, each bound to its sources and portion-marked, under a rolled-up banner."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from watchfloor.marking.grammar import Marking


@dataclass(frozen=True, slots=True)
class SourceRef:
    """What a statement rests on (ICD 206). `record` is the record's public id, `grade` an Admiralty grade ("B2" or ""),
    `legal_class` that of the record, `supports` says what it bears out; `originator` is an agency, never a reporter.
    `originator_control`: the originator said that it must be asked before the information goes on."""

    record: str
    version: int
    what: str
    originator: str
    dated_on: date | None
    grade: str
    marking: Marking
    legal_class: str
    supports: str
    originator_control: bool = False


@dataclass(frozen=True, slots=True)
class Statement:
    """One portion. Either it names `sources`, or it is an assessment of this center (`own`) that rests on other
    statements, by their ids. `label` is the row head in a table. `lowered_by` names the recorded decision that
    lets the portion be marked below its sources. Likelihood and confidence are two fields (ICD 203)."""

    id: str
    text: str
    marking: Marking | None
    sources: tuple[SourceRef, ...] = ()
    own: bool = False
    rests_on: tuple[str, ...] = ()
    label: str = ""
    likelihood: str = ""
    confidence: str = ""
    lowered_by: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Statements under a heading; with `columns` (row head, text) they are rows of a table, else it is empty."""

    key: str
    heading: str
    statements: tuple[Statement, ...]
    columns: tuple[str, str] | tuple[()] = ()


@dataclass(frozen=True, slots=True)
class Tear:
    """A tear line: statements written apart for wider groups, never cut from the text above. `meant_for` names the
    kinds of groups of the release matrix that it is for."""

    title: str
    meant_for: tuple[str, ...]
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class SignOff:
    """A step that a person took, as it is printed: "Reviewed for privacy", name and role, when."""

    step: str
    who: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Product:
    """A draft has no number. `banner` is what is printed on each page; `check` says whether it is the roll-up.
    `at` is the time that the document carries (drafted or released), aware."""

    kind: str
    title: str
    center: str
    sections: tuple[Section, ...]
    banner: Marking | None
    at: datetime
    exercise: bool
    number: str = ""
    contact: str = ""
    sign_offs: tuple[SignOff, ...] = ()
    lang: str = "en"
    tear: Tear | None = None

    @property
    def statements(self) -> Iterator[Statement]:
        """All statements in reading order; those of the tear line are apart."""
        return (statement for section in self.sections for statement in section.statements)


@dataclass(frozen=True, slots=True)
class Endnote:
    """One source, numbered by first use, with the ids of the statements that name it themselves."""

    number: int
    source: SourceRef
    statements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sourcing:
    """Endnotes of a product and, for each statement, the numbers it rests on (through other statements too)."""

    notes: tuple[Endnote, ...]
    numbers: Mapping[str, tuple[int, ...]] = field(default_factory=dict)


def sourcing(product: Product) -> Sourcing:
    """Number the sources. The same record and version is one endnote, whatever it supports."""
    by_id = {statement.id: statement for statement in product.statements}
    numbers: dict[tuple[str, int], int] = {}
    used: dict[tuple[str, int], tuple[SourceRef, list[str]]] = {}
    for statement in product.statements:
        for source in statement.sources:
            key = (source.record, source.version)
            numbers.setdefault(key, len(numbers) + 1)
            used.setdefault(key, (source, []))[1].append(statement.id)
    notes = (Endnote(n, used[key][0], tuple(dict.fromkeys(used[key][1]))) for key, n in numbers.items())
    rests = {
        id_: tuple(sorted({numbers[s.record, s.version] for s in sources_of(statement, by_id)}))
        for id_, statement in by_id.items()
    }
    return Sourcing(tuple(notes), rests)


def sources_of(statement: Statement, by_id: Mapping[str, Statement]) -> tuple[SourceRef, ...]:
    """Its own sources and those of all it rests on; a circle of statements adds nothing."""
    found: dict[SourceRef, None] = {}
    seen: set[str] = set()
    waiting = [statement]
    while waiting:
        one = waiting.pop()
        if one.id not in seen:
            seen.add(one.id)
            found.update(dict.fromkeys(one.sources))
            waiting.extend(by_id[id_] for id_ in one.rests_on if id_ in by_id)
    return tuple(found)
