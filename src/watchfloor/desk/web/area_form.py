"""An area of responsibility by hand: a new one, or one that stands with its outline on the map, to be corrected."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from watchfloor.core.ledger.telling import witness
from watchfloor.core.rules.audience import Audience
from watchfloor.desk.web.asset_form import READERS
from watchfloor.desk.web.ground_hand import Errors, Outline, outline_fields, outline_said, told
from watchfloor.desk.web.ground_parts import areas_map, must_keep, tabs
from watchfloor.people import queries as people
from watchfloor.plan.actions.by_hand import NoSuchThing, NotKept, add_area, area_of, correct_area, follow_file
from watchfloor.plan.queries.areas import AreaView
from watchfloor.plan.rules.by_hand import AreaSaid
from watchfloor.plan.rules.protected import KEEPS
from watchfloor.protect.web.door import act, by_method, page
from watchfloor.protect.web.fields import choices, field, with_errors
from watchfloor.protect.web.marks import Marks
from watchfloor.protect.web.shown import Absent, Done, Page

HERE, WHAT = "/areas/", "add or correct an area"
FIELDS = {"plan.area.right": ""}


@page("plan.areas.read")
def blank(request: HttpRequest, audience: Audience) -> Page:
    """The form of a new area."""
    del request
    must_keep(audience, what=WHAT)
    return _page(audience, None, {"ours": "yes"}, [])


@act("plan.areas.read", known=True)
def add(request: HttpRequest, audience: Audience) -> Page | Done:
    """Keep it and show it."""
    must_keep(audience, what=WHAT)
    said = _words(request)
    try:
        area, looked = _said(said, outline_said(request, said) or Outline()), said.get("order") == "kept"
        made = add_area(said=area, alone=said.get("alone") == "yes", looked=looked, by=audience, now=timezone.now())
    except NotKept as refused:
        return _refused(audience, None, said, refused)
    return Done(f"{HERE}{made}/", " ".join(("The area is kept.", *area.findings)))


@page("plan.areas.read")
def filled(request: HttpRequest, audience: Audience, area: UUID) -> Page:
    """The area on the map, and its form for who keeps what we protect."""
    del request
    view = _of(audience, area)
    return _page(audience, view, _standing(view), [])


@act("plan.areas.read", known=True)
def correct(request: HttpRequest, audience: Audience, area: UUID) -> Page | Done:
    """Correct it; without another outline its own stays. Or let the file that it came by speak again."""
    view, said, now = _of(audience, area), _words(request), timezone.now()
    must_keep(audience, what=WHAT)
    try:
        if said.get("deed") == "file":
            follow_file(thing=area, by=audience, now=now)
            return Done(f"{HERE}{area}/", "The next file of its source is taken again.")
        given = outline_said(request, said)
        stated = _said(said, given or Outline(view.outlines, view.box, view.findings))
        looked = said.get("order") == "kept" or given is None
        correct_area(area=area, said=stated, why=said.get("why", ""), looked=looked, by=audience, now=now)
    except NotKept as refused:
        return _refused(audience, view, said, refused)
    except NoSuchThing as gone:
        raise Absent from gone
    return Done(f"{HERE}{area}/", " ".join(("It is corrected. No file overwrites it until you let one.",
                                            *(given.findings if given else ()))))  # fmt: skip


def new_door(request: HttpRequest) -> HttpResponse:
    """GET and POST of one address."""
    return by_method(get=blank, post=add)(request)


def door(request: HttpRequest, area: UUID) -> HttpResponse:
    """GET and POST of one address."""
    return by_method(get=filled, post=correct)(request, area=area)


def _words(request: HttpRequest) -> dict[str, str]:
    return {name: value.strip() for name, value in request.POST.dict().items()}


def _of(audience: Audience, area: UUID) -> AreaView:
    try:
        return area_of(area=area, by=audience)
    except NoSuchThing as gone:
        raise Absent from gone


def _said(said: Mapping[str, str], outline: Outline) -> AreaSaid:
    codes = tuple(code.strip() for code in said.get("agencies", "").replace(";", ",").split(",") if code.strip())
    return AreaSaid(
        said.get("name", ""), said.get("kind", ""), said.get("ours") == "yes", codes, outline.polygons, outline.box,
        outline.findings,
    )  # fmt: skip


def _standing(one: AreaView) -> dict[str, str]:
    agencies = people.agencies()
    codes = ", ".join(agencies[each].code for each in one.agency_ids if each in agencies)
    return {"name": one.name, "kind": one.kind, "ours": "yes" if one.ours else "no", "agencies": codes}


def _refused(audience: Audience, view: AreaView | None, said: Mapping[str, str], refused: NotKept) -> Page:
    witness(kind="protect.deed.refused", by=audience, rules=refused.decision.rules)
    return _page(audience, view, said, told(refused.decision, FIELDS))


def _page(audience: Audience, one: AreaView | None, said: Mapping[str, str], errors: Errors) -> Page:
    marks = Marks()
    west, south, east, north = one.box if one else (0.0, 0.0, 0.0, 0.0)
    box = (west, south, 180.0 if west > east else east, north)
    may = KEEPS in audience.rights
    context = {
        "tabs": tabs(HERE), "errors": errors, "groups": _groups(said, errors, new=one is None) if may else [],
        "url": f"{HERE}{one.public_id}/" if one else f"{HERE}new/", "back": HERE,
        "back_text": "Areas of responsibility", "heading": one.name if one else "Add an area",
        "does": "Correct it" if one else "Add it", "files": True,
        "corrected": may and one is not None and one.corrected_at is not None and one.mapping != "hand",
        "map": areas_map([(one.name, one.outlines)], [], box, title=f"Where {one.name} lies") if one else None,
    }  # fmt: skip
    shown = [marks.of_label(one.label_id)] if one else []
    return Page("desk/ground_form.html", context, markings=shown, status=422 if errors else 200)


def _groups(said: Mapping[str, str], errors: Errors, *, new: bool) -> list[dict[str, Any]]:
    whose = choices((("yes", "Ours: what falls into it concerns us"), ("no", "Of others")), chosen=said.get("ours", ""))
    made = {
        "What it is": [
            field("name", "Name", value=said.get("name", "")),
            field("kind", "Kind", required=False, value=said.get("kind", ""), hint="Beat, county, district."),
            field("ours", "Whose", kind="select", options=whose),
            field("agencies", "Agencies", required=False, value=said.get("agencies", ""),
                  hint="Codes of those who answer for it, by comma."),
        ],
        "Where": outline_fields(said, required=new),
        "Keep it": [
            field("alone", "Who reads it", kind="select", required=False,
                  options=choices(READERS, chosen=said.get("alone", ""))) if new else
            field("why", "Why corrected", kind="area", value=said.get("why", ""),
                  hint="By which source. Kept sealed with the fact."),
        ],
    }  # fmt: skip
    return [{"name": name, "fields": with_errors(fields, errors)} for name, fields in made.items()]
