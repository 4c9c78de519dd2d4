"""What became of one's own reports and of one's agency's: a word and its day, and nothing else of a decision."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.gather.formats.sharing import sharing_policy
from watchfloor.gather.queries.sharing import outcomes_of
from watchfloor.protect.web.door import page
from watchfloor.protect.web.marks import Marks, portion_of
from watchfloor.protect.web.record_parts import who_can
from watchfloor.protect.web.shown import Page, Withheld, lacking
from watchfloor.protect.web.wording import day, short

HERE, RIGHT = "/report/mine/", "report.file"
MINE = f"{HERE}?of=me"
LOOKED_AT, MOST = 400, 100


@page("gather.feedback.read")
def outcomes(request: HttpRequest, audience: Audience) -> Page:
    """The newest reports of the reader's agency and his own, or `?of=me` his own alone, each with its word."""
    if RIGHT not in audience.rights:
        no = lacking(RIGHT, text="your role files no reports.", way_out=f"Who can: {who_can(RIGHT)}.")
        raise Withheld(no, what="see what became of reports")
    marks = Marks()
    own = request.GET.get("of") == "me"
    rows = (_own(audience) if own else _agency(audience))[:MOST]
    words = outcomes_of(audience=audience, record_ids=[one.id for one in rows])
    context = {
        "own": own, "all_url": HERE, "own_url": MINE, "field_url": "/report/field/",
        "rows": [_row(one, words.get(one.id), marks) for one in rows],
        "counts": _counts([words[one.id][0] for one in rows if one.id in words], len(rows)),
    }  # fmt: skip
    return Page(
        "gather/outcomes.html", context, records=[one.public_id for one in rows],
        markings=[marks.of(one) for one in rows],
    )  # fmt: skip


def _own(audience: Audience) -> list[core.Row]:
    return [one for one in core.rows_of(audience=audience, ids=audience.granted) if one.kind == "tip"]


def _agency(audience: Audience) -> list[core.Row]:
    seen = core.latest(audience=audience, kinds=["tip"], how_many=LOOKED_AT)
    return [one for one in seen if one.owner_id == audience.actor.agency_id or one.id in audience.granted]


def _row(row: core.Row, word: Any, marks: Marks) -> dict[str, Any]:
    told = sharing_policy().feedback.get(word[0]) if word else None
    return {
        "number": short(row.public_id, "TIP"), "title": row.title, "url": f"/records/{row.public_id}/",
        "filed": day(timezone.localdate(row.opened_at)), "portion": portion_of(marks.of(row)),
        "word": told.words if told else "received", "says": told.says if told else "A person looks at it.",
        "on": day(word[1]) if word else "",
    }  # fmt: skip


def _counts(words: list[str], all_: int) -> str:
    decided = [f"{words.count(code)} {one.words}" for code, one in sharing_policy().feedback.items()]
    return ", ".join([f"{all_} newest", *decided, f"{all_ - len(words)} not decided"])
