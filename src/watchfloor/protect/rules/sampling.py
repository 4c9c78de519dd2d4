"""Which inquiries somebody should look at. A flag says only that; it decides nothing and counts for nothing else."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from watchfloor.core.rules.decision import Because, Decision
from watchfloor.people.rules.standing import Standing

_DIGITS = 7  # of a phone number; fewer are a part of anything
CITATION = "28 CFR 23.20(g); AU-6 of CJISSECPOL 5.9.5"


@dataclass(frozen=True, slots=True)
class Sampling:
    """The parameters, as data: searches a stretch, one in how many unknown cases, which hours, for whom not."""

    rules: Mapping[str, str]
    verdicts: Mapping[str, str]
    burst: int
    burst_minutes: int
    one_in: int
    night_from: int
    night_until: int
    not_for: str
    courses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What tells a person of the directory in words that were searched for."""

    person_id: int
    name: str
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """One inquiry: `at` in the center's own time, `searches` in the stretch up to it, `chance` 0 to 255."""

    actor: int
    terms: str
    at: datetime
    searches: int
    rules: tuple[str, ...]
    chance: int
    stands_watch: bool
    standing: Standing | None


def flags(asked: Asked, *, directory: Iterable[Known], policy: Sampling) -> tuple[str, ...]:
    """The rules that flag it, in the order of the policy; none for nearly every inquiry."""
    names = {known.person_id for known in directory if names_person(asked.terms, known)}
    hit = {
        "sampling.self": asked.actor in names,
        "sampling.colleague": bool(names - {asked.actor}),
        "sampling.burst": asked.searches >= policy.burst,
        "sampling.unknown-case": "need.case-unknown" in asked.rules and asked.chance % policy.one_in == 0,
        "sampling.odd-hours": not asked.stands_watch and _at_night(asked.at.hour, policy),
        "sampling.lapsed-training": asked.standing is not None and _lapsed(asked.standing, asked.at.date(), policy),
    }
    return tuple(rule for rule in policy.rules if hit[rule])


def names_person(terms: str, known: Known) -> bool:
    """Whether the words name this person: every part of a name of two or more, the mail address, or the phone."""
    said = set(_parts(terms))
    parts = [part for part in _parts(known.name) if part not in ("exercise",)]
    if len(parts) > 1 and set(parts) <= said:
        return True
    if known.email and known.email.casefold() in terms.casefold():
        return True
    phone = _digits(known.phone)
    return len(phone) >= _DIGITS and phone[-10:] in _digits(terms)


def may_open(*, opens: bool, by_id: int, actor: int, because: str) -> Decision:
    """The privacy officer, with a reason, and never his own inquiry."""
    return Decision.of(
        Because("You may open the terms of a flagged inquiry.", "inquiry.open", CITATION)
        if opens and by_id != actor
        else _no(
            "Only the privacy officer opens terms, and never his own.", "inquiry.open", "Ask the privacy officer."
        ),
        Because("You say why.", "inquiry.reason", CITATION)
        if because.strip()
        else _no("Opening terms needs a reason.", "inquiry.reason", "Write the reason."),
    )


def may_settle(*, opens: bool, by_id: int, actor: int, verdict: str, settled: bool, policy: Sampling) -> Decision:
    """Who may open it may also close it, once, with one of the verdicts."""
    return Decision.of(
        Because("You may close it.", "inquiry.open", CITATION)
        if opens and by_id != actor
        else _no("Only the privacy officer closes it, and never his own.", "inquiry.open", "Ask the privacy officer."),
        Because("The verdict is one of those that there are.", "inquiry.verdict", CITATION)
        if verdict in policy.verdicts
        else _no("Choose one of the verdicts.", "inquiry.verdict", "In order, talked over, or a violation."),
        _no("It was closed already.", "inquiry.settled", "")
        if settled
        else Because("It is open.", "inquiry.settled", CITATION),
    )


def _at_night(hour: int, policy: Sampling) -> bool:
    return hour >= policy.night_from or hour < policy.night_until


def _lapsed(standing: Standing, on: date, policy: Sampling) -> bool:
    """In date without the grace? What the grace stands for is worth a look while it does."""
    taken = dict(standing.training)
    return any(taken.get(course, date.min) < on for course in policy.courses)


def _parts(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", text.casefold())


def _digits(text: str) -> str:
    return "".join(letter for letter in text if letter.isdecimal())


def _no(text: str, rule: str, way_out: str) -> Because:
    return Because(text, rule, CITATION, ok=False, way_out=way_out)
