"""A record's legal class on a page of its own: what it stands on, what it may become, who answers."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from watchfloor.analyze.queries.silent import silent_hits
from watchfloor.core.queries import records as core
from watchfloor.core.queries.records import Row
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Refused
from watchfloor.desk.web.lists import record_url
from watchfloor.desk.web.predicate_form import FIELDS_OF_RULES, predicate_fields, said_predicate
from watchfloor.gather.actions.nexus import THROUGH as NEXUS
from watchfloor.people import queries as people
from watchfloor.protect.actions import classes as action
from watchfloor.protect.actions import flags as orders
from watchfloor.protect.formats.classes import classes, offences
from watchfloor.protect.formats.policy import load
from watchfloor.protect.queries import classes as kept
from watchfloor.protect.queries import numbers
from watchfloor.protect.rules.classes import Change
from watchfloor.protect.rules.flags import KINDS, RIGHT
from watchfloor.protect.rules.predicate import OWN_CLASS
from watchfloor.protect.web import fields
from watchfloor.protect.web.door import act, by_method, page
from watchfloor.protect.web.fields import choices, error, field
from watchfloor.protect.web.marks import Marks, portion_of
from watchfloor.protect.web.record_parts import names_of, shortened
from watchfloor.protect.web.shown import Done, Page
from watchfloor.protect.web.wording import CLASSES, agency_words, day, moment, number_of

FACT = "protect.class.read"
ANSWERS = {"": "waits for a second person", "done": "made", "declined": "declined", "withdrawn": "withdrawn"}
# changes that an act of their own makes
THROUGH = {"gather.vetting": "by vetting, on its own page", NEXUS: "by the two-part review"}
Said = Mapping[str, str]


@page(FACT)
def show(request: HttpRequest, audience: Audience, record: UUID) -> Page:
    """What the class is and stands on; with ?to= the form for what it is to become."""
    return _page(audience, record, {"to": request.GET.get("to", "")}, [])


@act(FACT)
def do(request: HttpRequest, audience: Audience, record: UUID) -> Page | Done:
    """Ask for a change, answer one, or enter a court's order."""
    said = request.POST.dict()
    deeds = {"change": _change, "answer": _answer, "order": _order}
    try:
        return deeds.get(said.get("deed", ""), _change)(audience, record, said)
    except (action.NotReclassed, orders.NotFlagged) as refused:
        return _page(audience, record, said, _errors_of(refused))


def door(request: HttpRequest, record: UUID) -> HttpResponse:
    """GET and POST of one address."""
    return by_method(get=show, post=do)(request, record=record)


def _change(audience: Audience, record: UUID, said: Said) -> Done:
    becomes, now = said.get("to", ""), timezone.now()
    predicate = said_predicate(said) if becomes == OWN_CLASS else None
    answer = action.change_class(
        record=record, becomes=becomes, because=said.get("because", ""), predicate=predicate,
        subjects=_named(audience, said.get("subjects", "")), by=audience, now=now,
    )  # fmt: skip
    if answer == "waits":
        return Done(_here(record), "Asked. The privacy officer or the second person decides; it stays what it is.")
    return Done(f"/records/{record}/", f"It is now of the class {CLASSES[becomes]}. The act is on the ledger.")


def _answer(audience: Audience, record: UUID, said: Said) -> Done:
    try:
        change = UUID(said.get("change", ""))
    except ValueError:
        change = UUID(int=0)
    answer = action.answer_change(
        change=change, approve=said.get("answer") == "approve", by=audience, now=timezone.now()
    )  # fmt: skip
    return Done(f"/records/{record}/", f"The change of class is {ANSWERS[answer]}.")


def _order(audience: Audience, record: UUID, said: Said) -> Done:
    told = orders.flag(
        record=record, kind=said.get("kind", ""), authority=said.get("authority", ""), by=audience, now=timezone.now()
    )  # fmt: skip
    return Done("/", f"The order acts from now on. Recipients told: {told}.")


def _named(audience: Audience, said: str) -> list[UUID]:
    """Records by number or address, one a word; what is not one that the reader may read is left to the rule."""
    found = [numbers.named(audience=audience, said=word) for word in said.replace(",", " ").split()[:20]]
    return [rows[0].public_id for rows in found if len(rows) == 1]


def _errors_of(refused: Refused) -> list[dict[str, str]]:
    found = []
    for one in refused.decision.against:
        rule = f"Rule {one.rule}" + (f", {one.citation}." if one.citation else ".")
        text = f"{one.text[:1].upper()}{one.text[1:]} {one.way_out} {rule}"
        found.append(error(FIELDS_OF_RULES.get(one.rule, ""), text))
    return found


def _here(record: UUID) -> str:
    return f"/records/{record}/class/"


def _page(audience: Audience, record: UUID, said: Said, errors: list[dict[str, str]]) -> Page:
    row, marks = core.rows_of(audience=audience, public_ids=[record])[0], Marks()
    known = classes().classes[row.legal_class]
    changes = kept.changes_of(audience=audience, record_id=row.id)
    to = classes().change(row.legal_class, said.get("to", ""))
    others = [
        *kept.subjects_of(audience=audience, record_id=row.id),
        *kept.identifying(audience=audience, record_id=row.id),
    ]
    context = {
        "record": _head(row, marks), "known": known, "url": _here(record), "errors": errors,
        "predicates": _predicates(audience, row), "others": [_other(one) for one in others],
        "ways": _ways(audience, row), "form": _form(to, said, errors) if to and not to.through else None,
        "asked": _asked_for(audience, row), **_acts(audience, changes), "order": _order_fields(audience, said, errors),
        "orders": [{"kind": KINDS.get(one.kind, one.kind), "authority": one.authority, "at": moment(one.at)}
                   for one in kept.orders_of(audience=audience, record_id=row.id)],
    }  # fmt: skip
    shown = [row, *others]
    return Page(
        "desk/record_class.html", context, records=[one.public_id for one in shown],
        markings=[marks.of(one) for one in shown], status=422 if errors else 200,
    )  # fmt: skip


def _head(row: Row, marks: Marks) -> dict[str, str]:
    return {
        "number": number_of(row), "title": shortened(row.title), "portion": portion_of(marks.of(row)),
        "url": record_url(row), "class": CLASSES.get(row.legal_class, row.legal_class),
    }  # fmt: skip


def _other(row: Row) -> dict[str, str]:
    return {"number": number_of(row), "title": row.title, "url": record_url(row),
            "class": CLASSES.get(row.legal_class, row.legal_class)}  # fmt: skip


def _ways(audience: Audience, row: Row) -> list[dict[str, Any]]:
    """What it may become: the rule, and whether this reader's role asks for it."""
    return [
        {
            "words": CLASSES[way.to], "what": classes().classes[way.to].what, "citation": way.citation,
            "url": _way_url(way, row) if way.right in audience.rights else "",
            "note": "your role does not ask for it" if way.right not in audience.rights
            else THROUGH.get(way.through, ""),
        }
        for way in classes().classes[row.legal_class].changes
    ]  # fmt: skip


def _way_url(way: Change, row: Row) -> str:
    """Where it is asked for; "" where vetting alone makes it."""
    if not way.through:
        return f"?to={way.to}#change"
    return f"/records/{row.public_id}/ise-sar/" if way.through == NEXUS else ""


def _form(way: Change, said: Said, errors: list[dict[str, str]]) -> dict[str, Any]:
    asked = []
    if "because" in way.asks:
        asked.append(field("because", "Your evaluation", kind="area", value=said.get("because", ""),
                           hint="One sentence: what you examined and found. Sealed with the record."))  # fmt: skip
    if "subjects" in way.asks:
        asked.append(field("subjects", "Subjects that it identifies", code=True, value=said.get("subjects", ""),
                           hint="Numbers of criminal intelligence; it goes with the last of them."))  # fmt: skip
    if "predicate" in way.asks:
        asked += predicate_fields(said)
    return {"to": way.to, "words": CLASSES[way.to], "citation": way.citation,
            "fields": fields.with_errors(asked, errors)}  # fmt: skip


def _acts(audience: Audience, changes: list[kept.ChangeView]) -> dict[str, Any]:
    """Every change that was asked for, and the one that waits with what this reader may answer."""
    names = names_of(
        {one.asked_by for one in changes} | {one.answered_by for one in changes if one.answered_by}, audience
    )
    shown = [
        {
            "from": CLASSES.get(one.was, one.was), "to": CLASSES.get(one.becomes, one.becomes), "because": one.because,
            "who": names[one.asked_by], "when": moment(one.asked_at), "answer": ANSWERS[one.answer],
            "second": names.get(one.answered_by or 0, "") if one.second else "", "id": str(one.public_id),
            "waits": not one.answer, "mine": one.asked_by == audience.actor.person_id,
            "may": one.second in audience.rights and one.asked_by != audience.actor.person_id,
        }
        for one in changes
    ]  # fmt: skip
    return {"changes": shown, "waiting": next((one for one in shown if one["waits"]), None)}


def _predicates(audience: Audience, row: Row) -> list[dict[str, Any]]:
    found = kept.predicates_of(audience=audience, record_id=row.id)
    names = names_of({one.by_id for one in found} | {one.approved_by for one in found if one.approved_by}, audience)
    listed = offences()
    return [
        {
            "pairs": [
                ("Offense", listed[one.said.offence].words if one.said.offence in listed else one.said.offence),
                ("Specific offense", listed[one.said.underlying].words if one.said.underlying in listed else ""),
                ("Facts", one.said.facts), ("Relevance", one.said.relevance), ("Author", one.said.author),
                ("Established", day(one.said.dated_on) if one.said.dated_on else ""),
                ("Supporting file", one.said.supporting_file), ("How obtained", one.said.method),
                ("Confidence", f"source {one.said.reliability}, content {one.said.validity}".replace("-", " ")),
                ("Sensitivity", one.said.sensitivity.replace("-", " ")), ("Relation to the crime", one.said.relation),
                ("Protected activity approved by", names.get(one.approved_by or 0, "")),
            ],
            "who": names.get(one.by_id, ""), "when": moment(one.at),
        }
        for one in found
    ]  # fmt: skip


def _asked_for(audience: Audience, row: Row) -> list[dict[str, str]]:
    """Who of other agencies asked for what this restricted record holds; for its owner alone."""
    found = silent_hits(audience=audience, record_id=row.id)
    names, purposes = people.agencies(ids={one.agency_id for one in found}) if found else {}, load().purposes
    return [
        {
            "agency": agency_words(names[one.agency_id].name) if one.agency_id in names else "",
            "purpose": purposes[one.purpose].words if one.purpose in purposes else "compared by machine",
            "when": moment(one.at),
        }
        for one in found
    ]  # fmt: skip


def _order_fields(audience: Audience, said: Said, errors: list[dict[str, str]]) -> list[dict[str, Any]]:
    if RIGHT not in audience.rights:
        return []
    return fields.with_errors(
        [
            field("kind", "Order", kind="radios", options=choices(
                [("sealed", "Sealed: closed at once"), ("expunged", "Expunged: closed at once, gone the next day")],
                chosen=said.get("kind", ""))),
            field("authority", "Authority", value=said.get("authority", ""), hint="Court and number of the order."),
        ],
        errors,
    )  # fmt: skip
