"""What a row of a file states as the predicate of criminal intelligence, read without guessing; protect judges it."""

from collections.abc import Mapping
from datetime import date

from watchfloor.protect.rules.predicate import OWN_CLASS, Predicate

# the meanings of columns that hold parts of a predicate: they are kept sealed with it, never among the cells
PARTS = (
    "offence", "underlying", "facts", "author", "dated_on", "supporting_file", "relevance", "method", "lawful",
    "reliability", "validity", "sensitivity", "political", "relation",
)  # fmt: skip
TIP = "tip_lead"
CLASSES = {TIP: TIP, "tip": TIP, "lead": TIP, "tip_or_lead": TIP, OWN_CLASS: OWN_CLASS}
YES = frozenset({"yes", "y", "true", "1"})
ANSWERS = dict.fromkeys(YES, True) | dict.fromkeys(("no", "n", "false", "0"), False)


def class_of(said: str, otherwise: str) -> str | None:
    """The class in which a row comes in, or None where nothing comes in as what it says."""
    return CLASSES.get(_code(said, "_") if said.strip() else otherwise)


def predicate_of(told: Mapping[str, str]) -> Predicate:
    """The predicate of a row's cells; a question that is not plainly answered stays unanswered."""
    said = {name: told.get(name, "").strip() for name in PARTS}
    words = {name: said[name] for name in ("facts", "author", "supporting_file", "relevance", "method", "relation")}
    codes = {
        name: _code(said[name], "-") for name in ("offence", "underlying", "reliability", "validity", "sensitivity")
    }
    return Predicate(
        **words, **codes, dated_on=_day(said["dated_on"]), lawful=said["lawful"].casefold() in YES,
        political=ANSWERS.get(said["political"].casefold()),
    )  # fmt: skip


def _code(said: str, joint: str) -> str:
    return joint.join(said.casefold().replace("_", " ").replace("-", " ").split())


def _day(said: str) -> date | None:
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None
