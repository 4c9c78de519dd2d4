"""May this person read what carries this label, for this purpose, today? Right and need to know are two things."""

from datetime import date

from watchfloor.core.rules.decision import Because, Decision
from watchfloor.people.rules.standing import Standing
from watchfloor.protect.rules.labels import SHARES, Atom
from watchfloor.protect.rules.policy import Policy


def may_read(
    atoms: tuple[Atom, ...], standing: Standing, *, purpose: str, case_ref: str, policy: Policy, on: date
) -> Decision:
    """Every atom must admit the reader; with no atom, no rule speaks and the answer is no (28 CFR 23.20(e))."""
    reasons = [_need_to_know(standing, purpose, case_ref, policy)]
    for atom in atoms:
        reasons += _atom_reasons(atom, standing, policy, on)
    if not atoms:
        reasons.append(Because("The label says nothing.", "access.label", ok=False))
    return Decision.of(*dict.fromkeys(reasons))


def may_state(standing: Standing, *, purpose: str, case_ref: str, policy: Policy) -> Decision:
    """Whether the purpose and case reference can open an audience at all."""
    return Decision.of(_need_to_know(standing, purpose, case_ref, policy))


def _need_to_know(standing: Standing, purpose: str, case_ref: str, policy: Policy) -> Because:
    known = policy.purposes.get(purpose)
    if known is None:
        return Because("No such purpose.", "access.purpose", "28 CFR 23.20(e)", False, "State one of the purposes.")
    if known.needs_case and not case_ref.strip():
        text = f"The purpose {known.words!r} needs a case reference: number and agency."
        return Because(text, "access.case", "28 CFR 23.20(e)", False, "Write the case number and its agency.")
    if "record.read" not in policy.roles.get(standing.role, frozenset()):
        return Because("Your role reads no records.", "access.role", "CJISSECPOL AC-6", False, "Ask the director.")
    return Because(f"You stated a need to know: {known.words}.", "access.purpose", known.citation)


def _atom_reasons(atom: Atom, standing: Standing, policy: Policy, on: date) -> list[Because]:
    return [
        _right_to_know(atom, standing, on),
        _training(atom, standing, policy, on),
        _level(atom, standing, policy),
        _handling(atom, standing),
    ]


def _right_to_know(atom: Atom, standing: Standing, on: date) -> Because:
    if atom.share == "closed":
        closed = standing.of_center and standing.role in {"privacy", "director"}
        text = "Closed until its marking or its source is settled; center leadership may read it."
        return Because(text, "access.closed", "center policy", closed, "Ask the director to settle it.")
    if atom.share.startswith("group:"):
        member = atom.share[6:] in {str(group) for group in standing.groups}
        inside = standing.of_center or (member and standing.agreed(on))
        text = "It was released to a group that you are in." if inside else "It was released to a group you are not in."
        return Because(text, "access.group", "28 CFR 23.20(e)", inside)
    if atom.share == "named":
        return Because("Open to named recipients only.", "access.named", "28 CFR 23.20(e)", False)
    if atom.share not in SHARES:
        return Because("Whom it is open to is unknown to the policy.", "access.share", "center policy", False)
    if standing.of_center:
        return Because("Your center holds the record.", "access.center", "28 CFR 23.20(e)")
    if atom.owner_id == standing.agency_id and standing.agreed(on):
        return Because("Your agency submitted it.", "access.owner", "28 CFR 23.20(e)")
    if atom.share == "partners" and standing.agreed(on):
        return Because("Your agency's agreement is in force.", "access.agreement", "28 CFR 23.20(f)(1)")
    text = "It is not open to your agency, or your agency's agreement is not in force."
    return Because(text, "access.agreement", "28 CFR 23.20(f)(1)", False, "Renew the agreement with the center.")


def _training(atom: Atom, standing: Standing, policy: Policy, on: date) -> Because:
    known = policy.classes.get(atom.legal_class)
    if known is None:
        return Because("Its legal class is unknown to the policy.", "access.class", ok=False)
    missing = [course for course in known.courses if not standing.trained(course, on)]
    if missing:
        text = f"Your training is not in date: {', '.join(missing)}."
        return Because(text, "access.training", known.citation, False, "Take the course and have it recorded.")
    return Because("Your training is in date for this class.", "access.training", known.citation)


def _level(atom: Atom, standing: Standing, policy: Policy) -> Because:
    if atom.level not in policy.levels or standing.release_level not in policy.levels:
        return Because("Its marking is not settled.", "access.level", "center policy", False)
    fits = policy.levels.index(atom.level) <= policy.levels.index(standing.release_level)
    text = "The marking lies within your release level." if fits else "The marking lies above your release level."
    return Because(text, "access.level", "32 CFR 2002", fits, "" if fits else "Ask the director for a higher level.")


def _handling(atom: Atom, standing: Standing) -> Because:
    if atom.restricted and atom.owner_id != standing.agency_id:
        return Because("Restricted by its owner.", "access.restricted", "28 CFR 23.20(g)", False)
    if atom.tlp == "RED" and atom.owner_id != standing.agency_id:
        return Because("TLP:RED is for named recipients.", "access.tlp", "TLP 2.0", False)
    if atom.tlp == "AMBER+STRICT" and not standing.of_center and atom.owner_id != standing.agency_id:
        return Because("TLP:AMBER+STRICT stays in its organization.", "access.tlp", "TLP 2.0", False)
    if atom.federal_only and not (standing.of_center or standing.agency_kind == "federal"):
        return Because("For federal recipients only.", "access.federal", "32 CFR 2002.16", False)
    return Because("Its handling allows you.", "access.handling", "TLP 2.0; 32 CFR 2002.16")
