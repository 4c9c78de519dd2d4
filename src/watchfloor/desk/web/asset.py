"""One asset: what it is, how critical and from where, whom to call, where it is weak, what came that touches it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from watchfloor.core.ledger.telling import witness
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.desk.rules.map import Mark
from watchfloor.desk.web.assets import HERE
from watchfloor.desk.web.ground_parts import areas_map, asset_row, must_keep, tabs
from watchfloor.desk.web.lists import record_url
from watchfloor.plan.actions.weakness import NoSuchAsset, NotSaid, end_said, name_office, say
from watchfloor.plan.queries import asset_map, weakness
from watchfloor.plan.queries import ground as plan
from watchfloor.plan.queries.ground import AssetView
from watchfloor.plan.queries.software import declared_software
from watchfloor.plan.rules.protected import CONTACTS, KEEPS, KINDS, Office, Said
from watchfloor.protect.web.door import act, by_method, page
from watchfloor.protect.web.fields import choices, error, field, with_errors
from watchfloor.protect.web.marks import Marks, portion_of
from watchfloor.protect.web.record_parts import cannot_of, names_of
from watchfloor.protect.web.shown import Absent, Done, Page
from watchfloor.protect.web.wording import day, number_of, place_of

AROUND, NEAR, MOST = 0.12, 6, 50  # degrees of the map, assets beside it, records that touch it
SAYS = {KEEPS: "say something of an asset"}
FIELDS = {"plan.asset.office": "office", "plan.asset.number": "number", "plan.asset.kind": "kind",
          "plan.asset.words": "words", "plan.asset.source": "source", "plan.asset.until": "until"}  # fmt: skip


@page("plan.asset.read")
def show(request: HttpRequest, audience: Audience, asset: UUID) -> Page:
    """The asset and all that may be read of it, each part under its own label."""
    del request
    return _page(audience, _of(audience, asset), {}, [])


@act("plan.asset.read", known=True)
def write(request: HttpRequest, audience: Audience, asset: UUID) -> Page | Done:
    """Name an office, state a finding, or end one of them."""
    view, said, now = _of(audience, asset), request.POST.dict(), timezone.now()
    must_keep(audience, what="say something of an asset")
    until, errors = _until(said.get("until", "").strip())
    if errors:
        return _page(audience, view, said, errors)
    try:
        if said.get("ends"):
            end_said(said=_uuid(said["ends"]), by=audience, now=now)
        elif said.get("deed") == "contact":
            given = Office(*(said.get(name, "").strip() for name in ("office", "number", "email")))
            name_office(asset=asset, said=given, by=audience, now=now)
        else:
            kind, words, source = (said.get(name, "").strip() for name in ("kind", "words", "source"))
            say(asset=asset, said=Said(kind, words, source, until), by=audience, now=now)
    except NotSaid as refused:
        witness(kind="protect.deed.refused", by=audience, rules=refused.decision.rules)
        told = [error(FIELDS.get(one.rule, ""), f"{one.text} {one.way_out}") for one in refused.decision.against]
        return _page(audience, view, said, told)
    except NoSuchAsset as gone:
        raise Absent from gone
    return Done(f"{HERE}{asset}/", "It is kept." if not said.get("ends") else "It is ended.")


def door(request: HttpRequest, asset: UUID) -> HttpResponse:
    """GET and POST of one address."""
    return by_method(get=show, post=write)(request, asset=asset)


def _of(audience: Audience, asset: UUID) -> AssetView:
    found = plan.assets(audience=audience, public_ids=[asset])
    if not found:
        raise Absent
    return found[0]


def _page(audience: Audience, one: AssetView, said: Mapping[str, str], errors: list[dict[str, str]]) -> Page:
    marks = Marks()
    rows = core.rows_of(audience=audience, ids=plan.records_touching(audience=audience, asset_id=one.id, how_many=MOST))
    contacts = weakness.contacts(audience=audience, asset_id=one.id)
    findings = weakness.findings(audience=audience, asset_id=one.id)
    software = [each for each in declared_software(audience=audience) if each.asset_code in (one.code, one.name)]
    near = _near(audience, one)
    names = names_of({*(one.stated_by for one in contacts), *(one.stated_by for one in findings)}, audience)
    context = {
        "tabs": tabs(HERE), "url": f"{HERE}{one.public_id}/", "asset": asset_row(one, marks), "facts": _facts(one),
        "errors": errors, "fields": _fields(said, errors), "may_keep": KEEPS in audience.rights,
        "may_call": CONTACTS in audience.rights, "refused": cannot_of(audience, SAYS),
        "contacts": _contacts(contacts, names, marks), "findings": _findings(findings, names, marks),
        "software": [
            {"vendor": each.vendor, "product": each.product, "versions": each.versions,
             "portion": portion_of(marks.of_label(each.label_id))}
            for each in software
        ],
        "near": [asset_row(each, marks, far) for each, far in near],
        "records": [
            {"title": row.title, "url": record_url(row), "number": number_of(row), "portion": portion_of(marks.of(row))}
            for row in rows
        ],
        "map": _map(one),
    }  # fmt: skip
    parts: Sequence[Any] = (one, *contacts, *findings, *software, *(each for each, _ in near))
    labels = {each.label_id for each in parts}
    return Page(
        "desk/asset.html", context, records=[row.public_id for row in rows],
        markings=[*(marks.of_label(each) for each in labels), *(marks.of(row) for row in rows)],
        status=422 if errors else 200,
    )  # fmt: skip


def _contacts(given: list[weakness.ContactView], names: Mapping[int, str], marks: Marks) -> list[dict[str, str]]:
    return [
        {
            "id": str(each.public_id), "office": each.office, "number": each.number, "email": each.email,
            "by": names.get(each.stated_by, ""), "portion": portion_of(marks.of_label(each.label_id)),
        }
        for each in given
    ]  # fmt: skip


def _findings(given: list[weakness.FindingView], names: Mapping[int, str], marks: Marks) -> list[dict[str, Any]]:
    today = timezone.localdate()
    return [
        {
            "id": str(each.public_id), "kind": KINDS[each.kind], "words": each.words, "source": each.source,
            "until": day(each.valid_until) if each.valid_until else "",
            "over": each.valid_until is not None and each.valid_until < today, "by": names.get(each.stated_by, ""),
            "portion": portion_of(marks.of_label(each.label_id)),
        }
        for each in given
    ]  # fmt: skip


def _near(audience: Audience, one: AssetView) -> list[tuple[AssetView, float]]:
    if one.lon is None or one.lat is None:
        return []
    found = asset_map.nearest(audience=audience, lon=one.lon, lat=one.lat, how_many=NEAR)
    return [(each, far) for each, far in found if each.id != one.id]


def _map(one: AssetView) -> dict[str, Any] | None:
    if one.lon is None or one.lat is None:
        return None
    box = (one.lon - AROUND, one.lat - AROUND, one.lon + AROUND, one.lat + AROUND)
    return areas_map([], [Mark("asset", one.name, one.lon, one.lat)], box, title=f"Where {one.name} lies")


def _facts(one: AssetView) -> list[dict[str, str]]:
    capacity = f"{one.capacity:,g} {one.unit}" if one.capacity is not None else ""
    named = [("Owner", one.owner_name), ("Place", place_of(one.lon, one.lat) or "not known"), ("County", one.county),
             ("State", one.state), ("Capacity", capacity), *one.details.items()]  # fmt: skip
    return [{"name": name, "value": value} for name, value in named if value] + [
        {"name": "To know", "value": text} for text in one.findings
    ]


def _fields(said: Mapping[str, str], errors: list[dict[str, str]]) -> dict[str, Any]:
    made = [
        field("office", "Office", value=said.get("office", ""), hint="Control room, security desk: no person's name."),
        field("number", "Number", kind="tel", required=False, value=said.get("number", ""), code=True),
        field("email", "Mail", kind="email", required=False, value=said.get("email", "")),
        field("kind", "Kind", kind="select", options=choices(KINDS.items(), chosen=said.get("kind", ""))),
        field("words", "What is known", kind="area", value=said.get("words", "")),
        field("source", "Source", value=said.get("source", "")),
        field("until", "Holds until", kind="date", required=False, value=said.get("until", "")),
    ]
    return {one["name"]: one for one in with_errors(made, errors)}


def _until(said: str) -> tuple[date | None, list[dict[str, str]]]:
    try:
        return (date.fromisoformat(said) if said else None), []
    except ValueError:
        return None, [error("until", f"Holds until: '{said[:40]}' is no date. Write it as 2026-11-30.")]


def _uuid(said: str) -> UUID:
    try:
        return UUID(said)
    except ValueError as none:
        raise Absent from none
