"""The predicate of criminal intelligence: what must stand before a record may be of that class (28 CFR 23.20(a)-(d)).

Form, bulk import, another center and a restored copy are all asked `demanded`; there is no second way.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from watchfloor.core.rules.decision import Because, Decision

COURSE = "28cfr23"
FACTS_WORDS, RELEVANCE_WORDS, RELATION_WORDS = 8, 3, 5
RELIABILITY = ("reliable", "usually-reliable", "unreliable", "unknown")
VALIDITY = ("confirmed", "probable", "doubtful", "cannot-be-judged")
SENSITIVITY = ("open", "agency-only", "restricted")
OWN_CLASS = "criminal_intelligence"


@dataclass(frozen=True, slots=True)
class Offence:
    """A definable criminal activity of the project's list; an umbrella needs the specific offense beneath it."""

    code: str
    words: str
    umbrella: bool


@dataclass(frozen=True, slots=True)
class Predicate:
    """What is stated. `political` is None while the First-Amendment question is not answered.

    `sensitivity`: how it may be released on a hit; `method`: how it was obtained.
    """

    offence: str = ""
    underlying: str = ""
    facts: str = ""
    author: str = ""
    dated_on: date | None = None
    supporting_file: str = ""
    relevance: str = ""
    method: str = ""
    lawful: bool = False
    reliability: str = ""
    validity: str = ""
    sensitivity: str = "open"
    political: bool | None = None
    relation: str = ""


@dataclass(frozen=True, slots=True)
class Evaluator:
    """Who evaluates: a person, and the courses of his that are in date."""

    person: bool
    courses: frozenset[str]


def demanded(
    predicate: Predicate | None, by: Evaluator, *, offences: Mapping[str, Offence], today: date,
    supporting_classes: Collection[Because] = (),
) -> Decision:  # fmt: skip
    """Whether criminal intelligence may stand on this. Each gap is named with its field, rule and way out."""
    if predicate is None:
        return Decision.of(
            _no("Predicate: criminal intelligence cannot be kept without one.", "predicate.missing", "(a)",
                "State offense, facts, author, date, supporting file and relevance.")
        )  # fmt: skip
    return Decision.of(
        *_who(by), *_offence(predicate, offences), *_facts(predicate, today), *_lawful(predicate),
        *_worth(predicate), *_first_amendment(predicate), *supporting_classes,
    )  # fmt: skip


def needs_second(predicate: Predicate) -> bool:
    """Views, associations or activities are touched: the privacy officer decides too (28 CFR 23.20(b))."""
    return predicate.political is not False


def _who(by: Evaluator) -> Iterator[Because]:
    yield _either(by.person, "A person examined it.", "a service establishes no suspicion.", "predicate.person", "(c)",
                  "Ask a trained person.")  # fmt: skip
    yield _either(COURSE in by.courses, "Who examined it is trained.", f"your training is not in date: {COURSE}.",
                  "predicate.training", "(c)", "Take the course and have it recorded.")  # fmt: skip


def _offence(said: Predicate, offences: Mapping[str, Offence]) -> Iterator[Because]:
    known = offences.get(said.offence)
    yield _either(known is not None, "The offense is definable.", "Offense: none of the project's list is named.",
                  "predicate.offence", "(c)", "Choose one.")  # fmt: skip
    if known is not None and known.umbrella:
        beneath = offences.get(said.underlying)
        fine = beneath is not None and not beneath.umbrella
        yield _either(fine, "The specific offense is named.", f"Specific offense: {known.words} is an umbrella.",
                      "predicate.underlying", "", "Name the specific offense beneath.", "28 CFR 23.30(b)")  # fmt: skip


def _facts(said: Predicate, today: date) -> Iterator[Because]:
    yield _either(_words(said.facts) >= FACTS_WORDS, "The facts are stated.",
                  "Facts: too little to give a trained person a basis to believe.", "predicate.facts", "(c)",
                  f"State what is known in at least {FACTS_WORDS} words.")  # fmt: skip
    yield _either(bool(said.author.strip()), "Its author is named.", "Author: nobody is named.", "predicate.author",
                  "(g)", "Name who submits it and answers for it.")  # fmt: skip
    dated = said.dated_on is not None and said.dated_on <= today
    yield _either(dated, "It is dated.", "Date: it is missing or lies ahead.", "predicate.date", "(c)",
                  "Give the day on which the suspicion was established.")  # fmt: skip
    yield _either(bool(said.supporting_file.strip()), "The supporting file is named.",
                  "Supporting file: none is named.", "predicate.file", "(n)",
                  "Give the number of the file that your agency keeps for audit.")  # fmt: skip
    yield _either(_words(said.relevance) >= RELEVANCE_WORDS, "Its relevance is stated.",
                  "Relevance: why it bears on that activity is not said.", "predicate.relevance", "(a)",
                  "Say in a sentence how it bears on the activity.")  # fmt: skip


def _lawful(said: Predicate) -> Iterator[Because]:
    yield _either(said.lawful, "It was obtained lawfully, as attested.", "Lawfully obtained: not attested.",
                  "predicate.lawful", "(d)", "Attest it, or let the record go.")  # fmt: skip
    yield _either(bool(said.method.strip()), "How it was obtained is stated.", "How obtained: not said.",
                  "predicate.method", "(d)", "Say how; an interception is told with its order.")  # fmt: skip


def _worth(said: Predicate) -> Iterator[Because]:
    rated = said.reliability in RELIABILITY and said.validity in VALIDITY
    yield _either(rated, "Its confidence is rated.", "Confidence: source and content are not both rated.",
                  "predicate.confidence", "(g)", "Choose a reliability and a validity.")  # fmt: skip
    idle = (said.reliability, said.validity) == ("unknown", "cannot-be-judged")
    yield _either(not idle, "Its confidence allows keeping it.",
                  "Confidence: an unknown source whose content cannot be judged is not kept.", "predicate.confidence",
                  "(h)", "Find out more, or let the record go.")  # fmt: skip
    yield _either(said.sensitivity in SENSITIVITY, "Its sensitivity is set.", "Sensitivity: not set.",
                  "predicate.sensitivity", "(g)", f"Choose one of {', '.join(SENSITIVITY)}.")  # fmt: skip


def _first_amendment(said: Predicate) -> Iterator[Because]:
    yield _either(said.political is not None, "The First-Amendment question is answered.",
                  "First Amendment: the question is not answered.", "predicate.first-amendment", "(b)",
                  "Answer whether it touches views, associations or activities.")  # fmt: skip
    if said.political:
        yield _either(_words(said.relation) >= RELATION_WORDS, "The direct relation is stated.",
                      "Relation: views or activities are kept only if directly related to the crime.",
                      "predicate.relation", "(b)", "Say how they relate to it, or leave them out.")  # fmt: skip


def _words(text: str) -> int:
    return len(text.split())


def _either(
    fine: bool, yes: str, no: str, rule: str, paragraph: str, way_out: str, citation: str = ""
) -> Because:  # fmt: skip
    return (
        Because(yes, rule, citation or f"28 CFR 23.20{paragraph}")
        if fine
        else _no(no, rule, paragraph, way_out, citation)
    )


def _no(text: str, rule: str, paragraph: str, way_out: str, citation: str = "") -> Because:
    return Because(text, rule, citation or f"28 CFR 23.20{paragraph}", ok=False, way_out=way_out)
