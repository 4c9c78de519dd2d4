"""What must hold before a deed on an RFI: each guard by its name in data/rfis.json, each refusal with its way out.

Who asks must have the right (agency, agreement) and the need (purpose, case); about a person or an organization it
follows 28 CFR 23: a law enforcement authority, a case, and facts that found a reasonable suspicion.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from watchfloor.core.rules.decision import Because, Decision
from watchfloor.marking.spill import find_spill
from watchfloor.plan.rules.rfis import LIMITS, OUT, STATES, Part, RfiPolicy, RfiView, RfiWords, is_part23
from watchfloor.protect.rules.needs import case_of

Found = Iterable[Because]
NEED_TO_KNOW, RIGHT_TO_KNOW = "28 CFR 23.20(e)", "28 CFR 23.20(e), (f)(1)"
OURS = "center policy"
NAMES = {
    "requester": "Requester", "agency": "Agency", "contact": "Contact", "case_ref": "Case", "subject": "Subject",
    "asked": "What is asked", "need": "Need to know", "predicate": "Facts", "reference": "Their number",
}  # fmt: skip
NEEDED = ("requester", "agency", "subject", "asked", "need")
NO, YES, SPILL = "no", "yes", "plan.rfi.spill"


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, as the registry has him. `known`: a person in force of the agency; `kind` "": no such agency."""

    known: bool
    kind: str
    agreed_until: date | None


@dataclass(frozen=True, slots=True)
class Given:
    """What a deed is decided on beside the RFI: who does it and when, who asks, and what he answered on the form.

    `need` is what protect says of its purpose with its case. `trained`: he holds 28 CFR 23 training in force.
    `protected` answers whether it asks about activity that the First Amendment protects: "yes", "no" or "" not asked.
    """

    actor_id: int
    may_work: bool
    may_protect: bool
    trained: bool
    asker: Asker
    need: Because
    now: datetime
    protected: str = ""
    reason: str = ""
    parts: tuple[Part, ...] = ()
    part: Part | None = None


def may(deed: str, view: RfiView, policy: RfiPolicy, given: Given) -> Decision:
    """Whether this deed may be done on this RFI now. A deed that the policy does not name is refused."""
    known = policy.deeds.get((view.direction, deed))
    if known is None:
        return Decision.of(_no("state", f"No such deed: {deed}.", OURS, "Choose one of those offered."))
    found = [_right(known.citation, given), _state(known.leads(view.state) != "", view, known.citation)]
    for name in known.guards:
        found += GUARDS[name](view, policy, given)
    return Decision.of(*found)


def open_deeds(view: RfiView, policy: RfiPolicy) -> list[str]:
    """The deeds that its state allows, in the order of the policy."""
    return [
        deed.code for (way, _), deed in policy.deeds.items() if way == view.direction and deed.leads(view.state)
    ]  # fmt: skip


def spill(name: str) -> Because:
    """A field that carries what looks classified: nothing of it is kept, whoever typed it."""
    text = f"{name}: it carries what looks like a classified marking. Nothing was kept; a security officer was told."
    return Because(text, SPILL, "NIST SP 800-53 IR-9", False, "Tell the originator; describe no content.")


def words_stand(words: RfiWords) -> Found:
    """What a draft must hold to already: no field is too long, and none carries what looks classified."""
    for name, said in words.said().items():
        if len(said) > LIMITS[name]:
            yield _no(name, f"{NAMES[name]}: {len(said)} characters.", OURS, f"Write {LIMITS[name]} or fewer.")
        if find_spill(said):
            yield spill(NAMES[name])


def _fields(view: RfiView, policy: RfiPolicy, given: Given) -> Found:
    del given
    said = view.words.said()
    for name in NEEDED:
        if not said[name].strip():
            yield _no(name, f"{NAMES[name]}: empty.", NEED_TO_KNOW, "Write it, or ask the requester.")
    for name, code, known in (("priority", view.priority, policy.priorities), ("about", view.about, policy.abouts)):
        if code not in known:
            yield _no(name, f"{name.capitalize()}: not chosen.", NEED_TO_KNOW, "Choose one.")
    yield from words_stand(view.words)


def _due(view: RfiView, policy: RfiPolicy, given: Given) -> Found:
    del policy
    if view.due_at <= given.now:
        yield _no("due", "Due: it lies in the past.", OURS, "Give a later moment, or leave it to the priority.")


def _authority(view: RfiView, policy: RfiPolicy, given: Given) -> Found:
    """Right to know: a person whom the registry has, of an agency that may ask, with an agreement in force."""
    asker, today = given.asker, given.now.date()
    known = policy.authorities.get(asker.kind)
    if known is None:
        text = "Agency: the registry has none of this name, or none that may ask."
        yield _no("agency", text, RIGHT_TO_KNOW, "Correct it, or reject the RFI: no authority.")
        return
    if not asker.known:
        text = "Requester: nobody whom the registry has for this agency."
        yield _no("requester", text, RIGHT_TO_KNOW, "Correct the name, or have the agency enter its person first.")
    agreed = asker.agreed_until is not None and asker.agreed_until >= today
    if not agreed and view.basis != "imminent-danger":
        text = "Agency: no agreement in force to handle what it receives by our rules."
        yield _no("agreement", text, "28 CFR 23.20(f)(1)", "Have it renewed, or reject the RFI: no authority.")
    yield Because("Who asks has the right to know.", "plan.rfi.authority", known.citation)


def _purpose(view: RfiView, policy: RfiPolicy, given: Given) -> Found:
    del view, policy
    yield given.need


def _basis(view: RfiView, policy: RfiPolicy, given: Given) -> Found:
    del given
    basis = policy.bases.get(view.basis)
    if basis is None:
        yield _no("basis", "Legal basis: not chosen.", NEED_TO_KNOW, "Choose one.")
        return
    if basis.case and case_of(view.words.case_ref) is None:
        text = f"Case: {basis.words.lower()} needs one, with number and agency."
        yield _no("case_ref", text, basis.citation, "Write number and agency, such as 26-0141 WCS.")
    yield Because(f"Its legal basis: {basis.words.lower()}.", "plan.rfi.basis", basis.citation)


def _part23(view: RfiView, policy: RfiPolicy, given: Given) -> Found:
    """About an individual or an organization: basis, authority, training and facts must carry it."""
    if not is_part23(view.about, policy):
        return
    basis, authority = policy.bases.get(view.basis), policy.authorities.get(given.asker.kind)
    if basis is not None and not basis.part23:
        text = f"Legal basis: {basis.words.lower()} carries no question about a person or an organization."
        yield _no("basis", text, "28 CFR 23.20(a), (e)", "Ask about the place, or give the basis of a case.")
    if view.direction != OUT and (authority is None or not authority.part23):
        text = "Agency: no law enforcement authority; it is told nothing of a person or an organization."
        yield _no("right-to-know", text, "28 CFR 23.20(f)(1)", "Reject the RFI: no authority.")
    if (basis is None or basis.predicate) and not view.words.predicate.strip():
        text = "Facts: a question about a person or an organization says what founds a reasonable suspicion."
        yield _no("predicate", text, "28 CFR 23.20(a), (c)", "Ask the requester, or reject the RFI: no predicate.")
    yield from _opened(view, policy, given)


def _second(view: RfiView, policy: RfiPolicy, given: Given) -> Found:
    """About a person it takes two: who wrote it does not validate it."""
    if is_part23(view.about, policy) and given.actor_id == view.made_by:
        text = "You wrote it; about a person or an organization another one validates it."
        yield _no("second", text, "28 CFR 23.20(c), (e)", "Ask a colleague who answers requests.")


def _protected(view: RfiView, policy: RfiPolicy, given: Given) -> Found:
    del view, policy
    if given.protected not in (YES, NO):
        text = "Protected activity: not answered."
        yield _no("protected", text, "28 CFR 23.20(b)", "Say whether it asks about views, association or assembly.")
    if given.protected == YES and not given.may_protect:
        text = "Protected activity: it asks about views, association or lawful assembly."
        yield _no("protected", text, "28 CFR 23.20(b), (l)", "Ask the privacy officer to validate it, or reject it.")


def _recipient(view: RfiView, policy: RfiPolicy, given: Given) -> Found:
    del policy, given
    if view.recipient_id is None:
        text = "Nobody is known who may be told."
        yield _no("requester", text, RIGHT_TO_KNOW, "Correct the requester to a person whom the registry has.")


def _parts(view: RfiView, policy: RfiPolicy, given: Given) -> Found:
    del view, policy
    still = sum(one.done_at is None for one in given.parts)
    if still:
        text = f"{still} of its parts are not done."
        yield _no("parts", text, OURS, "Finish them, or answer a part of it now.")


def _part(view: RfiView, policy: RfiPolicy, given: Given) -> Found:
    del policy
    part = given.part
    if part is None:
        yield _no("person", "Whose: nobody at the center who answers requests.", OURS, "Choose a person.")
        return
    if not part.what.strip() or len(part.what) > LIMITS["subject"]:
        most = LIMITS["subject"]
        yield _no("what", f"Part: 1 to {most} characters.", OURS, "Write what is to be found out.")
    if not given.now < part.due_at <= max(view.due_at, given.now):
        text = "Due: a part is due after now and no later than the RFI itself."
        yield _no("part_due", text, OURS, "Give a moment before the RFI is due.")


def _mine(view: RfiView, policy: RfiPolicy, given: Given) -> Found:
    del view, policy
    if given.part is None or given.part.done_at is not None:
        yield _no("part", "The part is done already, or there is none.", OURS, "Choose an open one.")
    elif given.part.person_id != given.actor_id:
        yield _no("part", "The part is another person's.", OURS, "Ask its owner, or have it assigned to you.")


def _reason(view: RfiView, policy: RfiPolicy, given: Given) -> Found:
    del view
    if given.reason not in policy.rejections:
        yield _no("reason", "Why: not chosen.", "fusion-process 5.4", "Choose a reason.")


def _reminder(view: RfiView, policy: RfiPolicy, given: Given) -> Found:
    if view.reminded_at is not None and given.now < view.reminded_at + policy.remind_after:
        hours = int(policy.remind_after.total_seconds() // 3600)
        yield _no("reminder", "It was reminded of already.", OURS, f"Remind again after {hours} hours, or call.")


def _opened(view: RfiView, policy: RfiPolicy, given: Given) -> Found:
    """Whoever works on one about a person holds the training."""
    if is_part23(view.about, policy) and not given.trained:
        text = "You hold no 28 CFR 23 training in force."
        yield _no("training", text, "28 CFR 23.20(c)", "Take the course, or hand it to somebody who did.")


GUARDS: Mapping[str, Callable[[RfiView, RfiPolicy, Given], Found]] = {
    "fields": _fields, "due": _due, "authority": _authority, "purpose": _purpose, "basis": _basis, "part23": _part23,
    "second": _second, "protected": _protected, "recipient": _recipient, "parts": _parts, "part": _part, "mine": _mine,
    "reason": _reason, "reminder": _reminder, "opened": _opened,
}  # fmt: skip


def _right(citation: str, given: Given) -> Because:
    if given.may_work:
        return Because("Your role works on RFIs.", "plan.rfi.right", citation)
    return _no("right", "Your role works on no RFIs.", citation, "Ask an analyst or the watch supervisor.")


def _state(ok: bool, view: RfiView, citation: str) -> Because:
    if ok:
        return Because("Its state allows it.", "plan.rfi.state", citation)
    text = f"It is {STATES.get(view.state, view.state).lower()}: this cannot be done now."
    return _no("state", text, citation, "Look at what its page offers.")


def _no(rule: str, text: str, citation: str, way_out: str) -> Because:
    return Because(text, f"plan.rfi.{rule.replace('_', '-')}", citation, False, way_out)
