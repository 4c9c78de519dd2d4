"""Judgments of analysts: likelihood and confidence are two fields, and words without a likelihood are pointed at."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from watchfloor.analyze.rules.reasons import either
from watchfloor.core.rules.decision import Because, Decision

_CITATION = "ICD 203 (text seen)"
_MONTH = re.compile(r"(\d\s+May\b|\bMay\s+\d)")


@dataclass(frozen=True, slots=True)
class Likelihood:
    """One row of the table: interchangeable phrases and their range in percent."""

    phrases: tuple[str, ...]
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Flagged:
    """Words to avoid (lower case), why, and what to write instead."""

    words: frozenset[str]
    why: str
    way_out: str
    citation: str


@dataclass(frozen=True, slots=True)
class Scale:
    """The declared phrases, confidence levels (level -> meaning) and flagged words."""

    likelihood: tuple[Likelihood, ...]
    confidence: Mapping[str, str]
    flagged: tuple[Flagged, ...]


@dataclass(frozen=True, slots=True)
class Judgment:
    """`likelihood` is of the event, `confidence` of the basis; `basis` names what it rests on (ids of statements
    or records), `assumptions` are said apart from the evidence."""

    text: str
    likelihood: str
    confidence: str
    basis: tuple[str, ...]
    assumptions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """A flagged word at [start, end) of the text: a warning, never a refusal."""

    word: str
    start: int
    end: int
    why: str
    way_out: str
    citation: str


def lint(text: str, *, scale: Scale) -> tuple[Finding, ...]:
    """Every flagged word in order. "May" beside a number is the month."""
    months = {at for month in _MONTH.finditer(text) for at in range(month.start(), month.end())}
    found = [
        Finding(hit.group(), hit.start(), hit.end(), flagged.why, flagged.way_out, flagged.citation)
        for flagged in scale.flagged
        for hit in re.finditer(rf"\b(?:{'|'.join(map(re.escape, sorted(flagged.words)))})\b", text, re.IGNORECASE)
        if hit.start() not in months
    ]
    return tuple(sorted([*found, *_mixed(text, scale)], key=lambda finding: finding.start))


def may_stand(judgment: Judgment, *, scale: Scale) -> Decision:
    """May the judgment be kept? It needs a phrase of the table, a level of confidence and a basis."""
    phrases = [phrase for row in scale.likelihood for phrase in row.phrases]
    levels = list(scale.confidence)
    return Decision.of(
        _one_of("Likelihood", judgment.likelihood, phrases, "analyze.judgment.likelihood"),
        _one_of("Confidence", judgment.confidence, levels, "analyze.judgment.confidence"),
        either(
            bool(judgment.basis),
            f"Basis: {len(judgment.basis)} named.",
            "Basis: the judgment names nothing it rests on.",
            rule="analyze.judgment.basis",
            citation=_CITATION,
            way_out="Name the statements or records it rests on.",
        ),
        either(
            bool(judgment.text.strip()),
            "Text is given.",
            "Text: the judgment says nothing.",
            rule="analyze.judgment.text",
            citation=_CITATION,
            way_out="Write the judgment in one sentence.",
        ),
    )


def percent(phrase: str, *, scale: Scale) -> tuple[int, int]:
    """The range of a phrase in percent. Raises KeyError for a phrase that the table does not hold."""
    return {p: (row.least, row.most) for row in scale.likelihood for p in row.phrases}[phrase]


def _one_of(field: str, value: str, known: list[str], rule: str) -> Because:
    return either(
        value in known,
        f"{field}: {value}.",
        f"{field}: '{value}' is not in the table.",
        rule=rule,
        citation=_CITATION,
        way_out=f"Choose one of: {', '.join(known)}.",
    )


def _mixed(text: str, scale: Scale) -> Iterator[Finding]:
    phrases = "|".join(re.escape(p) for row in scale.likelihood for p in row.phrases)
    levels = "|".join(map(re.escape, scale.confidence))
    likelihood, confidence = rf"\b(?:{phrases})\b", rf"\b(?:{levels})[ -]confidence\b"
    between = "[^.;]{0,40}"
    for hit in re.finditer(f"{likelihood}{between}{confidence}|{confidence}{between}{likelihood}", text, re.IGNORECASE):
        why = "mixes likelihood and confidence in one phrase"
        yield Finding(hit.group(), hit.start(), hit.end(), why, "Give them as two fields.", _CITATION)
