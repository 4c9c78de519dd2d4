"""Which needs a product answers, or a request or RFI is about: said by persons, so that coverage can count it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from watchfloor.core.ledger.telling import witness
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Refused
from watchfloor.desk.web import request_parts, rfi_parts
from watchfloor.desk.web.request import seen as seen_request
from watchfloor.desk.web.rfi import seen as seen_rfi
from watchfloor.disseminate.queries.products import product
from watchfloor.plan.actions.needs import NoSuchNeed
from watchfloor.plan.actions.tags import tag_thing, untag
from watchfloor.plan.queries import needs, tags
from watchfloor.plan.queries.needs import STATES
from watchfloor.plan.web.needs_parts import HERE as NEEDS
from watchfloor.plan.web.needs_parts import Errors, above_of, id_of, line_of, may_read
from watchfloor.protect.web.door import Door, act, by_method, page
from watchfloor.protect.web.fields import error, field, with_errors
from watchfloor.protect.web.marks import Marks, portion_of
from watchfloor.protect.web.record_parts import cannot_of, names_of
from watchfloor.protect.web.shown import Absent, Done, Page
from watchfloor.protect.web.wording import moment, short

NOBODY = UUID(int=0)
NO_NEED = "Need: nothing here that you may read, or it does not exist. Choose it from the list."


@dataclass(frozen=True, slots=True)
class Thing:
    """What is tagged, as its reader sees it; `marking` is the banner's."""

    kind: str
    public_id: UUID
    label_id: int
    url: str
    number: str
    title: str
    marking: str
    heading: str


def _product(audience: Audience, of: UUID) -> Thing:
    view = product(audience=audience, public_id=of)
    if view is None:
        raise Absent
    url, marking = f"/products/{of}/", Marks().of_label(view.label_id)
    number = short(of, "PRODUCT")
    return Thing("product", of, view.label_id, url, number, view.title, marking, "What it answers")


def _request(audience: Audience, of: UUID) -> Thing:
    view = seen_request(audience, of)
    url, marking = f"{request_parts.HERE}{of}/", Marks().of_label(view.label_id)
    number = request_parts.number_of(view)
    return Thing("request", of, view.label_id, url, number, view.words.asked, marking, "What it is about")


def _rfi(audience: Audience, of: UUID) -> Thing:
    view = seen_rfi(audience, of)
    url, marking = f"{rfi_parts.HERE}{of}/", rfi_parts.marking_of(view, Marks())
    number = rfi_parts.number_of(view)
    return Thing("rfi", of, view.label_id, url, number, view.words.subject, marking, "What it is about")


def _door(kind: str, seen: Callable[[Audience, UUID], Thing]) -> Door:
    """GET and POST of the needs of one kind of thing; the fact of reading is that of its page."""

    @page(kind)
    def show(request: HttpRequest, audience: Audience, of: UUID) -> Page:
        del request
        return _page(audience, _known(seen, audience, of), [], "")

    @act(kind, known=True)
    def do(request: HttpRequest, audience: Audience, of: UUID) -> Page | Done:
        return _done(audience, _known(seen, audience, of), request.POST)

    def door(request: HttpRequest, of: UUID) -> HttpResponse:
        return by_method(get=show, post=do)(request, of=of)

    return door


def _known(seen: Callable[[Audience, UUID], Thing], audience: Audience, of: UUID) -> Thing:
    found = seen(audience, of)
    may_read(audience)
    return found


def _done(audience: Audience, it: Thing, said: Mapping[str, str]) -> Page | Done:
    """Say that it answers a need, or take the word back."""
    need, here, now = id_of(said.get("need")) or NOBODY, f"{it.url}needs/", timezone.now()
    try:
        if said.get("do") == "back":
            untag(need_id=need, thing_id=it.public_id, by=audience, now=now)
            return Done(here, "Your word was taken back.")
        tag_thing(need_id=need, kind=it.kind, thing_id=it.public_id, label_id=it.label_id, by=audience, now=now)
    except NoSuchNeed:
        return _page(audience, it, [error("need", NO_NEED)], "")
    except Refused as refused:
        witness(kind="protect.deed.refused", by=audience, rules=refused.decision.rules)
        errors = [error("need", f"{one.text} {one.way_out} Rule {one.rule}.") for one in refused.decision.against]
        return _page(audience, it, errors, str(need))
    return Done(here, "Tagged to that need.")


def _page(audience: Audience, it: Thing, errors: Errors, chosen: str) -> Page:
    now, marks = timezone.now(), Marks()
    tree = {one.id: one for one in needs.tree(audience=audience)}
    live = [one for one in tree.values() if one.in_force(at=now)]
    said = [one for one in tags.tags(audience=audience, thing_ids=[it.public_id]) if one.need_id in tree]
    names = names_of({one.by_id for one in said}, audience)
    pick = field("need", "Need", kind="select", options=above_of(live, chosen)[1:])
    of: dict[str, Any] = {"url": it.url, "number": it.number, "title": it.title, "portion": portion_of(it.marking)}
    context = {
        "errors": errors, "errors_heading": "Nothing was done.", "url": f"{it.url}needs/", "record": of,
        "said": [{**line_of(tree[one.need_id], marks, {}, now=now), "answers": one.answers, "when": moment(one.at),
                  "by": names.get(one.by_id, "")} for one in said],
        "works": STATES in audience.rights, "need": with_errors([pick], errors)[0] if live else None,
        "of_thing": it.heading, "asks": it.kind != "product",
        "refused": cannot_of(audience, {STATES: "say which need it belongs to"}), "needs_url": NEEDS,
    }  # fmt: skip
    labels = {one.label_id for one in said} | {tree[one.need_id].label_id for one in said}
    return Page(
        "desk/record_needs.html", context, records=[it.public_id],
        markings=[it.marking, *(marks.of_label(one) for one in labels)], status=422 if errors else 200,
    )  # fmt: skip


of_product = _door("disseminate.product.read", _product)
of_request = _door("plan.request.read", _request)
of_rfi = _door("plan.rfi.read", _rfi)
