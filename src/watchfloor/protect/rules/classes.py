"""Legal classes: what each is, what it may become and on what terms, and how two of them may meet (28 CFR 23.3)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from watchfloor.core.rules.decision import Because, Decision
from watchfloor.protect.rules.policy import Policy

Meeting = Literal["together", "beside", "pointer", "apart"]
LEAST_WORDS = 3


@dataclass(frozen=True, slots=True)
class Change:
    """What a class may become: the right and course of who asks, what he must give, right and course of the second.

    `second_course` is "" where the second person needs none; `through` names another act that alone makes this change.
    """

    to: str
    right: str
    course: str
    asks: tuple[str, ...]
    second: str
    through: str
    citation: str
    second_course: str = ""


@dataclass(frozen=True, slots=True)
class LegalClass:
    """One class. `matched`: whether a machine may look for others like it; `disclaimer` goes wherever it is shown."""

    code: str
    words: str
    what: str
    predicate: bool
    matched: bool
    basis_of_suspicion: bool
    needs_subject: bool
    disclaimer: str
    citation: str
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Role:
    """The part that a person or his number plays in a report.

    `matched`: by his numbers; `resolved`: by his fields, so that two records may be found to speak of the same one;
    `screened`: by his name, against watch lists.
    """

    code: str
    words: str
    matched: bool
    citation: str
    resolved: bool = False
    screened: bool = False


@dataclass(frozen=True, slots=True)
class Classes:
    """Every class and every role of the policy; what is not among them is closed."""

    classes: Mapping[str, LegalClass]
    roles: Mapping[str, Role]

    @property
    def never_matched(self) -> frozenset[str]:
        """The roles by which nothing is ever matched."""
        return frozenset(role.code for role in self.roles.values() if not role.matched)

    @property
    def resolved(self) -> frozenset[str]:
        """The roles of whom it may be asked which records speak of the same one; every other is left alone."""
        return frozenset(role.code for role in self.roles.values() if role.matched and role.resolved)

    @property
    def screened(self) -> frozenset[str]:
        """The roles of whom it may be asked whether they stand on a watch list."""
        return frozenset(role.code for role in self.roles.values() if role.resolved and role.screened)

    def change(self, was: str, becomes: str) -> Change | None:
        """The one way from a class to another; None where there is none."""
        known = self.classes.get(was)
        return next((one for one in known.changes if one.to == becomes), None) if known else None

    def disclaimer(self, code: str) -> str:
        """What must stand beside everything of this class; "" for most. A class that is unknown has no words."""
        known = self.classes.get(code)
        return known.disclaimer if known else ""


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks for a change of class: his rights, and the courses that are in date."""

    person: bool
    rights: frozenset[str]
    courses: frozenset[str]


@dataclass(frozen=True, slots=True)
class Asked:
    """What was given with the question: the reason in words, and how many subjects it would identify."""

    because: str
    subjects: int = 0


def meeting(a: str, b: str, *, policy: Policy) -> Meeting:
    """How records of two classes may meet; the order does not matter, and silence keeps them apart.

    together: matched, shown and stored as one; beside: shown, never stored as one; pointer: only that the owner holds
    something; apart: nothing.
    """
    join = policy.join(a, b)
    if join.show:
        return "together" if join.match and join.store else "beside"
    return "pointer" if join.match else "apart"


def may_match(a: str, b: str, *, classes: Classes, policy: Policy) -> bool:
    """Whether a machine may look for what these two share: both classes are matched at all, and the table says so."""
    return all(_matched(one, classes) for one in (a, b)) and policy.join(a, b).match


def may_meet(a: str, b: str, *, classes: Classes, policy: Policy) -> bool:
    """Whether a machine may find one of these by what both share, and show it beside the other."""
    return may_match(a, b, classes=classes, policy=policy) and policy.join(a, b).show


def may_match_role(role: str, *, classes: Classes) -> bool:
    """Whether a mention in this role may be matched. "" is said of nobody; a role that is unknown never is."""
    return not role or (role in classes.roles and classes.roles[role].matched)


def may_support_suspicion(code: str, *, classes: Classes) -> Because:
    """Whether a record of this class may be among the facts of a predicate (63 FR 71752)."""
    known = classes.classes.get(code)
    if known is not None and known.basis_of_suspicion:
        return Because("It may be among the facts.", "class.suspicion", known.citation)
    text = "Supporting file: identifying information, encounters and inquiries are no basis for suspicion."
    return Because(text, "class.suspicion", known.citation if known else "28 CFR 23.20(a)", ok=False,
                   way_out="Name what shows the activity itself.")  # fmt: skip


def may_change(
    was: str, becomes: str, who: Asker, said: Asked, *, classes: Classes, through: str = ""
) -> Decision:  # fmt: skip
    """Whether this person may ask that a record of one class becomes another; a predicate is judged beside it.

    `through`: the act that asks, where one alone makes this change.
    """
    change = classes.change(was, becomes)
    if change is None:
        return Decision.of(_no("Class: no rule leads from this class to that one.", "class.change", "28 CFR 23.3",
                               "Open a record of its own, or let this one go."))  # fmt: skip
    if change.through != through:
        return Decision.of(_no("Class: this change is made by its own review alone.", "class.change", change.citation,
                               "Review it on its own page."))  # fmt: skip
    return Decision.of(*_asker(change, who), *_given(change, said))


def may_second(
    change: Change | None, *, right: str, asked_by: int, answered_by: int, rights: frozenset[str],
    courses: frozenset[str],
) -> Decision:  # fmt: skip
    """Whether this person may be the second one: another than who asked, with the right and the course demanded.

    `courses`: those of his that are in date. Declining is an evaluation too, and asks the same.
    """
    if change is None:
        return Decision.of(_no("the policy no longer knows this change.", "class.change", "28 CFR 23.3", "Decline it."))
    other = asked_by != answered_by
    return Decision.of(
        Because("Another person asked for it.", "class.second", change.citation) if other
        else _no("who asked for it cannot approve it.", "class.second", change.citation, "Ask another person."),
        Because("Your role approves it.", f"right.{right}", change.citation) if right in rights
        else _no("your role does not approve it.", f"right.{right}", change.citation, "Ask one whose role does."),
        *([_trained(change.second_course, courses, change.citation)] if change.second_course else []),
    )  # fmt: skip


def _matched(code: str, classes: Classes) -> bool:
    known = classes.classes.get(code)
    return known is not None and known.matched


def _asker(change: Change, who: Asker) -> Sequence[Because]:
    return (
        Because("A person evaluates it.", "class.person", change.citation) if who.person
        else _no("a service evaluates nothing.", "class.person", change.citation, "Ask a person."),
        Because("Your role changes classes.", f"right.{change.right}", "CJISSECPOL AC-6") if change.right in who.rights
        else _no("your role does not change this class.", f"right.{change.right}", "CJISSECPOL AC-6",
                 "Ask one whose role does."),
        _trained(change.course, who.courses, "28 CFR 23.20(c)"),
    )  # fmt: skip


def _trained(course: str, courses: frozenset[str], citation: str) -> Because:
    if course in courses:
        return Because("Your training is in date.", "class.training", citation)
    return _no(f"your training is not in date: {course}.", "class.training", citation,
               "Take the course and have it recorded, or ask one who has.")  # fmt: skip


def _given(change: Change, said: Asked) -> list[Because]:
    found = []
    if "because" in change.asks:
        enough = len(said.because.split()) >= LEAST_WORDS
        found.append(
            Because("The evaluation is written down.", "class.because", change.citation) if enough
            else _no("Because: a change of class needs its evaluation in words.", "class.because", change.citation,
                     "Say in a sentence what you found.")
        )  # fmt: skip
    if "subjects" in change.asks:
        found.append(
            Because("It identifies a subject that stands.", "class.subject", change.citation) if said.subjects
            else _no("Subject: identifying information stands only beside a subject that it identifies.",
                     "class.subject", change.citation, "Name a record of criminal intelligence that you may read.")
        )  # fmt: skip
    return found


def _no(text: str, rule: str, citation: str, way_out: str) -> Because:
    return Because(text, rule, citation, ok=False, way_out=way_out)
