"""Saved searches: one's own and those shared with one; run, renamed, shared and withdrawn here."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from watchfloor.core.ledger.telling import witness
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Decision
from watchfloor.desk.web import facets
from watchfloor.people import queries as people
from watchfloor.plan.actions.searches import (
    NoSuchSearch,
    NotKept,
    rename,
    save,
    searching_roles,
    share,
    withdraw,
)
from watchfloor.plan.queries.searches import SavedView, saved
from watchfloor.plan.rules.searches import Search
from watchfloor.protect.formats.policy import load
from watchfloor.protect.web.door import act, by_method, page
from watchfloor.protect.web.fields import error
from watchfloor.protect.web.frame import ROLES
from watchfloor.protect.web.marks import Marks
from watchfloor.protect.web.record_parts import names_of, who_can
from watchfloor.protect.web.shown import Absent, Done, Page, Withheld, lacking
from watchfloor.protect.web.wording import day, moment

HERE = "/searches/"
KIND = "plan.search.read"
FIELDS = {"plan.search.name": "name", "plan.search.roles": "roles", "plan.search.persons": "persons",
          "plan.search.agency": "persons"}  # fmt: skip


@page(KIND)
def show(request: HttpRequest, audience: Audience) -> Page:
    """Own ones first, then what was shared."""
    del request
    return _page(audience, "", [])


@act(KIND, known=True)
def do(request: HttpRequest, audience: Audience) -> Page | Done:
    """Save (?do=save), rename, share or withdraw the search named in the form."""
    named = request.POST.get("search", "")
    try:
        return _done(request, audience, request.GET.get("do", ""), named)
    except NoSuchSearch:
        raise Absent from None
    except NotKept as refused:
        witness(kind="protect.deed.refused", by=audience, rules=refused.decision.rules)
        return _page(audience, named, _errors(refused.decision, named))


def door(request: HttpRequest) -> HttpResponse:
    """GET and POST of one address."""
    return by_method(get=show, post=do)(request)


def _done(request: HttpRequest, by: Audience, deed: str, named: str) -> Done:
    said, now = request.POST, timezone.now()
    name = said.get("name", "").strip()
    if deed == "save":
        asked = facets.asked_of(by, said, now=now)
        search = Search(name, said.get("q", "").strip(), by.purpose, asked.facets)
        made = save(search=search, by=by, now=now)
        return Done(f"{HERE}#s-{made}", f"Saved as {name}. You alone see it until you share it.")
    which = _id(named)
    if deed == "rename":
        rename(search_id=which, name=name, by=by, now=now)
        return Done(f"{HERE}#s-{which}", f"It is now named {name}.")
    if deed == "share":
        persons = [_id(one) for one in said.getlist("persons")]
        share(search_id=which, roles=said.getlist("roles"), persons=persons, by=by, now=now)
        return Done(f"{HERE}#s-{which}", "Shared as chosen. Whoever runs it finds only what he may read himself.")
    if deed == "withdraw":
        withdraw(search_id=which, by=by, now=now)
        return Done(HERE, "Withdrawn. Its name and words are erased; nobody can run it.")
    raise Absent


def _id(said: str) -> UUID:
    try:
        return UUID(said)
    except ValueError:
        raise NoSuchSearch from None


def _errors(decision: Decision, named: str) -> list[dict[str, str]]:
    end = f"-{named}" if named else ""
    return [
        error(
            f"{FIELDS[one.rule]}{end}" if one.rule in FIELDS and named else "",
            f"{one.text} {one.way_out} Rule {one.rule}, {one.citation}.",
        )
        for one in decision.against
    ]


def _page(audience: Audience, named: str, errors: list[dict[str, str]]) -> Page:
    if "record.search" not in audience.rights:
        no = lacking("record.search", text="your role does not search.", way_out="Ask one of them.")
        raise Withheld(no, what="see saved searches", who=who_can("record.search"))
    views, marks = saved(audience=audience), Marks()
    names = names_of({view.made_by for view in views} | {one for view in views for one in view.persons}, audience)
    shown = [_one(audience, view, names, open_=str(view.public_id) == named) for view in views]
    context = {
        "errors": errors, "own": [one for one in shown if one["mine"]],
        "shared": [one for one in shown if not one["mine"]],
    }  # fmt: skip
    return Page(
        "desk/searches.html", context, records=[view.public_id for view in views],
        markings=[marks.of_label(view.label_id) for view in views], status=422 if errors else 200,
    )  # fmt: skip


def _one(audience: Audience, view: SavedView, names: dict[int, str], *, open_: bool) -> dict[str, Any]:
    purposes, search = load().purposes, view.search
    return {
        "id": str(view.public_id), "name": search.name, "words": search.words, "mine": view.mine, "open": open_,
        "facets": facets.words_of(search.facets), "made": moment(view.made_at), "until": day(view.purge_on),
        "purpose": purposes[search.purpose].words if search.purpose in purposes else search.purpose,
        "by": names.get(view.made_by, "not known"), "run_url": f"/search/?saved={view.public_id}",
        "with": [*(ROLES.get(role, role) for role in view.roles), *(names.get(one, "") for one in view.persons)],
        "roles": _roles(view) if view.mine else [], "persons": _persons(audience, view) if view.mine else [],
    }  # fmt: skip


def _roles(view: SavedView) -> list[dict[str, Any]]:
    return [
        {"value": role, "text": ROLES.get(role, role), "checked": role in view.roles} for role in searching_roles()
    ]  # fmt: skip


def _persons(audience: Audience, view: SavedView) -> list[dict[str, Any]]:
    """Who of the same agency searches, the owner left out."""
    roles, me = searching_roles(), audience.actor
    return [
        {"value": str(one.public_id), "text": one.name, "checked": one.id in view.persons}
        for one in people.persons().values()
        if one.agency_id == me.agency_id and one.role in roles and one.id != me.person_id
    ]
