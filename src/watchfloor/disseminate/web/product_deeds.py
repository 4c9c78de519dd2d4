"""Review, release by two and recall as the page of a product offers them to this reader, or the refusal in place."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision, Refused
from watchfloor.disseminate.actions.asking import RELEASABLE, asked_of, judged, pair_of, seconds
from watchfloor.disseminate.actions.review import reviewer
from watchfloor.disseminate.queries.audiences import Reach, effect_of
from watchfloor.disseminate.queries.drafting import RequestView, requests
from watchfloor.disseminate.queries.products import ProductView
from watchfloor.disseminate.rules.asking import may_confirm
from watchfloor.disseminate.rules.review import may_return
from watchfloor.disseminate.web.product_parts import KINDS, Said
from watchfloor.people import queries as people
from watchfloor.protect.web.fields import choices, field, with_errors
from watchfloor.protect.web.record_parts import names_of, who_can
from watchfloor.protect.web.shown import lacking, refusal_of
from watchfloor.protect.web.wording import moment

DRAFTS, RELEASES = "product.draft", "product.release"
Part = dict[str, Any]


def review_of(audience: Audience, view: ProductView, said: Said, *, url: str, now: datetime) -> Part | None:
    """A verdict of a second person and of the privacy officer; only those kinds that this reader may give."""
    if view.state != "in review":
        return None
    authors, by = frozenset(map(str, view.authors)), reviewer(by=audience, now=now)
    decisions = {kind: may_return(kind=kind, by=by, authors=authors, because="", comments=1) for kind in KINDS}
    open_to = [(kind, words) for kind, words in KINDS.items() if decisions[kind]]
    if not open_to:
        return {"refusal": refusal_of(decisions["second"], what="review it", who=who_can("product.review"))}
    errors = said.errors("review", {"disseminate.review.kind": "kind", "disseminate.review.because": "because"})
    chosen = said.value("review", "kind") or (open_to[0][0] if len(open_to) == 1 else "")
    fields = [
        field("kind", "As whom", kind="radios", options=choices(open_to, chosen=chosen)),
        field("because", "What you looked at, or what to mend", kind="area", value=said.value("review", "because"),
              hint="Statement by statement: sourced, marked, no more about persons than is needed. Open a statement to "
                   "comment on it."),
    ]  # fmt: skip
    return {"url": f"{url}review", "errors": errors, "fields": with_errors(fields, errors), "refusal": None}


def release_of(audience: Audience, view: ProductView, said: Said, *, url: str, now: datetime) -> Part | None:
    """The first person's choice of groups; what it would do is shown before anything is asked."""
    if view.state not in RELEASABLE:
        return None
    if RELEASES not in audience.rights:
        no = lacking(RELEASES, text="your role does not release products.", way_out="Ask one of them.")
        return {"refusal": refusal_of(no, what="release it", who=who_can(RELEASES))}
    if audience.actor.person_id in view.authors:
        text = "you wrote it; others release it."
        no = Decision.of(Because(text, "disseminate.release.second-person", "", False, "Ask one of them."))
        return {"refusal": refusal_of(no, what="release it", who=who_can(RELEASES))}
    del url, now
    had = {one.group_id for one in view.releases if one.recalled_at is None}
    options = [
        {"value": str(one.id), "text": one.name, "checked": str(one.id) in said.groups,
         "hint": f"{len(one.people)} people" + (", has it already" if one.id in had else "")}
        for one in people.groups()
    ]  # fmt: skip
    return {
        "refusal": None, "errors": said.errors("ask", {}) if not said.groups else [],
        "fields": [field("group", "Groups", kind="checks", columns=True, options=options)],
    }  # fmt: skip


def two_of(audience: Audience, view: ProductView, said: Said, *, url: str, now: datetime) -> list[Part]:
    """The effect that the first person is about to ask for, and every request that is open, for both of them."""
    waiting = [one for one in requests(audience=audience, view=view) if not one.answer]
    found = [_waiting(audience, view, one, said, url=url, now=now) for one in waiting]
    if said.groups and RELEASES in audience.rights and audience.actor.person_id not in view.authors:
        found.insert(0, _asking(audience, view, said, url=url, now=now))
    return found


def _asking(audience: Audience, view: ProductView, said: Said, *, url: str, now: datetime) -> Part:
    groups = [int(one) for one in said.groups if one.isdecimal()]
    part: Part = {"what": "Release", "stage": "ask", "url": f"{url}ask&{urlencode([('group', one) for one in groups])}"}
    try:
        _, reach = asked_of(product=view.public_id, groups=groups, by=audience, now=now)
    except Refused as refused:
        return {**part, "effects": [], "refusal": refusal_of(refused.decision, what="release it")}
    no, offered = judged(found=reach), seconds(view=view, first=audience.actor.person_id)
    return {
        **part, "effects": _effects(reach), "because": said.value("ask", "because"),
        "refusal": None if no else refusal_of(no, what="release it to these groups", who=who_can(RELEASES)),
        "people": choices([(str(one.id), f"{one.name}, {one.role}") for one in offered],
                          chosen=said.value("ask", "second")),
        "errors": said.errors("ask", {"disseminate.ask.because": "because", "disseminate.ask.second": "second"}),
    }  # fmt: skip


def _effects(reach: Reach) -> list[dict[str, Any]]:
    """As counts, group by group: who gets the full text, who the tear line, who is held."""
    words = {"full": "get the full text", "tear": "get the tear line"}
    rows = [
        {"count": len(one.goes), "noun": f"of {one.group.name} {words.get(one.gets, 'get nothing')}"}
        for one in reach.outcomes
    ]
    held = sum(len(one.held) for one in reach.outcomes)
    numbers = sum(bool(one.goes) for one in reach.outcomes)
    return [*rows, {"count": held, "noun": "held, get nothing now"}, {"count": numbers, "noun": "numbers given"}]


def _waiting(
    audience: Audience, view: ProductView, one: RequestView, said: Said, *, url: str, now: datetime
) -> Part:  # fmt: skip
    """The same effect worked out anew; what has changed or lapsed says so in place of the buttons."""
    names = names_of({one.by_id, one.second_id}, audience)
    mine = audience.actor.person_id == one.second_id
    part: Part = {
        "what": "Release", "stage": "waiting", "url": f"{url}confirm", "request": str(one.public_id), "effects": [],
        "first": {"name": names[one.by_id], "when": moment(one.at), "because": one.because},
        "second": {"name": names[one.second_id]}, "lapses": f"at {moment(one.lapses_at)}", "refusal": None,
        "errors": said.errors("confirm", {}) if said.value("confirm", "request") == str(one.public_id) else [],
    }  # fmt: skip
    if RELEASES not in audience.rights:
        return part
    try:
        _, reach = asked_of(product=view.public_id, groups=one.groups, by=audience, now=now)
    except Refused as refused:
        return {**part, "refusal": refusal_of(refused.decision, what="release it")}
    effect: Mapping[str, Any] = effect_of(view=view, found=reach)
    pair = pair_of(view=view, first=one.by_id, second=one.second_id)
    decision = may_confirm(
        pair, by=str(one.second_id), asked=one.effect, found=effect, lapses_at=one.lapses_at, now=now
    )
    refusal = None if decision else refusal_of(decision, what="confirm it")
    return {**part, "effects": _effects(reach), "refusal": refusal,
            "stage": "confirm" if mine and decision else "waiting"}  # fmt: skip


def recall_of(audience: Audience, view: ProductView, said: Said, *, url: str) -> Part | None:
    """Which release, and why; everybody who got it is told."""
    standing = [one for one in view.releases if one.recalled_at is None]
    if not view.releases:
        return None
    if not standing:
        return {"state": f"Recalled: {view.releases[0].recalled_because}"}
    if RELEASES not in audience.rights:
        no = lacking(RELEASES, text="your role does not recall products.", way_out="Ask one of them.")
        return {"refusal": refusal_of(no, what="recall it", who=who_can(RELEASES))}
    errors = said.errors("recall", {"disseminate.recall": "recall_because"})
    pairs = [(str(one.public_id), f"{one.number}, {one.group}, {len(one.recipients)} people") for one in standing]
    fields = [
        field("release", "Release", kind="select", options=choices(pairs, chosen=said.value("recall", "release"))),
        field("recall_because", "Why", kind="area", value=said.value("recall", "recall_because"),
              hint="A sentence. Those who got it read it; leave out what they were not given."),
    ]  # fmt: skip
    return {"url": f"{url}recall", "errors": errors, "fields": with_errors(fields, errors), "refusal": None}
