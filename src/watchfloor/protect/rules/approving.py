"""A change of policy takes two persons, each in a session of his own; one of them is the privacy officer."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from watchfloor.core.rules.decision import Because, Decision

CITATION = "CJISSECPOL 5.9.5 AC-5, CM-5; two-person rule of the house"
SHOWN = 16  # hex digits of a hash in a rule id


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a policy file: `first` came with the installation; `approved` names persons by id and role."""

    name: str
    sha256: str
    since: datetime
    first: bool
    approved: tuple[tuple[int, str], ...] = ()

    @property
    def rule(self) -> str:
        """How facts name it."""
        return rule_of(self.name, self.sha256)

    @property
    def stands(self) -> bool:
        """Whether two persons stand behind it, the privacy officer among them, or it came with the installation."""
        persons = {person for person, _ in self.approved}
        return self.first or (len(persons) > 1 and any(role == "privacy" for _, role in self.approved))


def rule_of(name: str, sha256: str) -> str:
    """ "policy.protect/access.0123456789abcdef"."""
    return f"policy.{name}.{sha256[:SHOWN]}"


def may_approve(version: Version, *, approves: bool, person_id: int) -> Decision:
    """Who may, and has not yet; a version that stands needs nobody any more."""
    mine = any(person == person_id for person, _ in version.approved)
    return Decision.of(
        Because("You may approve policy.", "policy.approve", CITATION)
        if approves
        else _no("Your role does not approve policy.", "policy.approve", "Ask the privacy officer or the director."),
        _no("You approved it already; another person does too.", "policy.two-persons", "Ask the other one.")
        if mine
        else Because("You have not approved it yet.", "policy.two-persons", CITATION),
        _no("It stands already.", "policy.stands", "")
        if version.stands
        else Because("It waits for approval.", "policy.stands", CITATION),
    )


def findings(versions: Iterable[Version]) -> list[str]:
    """Ids of the rules of what is in force without two persons behind it."""
    return [version.rule for version in versions if not version.stands]


def _no(text: str, rule: str, way_out: str) -> Because:
    return Because(text, rule, CITATION, ok=False, way_out=way_out)
