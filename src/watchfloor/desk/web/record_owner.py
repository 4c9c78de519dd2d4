"""Whether the owner of an item is asked before it goes on, what was asked and answered; asking, and recording."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone

from watchfloor.core.ledger.telling import witness
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Decision, Refused
from watchfloor.people import queries as people
from watchfloor.plan.queries.requests import ANSWERS
from watchfloor.protect.rules.kinds import THREATS
from watchfloor.protect.web.door import act, by_method, page
from watchfloor.protect.web.fields import error, field, with_errors
from watchfloor.protect.web.marks import Marks, portion_of
from watchfloor.protect.web.record_parts import names_of, shortened, who_can
from watchfloor.protect.web.shown import Absent, Done, Page, lacking, refusal_of
from watchfloor.protect.web.wording import agency_words, glyph_of, moment, number_of
from watchfloor.receive.actions.consent import ask_owner, ask_source_first, record_answer
from watchfloor.receive.queries import ConsentView, consents, controls, unasked
from watchfloor.receive.rules.consent import ASK, RECORD

SAID = {
    "": "waits for an answer", "agreed": "agreed", "refused": "refused",
    "withdrawn": "agreed, and took it back",
}  # fmt: skip
FIELDS = ("for_whom", "why", "words")


def owner_act(audience: Audience, row: core.Row) -> list[dict[str, Any]]:
    """The way to this page from an item of a partner, for who may ask or record."""
    if row.kind not in THREATS or not {ASK, RECORD} & audience.rights:
        return []
    url = f"/records/{row.public_id}/owner/"
    return [{"id": "owner", "text": "Ask the owner", "url": url, "method": "get", "key": "", "main": False}]


def control_lines(audience: Audience, row: core.Row) -> list[str]:
    """A sentence where the owner is asked before it goes on, for the findings of its page."""
    texts = core.texts_of(audience=audience, ids=[row.id])
    waits, found = unasked(audience=audience, texts=texts), controls(texts=texts)
    if row.id not in found:
        return []
    agreed = (
        "The owner agreed for this version." if row.id not in waits else "No agreement yet: it goes into no release."
    )
    return [f"Its owner is asked before it goes on ({found[row.id]}). {agreed}"]


@page("core.record.read")
def show(request: HttpRequest, audience: Audience, record: UUID) -> Page:
    """All that was asked and answered."""
    del request
    return _page(audience, record, QueryDict(), None)


@act("core.record.read")
def do(request: HttpRequest, audience: Audience, record: UUID) -> Page | Done:
    """Ask the owner, record his answer, or keep in mind that his source is asked first."""
    said, now, here = request.POST, timezone.now(), f"/records/{record}/owner/"
    what = said.get("do", "")
    try:
        if what == "ask":
            rfi = ask_owner(
                record=record, for_whom=said.get("for_whom", ""), why=said.get("why", ""), by=audience, now=now
            )
            return Done(f"/rfis/{rfi}/", "The question to its owner is drafted. Validate and send it here.")
        if what in ("first", "no-more"):
            ask_source_first(record=record, asks=what == "first", by=audience, now=now)
            return Done(here, "Kept for everything of this source.")
        consent = UUID(said.get("consent", ""))
        record_answer(
            record=record, consent=consent, answer=what, words=said.get("words", ""), by=audience, now=now
        )  # fmt: skip
    except (LookupError, ValueError):
        raise Absent from None
    except Refused as refused:
        witness(kind="protect.deed.refused", by=audience, rules=refused.decision.rules)
        return _page(audience, record, said, refused.decision)
    return Done(here, "The answer is kept, and counts from now on.")


def door(request: HttpRequest, record: UUID) -> HttpResponse:
    """GET and POST of one address."""
    return by_method(get=show, post=do)(request, record=record)


def _page(audience: Audience, record: UUID, said: QueryDict, refused: Decision | None) -> Page:
    texts = core.texts_of(audience=audience, public_ids=[record])
    if not texts or texts[0].row.kind not in THREATS or not {ASK, RECORD} & audience.rights:
        raise Absent
    text, marks = texts[0], Marks()
    row, found = text.row, consents(audience=audience, record_id=text.row.id)
    names = names_of({one for view in found for one in (view.asked_by, view.answered_by) if one}, audience)
    owner = people.agencies(ids=[row.owner_id]).get(row.owner_id)
    errors = _errors(refused)
    shown = [
        field("for_whom", "For whom", value=said.get("for_whom", ""), hint="The groups or persons it would go to."),
        field("why", "Why", value=said.get("why", ""), hint="What they would do with it."),
        field("words", "Who said so, and how", value=said.get("words", ""), hint="Kept sealed."),
    ]  # fmt: skip
    context = {
        "errors": errors, "url": f"/records/{record}/owner/", "controlled": controls(texts=texts).get(row.id, ""),
        "record": {"url": f"/records/{record}/", "number": number_of(row), "title": shortened(row.title),
                   "portion": portion_of(marks.of(row))},
        "owner": agency_words(owner.name) if owner else "", "kind": glyph_of(row.kind),
        "fields": {one["name"]: one for one in with_errors(shown, errors)},
        "asked": [_asked(audience, one, text.n, names) for one in found],
        "asks": ASK in audience.rights and not any(not one.answer and one.version_n == text.n for one in found),
        "records": RECORD in audience.rights,
        "refused": [refusal_of(lacking(RECORD, text="your role records no such answers.", way_out="Ask one of them."),
                               what="record what the owner answered", who=who_can(RECORD))]
        if RECORD not in audience.rights else [],
    }  # fmt: skip
    return Page(
        "desk/record_owner.html", context, records=[row.public_id], markings=[marks.of(row)],
        status=422 if errors else 200,
    )  # fmt: skip


def _asked(audience: Audience, one: ConsentView, n: int, names: dict[int, str]) -> dict[str, Any]:
    told = f"{SAID[one.answer]}, recorded by {names.get(one.answered_by or 0, '')}, {moment(one.answered_at)}"
    return {
        "id": str(one.id), "for_whom": one.for_whom, "why": one.why, "by": names.get(one.asked_by, ""),
        "when": moment(one.asked_at), "rfi": f"/rfis/{one.rfi}/" if ANSWERS in audience.rights else "",
        "said": told if one.answer else SAID[""], "waits": not one.answer, "agreed": one.answer == "agreed",
        "older": one.version_n != n,
    }  # fmt: skip


def _errors(refused: Decision | None) -> list[dict[str, str]]:
    found = () if refused is None else refused.against
    return [
        error(name if (name := one.rule.rpartition(".")[2].replace("-", "_")) in FIELDS else "",
              f"{one.text} {one.way_out} Rule {one.rule}.")
        for one in found
    ]  # fmt: skip
