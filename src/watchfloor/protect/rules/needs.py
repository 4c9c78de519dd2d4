"""Need to know: what a reader states, before any record is looked at. It never stands in for the right to know."""

import re
from dataclasses import dataclass

from watchfloor.core.rules.decision import Because
from watchfloor.protect.rules.labels import Atom
from watchfloor.protect.rules.policy import Policy, Purpose

BREAK_GLASS = "break-glass"
_CASE = re.compile(r"(?P<number>(?=\S*\d)[\w./-]{1,32})\s+(?P<agency>[^\W\d][\w .&'-]{1,39})")
CITATION = "28 CFR 23.20(e)"


@dataclass(frozen=True, slots=True)
class CaseRef:
    """A case is the number of one agency: "26-0141" of "NFC". Both are kept in capitals, for comparing."""

    number: str
    agency: str


def case_of(said: str) -> CaseRef | None:
    """ "26-0141 NFC" in its two parts; None where a number or an agency is missing."""
    found = _CASE.fullmatch(said.strip())
    return CaseRef(found["number"].upper(), " ".join(found["agency"].upper().split())) if found else None


def may_need(*, purpose: str, case_ref: str, policy: Policy) -> Because:
    """Whether the purpose, with its case or request number, states a need at all."""
    known = policy.purposes.get(purpose)
    if known is None:
        return _no("No such purpose.", "access.purpose", "State one of the purposes.")
    if known.needs_case and case_of(case_ref) is None:
        text = f"The purpose {known.words!r} needs a case reference: number and agency."
        return _no(text, "access.case", "Write the case number and its agency, such as 26-0141 NFC.")
    if known.needs_number and not any(letter.isdigit() for letter in case_ref):
        text = f"The purpose {known.words!r} needs the number of the request."
        return _no(text, "access.case", "Write the number of the request.")
    return Because(f"You stated a need to know: {known.words}.", "access.purpose", known.citation)


def serves(atom: Atom, *, purpose: str, policy: Policy) -> Because:
    """Whether a reading for the stated purpose can need what is of this class."""
    known = policy.purposes.get(purpose)
    if known is None or not known.serves(atom.legal_class):
        return _no("Your purpose does not need what is of its class.", "access.need", _way_out(atom, policy))
    return Because("Your purpose can need what is of its class.", "access.need", CITATION)


def _way_out(atom: Atom, policy: Policy) -> str:
    able = [one.words for one in policy.purposes.values() if _stated_by_form(one) and one.serves(atom.legal_class)]
    return f"If it holds, state one of: {'; '.join(able)}." if able else "No purpose opens it."


def _stated_by_form(purpose: Purpose) -> bool:
    return not purpose.stated_by


def _no(text: str, rule: str, way_out: str) -> Because:
    return Because(text, rule, CITATION, ok=False, way_out=way_out)
