"""Text guards: what they found, said so that a person can judge it. None decides, none blocks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from watchfloor.text.found import Found

MOST = 5  # words named in one note; the rest is counted
KINDS = {
    "phone": "a phone number", "email": "a mail address", "ssn": "a Social Security number",
    "document": "a document number", "card": "a card number", "iban": "a bank account",
    "birth": "a day of birth", "street": "a street address",
    "person": "a name",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Guard:
    """One guard as policy: what it says, the way out, and the legal classes that it looks at."""

    guard: str
    words: str
    way_out: str
    citation: str
    classes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Note:
    """What one guard found in one text. `text` quotes the text itself: show it only to who may read that."""

    guard: str
    text: str
    way_out: str
    citation: str

    @property
    def rule(self) -> str:
        """The rule's id, such as "guard.activity"; a fact may name it."""
        return f"guard.{self.guard}"

    @property
    def sentence(self) -> str:
        """All of it in a line or two."""
        return f"{self.text} {self.way_out} Rule {self.rule}, {self.citation}."


def notes(
    found: Mapping[str, Sequence[Found]], *, behaviors: int | None, legal_class: str, guards: Iterable[Guard]
) -> tuple[Note, ...]:  # fmt: skip
    """One note a guard at most, in the order of the policy. `behaviors`: how many the lexicon suggests, or None."""
    said = []
    for guard in guards:
        if legal_class not in guard.classes:
            continue
        if guard.guard == "behavior":
            named = "." if behaviors == 0 else ""
        else:
            named = _named(guard.guard, found.get(guard.guard, ()))
        if named:
            said.append(Note(guard.guard, f"{guard.words}{named}", guard.way_out, guard.citation))
    return tuple(said)


def _named(guard: str, found: Sequence[Found]) -> str:
    """ ": “word” (category), ..." for words; kinds alone for personal data, which a note does not repeat."""
    if not found:
        return ""
    if guard in ("personal", "protected-person"):
        each = dict.fromkeys(KINDS.get(one.kind, one.kind) + (f" ({one.note})" if one.note else "") for one in found)
    else:
        each = dict.fromkeys(f"“{one.said}” ({one.note})" for one in found)
    shown = list(each)[:MOST]
    more = f" and {len(each) - len(shown)} more" if len(each) > len(shown) else ""
    return f": {', '.join(shown)}{more}."
