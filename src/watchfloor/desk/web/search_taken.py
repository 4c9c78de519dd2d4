"""The hits of a search as a file, and pages of hits to machines: one rule for both says when it takes two."""

from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict
from django.utils import timezone
from ninja.errors import HttpError

from watchfloor.core.queries import hits
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.desk.web import facets
from watchfloor.desk.web.room import must_have_room
from watchfloor.desk.web.search import LONGEST, found, missing
from watchfloor.disseminate.actions.exporting import Made, alone, declare_export
from watchfloor.disseminate.web.exports import ASK
from watchfloor.protect.formats.classes import classes
from watchfloor.protect.formats.sheet import sheet_of
from watchfloor.protect.web.door import page
from watchfloor.protect.web.marks import Marks, page_marking
from watchfloor.protect.web.shown import Absent, Done, File
from watchfloor.protect.web.standing import exercise
from watchfloor.protect.web.wording import CLASSES, KINDS, moment, number_of

WHAT, FACT, TAKE = "search", "desk.search.exported", "/search/export/"
MOST = 1000  # hits in one file: what one transaction reads in a second or two
HEADS = ("id", "number", "kind", "class", "title", "when", "opened", "longitude", "latitude", "marking", "disclaimer")


@page(FACT)
def export(request: HttpRequest, audience: Audience) -> File | Done:
    """The hits of the same address as CSV; where it is a bulk export the way leads to a second person."""
    must_have_room("take the hits along", back="/search/")
    asked = request.GET.urlencode()
    made = made_of(audience, asked)
    if made is None:
        raise Absent
    if not alone(records=len(made.records), by=audience, now=timezone.now()):
        return Done(f"{ASK}?{urlencode({'what': WHAT, 'asked': asked})}")
    return File(made.content, made.content_type, made.name, records=made.records)


def made_of(audience: Audience, asked: str) -> Made | None:
    """At most a thousand of the newest hits, marked with the roll-up of all; None where nothing is found."""
    said, now, marks = QueryDict(asked), timezone.now(), Marks()
    words, narrowed = said.get("q", "").strip()[:LONGEST], facets.asked_of(audience, said, now=now)
    wanted = (words or narrowed.facets) and not narrowed.errors and "record.search" in audience.rights
    if not wanted or missing(QueryDict(), audience):
        return None
    rows = hits.hits(audience=audience, words=words, narrowed=narrowed.narrowed, how_many=MOST)
    whole = page_marking([marks.of(row) for row in rows], exercise=exercise())
    if not rows or whole["unknown"]:
        return None
    notes = dict.fromkeys(classes().disclaimer(row.legal_class) for row in rows)
    said_first = " ".join(filter(None, ("EXERCISE" if whole["exercise"] else "", whole["text"], whole["tlp"], *notes)))
    content = sheet_of(marking=said_first, heads=HEADS, rows=[_cells(row, marks) for row in rows])
    stamp = f"{'EXERCISE-' if whole['exercise'] else ''}search-{timezone.localtime(now):%Y-%m-%d-%H%M}.csv"
    labels = tuple(sorted({row.label_id for row in rows}))
    return Made(content, "text/csv; charset=utf-8", stamp, tuple(row.public_id for row in rows), labels)


def _cells(row: core.Row, marks: Marks) -> tuple[str, ...]:
    place = ("", "") if row.lon is None or row.lat is None else (f"{row.lon:.5f}", f"{row.lat:.5f}")
    return (
        str(row.public_id), number_of(row), KINDS.get(row.kind, row.kind),
        CLASSES.get(row.legal_class, row.legal_class), row.title,
        moment(row.occurred_at, row.occurred_precision), moment(row.opened_at), *place, marks.of(row),
        classes().disclaimer(row.legal_class),
    )  # fmt: skip


def listed(audience: Audience, *, words: str, kinds: list[str], after: str) -> list[core.Row]:
    """A page of hits to a machine. Page after page is a file: from the second on the rule of exports is asked."""
    rows = found(audience, words=words, kinds=kinds, after=after)
    if after and not (decided := alone(records=len(rows), by=audience, now=timezone.now())):
        raise HttpError(403, f"Bulk export: {decided.against[0].text} A person asks a second one at /exports/.")
    return rows


declare_export(WHAT, made_of)
