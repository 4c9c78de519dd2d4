"""Texts that wait for a look: which guard found something, in which record; a person says what becomes of it."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.notify.actions.outbox import seen
from watchfloor.protect.actions import guards as action
from watchfloor.protect.actions.guards import NotLooked, looked
from watchfloor.protect.formats.guard import look_at_record, verdicts
from watchfloor.protect.queries import guards as queries
from watchfloor.protect.rules.guarding import Note
from watchfloor.protect.web.door import act, by_method, page
from watchfloor.protect.web.fields import choices
from watchfloor.protect.web.marks import Marks, portion_of
from watchfloor.protect.web.record_parts import shortened, who_can
from watchfloor.protect.web.shown import Done, Page, Withheld, lacking
from watchfloor.protect.web.wording import moment, number_of

HERE, LOOKS = action.HERE, queries.LOOKS


def _allowed(audience: Audience) -> None:
    if LOOKS not in audience.rights:
        no = lacking(LOOKS, text="your role does not look at texts for their guards.", way_out="Ask one of them.")
        raise Withheld(no, what="see the texts that wait", who=who_can(LOOKS))


@page("protect.text.read")
def show(request: HttpRequest, audience: Audience) -> Page:
    """The oldest first, each with what the guards say of it now."""
    del request
    _allowed(audience)
    seen(kind="text-guard", path=HERE, by=audience, now=timezone.now())
    found = queries.waiting(audience=audience, how_many=50)
    texts = {one.row.public_id: one for one in core.texts_of(audience=audience, public_ids=[f.record for f in found])}
    marks = Marks()
    shown = [(one, texts[one.record]) for one in found if one.record in texts]
    context = {
        "texts": [_row(one, text, marks) for one, text in shown], "count": queries.counted(audience=audience),
        "verdicts": choices(verdicts().items()),
    }  # fmt: skip
    rows = [text.row for _, text in shown]
    return Page(
        "protect/texts.html", context, records=[row.public_id for row in rows], markings=[marks.of(row) for row in rows]
    )


def _row(one: queries.GuardedView, text: core.Text, marks: Marks) -> dict[str, Any]:
    row = text.row
    return {
        "id": str(one.public_id), "url": f"/records/{row.public_id}/", "number": number_of(row),
        "title": shortened(row.title), "portion": portion_of(marks.of(row)), "raised": moment(one.raised_at),
        "notes": _notes(text) if text.n == one.n else (),
    }  # fmt: skip


def _notes(text: core.Text) -> tuple[Note, ...]:
    row = text.row
    return look_at_record(row.title, text.body, text.data, legal_class=row.legal_class)


@act("protect.text.read", known=True)
def look(request: HttpRequest, audience: Audience) -> Done:
    """One look."""
    _allowed(audience)
    try:
        public_id = UUID(request.POST.get("text", ""))
        looked(public_id=public_id, verdict=request.POST.get("verdict", ""), by=audience, now=timezone.now())
    except ValueError:
        return Done(HERE, "Nothing was kept: no such text.")
    except NotLooked as refused:
        return Done(HERE, f"Nothing was kept. {refused.decision.against[0].text}")
    return Done(HERE, "Kept, with your name.")


def door(request: HttpRequest) -> HttpResponse:
    """GET and POST of one address."""
    return by_method(get=show, post=look)(request)
