"""What a workspace shows: things, and lines between them that each say their cause. Nothing here weighs a person.

Records that name one identifier are drawn around that identifier, not each to each: seven reports of one plate are
seven lines, not twenty-one.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, get_args

from watchfloor.analyze.rules.links import IdentifierKind

# exact and judged are drawn thick, fair thin, weak dashed, proposed dotted; different stands in the table alone
Grade = Literal["exact", "judged", "fair", "weak", "proposed", "different"]
GRADE_WORDS: Mapping[str, str] = {
    "exact": "exact", "judged": "judged same", "fair": "fair", "weak": "weak", "proposed": "proposed, not judged",
    "different": "judged different, not drawn",
}  # fmt: skip
AT_HAND = 0.7  # weight of relevance from which a touch is close at hand (plan, relevance.json)
IMPLIED_FAIR = 6.0  # weight of an implication from which place and something else speak for it (analyze)
VEHICLES = ("plate", "vin")
JUDGED: Mapping[str, Grade] = {"same": "judged", "different": "different", "unsure": "weak"}


@dataclass(frozen=True, slots=True)
class Thing:
    """Something on the page; `token` names it in addresses and files. Records and assets may be expanded.

    `notes` are the words pinned to it, last written first. `step` is the expansion with which it came. `marking` is its
    whole marking, "" where it has none of its own.
    """

    token: str
    kind: str
    title: str
    kind_text: str = ""
    number: str = ""
    url: str = ""
    marking: str = ""
    lon: float | None = None
    lat: float | None = None
    radius_m: float = 0.0
    seen_from: datetime | None = None
    seen_until: datetime | None = None
    precision: str = "unknown"
    opened_at: datetime | None = None
    expands: bool = False
    step: int = 0
    notes: tuple["Note", ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """Words that somebody pinned to a thing; `said` is who and when."""

    token: str
    words: str
    said: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line between two tokens with its cause in a sentence; `step` is the expansion that brought it."""

    a: str
    b: str
    grade: Grade
    cause: str
    judged_by: str = ""
    step: int = 0


@dataclass(frozen=True, slots=True)
class Reason:
    """A cause of a tie; `shared` is the value that both ends name, "" for none."""

    kind: str
    said: str
    shared: str = ""


@dataclass(frozen=True, slots=True)
class Tied:
    """Two records that a rule or a person linked; `state` as the link has it."""

    a: str
    b: str
    reasons: tuple[Reason, ...]
    strength: str
    state: str
    judged_by: str = ""


@dataclass(frozen=True, slots=True)
class Name:
    """An identifier that several shown records name, and who names it."""

    kind: str
    value: str
    tokens: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything that is shown, in the order of the list."""

    things: tuple[Thing, ...]
    lines: tuple[Line, ...]

    def by_token(self) -> dict[str, Thing]:
        """The things by their names."""
        return {thing.token: thing for thing in self.things}


def left_of(chart: Chart, hidden: frozenset[str]) -> Chart:
    """The chart without what is hidden: its lines and what waits beside it go with it."""
    gone = hidden | {f"more-{token}" for token in hidden}
    things = tuple(thing for thing in chart.things if thing.token not in gone)
    return Chart(things, tuple(line for line in chart.lines if not {line.a, line.b} & gone))


def names_in(
    ties: Sequence[Tied], *, classes: Mapping[str, str], side_by_side: Callable[[str, str], bool], most: int
) -> list[Name]:
    """Identifiers to draw as things, most named first. Only where every two that name it may be shown side by side."""
    sharers: dict[tuple[str, str], set[str]] = defaultdict(set)
    for tie in ties:
        for reason in tie.reasons if tie.state != "different" else ():
            if reason.shared and reason.kind in get_args(IdentifierKind):
                sharers[reason.kind, reason.shared] |= {tie.a, tie.b}
    fit = [
        Name(kind, value, tuple(sorted(tokens)))
        for (kind, value), tokens in sharers.items()
        if all(side_by_side(classes[a], classes[b]) for a in tokens for b in tokens if a < b)
    ]
    return sorted(fit, key=lambda name: (-len(name.tokens), name.kind, name.value))[:most]


def lines_of(
    ties: Sequence[Tied], names: Sequence[Name], *, token_of: Mapping[Name, str], words: Mapping[str, str]
) -> list[Line]:
    """A line from each record to each identifier it names, then what identifiers leave unsaid, pair by pair."""
    drawn = [
        Line(token, token_of[name], "exact", f"Names {words.get(name.kind, name.kind)} {name.value}.")
        for name in names
        for token in name.tokens
    ]
    known = {(name.kind, name.value) for name in names}
    return drawn + [line for tie in ties if (line := _direct(tie, known)) is not None]


def _direct(tie: Tied, known: set[tuple[str, str]]) -> Line | None:
    whole = " ".join(reason.said for reason in tie.reasons)
    if tie.state in JUDGED:
        return Line(tie.a, tie.b, JUDGED[tie.state], whole, tie.judged_by)
    left = [reason for reason in tie.reasons if (reason.kind, reason.shared) not in known]
    if not left:
        return None
    stated = any(reason.kind.startswith("relation:") for reason in left)
    return Line(tie.a, tie.b, "exact" if stated else "proposed", " ".join(reason.said for reason in left))


def touching(token: str, asset: str, *, because: str, weight: float, how: str) -> Line:
    """A record that touches an asset: named is exact, close at hand fair, else weak."""
    grade: Grade = "exact" if how == "named" else "fair" if weight >= AT_HAND else "weak"
    return Line(token, asset, grade, because)


def implied(token: str, touched: str, *, because: str, how: str, weight: float) -> Line:
    """What an assessment found that a threat touches: an indicator is exact, a place close at hand fair, else weak."""
    grade: Grade = "exact" if how == "indicator" else "fair" if weight >= IMPLIED_FAIR else "weak"
    return Line(token, touched, grade, because)


def steps_of(things: Sequence[Thing], lines: Sequence[Line]) -> tuple[Thing, ...]:
    """An identifier came with the second record that names it; it never moves what stood before."""
    steps = {thing.token: thing.step for thing in things}
    around: dict[str, list[int]] = defaultdict(list)
    for line in lines:
        around[line.b].append(steps.get(line.a, 0))
    return tuple(
        replace(thing, step=sorted(around[thing.token])[1])
        if thing.kind in ("vehicle", "identifier") and len(around[thing.token]) > 1
        else thing
        for thing in things
    )


def name_kind(kind: str) -> str:
    """The glyph of an identifier."""
    return "vehicle" if kind in VEHICLES else "identifier"


def finding(chart: Chart) -> str:
    """What is shown, counted: "7 reports, 4 identifiers, 4 assets; 22 lines"."""
    groups = (
        ("report", ("report",)), ("threat item", ("threat",)), ("product", ("product",)),
        ("identifier", ("vehicle", "identifier")), ("asset", ("asset",)),
    )  # fmt: skip
    kinds = [thing.kind for thing in chart.things]
    said = [counted(sum(kinds.count(one) for one in of), word) for word, of in groups if any(k in of for k in kinds)]
    drawn = sum(line.grade != "different" for line in chart.lines)
    return f"{', '.join(said) or 'Nothing'}; {counted(drawn, 'line')}"


def counted(number: int, noun: str) -> str:
    """ "1 asset", "2 assets"."""
    return f"{number} {noun}" + ("" if number == 1 else "s")
