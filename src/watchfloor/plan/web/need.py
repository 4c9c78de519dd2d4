"""One need: what it asks, where it stands, what was done to it; revise, move, approve, review and retire it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone

from watchfloor.core.ledger.telling import witness
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Refused
from watchfloor.plan.actions import needs as deeds
from watchfloor.plan.formats.relevance import sector_words
from watchfloor.plan.queries import needs, words
from watchfloor.plan.rules.needs import Need, above, below
from watchfloor.plan.web.needs_parts import (
    HERE,
    WORDS_HERE,
    Errors,
    above_of,
    errors_of,
    fields_of,
    id_of,
    labels_of,
    line_of,
    lines_of,
    may_read,
    read,
    said_before,
)
from watchfloor.plan.web.words_parts import rows_of
from watchfloor.protect.web.door import act, by_method, page
from watchfloor.protect.web.fields import field, with_errors
from watchfloor.protect.web.marks import Marks
from watchfloor.protect.web.record_parts import cannot_of, names_of
from watchfloor.protect.web.shown import Absent, Done, Page
from watchfloor.protect.web.wording import moment

READ = "plan.need.read"
DEEDS = {
    "stated": "Stated", "revised": "Revised", "moved": "Moved", "approved": "Approved", "reviewed": "Reviewed and kept",
    "retired": "Retired",
}  # fmt: skip
TOLD = {"revise": "Revised; what it said before is kept.", "move": "Moved.", "approve": "Approved.",
        "review": "Kept for another year, with your reason.", "retire": "Retired; it is asked no longer."}  # fmt: skip


@page(READ)
def show(request: HttpRequest, audience: Audience, need: UUID) -> Page:
    """The need with its branch."""
    return _page(audience, _seen(audience, need), request.GET, [], "")


@act(READ, known=True)
def do(request: HttpRequest, audience: Audience, need: UUID) -> Page | Done:
    """One deed on it."""
    one, said = _seen(audience, need), request.POST
    what = said.get("do", "")
    revised, errors = read(said, before=one) if what == "revise" else (None, [])
    if what in ACTS and not errors:
        try:
            ACTS[what](one, said, revised, audience)
        except deeds.NoSuchNeed:
            errors = [{"field": "to", "text": "Beneath: nothing here that you may read, or it does not exist."}]
        except Refused as refused:
            witness(kind="protect.deed.refused", by=audience, rules=refused.decision.rules)
            errors = errors_of(refused.decision)
        else:
            return Done(f"{HERE}{need}/", TOLD[what])
    errors = [{**each, "field": f"why-{what}"} if each["field"] == "why" else each for each in errors]
    return _page(audience, one, said, errors or [{"field": "", "text": "Nothing was chosen."}], what)


def _revise(one: Need, said: QueryDict, revised: Any, by: Audience) -> None:
    deeds.revise_need(need_id=one.public_id, said=revised, why=said.get("why-revise", ""), by=by, now=timezone.now())


def _move(one: Need, said: QueryDict, _: Any, by: Audience) -> None:
    to = said.get("to", "")
    if to and id_of(to) is None:
        raise deeds.NoSuchNeed
    deeds.move_need(need_id=one.public_id, to=id_of(to), by=by, now=timezone.now())


def _approve(one: Need, _: QueryDict, __: Any, by: Audience) -> None:
    deeds.approve_need(need_id=one.public_id, by=by, now=timezone.now())


def _review(one: Need, said: QueryDict, _: Any, by: Audience) -> None:
    deeds.review_need(need_id=one.public_id, why=said.get("why-review", ""), by=by, now=timezone.now())


def _retire(one: Need, said: QueryDict, _: Any, by: Audience) -> None:
    deeds.retire_need(need_id=one.public_id, why=said.get("why-retire", ""), by=by, now=timezone.now())


ACTS: dict[str, Callable[[Need, QueryDict, Any, Audience], None]] = {
    "revise": _revise, "move": _move, "approve": _approve, "review": _review, "retire": _retire,
}  # fmt: skip


def door(request: HttpRequest, need: UUID) -> HttpResponse:
    """GET and POST of one address."""
    return by_method(get=show, post=do)(request, need=need)


def _seen(audience: Audience, public_id: UUID) -> Need:
    may_read(audience)
    found = needs.need(audience=audience, public_id=public_id)
    if found is None:
        raise Absent
    return found


def _page(audience: Audience, one: Need, said: QueryDict, errors: Errors, what: str) -> Page:
    now, marks = timezone.now(), Marks()
    tree = {each.id: each for each in needs.tree(audience=audience)}
    past = needs.deeds(audience=audience, need=one.public_id)
    names = names_of({each.by_id for each in past} | {one.said.held_by or 0, one.approved_by or 0}, audience)
    beneath = [tree[each] for each in below(one.id, tree)]
    over = above(one.parent_id, tree)[::-1]
    works = deeds.STATES in audience.rights and one.retired_at is None
    mine = [each for each in words.words(audience=audience) if each.need_id == one.id]
    again = {name: said.get(name, "") for name in said} if what == "revise" else {}
    filled = {**said_before(one), **again}
    context = {
        "errors": errors, "errors_heading": "Nothing was done.", "url": f"{HERE}{one.public_id}/", "back": HERE,
        "need": line_of(one, marks, names, now=now), "said": one.said, "n": one.n,
        "sectors": [f"{code} {sector_words().get(code, '')}".strip() for code in one.said.sectors],
        "approved": f"{moment(one.approved_at)}, {names.get(one.approved_by or 0, '')}" if one.approved_at else "",
        "over": [line_of(each, marks, {}, now=now) for each in over], "pack": one.pack,
        "beneath": lines_of(beneath, marks, audience, now=now),
        "past": [_deed(each, names) for each in past], "works": works,
        "may_approve": deeds.APPROVES in audience.rights and one.approved_at is None and one.retired_at is None,
        "fields": fields_of(filled, errors, list(tree.values())) if works else {}, "doing": what,
        "whys": _whys(said, errors, what), "to": _to(one, tree, errors),
        "words": rows_of(mine, marks, audience, now=now), "words_url": f"{WORDS_HERE}?need={one.public_id}",
        "refused": cannot_of(audience, {deeds.STATES: "change a need"}),
    }  # fmt: skip
    labels = labels_of([one, *beneath, *over]) | {each.label_id for each in mine}
    return Page(
        "plan/need.html", context, records=[one.public_id], markings=[marks.of_label(each) for each in labels],
        status=422 if errors else 200,
    )  # fmt: skip


def _whys(said: QueryDict, errors: Errors, what: str) -> dict[str, dict[str, Any]]:
    made = [
        field(f"why-{deed}", "Reason", kind="area", value=said.get(f"why-{deed}", "") if what == deed else "")
        for deed in ("revise", "review", "retire")
    ]
    return {one["name"].removeprefix("why-"): one for one in with_errors(made, errors)}


def _to(one: Need, tree: dict[int, Need], errors: Errors) -> dict[str, Any]:
    others = [each for each in tree.values() if each.id != one.id]
    made = field("to", "Beneath", kind="select", required=False, options=above_of(others, str(one.said.parent or "")))
    return with_errors([made], errors)[0]


def _deed(one: needs.DeedView, names: dict[int, str]) -> dict[str, Any]:
    return {
        "when": moment(one.at), "who": names.get(one.by_id, ""), "what": DEEDS.get(one.deed, one.deed), "n": one.n,
        "why": one.why, "before": one.before,
    }  # fmt: skip
