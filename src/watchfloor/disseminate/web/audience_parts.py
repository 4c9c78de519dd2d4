"""Who will get what, as the page shows it: one row a group, its reason, the way out; totals of what goes."""

from typing import Any

from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Decision
from watchfloor.disseminate.queries.audiences import Outcome, Reach
from watchfloor.disseminate.queries.products import ProductView

MAY = frozenset({"product.draft", "product.review", "product.release"})
NEXT = {
    "disseminate.release.matrix": ("Write a tear line", "#tear-line"),
    "disseminate.release.handling": ("Write a tear line", "#tear-line"),
    "disseminate.release.marking": ("Mark every portion", "#checks"),
}  # fmt: skip


def preview_of(audience: Audience, view: ProductView, found: Reach, *, here: str) -> dict[str, Any] | None:
    """None for one who has no part in releasing it."""
    if not MAY & audience.rights or view.state == "recalled":
        return None
    return {"groups": [row for one in found.outcomes for row in _rows(one, here)], "total": _total(found),
            "waits": _waits(found)}  # fmt: skip


def _rows(one: Outcome, here: str) -> list[dict[str, Any]]:
    seen = one.gets in ("full", "tear")
    way, url = _way_out(one)
    rows = [
        {
            "name": one.group.name, "people": len(one.goes), "gets": one.gets, "reason": _reason(one),
            "preview_url": f"{here}as/{one.group.public_id}/" if seen else "", "way_out_text": way, "way_out_url": url,
        }
    ]  # fmt: skip
    if one.held and one.gets != "held":
        why = one.held[0][1]
        who = "1 person" if len(one.held) == 1 else f"{len(one.held)} people"
        rows.append(
            {"name": f"{who} of {one.group.name}", "people": 0, "gets": "held", "reason": why.text.rstrip("."),
             "preview_url": "", "way_out_text": why.way_out.rstrip("."), "way_out_url": ""}
        )  # fmt: skip
    return rows


def _reason(one: Outcome) -> str:
    if one.gets == "tear" and one.instead_of is not None:
        return f"not the full text: {_against(one.instead_of)}"
    if one.gets == "held":
        return one.held[0][1].text.rstrip(".")
    if one.gets == "refused":
        return _against(one.decision)
    agreed = next(
        (reason.text for reason in one.decision.because if reason.rule == "disseminate.release.agreement"), ""
    )
    return agreed.rstrip(".") or "every rule lets it in"


def _against(decision: Decision) -> str:
    more = len(decision.against) - 1
    return decision.against[0].text.rstrip(".") + (f", and {more} more" if more else "")


def _way_out(one: Outcome) -> tuple[str, str]:
    if one.gets == "held":
        return one.held[0][1].way_out.rstrip("."), ""
    if one.gets != "refused":
        return "", ""
    first = one.decision.against[0]
    return NEXT.get(first.rule, (first.way_out.rstrip("."), ""))


def _total(found: Reach) -> str:
    people = "1 person" if found.people == 1 else f"{found.people} people"
    waits = not found.ready
    return f"{people} would get it {'once it is ready' if waits else 'now'}. Two people release."


def _waits(found: Reach) -> list[str]:
    """What stands before any group gets anything."""
    reasons = [*found.ready.against, *(found.tear_ready.against if found.tear_ready else ())]
    return list(dict.fromkeys(f"{one.text} {one.way_out}" for one in reasons))
