"""What stands beside an RFI: its parts, its way, what came back, those like it, and the forms of its deeds."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import QueryDict

from watchfloor.core.rules.audience import Audience
from watchfloor.desk.rules.board import left, state_of
from watchfloor.desk.web import rfi_parts as parts
from watchfloor.desk.web.request_answer import Looked
from watchfloor.disseminate.actions.answering import weigh
from watchfloor.disseminate.actions.answering_rfis import asked_by_rfi
from watchfloor.disseminate.queries.answers import answers_on
from watchfloor.people import queries as people
from watchfloor.plan.actions.rfi_work import able
from watchfloor.plan.formats.rfis import rfi_policy
from watchfloor.plan.queries import rfis
from watchfloor.plan.rules.rfis import IN, OWN_MARKING, RfiView
from watchfloor.protect.web.fields import choices, field, with_errors
from watchfloor.protect.web.marks import Marks, portion_of
from watchfloor.protect.web.record_parts import names_of
from watchfloor.protect.web.wording import agency_words, moment, stamp

# how the way of an RFI tells a deed; of an outgoing one some are told otherwise
DEEDS = {
    "state": "Written", "submit": "Handed in", "validate": "Validated", "assign": "A part assigned", "begin": "Begun",
    "finish-part": "A part done", "answer-partly": "Answered in part", "answer": "Answered", "close": "Closed",
    "reject": "Rejected", "correct": "Corrected", "send": "Sent", "remind": "Reminded",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Again:
    """What the reply builder begins with, and the RFI whose answer is used again ("" for none)."""

    said: QueryDict
    of: str = ""


def work_of(
    audience: Audience, view: RfiView, said: QueryDict, errors: parts.Errors, marks: Marks, *, now: datetime
) -> Looked:  # fmt: skip
    """Parts, way and replies as the page shows them, with the fields of the deeds."""
    pieces, way = rfis.parts(audience=audience, of=view), rfis.steps(audience=audience, of=view.public_id)
    came = rfis.replies(audience=audience, of=view)
    labels = rfis.reply_labels(audience=audience, of=view.public_id)
    names = names_of(
        {one.by_id for one in way} | {one.person_id for one in pieces} | {o.kept_by for o in came}, audience
    )
    agencies = people.agencies(ids=[one.agency_id for one in came if one.agency_id]) if came else {}
    context = {
        "parts": [
            {"id": str(one.public_id), "what": one.what, "who": names[one.person_id], "done": moment(one.done_at),
             "mine": one.person_id == audience.actor.person_id and one.done_at is None,
             "clock": None if one.done_at else {
                 "state": state_of(view.made_at, one.due_at, now=now), "text": left(one.due_at, now=now)}}
            for one in pieces
        ],
        "way": [{"when": stamp(one.at), "what": DEEDS.get(one.deed, one.deed), "who": names[one.by_id]} for one in way],
        "replies": [
            {"words": one.words, "at": moment(one.at), "who": names[one.kept_by], "whole": one.whole,
             "agency": agency_words(agencies[one.agency_id].name) if one.agency_id in agencies else view.words.agency,
             "portion": portion_of(marking), "erased": view.erased}
            for one, marking in zip(came, [marks.of_label(lab, marking=mark) for lab, mark in labels], strict=True)
        ],
        "deed_fields": _fields(view, said, errors),
    }  # fmt: skip
    return Looked(context, markings=tuple(marks.of_label(label, marking=marking) for label, marking in labels))


def _fields(view: RfiView, said: QueryDict, errors: parts.Errors) -> dict[str, Any]:
    """The fields of the deeds by name."""
    policy = rfi_policy()

    def value(name: str) -> str:
        return str(said.get(name, ""))

    protected = [("no", "No"), ("yes", "Yes: the privacy officer decides")]
    reasons = [(one.code, one.words) for one in policy.rejections.values()]
    able_ones = [(str(one.public_id), one.name) for one in able()]
    made = [
        field("protected", "Does it ask about views, association or lawful assembly?", kind="radios",
              options=choices(protected, chosen=value("protected"))),
        field("reason", "Why", kind="select", options=choices(reasons, chosen=value("reason"))),
        field("what", "Part", value=value("what"), required=True),
        field("person", "Whose", kind="select", options=choices(able_ones, chosen=value("person"))),
        field("part_due", "Due", kind="datetime-local", value=value("part_due"), required=False,
              hint="Empty: with the RFI."),
        field("reply", "What they answered", kind="area", value=value("reply")),
        field("marking", "Its marking", value=value("marking") or view.marking or OWN_MARKING, code=True,
              hint="As received; it is never lowered."),
    ]  # fmt: skip
    return {one["name"]: one for one in with_errors(made, errors)}


def alike_of(audience: Audience, view: RfiView, marks: Marks, *, now: datetime) -> Looked:
    """Answered RFIs that are like this one, among those that the reader may read, with what was told on them."""
    if view.direction != IN:
        return Looked()
    rows, records, markings = [], list[UUID](), list[str]()
    for one in rfis.like_it(audience=audience, view=view, on=now.date()):
        answers = answers_on(audience=audience, asked=one.view.public_id)
        records += [one.view.public_id, *(row.public_id for answer in answers for row in answer.told)]
        markings.append(parts.marking_of(one.view, marks))
        markings += [marks.of_label(answer.label_id, marking=answer.marking) for answer in answers]
        rows.append({
            "number": parts.number_of(one.view), "url": f"{parts.HERE}{one.view.public_id}/",
            "id": str(one.view.public_id), "subject": one.view.words.subject, "because": one.because,
            "portion": portion_of(parts.marking_of(one.view, marks)),
            "told": [
                {"words": answer.words, "portion": portion_of(marks.of_label(answer.label_id, marking=answer.marking))}
                for answer in answers if answer.words
            ],
        })  # fmt: skip
    return Looked({"alike": rows}, tuple(records), tuple(markings))


def reused(audience: Audience, view: RfiView, said: QueryDict, *, now: datetime) -> Again:
    """?reuse= names one that is like it: what was told there is ticked, weighed anew for this requester, and its words
    stand in the form if he may be told of every record behind them."""
    wanted = said.get("reuse", "")
    like = (
        {str(one.view.public_id) for one in rfis.like_it(audience=audience, view=view, on=now.date())} if wanted else ()
    )
    if wanted not in like:
        return Again(said)
    answers = answers_on(audience=audience, asked=UUID(wanted))
    told = list(dict.fromkeys(row.public_id for answer in answers for row in answer.told))
    again = said.copy()
    if "tell" not in said:
        again.setlist("tell", [str(one) for one in told])
    weighed = weigh(record_ids=told, asked=asked_by_rfi(view), by=audience, now=now)
    if not said.get("words") and len(weighed) == len(told) and all(one.may for one in weighed):
        again["words"] = "\n".join(answer.words for answer in answers if answer.words)
    return Again(again, wanted)
