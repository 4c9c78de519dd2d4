"""Second looks in one list: what others proposed to dismiss, each with its report and reason, confirmed one or many."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from watchfloor.core.ledger.telling import witness
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision
from watchfloor.desk.web.inbox_place import uuid_of
from watchfloor.desk.web.outside import must_hold
from watchfloor.gather.actions.vetting import NotVetted, dismiss
from watchfloor.gather.queries.vetting import VettingView, second_looks, vetting_of
from watchfloor.gather.rules.vetting import Dismissal
from watchfloor.gather.web.vetting import sentence, stated
from watchfloor.plan.queries.claims import claims_of
from watchfloor.protect.web.door import act, by_method, page
from watchfloor.protect.web.marks import Marks, portion_of
from watchfloor.protect.web.record_parts import names_of
from watchfloor.protect.web.shown import Done, Page
from watchfloor.protect.web.wording import moment, number_of

HERE, RIGHT, FACT = "/second-looks/", "tip.vet", "desk.second-looks.read"
SHOWN, WORDS = 40, 700
KEYS = ((("x",), "tick"), (("Ctrl Enter",), "confirm"))


@page(FACT)
def listed(request: HttpRequest, audience: Audience) -> Page:
    """The oldest proposals of others first; what is proposed to become a SAR is read and confirmed on its own page."""
    del request
    _may(audience)
    return _page(audience)


@act(FACT, known=True)
def confirm(request: HttpRequest, audience: Audience) -> Done:
    """Each that is ticked by itself, as it stood on the page; who is refused is told beside who is done."""
    _may(audience)
    done = 0
    for said in request.POST.getlist("look"):
        which, _, of = said.partition(" ")
        try:
            with transaction.atomic():
                _confirmed(uuid_of(which), of, audience)
            done += 1
        except NotVetted as no:
            witness(kind="protect.deed.refused", by=audience, rules=no.decision.rules)
            told = " ".join(map(sentence, no.decision.against[:2]))
            messages.warning(request, f"Not done: TIP-{which[:8]}: {told}")
    many = "1 report is" if done == 1 else f"{done} reports are"
    return Done(HERE, f"Confirmed: {many} dismissed." if done else "Nothing was confirmed. Tick the reports first.")


def door(request: HttpRequest) -> HttpResponse:
    """GET and POST of one address."""
    return by_method(get=listed, post=confirm)(request)


def _may(audience: Audience) -> None:
    must_hold(audience, RIGHT, text="your role does not vet.", what="take second looks")


def _confirmed(record: UUID | None, of: str, by: Audience) -> None:
    """Only a dismissal, and only the one that was read: what took its place since is read anew."""
    row = next(iter(core.rows_of(audience=by, public_ids=[record])), None) if record else None
    kept = vetting_of(audience=by, record_ids=[row.id]).get(row.id) if row else None
    if record is None or kept is None or kept.state != "dismissal proposed" or kept.proposed_at.isoformat() != of:
        text = "The proposal that you read does not stand any more."
        raise NotVetted(Decision.of(Because(text, "gather.state", ok=False, way_out="Read what stands now.")))
    dismiss(record=record, dismissal=Dismissal("", ""), by=by, now=timezone.now())


def _page(audience: Audience) -> Page:
    waits = second_looks(audience=audience, how_many=SHOWN)
    texts = {one.row.id: one for one in core.texts_of(audience=audience, ids=[one.record_id for one in waits])}
    waits = [one for one in waits if one.record_id in texts and texts[one.record_id].row.kind == "tip"]
    held = claims_of(audience=audience, record_ids=[one.record_id for one in waits])
    people = {one.proposed_by for one in waits} | {one.person_id for one in held.values()}
    names, marks = names_of(people, audience), Marks()
    me, rows = audience.actor.person_id, [texts[one.record_id].row for one in waits]

    def line(one: VettingView) -> dict[str, Any]:
        claim = held.get(one.record_id)
        holder = names[claim.person_id] if claim and claim.person_id != me else ""
        return {
            **_shown(texts[one.record_id], marks), "by": names[one.proposed_by],
            "said": [{"name": name, "value": value} for name, value in stated(one) if value],
            "at": moment(one.proposed_at), "of": one.proposed_at.isoformat(), "holder": holder,
            "mine": one.proposed_by == me, "dismissal": one.state == "dismissal proposed",
        }  # fmt: skip

    context = {"rows": _in_order([line(one) for one in waits]), "url": HERE}
    return Page(
        "desk/second_looks.html", context, records=[row.public_id for row in rows],
        markings=[marks.of(row) for row in rows], keys=KEYS,
    )  # fmt: skip


def _in_order(lines: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """What this reader can confirm here stands first."""
    for one in lines:
        one["may"] = one["dismissal"] and not one["mine"] and not one["holder"]
    return sorted(lines, key=lambda one: not one["may"])


def _shown(text: core.Text, marks: Marks) -> dict[str, Any]:
    row, words = text.row, text.body
    return {
        "id": str(row.public_id), "number": number_of(row), "title": row.title, "url": f"/tips/{row.public_id}/",
        "portion": portion_of(marks.of(row)), "words": words if len(words) <= WORDS else words[:WORDS] + " …",
        "cut": len(words) > WORDS,
    }  # fmt: skip
