"""What a record answers: what relevance proposes, what persons said, which watch words stand in it; saying it."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from watchfloor.core.ledger.telling import witness
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Refused
from watchfloor.plan.actions.needs import NoSuchNeed
from watchfloor.plan.actions.tags import tag_record, untag
from watchfloor.plan.queries import needs, tags, words
from watchfloor.plan.queries.needs import STATES
from watchfloor.plan.rules.needs import Need
from watchfloor.plan.web.needs_parts import HERE as NEEDS
from watchfloor.plan.web.needs_parts import Errors, above_of, id_of, line_of, may_read
from watchfloor.protect.web.door import act, by_method, page
from watchfloor.protect.web.fields import error, field, with_errors
from watchfloor.protect.web.marks import Marks, portion_of
from watchfloor.protect.web.record_parts import cannot_of, names_of, shortened
from watchfloor.protect.web.shown import Done, Page
from watchfloor.protect.web.wording import glyph_of, moment, number_of

NOBODY = UUID(int=0)
NO_NEED = "Need: nothing here that you may read, or it does not exist. Choose it from the list."


def needs_act(audience: Audience, row: core.Row) -> list[dict[str, Any]]:
    """The way to this page from the record and the inbox, for who may say what a record answers."""
    if STATES not in audience.rights or row.kind == "redress":
        return []
    url = f"/records/{row.public_id}/needs/"
    return [{"id": "needs", "text": "Tag to a need", "url": url, "method": "get", "key": "n", "main": False}]


@page("core.record.read")
def show(request: HttpRequest, audience: Audience, record: UUID) -> Page:
    """All that is said and proposed of it."""
    del request
    return _page(audience, record, [], "")


@act("core.record.read", known=True)
def do(request: HttpRequest, audience: Audience, record: UUID) -> Page | Done:
    """Say that it answers a need or does not, or take the word back."""
    may_read(audience)
    said, now = request.POST, timezone.now()
    need, what = id_of(said.get("need")) or NOBODY, said.get("do", "")
    here = f"/records/{record}/needs/"
    try:
        if what == "back":
            untag(need_id=need, thing_id=record, by=audience, now=now)
            return Done(here, "Your word was taken back.")
        tag_record(need_id=need, record=record, answers=what != "not", by=audience, now=now)
    except NoSuchNeed:
        return _page(audience, record, [error("need", NO_NEED)], "")
    except Refused as refused:
        witness(kind="protect.deed.refused", by=audience, rules=refused.decision.rules)
        errors = [
            error("need", f"{one.text} {one.way_out} Rule {one.rule}, {one.citation}.")
            for one in refused.decision.against
        ]
        return _page(audience, record, errors, str(need))
    return Done(here, "Kept: it does not answer that need." if what == "not" else "Tagged: it answers that need.")


def door(request: HttpRequest, record: UUID) -> HttpResponse:
    """GET and POST of one address."""
    return by_method(get=show, post=do)(request, record=record)


def _page(audience: Audience, record: UUID, errors: Errors, chosen: str) -> Page:
    may_read(audience)
    now, marks = timezone.now(), Marks()
    row = core.rows_of(audience=audience, public_ids=[record])[0]
    tree = {one.id: one for one in needs.tree(audience=audience)}
    live = [one for one in tree.values() if one.in_force(at=now)]
    said = [one for one in tags.tags(audience=audience, thing_ids=[record]) if one.need_id in tree]
    found = [one for one in tags.proposed(audience=audience, record_id=row.id) if one.need_id in tree]
    names = names_of({one.by_id for one in said}, audience)
    of_words = {one.public_id: one for one in words.words(audience=audience)}
    hits = [one for one in words.hits(audience=audience, record_ids=[row.id]) if one.word in of_words]
    pick = field("need", "Need", kind="select", options=above_of(live, chosen)[1:])
    context = {
        "errors": errors, "errors_heading": "Nothing was done.", "url": f"/records/{record}/needs/",
        "record": {"url": f"/records/{record}/", "number": number_of(row), "title": shortened(row.title),
                   "portion": portion_of(marks.of(row)), "kind": glyph_of(row.kind)},
        "said": [{**_need(tree[one.need_id], marks), "answers": one.answers, "by": names.get(one.by_id, ""),
                  "when": moment(one.at)} for one in said],
        "proposed": [{**_need(tree[one.need_id], marks), "because": one.because} for one in found],
        "hits": [{"phrase": of_words[one.word].said.phrase, "because": one.because, "when": moment(one.at)}
                 for one in hits],
        "works": STATES in audience.rights, "need": with_errors([pick], errors)[0] if live else None,
        "refused": cannot_of(audience, {STATES: "say what a record answers"}), "needs_url": NEEDS,
    }  # fmt: skip
    labels = {one.label_id for one in said} | {one.label_id for one in found} | {one.label_id for one in hits}
    labels |= {tree[need].label_id for need in ({one.need_id for one in said} | {one.need_id for one in found})}
    return Page(
        "desk/record_needs.html", context, records=[row.public_id],
        markings=[marks.of(row), *(marks.of_label(one) for one in labels)], status=422 if errors else 200,
    )  # fmt: skip


def _need(one: Need, marks: Marks) -> dict[str, Any]:
    return line_of(one, marks, {}, now=timezone.now())
