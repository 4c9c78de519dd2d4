"""One report by the web form: a tip of the reporter's agency that its reporter may read."""

from datetime import datetime
from uuid import UUID, uuid4

from watchfloor.core.actions.records import open_records
from watchfloor.core.actions.sources import keyed
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Refused
from watchfloor.core.rules.draft import Draft, Place, When
from watchfloor.core.rules.opening import Incoming
from watchfloor.gather.actions.files import may_bring_in
from watchfloor.gather.actions.officers import must_not_be_suspended
from watchfloor.gather.actions.triage import Placed
from watchfloor.gather.actions.triage import place as place_in_triage
from watchfloor.gather.formats.behavior import lexicon
from watchfloor.gather.rules.guard import ProtectedWord, guard
from watchfloor.gather.rules.suggest import suggest
from watchfloor.protect.actions.quarantine import quarantine
from watchfloor.protect.actions.stamp import Stamper
from watchfloor.protect.formats.spill import part_spills
from watchfloor.text.guard import protected_words


class NotFiled(Refused):
    """The attestation is missing, or the reporter may not file."""


def file_report(
    *,
    title: str,
    narrative: str,
    when: When | None,
    place: Place | None,
    attested: bool,
    danger: bool = False,
    by: Audience,
    now: datetime,
) -> UUID | None:
    """Open one tip; None where it states a classified marking: then it is closed away and a security officer called.

    Suggested behaviors stand beside it; a SAR is only ever made by a person. `danger`: somebody may be hurt now, says
    the reporter; the duty roster is called.

    MUST be called inside the door's transaction. Raises NotFiled and NotAnOfficer.
    """
    may_bring_in(by)
    must_not_be_suspended(by=by, now=now)
    flagged = [ProtectedWord(f.said, f.start, f.note) for f in protected_words(narrative)]
    guarded = guard(attested=attested, flagged=flagged)
    if not guarded.decision:
        raise NotFiled(guarded.decision)
    suggested = [{"code": s.code, "because": list(s.because)} for s in suggest(narrative, lexicon())]
    data = {"by": "form", "suggested_behavior": suggested, "privacy_look": guarded.privacy_look}
    draft = Draft("tip", "", "", title, narrative, data, when=when, place=place, findings=guarded.findings)
    stamper = Stamper(legal_class="tip_lead", owner_id=by.actor.agency_id, verified=True, now=now)
    stamp = stamper.stamp_drafts([draft], open_to=(by.actor.person_id,))[0]
    content = narrative.encode()
    item = Incoming(
        draft, stamp, by.actor.agency_id, keyed(b"form", uuid4().bytes), keyed(b"digest", content), content, "opened"
    )
    if part_spills([draft])[1]:
        quarantine(items=[item], source=None, way="form", by=by, now=now)
        return None
    opened = open_records(source=None, incoming=[item], by=by, now=now)[0]
    placed = Placed(opened.id, opened.public_id, stamp.label_id, draft, danger=danger)
    place_in_triage(opened=[placed], way="form", by=by, now=now)
    return opened.public_id
