"""A file of reports handed in on a page: the columns' meaning is chosen, and each row ends as opened or set aside."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from watchfloor.core.queries import sources as containers
from watchfloor.core.rules.audience import Audience
from watchfloor.gather.actions.files import Gathered, NotAccepted, accept
from watchfloor.gather.actions.intelligence import WAY
from watchfloor.gather.actions.previewing import Preview, preview
from watchfloor.gather.formats.delimited import NotADelimitedFile
from watchfloor.gather.formats.guess import NothingGuessed, suggested
from watchfloor.gather.formats.mapping import MappingUnusable, read_mapping, shipped, shipped_mappings, told
from watchfloor.gather.formats.reading import as_text, is_xml
from watchfloor.gather.rules.guessing import Guess
from watchfloor.protect.actions.room import NoRoom
from watchfloor.protect.web.door import act, by_method, page
from watchfloor.protect.web.fields import choices, error, field, with_errors
from watchfloor.protect.web.marks import Marks
from watchfloor.protect.web.record_parts import who_can
from watchfloor.protect.web.shown import Done, Page, Withheld, lacking
from watchfloor.protect.web.wording import moment

HERE, RIGHT, FACT, MOST = "/report/file/", "report.file", "gather.aside.read", 100
SUGGEST, SHOWN = "suggest", 30
LARGEST = "512 kB"
Errors = list[dict[str, str]]


@page(FACT)
def form(request: HttpRequest, audience: Audience) -> Page:
    """The form, and what of the reader's files was set aside."""
    del request
    _may(audience)
    return _page(audience, "", [])


@act(FACT, known=True)
def bring(request: HttpRequest, audience: Audience) -> Page | Done:
    """Bring the file in for the reader's own agency; its rows are counted, and what was set aside is listed."""
    _may(audience)
    chosen, given, own = request.POST.get("mapping", ""), request.FILES.get("file"), request.FILES.get("own")
    if given is None:
        return _page(audience, chosen, [error("file", f"File: none, or larger than {LARGEST}. Choose one; a larger one"
                                                      " is brought in at the command line.")])  # fmt: skip
    try:
        content = as_text(given.read())
        mapping, guessed = _mapping(content, chosen, own.read() if own else b"")
        if request.POST.get("look"):
            return _page(audience, chosen, [], made=_looked(content, mapping, audience), guessed=guessed)
        result = _brought(content, mapping, audience)
    except (MappingUnusable, NothingGuessed) as unusable:
        return _page(audience, chosen, [error("own" if own else "mapping", f"Columns: {unusable}")])
    except NotADelimitedFile as wrong:
        return _page(audience, chosen, [error("file", f"File: {wrong}")])
    except (NotAccepted, NoRoom) as refused:
        return _page(audience, chosen, [error("", f"{one.text} {one.way_out}") for one in refused.decision.against])
    text = f"{result.rows} rows: {result.opened} opened, {result.duplicates} known already"
    return Done(HERE, f"{text}, {len(result.set_aside)} set aside.")


def door(request: HttpRequest) -> HttpResponse:
    """GET and POST of one address."""
    return by_method(get=form, post=bring)(request)


def _brought(content: bytes, mapping: dict[str, Any], audience: Audience) -> Gathered:
    now = timezone.now()
    *_, whole = accept(content=content, mapping=mapping, agency_id=audience.actor.agency_id, by=audience, now=now)
    return whole


def _mapping(content: bytes, chosen: str, own: bytes) -> tuple[dict[str, Any], Guess | None]:
    """The mapping, and the suggestion where it is one; XML says itself what its parts mean."""
    if own:
        return told(read_mapping(own)), None
    if chosen != SUGGEST or is_xml(content):
        return told(shipped("generic" if chosen == SUGGEST else chosen)), None
    guessed = suggested(content)
    return told(read_mapping(guessed.mapping)), guessed


def _looked(content: bytes, mapping: dict[str, Any], audience: Audience) -> Preview:
    agency, now = audience.actor.agency_id, timezone.now()
    return preview(content=content, mapping=mapping, agency_id=agency, most=SHOWN, by=audience, now=now)


def _may(audience: Audience) -> None:
    if RIGHT not in audience.rights:
        no = lacking(RIGHT, text="your role does not bring in reports.", way_out="Ask one of them.")
        raise Withheld(no, what="hand in a file", who=who_can(RIGHT))


def _page(
    audience: Audience, chosen: str, errors: Errors, *, made: Preview | None = None, guessed: Guess | None = None
) -> Page:
    aside, marks = containers.set_aside(audience=audience, how_many=MOST), Marks()
    fields = [
        field("file", "File", kind="file", hint=f"Rows as CSV or XLSX, or reports as XML, at most {LARGEST}."),
        field("mapping", "What its columns mean", kind="select",
              options=choices(
                  [(SUGGEST, "suggested from their names"), *((name, name) for name in shipped_mappings())],
                  chosen=chosen or SUGGEST),
              hint="intelligence: each row states its predicate; one that lacks it is set aside and completed here."),
        field("own", "Your own mapping", kind="file", required=False, hint="A JSON file in the form of those shipped."),
    ]  # fmt: skip
    context = {
        "url": HERE, "errors": errors, "fields": with_errors(fields, errors), "more": len(aside) == MOST,
        "made": _made(made), "columns": guessed.columns if guessed else (),
        "aside": [
            {"place": place, "reasons": [one for one in reasons if one != WAY], "when": moment(at),
             "url": f"/set-aside/{public_id}/" if WAY in reasons else ""}
            for public_id, place, reasons, at, _ in aside
        ],
    }  # fmt: skip
    return Page(
        "gather/upload.html", context, records=[one[0] for one in aside],
        markings=[marks.of_label(label_id) for *_, label_id in aside], status=422 if errors else 200,
    )  # fmt: skip


def _made(made: Preview | None) -> dict[str, Any] | None:
    if made is None:
        return None
    said = f"{made.opens} would open, {made.known} are known already, {made.aside} would be set aside."
    rows = [
        {"place": row.place, "becomes": row.becomes, "title": row.title or " ".join(row.reasons), "when": row.when,
         "where": row.where, "behaviors": ", ".join(row.behaviors)}
        for row in made.rows
    ]  # fmt: skip
    return {"said": said, "rows": rows, "first": len(rows) < made.opens + made.known + made.aside}
