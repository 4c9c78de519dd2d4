"""Which information needs a product answers: said by persons, so that coverage and measures can count it."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from watchfloor.core.ledger.telling import witness
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Refused
from watchfloor.disseminate.queries.products import ProductView, product
from watchfloor.plan.actions.needs import NoSuchNeed
from watchfloor.plan.actions.tags import tag_thing, untag
from watchfloor.plan.queries import needs, tags
from watchfloor.plan.queries.needs import STATES
from watchfloor.plan.web.needs_parts import HERE as NEEDS
from watchfloor.plan.web.needs_parts import Errors, above_of, id_of, line_of, may_read
from watchfloor.protect.web.door import act, by_method, page
from watchfloor.protect.web.fields import error, field, with_errors
from watchfloor.protect.web.marks import Marks, portion_of
from watchfloor.protect.web.record_parts import cannot_of, names_of
from watchfloor.protect.web.shown import Absent, Done, Page
from watchfloor.protect.web.wording import moment, short

KIND, NOBODY = "product", UUID(int=0)
NO_NEED = "Need: nothing here that you may read, or it does not exist. Choose it from the list."
READ = "disseminate.product.read"


@page(READ)
def show(request: HttpRequest, audience: Audience, of: UUID) -> Page:
    """What was said of it."""
    del request
    return _page(audience, _seen(audience, of), [], "")


@act(READ, known=True)
def do(request: HttpRequest, audience: Audience, of: UUID) -> Page | Done:
    """Say that it answers a need, or take the word back."""
    view, said, now = _seen(audience, of), request.POST, timezone.now()
    need, here = id_of(said.get("need")) or NOBODY, f"/products/{of}/needs/"
    try:
        if said.get("do") == "back":
            untag(need_id=need, thing_id=of, by=audience, now=now)
            return Done(here, "Your word was taken back.")
        tag_thing(need_id=need, kind=KIND, thing_id=of, label_id=view.label_id, by=audience, now=now)
    except NoSuchNeed:
        return _page(audience, view, [error("need", NO_NEED)], "")
    except Refused as refused:
        witness(kind="protect.deed.refused", by=audience, rules=refused.decision.rules)
        errors = [error("need", f"{one.text} {one.way_out} Rule {one.rule}.") for one in refused.decision.against]
        return _page(audience, view, errors, str(need))
    return Done(here, "Tagged: it answers that need.")


def door(request: HttpRequest, of: UUID) -> HttpResponse:
    """GET and POST of one address."""
    return by_method(get=show, post=do)(request, of=of)


def _seen(audience: Audience, of: UUID) -> ProductView:
    view = product(audience=audience, public_id=of)
    if view is None:
        raise Absent
    may_read(audience)
    return view


def _page(audience: Audience, view: ProductView, errors: Errors, chosen: str) -> Page:
    now, marks = timezone.now(), Marks()
    tree = {one.id: one for one in needs.tree(audience=audience)}
    live = [one for one in tree.values() if one.in_force(at=now)]
    said = [one for one in tags.tags(audience=audience, thing_ids=[view.public_id]) if one.need_id in tree]
    names = names_of({one.by_id for one in said}, audience)
    mark = marks.of_label(view.label_id)
    pick = field("need", "Need", kind="select", options=above_of(live, chosen)[1:])
    of: dict[str, Any] = {
        "url": f"/products/{view.public_id}/", "number": short(view.public_id, "PRODUCT"), "title": view.title,
        "portion": portion_of(mark),
    }  # fmt: skip
    context = {
        "errors": errors, "errors_heading": "Nothing was done.", "url": f"{of['url']}needs/", "record": of,
        "said": [{**line_of(tree[one.need_id], marks, {}, now=now), "answers": one.answers, "when": moment(one.at),
                  "by": names.get(one.by_id, "")} for one in said],
        "works": STATES in audience.rights, "need": with_errors([pick], errors)[0] if live else None,
        "is_product": True,
        "refused": cannot_of(audience, {STATES: "say what a product answers"}), "needs_url": NEEDS,
    }  # fmt: skip
    labels = {one.label_id for one in said} | {tree[one.need_id].label_id for one in said}
    return Page(
        "desk/record_needs.html", context, records=[view.public_id],
        markings=[mark, *(marks.of_label(one) for one in labels)], status=422 if errors else 200,
    )  # fmt: skip
