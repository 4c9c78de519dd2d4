"""A product from what was picked in a workspace: what it would rest on, its title, and then the draft in the editor."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone

from watchfloor.core.ledger.telling import witness
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Refused
from watchfloor.desk.web.workspace_asked import PICKED, PLACE, PRODUCT, uuid_of
from watchfloor.disseminate.actions.draft import NotDrafted
from watchfloor.disseminate.actions.selecting import MOST, citable, draft_from
from watchfloor.disseminate.rules.editing import NotKept, Spilled
from watchfloor.plan.queries.packs import product_lines
from watchfloor.protect.web.door import act, by_method, page
from watchfloor.protect.web.fields import error, field, with_errors
from watchfloor.protect.web.marks import Marks, portion_of
from watchfloor.protect.web.record_parts import who_can
from watchfloor.protect.web.shown import Done, Page, Withheld, lacking
from watchfloor.protect.web.wording import glyph_of, moment, number_of

RIGHT = "product.draft"
TITLE = "disseminate.edit.title"
HINT = "It is printed on the product. Say what was seen, not who."


@page("desk.workspace.read")
def show(request: HttpRequest, audience: Audience) -> Page:
    """Of ?ids=: the records that the draft would begin with; ?line= begins its title as a topic pack's line."""
    line = request.GET.get("line", "")
    known = {one.name for _, one in product_lines(audience=audience)}
    return _page(audience, _ids(request.GET), f"{line}: " if line in known else "")


@act("desk.workspace.read", known=True)
def make(request: HttpRequest, audience: Audience) -> Done | Page:
    """The draft, or the page with what refused it and the title as it was written (never one that spills)."""
    ids, title = _ids(request.POST), str(request.POST.get("title", ""))
    _may_draft(audience)
    try:
        made = draft_from(record_ids=ids, title=title, by=audience, now=timezone.now())
    except (NotDrafted, NotKept) as refused:
        witness(kind="protect.deed.refused", by=audience, rules=refused.decision.rules)
        return _page(audience, ids, "" if isinstance(refused, Spilled) else title, refused)
    return Done(f"/products/{made}/", "Drafted from your selection. Write its key point, then read it line by line.")


def _may_draft(audience: Audience) -> None:
    if RIGHT not in audience.rights:
        raise Withheld(lacking(RIGHT, text="your role drafts no products.", way_out="Ask one of them."),
                       what="make a product", who=who_can(RIGHT))  # fmt: skip


def _ids(said: QueryDict) -> list[UUID]:
    return [one for text in said.getlist("ids") if (one := uuid_of(text))][:PICKED]


def _page(audience: Audience, ids: Sequence[UUID], title: str = "", refused: Refused | None = None) -> Page:
    _may_draft(audience)
    marks, rows = Marks(), citable(record_ids=ids, by=audience)
    errors = _errors(refused)
    context: dict[str, Any] = {
        "rows": [_row(row, marks) for row in rows], "most": MOST, "errors": errors, "url": PRODUCT, "back": PLACE,
        "field": with_errors([field("title", "Title", hint=HINT, value=title)], errors)[0],
        "lines": [
            {"pack": pack, "name": line.name, "kind": line.kind, "reason": line.reason, "source": line.source,
             "url": f"{PRODUCT}?{urlencode([*(('ids', row.public_id) for row in rows), ('line', line.name)])}"}
            for pack, line in product_lines(audience=audience)
        ],
    }  # fmt: skip
    return Page(
        "desk/workspace_product.html", context, records=[row.public_id for row in rows],
        markings=[marks.of(row) for row in rows], status=422 if errors else 200,
    )  # fmt: skip


def _row(row: core.Row, marks: Marks) -> dict[str, str]:
    return {
        "id": str(row.public_id), "kind": glyph_of(row.kind), "title": row.title, "number": number_of(row),
        "when": moment(row.occurred_at, row.occurred_precision), "portion": portion_of(marks.of(row)),
    }  # fmt: skip


def _errors(refused: Refused | None) -> list[dict[str, str]]:
    return [
        error(
            "title" if one.rule == TITLE else "", " ".join(filter(None, (one.text, one.way_out, f"Rule {one.rule}.")))
        )
        for one in (refused.decision.against if refused else ())
    ]


def door(request: HttpRequest) -> HttpResponse:
    """GET and POST of one address."""
    return by_method(get=show, post=make)(request)
