"""Coverage of the information needs: what came in during ninety days, how sure it is, and where nothing is known."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from watchfloor.core.rules.audience import Audience
from watchfloor.desk.formats.svg import inline
from watchfloor.desk.rules.coverage_picture import drawn
from watchfloor.plan.formats.coverage import coverage_policy
from watchfloor.plan.queries import needs, tags
from watchfloor.plan.rules.coverage import CONFIDENCES, Answer, Line, cover
from watchfloor.plan.web.needs_parts import COVERAGE, HERE, line_of, may_read
from watchfloor.protect.web.door import page
from watchfloor.protect.web.marks import Marks
from watchfloor.protect.web.shown import Page
from watchfloor.protect.web.wording import day
from watchfloor.receive import queries as receive

KEYS = ((("b",), "table of the plot"),)


@page("plan.need.read")
def show(request: HttpRequest, audience: Audience) -> Page:
    """The plot and its table twin; only what this reader may read is counted."""
    may_read(audience)
    gaps_alone = request.GET.get("gaps") == "1"
    now, marks, policy = timezone.now(), Marks(), coverage_policy()
    tree = [one for one in needs.tree(audience=audience) if one.in_force(at=now)]
    found = tags.answering(audience=audience, since=now - timedelta(days=policy.days), until=now)
    lines, products = cover(tree, _answers(found), policy), _products(audience)
    gaps = [line for line in lines if line.gap]
    shown = gaps if gaps_alone else lines
    title = finding(len(gaps), len(lines), policy.days)
    context = {
        "title": title, "back": HERE, "url": COVERAGE, "days": policy.days, "gaps_alone": gaps_alone,
        "plot": inline(drawn(shown, title=title), glyphs="", twin="The table holds the same rows.") if shown else "",
        "rows": [{**_row(line, marks), "products": products[line.need.id]} for line in shown],
        "confidences": [*policy.words], "gaps": len(gaps),
        "more": len(found) >= tags.MOST,
    }  # fmt: skip
    return Page(
        "desk/coverage.html", context, markings=[marks.of_label(one) for one in {line.need.label_id for line in lines}],
        keys=KEYS,
    )  # fmt: skip


def door(request: HttpRequest) -> HttpResponse:
    """GET alone."""
    return show(request)


def finding(gaps: int, needs_: int, days: int) -> str:
    """What the plot shows, in a line."""
    if not needs_:
        return "No need is in force"
    if not gaps:
        return f"Each of {needs_} needs has sure reporting of the last {days} days"
    return f"{gaps} of {needs_} needs {'has' if gaps == 1 else 'have'} no sure reporting of the last {days} days"


def _answers(found: Sequence[tags.Answering]) -> list[Answer]:
    """With the grade of the source that sent each; a record that no source sent has none."""
    grades = receive.of_agencies(ids=sorted({one.owner_id for one in found}))
    return [
        Answer(one.need_id, str(one.record_id), one.opened_at, _grade(grades.get(one.owner_id)), one.tagged)
        for one in found
    ]


def _grade(source: receive.SourceView | None) -> str:
    return source.reliability if source else ""


def _row(line: Line, marks: Marks) -> dict[str, Any]:
    return {
        **line_of(line.need, marks, {}, now=timezone.now()), "depth": min(line.depth, 7), "items": line.items,
        "counts": list(zip(CONFIDENCES, line.counts, strict=True)), "tagged": line.tagged,
        "last": day(timezone.localtime(line.last_at).date()) if line.last_at else "", "gap": line.gap,
    }  # fmt: skip


def _products(audience: Audience) -> Counter[int]:
    """How many products are tagged to each need, as far as the reader may read them."""
    return Counter(one.need_id for one in tags.tags(audience=audience, kind="product") if one.answers)
