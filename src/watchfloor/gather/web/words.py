"""What stands in the words of a report: each suggestion marked in them, taken by a key or a button, never by itself."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from watchfloor.core.rules.audience import Audience
from watchfloor.gather.actions.extraction import RIGHT, NotTakenOver, take_over
from watchfloor.gather.queries.extraction import Suggested, suggested
from watchfloor.people import queries as people
from watchfloor.protect.web.door import act, by_method, page
from watchfloor.protect.web.fields import error
from watchfloor.protect.web.marks import Marks
from watchfloor.protect.web.shown import Absent, Done, Page
from watchfloor.protect.web.wording import short

FACT, KEYS = "core.record.read", 9
NAMES = {
    "time": "Time", "altitude": "Altitude", "vehicle": "Vehicle", "weapon": "Weapon", "description": "Description",
    "road": "Road", "place": "Place", "phone": "Phone", "email": "E-mail", "plate": "Plate", "vin": "VIN",
    "document": "Document", "url": "Web address", "domain": "Domain", "ip": "IP address", "cve": "CVE",
}  # fmt: skip


@page(FACT)
def words(request: HttpRequest, audience: Audience, record: UUID) -> Page:
    """The words with their marks, and the suggestions beside them."""
    del request
    return _page(audience, record, [])


@act(FACT)
def take(request: HttpRequest, audience: Audience, record: UUID) -> Page | Done:
    """Take the one whose button or key was pressed."""
    kind, _, start = request.POST.get("take", "").partition(":")
    try:
        take_over(
            record=record, kind=kind, start=int(start) if start.isdecimal() else -1, by=audience, now=timezone.now()
        )
    except NotTakenOver as refused:
        return _page(audience, record, [error("", f"{one.text} {one.way_out}") for one in refused.decision.against])
    return Done(f"/records/{record}/words/")


def door(request: HttpRequest, record: UUID) -> HttpResponse:
    """GET and POST of one address."""
    return by_method(get=words, post=take)(request, record=record)


def _page(audience: Audience, record: UUID, errors: list[dict[str, str]]) -> Page:
    read = suggested(audience=audience, record=record)
    if read is None:
        raise Absent
    view, found = read
    may = RIGHT in audience.rights
    free = iter(str(number) for number in range(1, KEYS + 1)) if may else iter(())
    persons = people.persons(ids={one.taken for one in found if one.taken})
    rows = [
        {"n": n, "kind": NAMES.get(one.found.kind, one.found.kind), "said": one.found.said, "value": _value(one),
         "by": persons[one.taken].name if one.taken in persons else "", "taken": bool(one.taken),
         "take": f"{one.found.kind}:{one.found.start}", "key": "" if one.taken else next(free, "")}
        for n, one in enumerate(found, 1)
    ]  # fmt: skip
    context = {
        "number": short(view.row.public_id, "TIP" if view.row.kind == "tip" else "REC"), "title": view.row.title,
        "url": f"/records/{record}/words/", "back": f"/records/{record}/", "pieces": _pieces(view.body, found),
        "rows": rows, "may": may, "errors": errors,
    }  # fmt: skip
    marking = Marks().of(view.row)
    return Page("gather/words.html", context, records=[record], markings=[marking], status=422 if errors else 200)


def _value(one: Suggested) -> str:
    found = one.found
    value = f"{found.value} feet" if found.kind == "altitude" else found.value
    note = found.note if found.kind not in ("altitude", "vehicle") else ""
    return f"{value} {note}".strip() if (value, note) != (found.said, "") else ""


def _pieces(text: str, found: list[Suggested]) -> list[dict[str, Any]]:
    """The words from first to last, cut where a suggestion begins and ends; `n` numbers those that are one."""
    pieces, at = list[dict[str, Any]](), 0
    for n, one in enumerate(found, 1):
        pieces += [
            {"text": text[at : one.found.start], "n": 0},
            {"text": one.found.said, "n": n, "taken": bool(one.taken)},
        ]
        at = one.found.end
    return [*pieces, {"text": text[at:], "n": 0}]
