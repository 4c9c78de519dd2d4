"""What the center must know, as a tree and as a table; stating a need."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from watchfloor.core.ledger.telling import witness
from watchfloor.core.rules.audience import Audience
from watchfloor.plan.actions.needs import STATES, NotStated, state_need
from watchfloor.plan.queries import needs
from watchfloor.plan.web.needs_parts import (
    COVERAGE,
    HERE,
    PACKS,
    WORDS_HERE,
    Errors,
    errors_of,
    fields_of,
    labels_of,
    lines_of,
    may_read,
    read,
)
from watchfloor.protect.web.door import act, by_method, page
from watchfloor.protect.web.marks import Marks
from watchfloor.protect.web.record_parts import cannot_of
from watchfloor.protect.web.shown import Done, Page

READ = "plan.need.read"
KEYS = ((("b",), "table"), (("n",), "state a need"), (("g e",), "information needs"))


@page(READ)
def show(request: HttpRequest, audience: Audience) -> Page:
    """The tree, or (?as=table) the same lines as a table; ?retired=1 with those that are asked no longer."""
    may_read(audience)
    return _page(request, audience, {"parent": request.GET.get("beneath", "")}, [])


@act(READ, known=True)
def state(request: HttpRequest, audience: Audience) -> Page | Done:
    """State a need and go on to its page, or show the form again with every word."""
    may_read(audience)
    said, errors = read(request.POST)
    if said is not None:
        try:
            made = state_need(said=said, by=audience, now=timezone.now())
        except NotStated as refused:
            witness(kind="protect.deed.refused", by=audience, rules=refused.decision.rules)
            errors = errors_of(refused.decision)
        else:
            return Done(f"{HERE}{made}/", "Stated. It is matched from now on; another person approves it.")
    return _page(request, audience, request.POST.dict(), errors)


def door(request: HttpRequest) -> HttpResponse:
    """GET and POST of one address."""
    return by_method(get=show, post=state)(request)


def _page(request: HttpRequest, audience: Audience, said: dict[str, str], errors: Errors) -> Page:
    now, marks = timezone.now(), Marks()
    tree = needs.tree(audience=audience)
    retired = request.GET.get("retired") == "1"
    shown = [one for one in tree if retired or one.retired_at is None]
    lines = lines_of(shown, marks, audience, now=now)
    states = STATES in audience.rights
    context: dict[str, Any] = {
        "errors": errors, "errors_heading": "The need was not stated.", "url": HERE, "lines": lines,
        "as_table": request.GET.get("as") == "table", "retired": retired,
        "any_retired": any(one.retired_at for one in tree), "counts": _counts(lines), "may_state": states,
        "fields": fields_of(said, errors, tree) if states else {}, "open": bool(errors or said.get("parent")),
        "refused": cannot_of(audience, {STATES: "state a need"}),
        "ways": [("Coverage", COVERAGE), ("Watch words", WORDS_HERE), ("Topic packs", PACKS)],
    }  # fmt: skip
    return Page(
        "plan/needs.html", context, markings=[marks.of_label(one) for one in labels_of(shown)],
        status=422 if errors else 200, keys=KEYS if states else KEYS[:1],
    )  # fmt: skip


def _counts(lines: list[dict[str, Any]]) -> dict[str, int]:
    live = [one for one in lines if not one["retired"]]
    return {
        "live": len(live), "waiting": sum(1 for one in live if not one["approved"]),
        "overdue": sum(1 for one in live if one["overdue"]),
    }  # fmt: skip
