"""The guard at intake: the rule on protected characteristics is attested, words that need a look are flagged.

A flag MUST NOT reject a report and MUST NOT become a feature, filter or score; it only sends the report to the
privacy officer for a look.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from watchfloor.core.rules.decision import Because, Decision

CITATION = "ISE-FS-200 v1.5.5, privacy and civil liberties protections"
ATTESTATION = (
    "Race, ethnicity, gender, national origin, religion, sexual orientation and gender identity are no reason for "
    "suspicion in this report. They appear only where a specific person is described."
)


@dataclass(frozen=True, slots=True)
class ProtectedWord:
    """A word about a protected characteristic that a text guard found outside a description of a person."""

    word: str
    offset: int
    category: str


@dataclass(frozen=True, slots=True)
class Guarded:
    """Whether the report comes in, whether the privacy officer looks at it, and the sentences to be shown."""

    decision: Decision
    privacy_look: bool
    findings: tuple[str, ...]


def guard(*, attested: bool | None, flagged: Sequence[ProtectedWord]) -> Guarded:
    """Judge a report at intake.

    `attested`: the reporter confirmed ATTESTATION (True), did not (False), or came by a way that cannot ask, such as
    a file (None): then the review asks. Flags never reject.
    """
    findings = tuple(
        f"The word '{each.word}' ({each.category}) stands outside a person's description; the privacy officer looks."
        for each in flagged
    )
    return Guarded(Decision.of(_attested(attested)), bool(flagged), findings)


def _attested(attested: bool | None) -> Because:
    rule = "gather.attestation"
    if attested is None:
        return Because("The attestation is asked for at review.", rule, CITATION)
    if attested:
        return Because("The rule on protected characteristics is attested.", rule, CITATION)
    return Because(
        "The rule on protected characteristics is not attested.", rule, CITATION, False, "Read and confirm it."
    )
