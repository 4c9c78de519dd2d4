"""Review, release and recall as the page of a product offers them to this reader, or the refusal in their place."""

from datetime import datetime
from typing import Any

from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision
from watchfloor.disseminate.actions.release import judged
from watchfloor.disseminate.actions.review import reviewer
from watchfloor.disseminate.queries.products import ProductView
from watchfloor.disseminate.rules.review import may_review
from watchfloor.disseminate.web.product_parts import KINDS, Said
from watchfloor.people import queries as people
from watchfloor.protect.web.fields import choices, field, with_errors
from watchfloor.protect.web.record_parts import who_can
from watchfloor.protect.web.shown import lacking, refusal_of

DRAFTS, RELEASES = "product.draft", "product.release"


def review_of(audience: Audience, view: ProductView, said: Said, *, url: str, now: datetime) -> dict[str, Any] | None:
    """A verdict of a second person and of the privacy officer; only those kinds that this reader may give."""
    if view.state != "in review":
        return None
    authors, by = frozenset(map(str, view.authors)), reviewer(by=audience, now=now)
    decisions = {kind: may_review(kind=kind, by=by, authors=authors, checks=view.checks) for kind in KINDS}
    open_to = [(kind, words) for kind, words in KINDS.items() if decisions[kind]]
    if not open_to:
        return {"refusal": refusal_of(decisions["second"], what="review it", who=who_can("product.review"))}
    errors = said.errors("review", {"disseminate.review.kind": "kind"})
    fields = [
        field("kind", "As whom", kind="radios", options=choices(open_to, chosen=said.value("review", "kind"))),
        field("because", "What you looked at", kind="area", value=said.value("review", "because"),
              hint="Statement by statement: sourced, marked, no more about persons than is needed."),
    ]  # fmt: skip
    return {"url": f"{url}review", "errors": errors, "fields": with_errors(fields, errors), "refusal": None}


def release_of(audience: Audience, view: ProductView, said: Said, *, url: str) -> dict[str, Any] | None:
    """To one group; the preview beside it says for each group what stands against it."""
    if view.state not in ("in review", "released"):
        return None
    if RELEASES not in audience.rights:
        no = lacking(RELEASES, text="your role does not release products.", way_out="Ask one of them.")
        return {"refusal": refusal_of(no, what="release it", who=who_can(RELEASES))}
    if audience.actor.person_id in view.authors:
        text = "you wrote it; another person releases it."
        no = Decision.of(Because(text, "disseminate.release.second-person", "", False, "Ask one of them."))
        return {"refusal": refusal_of(no, what="release it", who=who_can(RELEASES))}
    errors = said.errors("release", {})
    groups = [(str(one.id), f"{one.name}, {len(one.people)} people") for one in people.groups()]
    chosen = said.value("release", "group")
    options = [{"value": "", "text": "Choose a group", "checked": not chosen}, *choices(groups, chosen=chosen)]
    fields = [field("group", "Group", kind="select", options=options, value=chosen)]
    return {"url": f"{url}release", "errors": errors, "fields": with_errors(fields, errors), "refusal": None}


def preview_of(audience: Audience, view: ProductView, *, now: datetime) -> dict[str, Any] | None:
    """One row a group: what it would get now and why; totals count only what goes."""
    if RELEASES not in audience.rights or view.state == "recalled":
        return None
    rows, goes = list[dict[str, Any]](), 0
    for group in people.groups():
        _, _, decision = judged(product=view.public_id, group_id=group.id, by=audience, now=now)
        goes += len(group.people) if decision else 0
        rows.append(
            {
                "name": group.name, "people": len(group.people), "gets": "full" if decision else "refused",
                "reason": _why(decision), "preview_url": "", "way_out_url": "",
                "way_out_text": "" if decision else decision.against[0].way_out.rstrip("."),
            }
        )  # fmt: skip
    return {"groups": rows, "total": f"{goes} people would get it now. One who did not write it releases it."}


def _why(decision: Decision) -> str:
    if decision:
        return "every rule lets it in"
    more = len(decision.against) - 1
    return decision.against[0].text + (f" And {more} more." if more else "")


def recall_of(audience: Audience, view: ProductView, said: Said, *, url: str) -> dict[str, Any] | None:
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
