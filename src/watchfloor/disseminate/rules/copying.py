"""A copy of one record to hand out: words are taken out of all that it says, and the paper is laid out of the rest."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from watchfloor.core.rules.decision import Because, Decision
from watchfloor.disseminate.rules.draft import said_day
from watchfloor.disseminate.rules.redacting import CITATION, burned, burned_title, may_redact
from watchfloor.disseminate.rules.sheet import Block, Line, Sheet, legible, mark_of
from watchfloor.marking.banner import portion
from watchfloor.marking.grammar import Marking

KIND = "Copy of a record, words taken out"
LEAST = 3  # words of whom it is for, or why; one letter says nothing


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be taken out and why, and for whom the copy is."""

    words: tuple[str, ...]
    ground: str
    because: str
    recipient: str


@dataclass(frozen=True, slots=True)
class Words:
    """All that a record says: its title, (name, value) of its facts, and its narrative."""

    title: str
    facts: tuple[tuple[str, str], ...]
    narrative: str

    @property
    def every(self) -> dict[str, str]:
        """Each text by a name of its own; names of fields as they came may hold words too."""
        rows = {f"fact {n}": text for n, pair in enumerate(self.facts) for text in ("\n".join(pair),)}
        return {"title": self.title, "narrative": self.narrative, **rows}


@dataclass(frozen=True, slots=True)
class Head:
    """What stands around the words: number, class, disclaimer "", center, moment, marking (None: cannot be told)."""

    number: str
    legal_class: str
    disclaimer: str
    center: str
    at: datetime
    marking: Marking | None
    exercise: bool


def left_of(said: Words, words: Sequence[str], *, bar: str) -> Words:
    """What is left: a bar in place of the words wherever they stand, names of facts among them."""
    facts = tuple((burned(name, words, bar=bar), burned(value, words, bar=bar)) for name, value in said.facts)
    return Words(burned_title(said.title, words, bar=bar), facts, burned(said.narrative, words, bar=bar))


def may_copy(asked: Asked, said: Words, head: Head, *, grounds: Iterable[str]) -> Decision:
    """As words are taken out of a draft; a copy is for somebody, and what cannot be marked is not handed out."""
    rules = may_redact(asked.words, ground=asked.ground, grounds=grounds, because=asked.because, elsewhere=(),
                       statements=said.every, whole="this record")  # fmt: skip
    return Decision.of(
        *rules.because,
        Because("It is said for whom.", "disseminate.copy.recipient", "28 CFR 23.20(g)")
        if len(asked.recipient.strip()) >= LEAST
        else Because("For whom: nobody is named.", "disseminate.copy.recipient", "28 CFR 23.20(g)", ok=False,
                     way_out="Name who gets it; it is kept sealed."),
        Because("Its marking can be told.", "disseminate.copy.marking", CITATION)
        if head.marking is not None
        else Because("Marking: it cannot be told.", "disseminate.copy.marking", CITATION, ok=False,
                     way_out="Have the record marked first."),
    )  # fmt: skip


def paper_of(left: Words, head: Head) -> Sheet:
    """The paper, from what is left alone: nothing else is known here, so nothing else can stand under a bar."""
    level, stated, tlp = mark_of(head.marking)
    exercise = "EXERCISE" if head.exercise else ""
    mark = portion(head.marking) if head.marking is not None else "(unmarked)"
    facts = [f"{name}: {value}" for name, value in (("Legal class", head.legal_class), *left.facts) if value]
    paragraphs = [one for one in re.split(r"\n\s*\n|\r\n", left.narrative) if one.strip()] or [
        "No words were reported."
    ]
    blocks = [("facts", "Facts", facts), ("reported", "What was reported", paragraphs)]
    said = f"Marking of this copy: {', '.join(filter(None, (stated, tlp)))}."
    foot = [("Disclaimer", head.disclaimer)] if head.disclaimer else []
    foot += [("Controlled by", head.center)] if level == "CUI" else []  # 32 CFR 2002: designation indicator
    count = iter(range(1, 100_000))
    return Sheet(
        legible(left.title).strip() or "Untitled", KIND, legible(head.center), legible(head.number),
        said_day(head.at), "en", level, stated, tlp, exercise,
        f"{said} EXERCISE: nothing in it is real." if exercise else said,
        legible(" · ".join(filter(None, (exercise, head.center, head.number, said_day(head.at))))),
        tuple(
            Block(key, heading, (), tuple(_line(next(count), mark, text) for text in texts))
            for key, heading, texts in blocks
        ),
        (), "", tuple((legible(name), legible(text)) for name, text in foot),
    )  # fmt: skip


def _line(number: int, mark: str, text: str) -> Line:
    return Line(f"s-{number}", number, mark, "", legible(text), (), (), "")
