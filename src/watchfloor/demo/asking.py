"""RFIs of the exercise, by the actions that the pages call: handed in, in work, answered, rejected, and one out."""

from datetime import datetime, timedelta
from uuid import UUID

from watchfloor.core.gate.session import reading
from watchfloor.core.rules.audience import Audience
from watchfloor.demo.working import Worked, as_person
from watchfloor.disseminate.actions.answering_rfis import answer_rfi
from watchfloor.people import queries as people
from watchfloor.plan.actions.rfi_work import assign, finish_part
from watchfloor.plan.actions.rfis import lead, state_rfi
from watchfloor.plan.queries import rfis
from watchfloor.plan.rules.rfis import OUT, RfiWords, SaidRfi
from watchfloor.protect.actions.admit import admit

CASE = "26-0217 WCS"
PURPOSE = "criminal-investigation"
ANA, SOL = "ana", "sol"


def ask(worked: Worked, *, now: datetime) -> None:
    """Seven RFIs in different states; nothing if there are any."""
    with reading(as_person(ANA, now=now)) as ana:
        if rfis.open_rfis(audience=ana, on=now.date()):
            return
    _answered(worked, now - timedelta(hours=20), now)
    _in_work(now - timedelta(hours=3), now)
    _waiting(now)
    _outgoing(now)


def _who(code: str) -> people.PersonView:
    """The liaison officer of an agency."""
    return next(one for one in people.persons().values() if one.agency_code == code)


def _words(code: str, subject: str, asked: str, need: str, **more: str) -> RfiWords:
    who = _who(code)
    return RfiWords(who.name, code, who.email, more.get("case", CASE), subject, asked, need, more.get("predicate", ""))


def _said(words: RfiWords, *, about: str = "place", basis: str = "infrastructure", priority: str = "priority",
          way: str = "in", marking: str = "U//LES") -> SaidRfi:  # fmt: skip
    return SaidRfi(words, way, PURPOSE, basis, about, priority, marking)


def _state(said: SaidRfi, *, at: datetime, submit: bool = True) -> UUID:
    with reading(as_person(ANA, now=at)) as ana:
        return state_rfi(said=said, submit=submit, by=ana, now=at)


def _lead(which: UUID, deed: str, *, who: str, at: datetime, reason: str = "") -> None:
    with reading(as_person(who, now=at)) as by:
        lead(rfi_id=which, deed=deed, protected="no", reason=reason, by=by, now=at)


def _begun(which: UUID, what: str, *, at: datetime) -> None:
    """Validated by Sol, a part given to Ana, begun by her."""
    _lead(which, "validate", who=SOL, at=at)
    with reading(as_person(SOL, now=at)) as sol:
        assign(rfi_id=which, what=what, to=_public(ANA), by=sol, now=at)
    _lead(which, "begin", who=ANA, at=at)


def _public(login: str) -> UUID:
    who = people.person(login=login)
    assert who is not None, login
    return who.public_id


def _for_it(login: str, *, now: datetime) -> Audience:
    """One of the cast, reading for the purpose and case of these RFIs."""
    who = people.person(login=login)
    assert who is not None, login
    return admit(person_id=who.id, affiliation_id=who.affiliation_id, purpose=PURPOSE, case_ref=CASE, now=now)


def _answered(worked: Worked, at: datetime, now: datetime) -> None:
    asked = "Which drone sightings near substations in the county do you hold since August?"
    words = _words("WCS", "Drones near substations", asked, "Patrol plan for the substations")
    which = _state(_said(words), at=at)
    _begun(which, "Reports of drones since August", at=at)
    with reading(_for_it(ANA, now=at)) as ana:
        view = rfis.rfi(audience=ana, public_id=which)
        assert view is not None
        for part in rfis.parts(audience=ana, of=view):
            finish_part(part_id=part.public_id, by=ana, now=at + timedelta(hours=2))
    told = [row.public_id for row in worked.reports[:1]]
    text = "One report that may bear on it is held; the rest is with the federal partner."
    with reading(_for_it(ANA, now=now)) as ana:
        answer_rfi(
            rfi_id=which, outcome="found" if told else "nothing", whole=True, words=text if told else "", told=told,
            by=ana, now=at + timedelta(hours=5),
        )  # fmt: skip


def _in_work(at: datetime, now: datetime) -> None:
    asked = "Are drones or people with cameras reported near substations on the river since October?"
    words = _words("SPP", "Drones and cameras near substations", asked, "Closing of two trails at night")
    _begun(_state(_said(words), at=at), "Reports along the river", at=at)
    person = _words(
        "RCP", "Buyer of shaped charges", "Is this buyer named in a report of yours?", "Charging decision of Monday",
        predicate="Two sellers say that he asked for shaped charges and named the transformer yard.",
    )  # fmt: skip
    _begun(_state(_said(person, about="person", basis="investigation"), at=at), "Reports of buyers", at=now)


def _waiting(now: datetime) -> None:
    asked = "Which dams of the county were asked about by strangers this autumn?"
    _state(_said(_words("BLF", "Questions about dams", asked, "Evacuation plan"), priority="immediate"), at=now)
    blank = _words("WCS", "Pickup at a rally", "Who owns the pickup that stood by the rally?", "Not said")
    rejected = _state(_said(blank, about="vehicle", basis="investigation"), at=now)
    _lead(rejected, "reject", who=SOL, at=now, reason="protected-activity")
    draft = _words("MUS", "Phishing mails", "Which mails named our control room?", "Warning of our staff", case="")
    _state(_said(draft, about="threat", basis="assessment", priority="routine"), at=now, submit=False)


def _outgoing(now: datetime) -> None:
    asked = "Do you hold reports of drones near substations outside this county since August?"
    words = _words("FED", "Drones near substations elsewhere", asked, "Local implications of the federal warning")
    sent_at = now - timedelta(hours=30)
    which = _state(_said(words, way=OUT, marking="CUI"), at=sent_at, submit=False)
    for deed in ("validate", "send"):
        _lead(which, deed, who=SOL, at=sent_at)
    _lead(which, "remind", who=ANA, at=now)
