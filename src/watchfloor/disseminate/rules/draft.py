"""Drafts a situational awareness bulletin from an assessment, as plain statements with their sources.

It words kinds, places, days and figures only. It MUST NOT copy a name, a reporter, an identifier or a narrative:
the facts it is handed have no field for them, and links and implications are worded by their `plain` sentences.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from watchfloor.analyze.rules.implications import Implication
from watchfloor.analyze.rules.judgment import Judgment
from watchfloor.analyze.rules.links import LinkProposal
from watchfloor.analyze.rules.risk import RiskRange
from watchfloor.disseminate.rules.checking import floor_of
from watchfloor.disseminate.rules.product import Product, Section, SourceRef, Statement
from watchfloor.marking.rollup import roll_up

KIND = "Situational awareness bulletin"


@dataclass(frozen=True, slots=True)
class CenterFacts:
    """From the settings. `ref` is the standing advice of the center as a source of its own, unmarked by cases."""

    name: str
    phone: str
    ref: SourceRef
    exercise: bool


@dataclass(frozen=True, slots=True)
class ThreatLine:
    """The threat item as it may be cited: title as the originator gave it, window and sectors in words."""

    ref: SourceRef
    title: str
    sectors: tuple[str, ...] = ()
    window: str = ""


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A report as it may be cited: kind of behavior from the declared list, a town or asset, a day. No words of it."""

    ref: SourceRef
    behavior: str
    place: str
    on: date | None


@dataclass(frozen=True, slots=True)
class TouchedLine:
    """An implication with the sources that bear it out (the threat item and the record or register of the target)."""

    implication: Implication
    name: str
    refs: tuple[SourceRef, ...]


@dataclass(frozen=True, slots=True)
class LinkLine:
    """A link between two reports of `reports` (by record id) and whether a person has judged it."""

    proposal: LinkProposal
    judged: bool


@dataclass(frozen=True, slots=True)
class RiskLine:
    """A risk range with the sources that it touches."""

    risk: RiskRange
    refs: tuple[SourceRef, ...]


@dataclass(frozen=True, slots=True)
class AssessmentFacts:
    """What an analyst has put together. Reports named by a link MUST be among `reports`; others are left out."""

    title: str
    threat: ThreatLine
    center: CenterFacts
    touched: tuple[TouchedLine, ...] = ()
    reports: tuple[ReportLine, ...] = ()
    links: tuple[LinkLine, ...] = ()
    risks: tuple[RiskLine, ...] = ()
    judgment: Judgment | None = None
    gaps: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SelectionFacts:
    """What an analyst picked in a workspace: threat items, reports, and the links between those reports. The title is
    his own. Nobody has assessed it: there is no judgment, no range and nothing that it touches."""

    title: str
    center: CenterFacts
    threats: tuple[ThreatLine, ...] = ()
    reports: tuple[ReportLine, ...] = ()
    links: tuple[LinkLine, ...] = ()
    advice: tuple[str, ...] = ()


def draft_selection(facts: SelectionFacts, *, now: datetime) -> Product:
    """A draft of which each statement about a picked record rests on that record; the analyst writes the judgment."""
    happened = _section("happened", "What happened", _selected(facts))
    linked = _section("linked", "Reports connected", _linked(facts))
    rests = tuple(s.id for section in (happened, linked) for s in section.statements)
    key = _section("key", "Key point", iter([Statement("", _read_together(facts), None, own=True, rests_on=rests)]))
    gaps = _section("gaps", "What we do not know", _open_questions(facts, rests))
    todo = _section("todo", "What to do and whom to call", _todo(facts))
    return _bulletin(facts.title, facts.center, (key, happened, linked, gaps, todo), now)


def draft_bulletin(facts: AssessmentFacts, *, now: datetime) -> Product:
    """A draft: each portion marked with the join of its sources, the banner rolled up; an analyst edits it."""
    happened = _section("happened", "What happened", _happened(facts))
    touched = _section("here", "What it means here", _touched(facts), ("What it touches", "Why"))
    linked = _section("linked", "Reports connected", _linked(facts))
    risk = _section("risk", "Range of risk", _risks(facts), ("For", "Expected loss a year"))
    rests = tuple(s.id for section in (happened, touched, linked) for s in section.statements)
    key = _section("key", "Key point", _key(facts, rests))
    gaps = _section("gaps", "What we do not know", _gaps(facts, rests))
    todo = _section("todo", "What to do and whom to call", _todo(facts))
    return _bulletin(facts.title, facts.center, (key, happened, touched, linked, risk, gaps, todo), now)


def _bulletin(title: str, center: CenterFacts, sections: tuple[Section, ...], now: datetime) -> Product:
    marked = _marked(tuple(section for section in sections if section.statements))
    banner = roll_up([s.marking for section in marked for s in section.statements if s.marking is not None])
    return Product(
        KIND, title, center.name, marked, banner, now, center.exercise, contact=f"{center.name}, {center.phone}"
    )


def said_day(day: date | None) -> str:
    """Month, day and year in the field's order; never bare figures."""
    return f"{day:%b} {day.day}, {day.year}" if day else "a day that is not known"


def _section(
    key: str, heading: str, statements: Iterator[Statement], columns: tuple[str, str] | tuple[()] = ()
) -> Section:
    numbered = tuple(replace(s, id=f"{key}-{n}") for n, s in enumerate(statements, 1))
    return Section(key, heading, numbered, columns)


def _marked(sections: tuple[Section, ...]) -> tuple[Section, ...]:
    by_id = {s.id: s for section in sections for s in section.statements}
    return tuple(
        replace(section, statements=tuple(replace(s, marking=floor_of(s, by_id)) for s in section.statements))
        for section in sections
    )


def _from(text: str, *refs: SourceRef, label: str = "") -> Statement:
    return Statement("", text, None, tuple(dict.fromkeys(refs)), label=label)


def _key(facts: AssessmentFacts, rests_on: tuple[str, ...]) -> Iterator[Statement]:
    if facts.judgment is not None:
        judged = facts.judgment
        yield Statement(
            "", judged.text, None, own=True, rests_on=rests_on,
            likelihood=judged.likelihood, confidence=judged.confidence,
        )  # fmt: skip
    touches = [f"{count} {word}{'s' if count > 1 else ''}" for word, count in _counts(facts)]
    what = f"{_listed(touches)} of ours" if touches else "nothing of ours that we know"
    text = f"The threat described by {facts.threat.ref.originator} touches {what}."
    yield Statement("", text, None, own=True, rests_on=rests_on)


def _counts(facts: AssessmentFacts) -> Iterator[tuple[str, int]]:
    for kind in ("asset", "place", "event", "report"):
        if count := sum(line.implication.target_kind == kind for line in facts.touched):
            yield kind, count


def _published(threat: ThreatLine) -> Statement:
    said = f"On {said_day(threat.ref.dated_on)} {threat.ref.originator} published: {threat.title}."
    return _from(said.replace("..", "."), threat.ref)


def _selected(facts: SelectionFacts) -> Iterator[Statement]:
    for threat in sorted(facts.threats, key=lambda one: (one.ref.dated_on or date.max, one.ref.record)):
        yield _published(threat)
    yield from _reported(facts)


def _read_together(facts: SelectionFacts) -> str:
    counts = [(len(facts.threats), "threat item"), (len(facts.reports), "report")]
    named = [f"{count} {word}{'s' if count > 1 else ''}" for count, word in counts if count]
    alone = sum(count for count, _ in counts) == 1
    return f"{_listed(named)} {'is' if alone else 'are'} read {'here' if alone else 'together here'}."


def _open_questions(facts: SelectionFacts, rests_on: tuple[str, ...]) -> Iterator[Statement]:
    for gap in (*_unsettled(facts), "No analyst has yet judged what this means here, or how likely it is."):
        yield Statement("", gap, None, own=True, rests_on=rests_on)


def _happened(facts: AssessmentFacts) -> Iterator[Statement]:
    threat = facts.threat
    yield _published(threat)
    if threat.window:
        yield _from(f"It is stated for this time: {threat.window}.", threat.ref)
    if threat.sectors:
        yield _from(
            f"It names the {'sectors' if len(threat.sectors) > 1 else 'sector'} {_listed(threat.sectors)}.", threat.ref
        )
    yield from _reported(facts)


def _reported(facts: AssessmentFacts | SelectionFacts) -> Iterator[Statement]:
    for line in sorted(facts.reports, key=lambda r: (r.on or date.max, r.ref.record)):
        yield _from(f"{line.ref.originator} sent a report of {_said(line)}.", line.ref)


def _said(line: ReportLine) -> str:
    return f"{line.behavior.lower()} at {line.place or 'a place that is not known'} on {said_day(line.on)}"


def _touched(facts: AssessmentFacts) -> Iterator[Statement]:
    for line in facts.touched:
        why = " ".join(reason.plain for reason in line.implication.reasons)
        yield _from(why, facts.threat.ref, *line.refs, label=line.name)


def _linked(facts: AssessmentFacts | SelectionFacts) -> Iterator[Statement]:
    reports = {line.ref.record: line for line in facts.reports}
    for link in facts.links:
        a, b = reports.get(link.proposal.a), reports.get(link.proposal.b)
        if a is None or b is None:
            continue
        causes = " ".join(cause.plain for cause in link.proposal.causes)
        state = "An analyst judged them linked." if link.judged else "Proposed by weight, not yet judged by an analyst."
        yield _from(f"A report of {_said(a)} and one of {_said(b)}. {causes} {state}", a.ref, b.ref)


def _risks(facts: AssessmentFacts) -> Iterator[Statement]:
    for line in facts.risks:
        risk = line.risk
        unit = risk.unit.removesuffix(" a year, expected")
        span = f"{_rounded(risk.p5)} to {_rounded(risk.p95)} {unit}, middle {_rounded(risk.p50)}"
        text = f"{span} (5th to 95th percentile, {risk.rounds:,} rounds, seed {risk.seed}). {risk.note}"
        yield _from(text.strip(), facts.threat.ref, *line.refs, label=risk.inputs.scope.name)


def _unsettled(facts: AssessmentFacts | SelectionFacts) -> Iterator[str]:
    unjudged = sum(not link.judged for link in facts.links)
    unknown = sum(
        "F" in line.ref.grade.upper() or "6" in line.ref.grade or not line.ref.grade for line in facts.reports
    )
    if unjudged:
        yield f"Connections not yet judged by an analyst: {unjudged} of {len(facts.links)}."
    if unknown:
        yield f"Reports whose source or content cannot be judged yet: {unknown} of {len(facts.reports)}."


def _gaps(facts: AssessmentFacts, rests_on: tuple[str, ...]) -> Iterator[Statement]:
    found = [*facts.gaps, *_unsettled(facts)]
    if not facts.reports:
        found.append(
            "No report of ours bears the threat out; that nothing was reported does not mean that nothing happened."
        )
    if not facts.threat.window:
        found.append("The time for which the threat holds is not stated.")
    if facts.judgment is None:
        found.append("No analyst has yet judged how likely the threat is here.")
    for gap in found:
        yield Statement("", gap, None, own=True, rests_on=rests_on)


def _todo(facts: AssessmentFacts | SelectionFacts) -> Iterator[Statement]:
    center = facts.center
    for advice in facts.advice:
        yield _from(advice, center.ref)
    yield _from("Call 911 if there is danger now.", center.ref)
    yield _from(
        f"Tell {center.name} at {center.phone} what you saw, or what you know that is missing here.", center.ref
    )


def _rounded(value: float) -> str:
    # two figures: more would claim a precision that first inputs do not have
    return f"{float(f'{value:.2g}'):,.0f}" if value >= 10 else f"{value:.2g}"


def _listed(words: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))
