"""An asset by hand: the form of a new one, and the same form over one that stands, to correct it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from watchfloor.core.ledger.telling import witness
from watchfloor.core.rules.audience import Audience
from watchfloor.desk.web.assets import HERE
from watchfloor.desk.web.ground_hand import Errors, place_said, told
from watchfloor.desk.web.ground_parts import LEVELS, must_keep, tabs
from watchfloor.plan.actions.by_hand import NUMBER, NoSuchThing, NotKept, add_asset, correct_asset, follow_file
from watchfloor.plan.queries import ground as plan
from watchfloor.plan.queries.ground import AssetView
from watchfloor.plan.queries.reference import sector_words
from watchfloor.plan.rules.by_hand import AssetSaid
from watchfloor.protect.web.door import act, by_method, page
from watchfloor.protect.web.fields import choices, field, with_errors
from watchfloor.protect.web.marks import Marks
from watchfloor.protect.web.shown import Absent, Done, Page

WHAT = "add or correct an asset"
FIELDS = {"plan.asset.right": ""}
LOOKED = "I looked: it is right as it stands"
READERS = (("", "The center and its partners"), ("yes", "The center alone"))


@page("plan.asset.read")
def blank(request: HttpRequest, audience: Audience) -> Page:
    """The form of a new asset."""
    del request
    must_keep(audience, what=WHAT)
    return _page(None, {"level": "unrated"}, [])


@act("plan.asset.read", known=True)
def add(request: HttpRequest, audience: Audience) -> Page | Done:
    """Keep it and go on to its page, where its contacts and weak points are named."""
    must_keep(audience, what=WHAT)
    said, errors = _words(request), Errors()
    asset = _said(said, errors)
    if errors:
        return _page(None, said, errors)
    try:
        made = add_asset(
            said=asset, alone=said.get("alone") == "yes", looked=said.get("looked") == "yes", by=audience,
            now=timezone.now(),
        )  # fmt: skip
    except NotKept as refused:
        return _refused(audience, None, said, refused)
    return Done(f"{HERE}{made}/", "The asset is kept. Name whom to call there.")


@page("plan.asset.read")
def filled(request: HttpRequest, audience: Audience, asset: UUID) -> Page:
    """The form over what stands."""
    del request
    view = _of(audience, asset)
    must_keep(audience, what=WHAT)
    return _page(view, _standing(view), [])


@act("plan.asset.read", known=True)
def correct(request: HttpRequest, audience: Audience, asset: UUID) -> Page | Done:
    """Correct it, or let the file that it came by speak again."""
    view, said, errors = _of(audience, asset), _words(request), Errors()
    must_keep(audience, what=WHAT)
    stated, now = _said(said, errors), timezone.now()
    try:
        if said.get("deed") == "file":
            follow_file(thing=asset, by=audience, now=now)
            return Done(f"{HERE}{asset}/", "The next file of its source is taken again.")
        if errors:
            return _page(view, said, errors)
        looked, why = said.get("looked") == "yes", said.get("why", "")
        correct_asset(asset=asset, said=stated, why=why, looked=looked, by=audience, now=now)
    except NotKept as refused:
        return _refused(audience, view, said, refused)
    except NoSuchThing as gone:
        raise Absent from gone
    return Done(f"{HERE}{asset}/", "It is corrected. No file overwrites it until you let one.")


def new_door(request: HttpRequest) -> HttpResponse:
    """GET and POST of one address."""
    return by_method(get=blank, post=add)(request)


def door(request: HttpRequest, asset: UUID) -> HttpResponse:
    """GET and POST of one address."""
    return by_method(get=filled, post=correct)(request, asset=asset)


def _words(request: HttpRequest) -> dict[str, str]:
    return {name: value.strip() for name, value in request.POST.dict().items()}


def _of(audience: Audience, asset: UUID) -> AssetView:
    found = plan.assets(audience=audience, public_ids=[asset])
    if not found:
        raise Absent
    return found[0]


def _said(said: Mapping[str, str], errors: Errors) -> AssetSaid:
    lon, lat = place_said(said.get("place", ""), errors)
    sectors = tuple(dict.fromkeys(code for code in (said.get("sector", ""), said.get("also", "")) if code))
    name, kind, state, county, owner, number = (
        said.get(part, "") for part in ("name", "kind", "state", "county", "owner", "number")
    )
    level, because, source = (said.get(part, "") for part in ("level", "because", "source"))
    return AssetSaid(name, kind, sectors, lon, lat, state.upper(), county, owner, number, level, because, source)


def _standing(one: AssetView) -> dict[str, str]:
    sectors = (*one.sectors, "", "")
    return {
        "name": one.name, "kind": one.kind, "sector": sectors[0], "also": sectors[1], "state": one.state,
        "place": f"{one.lat}, {one.lon}" if one.lon is not None else "", "county": one.county,
        "owner": one.owner_name, "number": one.details.get(NUMBER, ""), "level": one.criticality,
        "because": one.criticality_because, "source": one.criticality_source,
    }  # fmt: skip


def _refused(audience: Audience, view: AssetView | None, said: Mapping[str, str], refused: NotKept) -> Page:
    witness(kind="protect.deed.refused", by=audience, rules=refused.decision.rules)
    return _page(view, said, told(refused.decision, FIELDS))


def _page(one: AssetView | None, said: Mapping[str, str], errors: Errors) -> Page:
    marks = Marks()
    context = {
        "tabs": tabs(HERE), "errors": errors, "groups": _groups(said, errors, new=one is None),
        "url": f"{HERE}{one.public_id}/correct/" if one else f"{HERE}new/",
        "back": f"{HERE}{one.public_id}/" if one else HERE, "back_text": one.name if one else "What we protect",
        "heading": "Correct it" if one else "Add an asset", "does": "Correct it" if one else "Add it",
        "corrected": one is not None and one.corrected_at is not None and one.mapping != "hand",
    }  # fmt: skip
    shown = [marks.of_label(one.label_id)] if one else []
    return Page("desk/ground_form.html", context, markings=shown, status=422 if errors else 200)


def _groups(said: Mapping[str, str], errors: Errors, *, new: bool) -> list[dict[str, Any]]:
    sectors = sorted(sector_words().items(), key=lambda pair: pair[1])
    made = {
        "What it is": [_text(said, "name", "Name"), _text(said, "kind", "Kind", hint="Dam, school, water tower."),
                       _choice(said, "sector", "Sector", [("", "none"), *sectors]),
                       _choice(said, "also", "Also of sector", [("", "none"), *sectors]),
                       _text(said, "number", "Its number", required=False, hint="As its owner counts it.")],
        "Where": [_text(said, "place", "Place", required=False, hint="Latitude, longitude; or a town with its state."),
                  _text(said, "state", "State", required=False, hint="Two letters."),
                  _text(said, "county", "County", required=False), _text(said, "owner", "Owner", required=False,
                                                                         hint="The company or authority.")],
        "How critical": [_choice(said, "level", "Level", list(LEVELS.items())),
                         field("because", "Why", kind="area", required=False, value=said.get("because", ""),
                               hint="What its loss would do."),
                         _text(said, "source", "Source", required=False, hint="What the level rests on.")],
        "Keep it": [*([_choice(said, "alone", "Who reads it", list(READERS))] if new else
                      [field("why", "Why corrected", kind="area", value=said.get("why", ""),
                             hint="By which source. Kept sealed with the fact.")]),
                    field("looked", "If something is asked", kind="checks", required=False,
                          options=choices([("yes", LOOKED)], chosen=said.get("looked", "")))],
    }  # fmt: skip
    return [{"name": name, "fields": with_errors(fields, errors)} for name, fields in made.items()]


def _text(said: Mapping[str, str], name: str, label: str, *, hint: str = "", required: bool = True) -> dict[str, Any]:
    return field(name, label, required=required, hint=hint, value=said.get(name, ""))


def _choice(said: Mapping[str, str], name: str, label: str, pairs: list[tuple[str, str]]) -> dict[str, Any]:
    return field(name, label, kind="select", required=False, options=choices(pairs, chosen=said.get(name, "")))
