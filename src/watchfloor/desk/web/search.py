"""Search: purpose and case above the box, words, exact identifiers and facets, only what the reader may read."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, QueryDict
from django.utils import timezone

from watchfloor.analyze.queries import known as analyze
from watchfloor.core.queries import hits
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.searching import Narrowed
from watchfloor.desk.web import facets, search_hits
from watchfloor.desk.web.room import must_have_room
from watchfloor.plan.queries.searches import SavedView, saved
from watchfloor.protect.formats.policy import load
from watchfloor.protect.web.door import page
from watchfloor.protect.web.fields import error, with_errors
from watchfloor.protect.web.marks import Marks
from watchfloor.protect.web.purpose import may_state_as, purpose_fields, stating
from watchfloor.protect.web.reader import Reader, reader_of
from watchfloor.protect.web.record_parts import who_can
from watchfloor.protect.web.shown import Page, Withheld, lacking
from watchfloor.protect.web.wording import moment

PAGE = 50
LOOKED = 5_000  # records that a place or a day is looked for in at a time
COUNTED = 200  # hits are counted no further: each costs a look at its row, and the page leaves at its tick
LONGEST = 500
KEYS = ((("j", "k"), "move"), (("o",), "open"), (("f",), "facets"), (("/",), "search"))


@dataclass(frozen=True, slots=True)
class Found:
    """The hits of one page, which of them name the identifier itself, whether more follow, and the count (or None)."""

    rows: list[core.Row] = field(default_factory=list)
    named: frozenset[int] = frozenset()
    more: bool = False
    all_rows: list[core.Row] = field(default_factory=list)
    looked_to: datetime | None = None


def stated(request: HttpRequest, reader: Reader) -> Reader:
    """Purpose and case that this very search states hold for it and for what follows, if the person may state them."""
    purpose, case_ref = request.GET.get("purpose", ""), request.GET.get("case", "").strip()
    return stating(request, reader, lambda _: (purpose, case_ref)) if purpose and case_ref else reader


@page("core.record.searched", prepare=stated)
def search(request: HttpRequest, audience: Audience) -> Page:
    """The form; with words or facets, purpose and case the first hits. The words are kept sealed beside the fact."""
    if "record.search" not in audience.rights:
        no = lacking("record.search", text="your role does not search.", way_out="Ask one of them.")
        raise Withheld(no, what="search", who=who_can("record.search"))
    from_saved, said = effective(audience, request.GET)
    words = said.get("q", "").strip()[:LONGEST]
    asked = facets.asked_of(audience, said, now=timezone.now())
    wanted = bool(words or asked.facets)
    errors = [*(missing(said, audience) if wanted else []), *asked.errors]
    searched = wanted and not errors
    first = not _id(said.get("after", ""))
    if not first:  # page after page is how a holding is read in bulk
        must_have_room("search page after page", back="/search/")
    found = find(audience, words, asked, after=said.get("after", "")) if searched else Found()
    marks, mine = Marks(), [] if searched else saved(audience=audience)[:5]
    context = {
        "errors": errors, "fields": _fields(said, audience, errors), "last": _last(request, words), "q": words,
        "searched": searched, "facets": facets.shown(audience, asked, found.all_rows, counted=searched and first),
        "spans": facets.spans(asked.facets), "chosen": _chosen(asked),
        "saved": _saved(audience, from_saved), "save": _save(said) if searched and from_saved is None else [],
        "mine": [_run(one) for one in mine],
        **search_hits.shown(audience, found.rows, found.named, marks, words=words, said=said),
        "total": _total(found) if first else "", "bounded": len(found.all_rows) > COUNTED and first,
        "more_url": _more(said, found), "looked_to": moment(found.looked_to), "looked": f"{LOOKED:,}",
        "further_url": _further(said, found),
        "clear_url": _clear(words, from_saved), "take_url": f"/search/export/?{said.urlencode()}",
    }  # fmt: skip
    labels = [one.label_id for one in (*mine, *([from_saved] if from_saved else []))]
    return Page(
        "desk/search.html", context, records=[row.public_id for row in found.rows],
        markings=[*(marks.of(row) for row in found.rows), *map(marks.of_label, labels)],
        inquiry=words if searched else "", filters=facets.words_of(asked.facets) if searched else (),
        status=422 if errors else 200, keys=KEYS,
    )  # fmt: skip


def _chosen(asked: facets.Asked) -> list[str]:
    """The facets in words, the place as it was understood."""
    return [*facets.words_of(replace(asked.facets, place="")), *([asked.place] if asked.place else [])]


def effective(audience: Audience, said: QueryDict) -> tuple[SavedView | None, QueryDict]:
    """What is asked: what the address says, or the saved search that it names; it brings words, never rights."""
    named = _id(said.get("saved", ""))
    views = saved(audience=audience, public_id=named) if named else []
    if not views or "q" in said:
        return None, said
    asked = facets.parameters(views[0].search)
    for name in ("saved", "after", "before", "item", "purpose", "case"):
        if name in said:
            asked.setlist(name, said.getlist(name))
    return views[0], asked


def order(audience: Audience, said: QueryDict) -> list[UUID]:
    """The records of that page of hits in their order, for the way from one to the next; shows nothing of them."""
    _, asked = effective(audience, said)
    words = asked.get("q", "").strip()[:LONGEST]
    narrowed = facets.asked_of(audience, asked, now=timezone.now())
    if "record.search" not in audience.rights or not (words or narrowed.facets) or missing(asked, audience):
        return []
    return [row.public_id for row in find(audience, words, narrowed, after=asked.get("after", ""), count=False).rows]


def find(audience: Audience, words: str, asked: facets.Asked, *, after: str, count: bool = True) -> Found:
    """Records that name exactly this identifier, then those that hold the words, newest first; each once."""
    follows = _id(after)
    if asked.errors:
        return Found()
    exact = [] if follows or not words else analyze.search_identifier(audience=audience, value=words)
    ids = [row.id for row in exact]
    named = hits.those(audience=audience, ids=ids, narrowed=asked.narrowed)[:PAGE] if ids else []
    most = PAGE if follows or not count else COUNTED
    narrowed, looked_to = _as_far(audience, words, asked.narrowed)
    rows = hits.hits(audience=audience, words=words, narrowed=narrowed, after=follows, how_many=most + 1)
    known = {row.id for row in named}
    whole = [*named, *(row for row in rows if row.id not in known)]
    shown = whole[: len(named) + PAGE]
    return Found(shown, frozenset(known), len(whole) > len(shown), whole, looked_to)


def _as_far(audience: Audience, words: str, narrowed: Narrowed) -> tuple[Narrowed, datetime | None]:
    """What no index helps is looked for among the newest only; from where that ended the reader can go on."""
    if not narrowed.walks:
        return narrowed, None
    end = hits.horizon(audience=audience, words=words, before=narrowed.opened_before, most=LOOKED)
    if end is None or (narrowed.opened_from and narrowed.opened_from >= end):
        return narrowed, None
    return replace(narrowed, opened_from=end), end


def found(audience: Audience, *, words: str, kinds: list[str], after: str) -> list[core.Row]:
    """The hits of one page for those words and kinds alone."""
    return find(audience, words, facets.of_kinds(kinds), after=after, count=False).rows


def _id(said: str) -> UUID | None:
    try:
        return UUID(said) if said else None
    except ValueError:
        return None


def missing(said: QueryDict, audience: Audience) -> list[dict[str, str]]:
    """Both stand above the box and both are required (28 CFR 23.20(e): need to know)."""
    purpose, case_ref = said.get("purpose", audience.purpose), said.get("case", audience.case_ref)
    if not case_ref.strip():
        return [error("case", "Case reference: empty. A search states its case: number and agency, 28 CFR 23.20(e).")]
    decision = may_state_as(audience, purpose=purpose, case_ref=case_ref)
    if not decision:
        reason = decision.against[0]
        return [error("purpose", f"Purpose: {reason.text} {reason.way_out}")]
    return []


def _fields(said: QueryDict, audience: Audience, errors: list[dict[str, str]]) -> list[dict[str, Any]]:
    purpose, case_ref = said.get("purpose", audience.purpose), said.get("case", audience.case_ref)
    fields = purpose_fields(purpose=purpose, case_ref=case_ref)
    return with_errors([{**one, "required": True} for one in fields], errors)


def _last(request: HttpRequest, words: str) -> list[dict[str, str]]:
    reader, known = reader_of(request), load().purposes
    return [
        {
            "purpose": known[code].words, "case": case,
            "url": "/search/?" + urlencode({"purpose": code, "case": case, "q": words}),
        }
        for code, case in (reader.last if reader else ())
        if code in known and case
    ]  # fmt: skip


def _total(found: Found) -> str:
    if len(found.all_rows) > COUNTED:
        return f"{COUNTED:,} or more"
    return f"{len(found.all_rows):,}"


def _more(said: QueryDict, found: Found) -> str:
    if not found.more:
        return ""
    asked = said.copy()
    asked.pop("item", None)
    asked["after"] = str(found.rows[-1].public_id)
    return f"/search/?{asked.urlencode()}"


def _further(said: QueryDict, found: Found) -> str:
    """The same search from where this look ended; offered when its hits are through."""
    if found.looked_to is None or found.more:
        return ""
    asked = said.copy()
    for name in ("item", "after"):
        asked.pop(name, None)
    asked["before"] = found.looked_to.isoformat()
    return f"/search/?{asked.urlencode()}"


def _clear(words: str, from_saved: SavedView | None) -> str:
    return "/search/" if from_saved else "/search/?" + urlencode({"q": words})


def _save(said: QueryDict) -> list[dict[str, str]]:
    """What a form that saves this search carries along."""
    carried = ("q", "kind", "class", "marking", "agency", "place", "within", "came", "seen_from", "seen_until")
    return [{"name": name, "value": value} for name in carried for value in said.getlist(name) if value]


def _saved(audience: Audience, view: SavedView | None) -> dict[str, str] | None:
    if view is None:
        return None
    purposes = load().purposes
    was = purposes[view.search.purpose].words if view.search.purpose in purposes else view.search.purpose
    note = "" if view.search.purpose == audience.purpose else f"It was saved for another purpose: {was}."
    return {"name": view.search.name, "id": str(view.public_id), "note": note}


def _run(view: SavedView) -> dict[str, str]:
    return {"name": view.search.name, "url": f"/search/?saved={view.public_id}"}
