"""What may be said of an asset to fewer readers than the asset itself, and who may keep what we protect."""

from dataclasses import dataclass
from datetime import date

from watchfloor.core.rules.decision import Because, Decision

KEEPS, CONTACTS = "ground.keep", "ground.contacts"
KINDS = {"vulnerability": "Vulnerability", "measure": "Protective measure", "risk": "Judged risk"}
OFFICE_MOST, WORDS_MOST, SOURCE_MOST = 120, 2000, 300
LEAST_WORDS = 3
CITATION = "6 U.S.C. 671-674 (protected critical infrastructure information); center policy"


@dataclass(frozen=True, slots=True)
class Office:
    """An office of the owner's to call: no person's name is asked for."""

    office: str
    number: str
    email: str


@dataclass(frozen=True, slots=True)
class Said:
    """A weakness, a measure or a judged risk, with where it comes from and until when it holds."""

    kind: str
    words: str
    source: str
    valid_until: date | None


def may_name_office(said: Office, *, right: bool) -> Decision:
    """An office with a way to reach it."""
    reasons = [_right(right)]
    if not said.office or len(said.office) > OFFICE_MOST:
        reasons.append(_no("Office: say which office of the owner, such as 'control room'.", "plan.asset.office"))
    if not said.number and not said.email:
        reasons.append(_no("Number: give a number or a mail address.", "plan.asset.number"))
    return Decision.of(*reasons)


def may_say(said: Said, *, right: bool, today: date) -> Decision:
    """Words with a source; what has run out already is not written down as if it held."""
    reasons = [_right(right)]
    if said.kind not in KINDS:
        reasons.append(_no("Kind: choose what it is.", "plan.asset.kind"))
    if len(said.words.split()) < LEAST_WORDS or len(said.words) > WORDS_MOST:
        text = f"Words: say it in {LEAST_WORDS} words at least, {WORDS_MOST:,} letters at most."
        reasons.append(_no(text, "plan.asset.words"))
    if not said.source or len(said.source) > SOURCE_MOST:
        reasons.append(_no("Source: name the assessment, visit or document it comes from.", "plan.asset.source"))
    if said.valid_until is not None and said.valid_until < today:
        reasons.append(_no("Holds until: that day is over.", "plan.asset.until", "Give a day to come, or none."))
    return Decision.of(*reasons)


def may_end(*, right: bool) -> Decision:
    """What was said is ended, never changed."""
    return Decision.of(_right(right))


def _right(right: bool) -> Because:
    if right:
        return Because("Your role keeps what we protect.", "plan.asset.right", CITATION)
    text = "Your role does not keep what we protect."
    return Because(text, "plan.asset.right", "CJISSECPOL AC-6", False, "Ask an analyst or a supervisor.")


def _no(text: str, rule: str, way_out: str = "Mend it and send it again.") -> Because:
    return Because(text, rule, CITATION, False, way_out)
