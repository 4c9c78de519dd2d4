"""Topic packs: what each brings and why, which are taken, which wait for the privacy officer."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from watchfloor.core.ledger.telling import witness
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Refused
from watchfloor.plan.actions.packs import NoSuchPack, decide_pack, remove_pack, take_pack
from watchfloor.plan.formats.packs import shipped_packs
from watchfloor.plan.formats.playbooks import playbooks
from watchfloor.plan.queries import needs
from watchfloor.plan.queries.needs import APPROVES
from watchfloor.plan.queries.packs import reviewed_packs, taken_packs
from watchfloor.plan.queries.words import DECIDES
from watchfloor.plan.rules.needs import LEVEL_WORDS
from watchfloor.plan.rules.packs import Named, PackNeed, Taken, TopicPack
from watchfloor.plan.web.needs_parts import HERE as NEEDS
from watchfloor.plan.web.needs_parts import PACKS, errors_of, may_read
from watchfloor.protect.web.door import act, by_method, page
from watchfloor.protect.web.fields import error
from watchfloor.protect.web.marks import Marks
from watchfloor.protect.web.record_parts import cannot_of, names_of
from watchfloor.protect.web.shown import Absent, Done, Page
from watchfloor.protect.web.wording import moment

READ = "plan.pack.read"
TOLD = {
    "take": "Taken. It counts once the privacy officer approved it.", "approve": "Approved: its needs are in force.",
    "refuse": "Refused.",
}  # fmt: skip


@page(READ)
def show(request: HttpRequest, audience: Audience) -> Page:
    """All that come with Watchfloor."""
    del request
    may_read(audience)
    return _page(audience, [])


@act(READ, known=True)
def do(request: HttpRequest, audience: Audience) -> Page | Done:
    """Take, approve, refuse or remove one."""
    may_read(audience)
    what, name, now = request.POST.get("do", ""), request.POST.get("pack", ""), timezone.now()
    try:
        if what == "take":
            take_pack(name=name, by=audience, now=now)
        elif what in ("approve", "refuse"):
            because = request.POST.get("because", "")
            decide_pack(name=name, approve=what == "approve", because=because, by=audience, now=now)
        elif what == "remove":
            gone = remove_pack(name=name, by=audience, now=now)
            return Done(PACKS, f"Removed: {gone} need{'' if gone == 1 else 's'} retired; what was changed stays.")
        else:
            return _page(audience, [error("", "Nothing was chosen.")])
    except NoSuchPack:
        raise Absent from None
    except Refused as refused:
        witness(kind="protect.deed.refused", by=audience, rules=refused.decision.rules)
        return _page(audience, [error("", one["text"]) for one in errors_of(refused.decision)])
    return Done(PACKS, TOLD[what])


def door(request: HttpRequest) -> HttpResponse:
    """GET and POST of one address."""
    return by_method(get=show, post=do)(request)


def _page(audience: Audience, errors: list[dict[str, str]]) -> Page:
    taken, marks = taken_packs(audience=audience), Marks()
    names = names_of({who for one in taken.values() for who in (one.taken_by, one.decided_by) if who}, audience)
    in_force = [one for one in needs.tree(audience=audience) if one.retired_at is None]
    kept = {name: sum(1 for one in in_force if one.pack == name) for name in taken}
    decides, takes = DECIDES in audience.rights, APPROVES in audience.rights
    said = reviewed_packs(audience=audience)
    names |= names_of({one.decided_by for one in said.values() if one.decided_by}, audience)
    shown = [
        {
            **_pack(one, taken.get(one.name), names, audience.actor.person_id),
            "review": _review(said.get(one.name), names),
        }
        for one in shipped_packs()
    ]
    context = {
        "errors": errors, "errors_heading": "Nothing was done.", "url": PACKS, "back": NEEDS, "takes": takes,
        "decides": decides, "packs": [{**one, "in_force": kept.get(one["name"], 0)} for one in shown],
        "refused": [] if takes or decides else cannot_of(audience, {APPROVES: "take a topic pack"}),
    }  # fmt: skip
    labels = {one.label_id for one in taken.values()}
    return Page(
        "plan/packs.html", context, markings=[marks.of_label(one) for one in labels], status=422 if errors else 200
    )


def _pack(one: TopicPack, taken: Taken | None, names: dict[int, str], me: int) -> dict[str, Any]:
    waits = taken is not None and taken.approved is None
    return {
        "name": one.name, "title": one.title, "about": one.about, "needs": _needs(one.needs),
        "count": len(one.needs), "playbooks": [_book(each) for each in one.playbooks],
        "lines": one.product_lines, "taken": taken is not None,
        "waits": waits, "mine": taken is not None and taken.taken_by == me,
        "by": f"{names.get(taken.taken_by) or 'the command line'}, {moment(taken.taken_at)}" if taken else "",
        "changed": taken is not None and taken.sha256 != one.sha256,
    }  # fmt: skip


def _book(one: Named) -> dict[str, Any]:
    """A playbook as the pack names it, in its own words and with its steps."""
    book = playbooks().get(one.name)
    return {
        "name": one.name, "words": book.words if book else one.name, "reason": one.reason, "source": one.source,
        "steps": [step.words for step in book.steps] if book else [],
    }  # fmt: skip


def _review(last: Taken | None, names: Mapping[int, str]) -> dict[str, str]:
    """What the privacy officer said of it: whether it keeps clear of protected activity (First Amendment)."""
    if last is None or last.decided_at is None:
        return {"tone": "", "text": "Not reviewed for protected activity yet"}
    by = f"{names.get(last.decided_by or 0, '')}, {moment(last.decided_at)}"
    if last.approved:
        return {"tone": "ok", "text": f"Reviewed for protected activity: approved by {by}"}
    return {"tone": "overdue", "text": f"Reviewed for protected activity: refused by {by}: {last.because}"}


def _needs(found: Iterable[PackNeed]) -> list[dict[str, Any]]:
    depth: dict[str, int] = {"": -1}
    shown = []
    for one in found:
        depth[one.code] = depth.get(one.above, -1) + 1
        shown.append(
            {"code": one.code, "title": one.title, "level": LEVEL_WORDS[one.level], "phrases": ", ".join(one.phrases),
             "sectors": " ".join(one.sectors), "reason": one.reason, "source": one.source, "depth": depth[one.code]}
        )  # fmt: skip
    return shown
