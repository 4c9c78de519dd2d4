"""May this person read what carries this label, for this purpose, today? Right and need to know are two things."""

from datetime import date

from watchfloor.core.rules.decision import Because, Decision
from watchfloor.people.rules.standing import Standing
from watchfloor.protect.rules.labels import SHARES, Atom
from watchfloor.protect.rules.needs import BREAK_GLASS, may_need, serves
from watchfloor.protect.rules.policy import Policy


def may_read(
    atoms: tuple[Atom, ...], standing: Standing, *, purpose: str, case_ref: str, policy: Policy, on: date
) -> Decision:
    """Need and right, both: every atom must admit the reader, and no atom speaks for nobody (28 CFR 23.20(e))."""
    need = need_to_know(atoms, purpose=purpose, case_ref=case_ref, policy=policy)
    right = right_to_know(atoms, standing, purpose=purpose, policy=policy, on=on)
    return Decision.of(*dict.fromkeys((*need.because, *right.because)))


def need_to_know(atoms: tuple[Atom, ...], *, purpose: str, case_ref: str, policy: Policy) -> Decision:
    """What the reader states: purpose and case, and that the purpose can need what is of these classes."""
    stated = may_need(purpose=purpose, case_ref=case_ref, policy=policy)
    return Decision.of(*dict.fromkeys((stated, *(serves(atom, purpose=purpose, policy=policy) for atom in atoms))))


def right_to_know(atoms: tuple[Atom, ...], standing: Standing, *, purpose: str, policy: Policy, on: date) -> Decision:
    """What the reader is: role, agency, agreement, training in date, release level, and what the handling allows.

    `purpose` only narrows here: criminal history needs certain ones, and break-glass, which waives the stated need,
    leaves some things shut to everybody.
    """
    reasons = [_role(standing, policy)]
    for atom in atoms:
        reasons += _atom_reasons(atom, standing, policy, on)
        reasons += _special(atom, purpose, policy)
    if not atoms:
        reasons.append(Because("The label says nothing.", "access.label", ok=False))
    return Decision.of(*dict.fromkeys(reasons))


def may_state(standing: Standing, *, purpose: str, case_ref: str, policy: Policy) -> Decision:
    """Whether this person may state that purpose and case reference by himself."""
    known = policy.purposes.get(purpose)
    if known and known.stated_by:
        no = "That purpose has an act of its own."
        return Decision.of(Because(no, "access.purpose", "28 CFR 23.20(e)", False, "Open it on its own page."))
    return Decision.of(may_need(purpose=purpose, case_ref=case_ref, policy=policy), _role(standing, policy))


def may_know(refused: Decision, atoms: tuple[Atom, ...], policy: Policy) -> bool:
    """Whether the person may be told why: all that is against him is what he states himself, or his own training.

    MUST be False for classes that nobody is told of and for what its owner restricted.
    """
    if any(atom.legal_class in policy.limits.never_known or atom.restricted for atom in atoms):
        return False
    return bool(atoms) and {reason.rule for reason in refused.against} <= policy.limits.may_know


def _role(standing: Standing, policy: Policy) -> Because:
    if "record.read" not in policy.roles.get(standing.role, frozenset()):
        return Because("Your role reads no records.", "access.role", "CJISSECPOL AC-6", False, "Ask the director.")
    return Because("Your role reads records.", "access.role", "CJISSECPOL AC-6")


def _special(atom: Atom, purpose: str, policy: Policy) -> list[Because]:
    """Nothing where nothing special holds, so that a page's reasons stay few."""
    said = []
    if atom.chri and purpose not in policy.limits.chri_purposes:
        text, way_out = "Criminal history is not read for this purpose.", "State a purpose that allows it, if it holds."
        said.append(Because(text, "access.chri", "CJISSECPOL 5.9.5, 4.2", False, way_out))
    if purpose == BREAK_GLASS:
        shut = atom.restricted or atom.chri or atom.legal_class in policy.limits.never_by_break_glass
        text = "Break-glass leaves it shut." if shut else "Break-glass waives the stated need; the owner was told."
        said.append(Because(text, "access.break-glass", "center policy", not shut))
    return said


def _atom_reasons(atom: Atom, standing: Standing, policy: Policy, on: date) -> list[Because]:
    return [
        _shared(atom, standing, policy, on),
        _training(atom, standing, policy, on),
        _level(atom, standing, policy),
        _handling(atom, standing),
    ]


def _shared(atom: Atom, standing: Standing, policy: Policy, on: date) -> Because:
    if atom.share == "closed":
        closed = standing.of_center and standing.role in {"privacy", "director"}
        text = "Closed until its marking or its source is settled; center leadership may read it."
        return Because(text, "access.closed", "center policy", closed, "Ask the director to settle it.")
    if atom.share == "oversight":
        mine = standing.of_center and policy.limits.oversight in policy.roles.get(standing.role, frozenset())
        text = "Kept for the privacy officer's oversight."
        return Because(text, "access.oversight", "28 CFR 23.20(g)", mine)
    if atom.share == "security":
        mine = standing.of_center and policy.limits.security in policy.roles.get(standing.role, frozenset())
        return Because("Kept for who decides on spills.", "access.security", "NIST SP 800-53 IR-9", mine)
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
