"""What looked classified: what is known of each without a word of it, whom it reached, and who decides (IR-9)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from watchfloor.core.rules.audience import Audience
from watchfloor.notify.actions.outbox import seen
from watchfloor.people import queries as people
from watchfloor.protect.actions import quarantine as action
from watchfloor.protect.actions.admit import admit_to_quarantine
from watchfloor.protect.actions.purge import carry_on
from watchfloor.protect.actions.quarantine import close
from watchfloor.protect.actions.spill import NotDecided, Reach, decide, reach, second
from watchfloor.protect.actions.telling import tell_recipients
from watchfloor.protect.formats.policy import load
from watchfloor.protect.formats.spill import spill_policy
from watchfloor.protect.queries import spills as queries
from watchfloor.protect.queries.notes import reason_of
from watchfloor.protect.queries.spills import SpillView
from watchfloor.protect.rules import spilling
from watchfloor.protect.rules.spilling import DECIDES, SPILL, VERDICTS, may_close, may_second
from watchfloor.protect.web.door import act, by_method, page
from watchfloor.protect.web.fields import choices, error, field, with_errors
from watchfloor.protect.web.record_parts import names_of, who_can
from watchfloor.protect.web.shown import Absent, Done, Page, Withheld, lacking
from watchfloor.protect.web.wording import KINDS, agency_words, moment

HERE, READS = action.HERE, spilling.READS
PLACES = {"marking": "its marking", "title": "its title", "text": "its text", "fields": "another of its fields"}
SAID = {
    SPILL: "Confirmed. The privacy officer is asked to be the second person.",
    "false-alarm": "A false alarm. It goes on its ordinary way.",
}
Errors = list[dict[str, str]]


def _allowed(audience: Audience) -> None:
    if READS not in audience.rights:
        no = lacking(READS, text="your role does not read of spills.", way_out="Tell the security officer.")
        raise Withheld(no, what="see what is closed away", who=who_can(READS))


@page("protect.spill.list-read")
def show(request: HttpRequest, audience: Audience) -> Page:
    """Those that wait, then the newest."""
    del request
    _allowed(audience)
    found = queries.spills(audience=audience)
    names = names_of({one.decided_by or 0 for one in found}, audience)
    rows = [_row(one, names, timezone.now()) for one in found]
    return Page("protect/spills.html", {"spills": rows, "hours": spill_policy().hours})


def _row(one: SpillView, names: dict[int, str], now: datetime) -> dict[str, Any]:
    owner = people.agencies(ids=[one.owner_id]).get(one.owner_id)
    return {
        "url": f"{HERE}{one.public_id}/", "number": f"SPILL-{str(one.public_id)[:8]}", "raised": moment(one.raised_at),
        "way": spill_policy().ways.get(one.way, one.way), "kind": KINDS.get(one.kind, one.kind),
        "owner": agency_words(owner.name) if owner else "not known", "levels": ", ".join(one.levels) or "not read",
        "marks": one.marks, "places": ", ".join(PLACES.get(place, place) for place in one.places) or "said by a reader",
        "size": one.size, "late": not one.verdict and spill_policy().late(one.raised_at, now=now),
        "state": _state(one), "open": not one.verdict or (_waits(one)), "decided": moment(one.decided_at),
        "decider": names.get(one.decided_by or 0, ""),
    }  # fmt: skip


def _waits(one: SpillView) -> bool:
    return one.verdict == SPILL and one.item is not None and one.purge is None


def _state(one: SpillView) -> str:
    if not one.verdict:
        return "waits for a security officer"
    if one.verdict != SPILL:
        return "false alarm"
    return "waits for the privacy officer" if _waits(one) else "destroyed" if one.purge else "a spill; nothing was kept"


@page("protect.spill.one-read")
def one(request: HttpRequest, audience: Audience, spill: UUID) -> Page:
    """One of them."""
    del request
    _allowed(audience)
    seen(kind="spill", path=f"{HERE}{spill}/", by=audience, now=timezone.now())
    return _one(audience, spill, {}, [])


def _one(audience: Audience, public_id: UUID, said: dict[str, str], errors: Errors) -> Page:
    view = queries.spill(audience=audience, public_id=public_id)
    if view is None:
        raise Absent
    far = reach(public_id=public_id, by=audience)
    who = {one.actor for one in far.readers} | set(far.recipients)
    names = names_of(who | {view.raised_by, view.decided_by or 0, view.seconded_by or 0}, audience)
    may = may_second(view.standing, person_id=audience.actor.person_id, rights=audience.rights)
    purges = "purge" in audience.rights and view.purge
    context = {
        "spill": _row(view, names, timezone.now()), "raised_by": names.get(view.raised_by, ""),
        "about": f"/records/{view.about}/" if view.about else "", "item": str(view.item or ""),
        "second": names.get(view.seconded_by or 0, ""), "purge_url": f"/purges/{view.purge}/" if purges else "",
        "reasons": _reasons(audience, view), "words": far.words, "errors": errors, "readers": _readers(far, names),
        "recipients": [names.get(one, "") for one in far.recipients], "rows": sum(far.rows.values()),
        "fields": with_errors(_fields(said), errors) if DECIDES in audience.rights and not view.verdict else [],
        "may_second": bool(may),
    }  # fmt: skip
    records = [view.item] if far.words and view.item else []
    return Page("protect/spill.html", context, records=records, status=422 if errors else 200)


def _readers(far: Reach, names: dict[int, str]) -> list[dict[str, Any]]:
    return [
        {"who": names.get(one.actor, ""), "purpose": _purpose(one.purpose), "times": one.times,
         "first": moment(one.first_at), "last": moment(one.last_at)}
        for one in far.readers
    ]  # fmt: skip


def _purpose(code: str) -> str:
    known = load().purposes.get(code)
    return known.words if known else code


def _reasons(audience: Audience, view: SpillView) -> list[dict[str, str]]:
    """What was said, as far as it was not forgotten with the item."""
    said = {"reported": "Reported because", "confirmed": "Confirmed because", "released": "Released because"}
    found = {
        text: reason_of(audience=audience, kind=f"protect.spill.{kind}", named=view.public_id)
        for kind, text in said.items()
    }
    return [{"name": text, "value": value} for text, value in found.items() if value]


def _fields(said: dict[str, str]) -> list[dict[str, Any]]:
    verdicts = choices(VERDICTS.items(), chosen=said.get("verdict", ""))
    return [
        field("verdict", "What is it?", kind="radios", options=verdicts),
        field("because", "Because", kind="area", value=said.get("because", ""),
              hint="What you rest on: the owner's word, the form of the mark. Describe no content; it is kept sealed."),
    ]  # fmt: skip


@act("protect.spill.one-read", known=True)
def do(request: HttpRequest, audience: Audience, spill: UUID) -> Page | Done:
    """The officer's verdict, or the second person's answer."""
    _allowed(audience)
    if queries.spill(audience=audience, public_id=spill) is None:
        raise Absent
    now, said = timezone.now(), {name: request.POST.get(name, "") for name in ("verdict", "because", "answer")}
    if said["answer"]:
        return _answered(audience, spill, agree=said["answer"] == "confirm", now=now)
    try:
        decide(public_id=spill, verdict=said["verdict"], because=said["because"], by=audience, now=now)
    except NotDecided as refused:
        named = {"spill.verdict": "verdict", "spill.because": "because"}
        if not {reason.rule for reason in refused.decision.against} <= set(named):
            raise
        errors = [error(named[one.rule], f"{one.text} {one.way_out}") for one in refused.decision.against]
        return _one(audience, spill, said, errors)
    return Done(f"{HERE}{spill}/", SAID[said["verdict"]])


def _answered(audience: Audience, spill: UUID, *, agree: bool, now: datetime) -> Done:
    opened = second(public_id=spill, agree=agree, by=audience, now=now)
    if opened is None:
        return Done(f"{HERE}{spill}/", "Declined. The security officer decides anew; nothing was destroyed.")
    purge_id, by = opened.id, admit_to_quarantine(of=audience)

    def carry_out() -> None:
        carry_on(purge_id=purge_id, by=by, now=now)
        tell_recipients(purge_id=purge_id, by=by, now=now)

    return Done(f"/purges/{opened.public_id}/", "Destroyed. From now on nobody can read it.", then=carry_out)


def one_door(request: HttpRequest, spill: UUID) -> HttpResponse:
    """GET and POST of one address."""
    return by_method(get=one, post=do)(request, spill=spill)


@page("protect.spill.form-read")
def ask(request: HttpRequest, audience: Audience, record: UUID) -> Page:
    """What saying so does, before one says it."""
    del request
    return _ask(record, audience, "", [])


def _ask(record: UUID, audience: Audience, said: str, errors: Errors) -> Page:
    if "record.read" not in audience.rights:
        raise Absent
    hint = "Which mark, and where: a portion mark in the second line. Quote nothing of what it says."
    fields = with_errors([field("because", "How you know", kind="area", value=said, hint=hint)], errors)
    context = {
        "fields": fields, "errors": errors, "back": f"/records/{record}/", "hours": spill_policy().hours,
        "who": who_can(DECIDES),
    }  # fmt: skip
    return Page("protect/spill_ask.html", context, status=422 if errors else 200)


@act("protect.spill.form-read")
def report(request: HttpRequest, audience: Audience, record: UUID) -> Page | Done:
    """A reader says it; from here the record is there for nobody."""
    because = request.POST.get("because", "")
    decision = may_close(rights=audience.rights, because=because)
    if not decision:
        errors = [error("because", f"{one.text} {one.way_out}") for one in decision.against]
        return _ask(record, audience, because, errors)
    close(record=record, because=because, by=audience, now=timezone.now())
    text = "Closed away: from now on nobody reads it. The security officer was told. Repeat nothing of it here."
    return Done("/", text)


def report_door(request: HttpRequest, record: UUID) -> HttpResponse:
    """GET and POST of one address."""
    return by_method(get=ask, post=report)(request, record=record)
