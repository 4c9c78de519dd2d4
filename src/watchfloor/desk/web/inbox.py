"""The inbox: what came in and waits for a person, by time to harm."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone

from watchfloor.analyze.queries import known as analyze
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.desk.rules.harm import GROUPS, group_of
from watchfloor.desk.rules.pieces import paragraphs
from watchfloor.desk.web.lists import known_rows, list_row, own_acts
from watchfloor.desk.web.marking_words import spans_of
from watchfloor.gather import queries as gather
from watchfloor.people import queries as people
from watchfloor.protect.web.door import page
from watchfloor.protect.web.marks import Marks, portion_of
from watchfloor.protect.web.shown import Page
from watchfloor.protect.web.wording import CLASSES, agency_words, moment

KINDS = ("tip", "cap", "stix")
PAGE = 50
DONE = {"promoted", "dismissed"}
VIEWS = (("", "All open"), ("tip", "Reports"), ("cap", "Alerts"), ("stix", "Threat items"))
KEYS = ((("j", "k"), "move"), (("o",), "open"), (("/",), "search"))


@page("desk.inbox.read")
def inbox(request: HttpRequest, audience: Audience) -> Page:
    """Fifty rows, newest first within their group; what a second person confirmed has left."""
    kind = request.GET.get("kind", "")
    kinds = (kind,) if kind in KINDS else KINDS
    rows = core.latest(audience=audience, kinds=kinds, after=_uuid(request.GET.get("after")), how_many=PAGE)
    vetted = gather.vetting_of(audience=audience, record_ids=[row.id for row in rows if row.kind == "tip"])
    waiting = [row for row in rows if row.id not in vetted or vetted[row.id].state not in DONE]
    chosen = next((row for row in waiting if str(row.public_id) == request.GET.get("item")), None)
    selected = chosen or (waiting[0] if waiting else None)
    marks = Marks()
    known, others = _known(audience, selected)
    context = {
        "summary": "by time to harm", "views": _views(kind), "fresh": None,
        "groups": _groups(audience, waiting, vetted, marks, selected, known),
        "older_url": f"?kind={kind}&after={rows[-1].public_id}" if len(rows) == PAGE else "",
        **_empty(audience),
    }  # fmt: skip
    shown = [*waiting, *others]
    return Page(
        "desk/inbox.html", context, records=[row.public_id for row in shown],
        markings=[marks.of(row) for row in shown], keys=KEYS,
    )  # fmt: skip


def _uuid(said: str | None) -> UUID | None:
    try:
        return UUID(said) if said else None
    except ValueError:
        return None


def _views(kind: str) -> list[dict[str, Any]]:
    return [
        {"text": text, "count": "", "url": f"/?kind={value}" if value else "/", "current": value == kind}
        for value, text in VIEWS
    ]


def _empty(audience: Audience) -> dict[str, str]:
    if "record.read" in audience.rights:
        return {"empty_text": "No item waits here that you may read.", "empty_next": "", "empty_url": ""}
    text = "Your role reads no records. Rule access.role, CJISSECPOL AC-6."
    return {"empty_text": text, "empty_next": "Open the ledger", "empty_url": "/ledger/"}


def _known(audience: Audience, row: core.Row | None) -> tuple[list[dict[str, str]], list[core.Row]]:
    """For the item that is open; the others say theirs on their own page."""
    return known_rows(analyze.known_about(audience=audience, record_id=row.id)) if row else ([], [])


def _groups(
    audience: Audience,
    rows: list[core.Row],
    vetted: dict[int, gather.VettingView],
    marks: Marks,
    selected: core.Row | None,
    known: list[dict[str, str]],
) -> list[dict[str, Any]]:
    texts = {text.row.id: text for text in core.texts_of(audience=audience, ids=[row.id for row in rows])}
    origins = people.agencies(ids=sorted({row.owner_id for row in rows})) if rows else {}
    now, groups = timezone.now(), {title: list[dict[str, Any]]() for title in GROUPS}
    for row in rows:
        text, here = texts[row.id], row == selected
        said = text.data.get("object") or {}
        group = group_of(row.kind, said, starts=row.occurred_at, ends=text.occurred_until, now=now)
        shown = list_row(row, marks, now=now, selected=here, state="imminent" if group == "Imminent" else "")
        shown["origin"] = agency_words(origins[row.owner_id].name) if row.owner_id in origins else ""
        if row.id in vetted:
            shown["chips"] = [{"text": f"second look: {vetted[row.id].state}", "tone": "soon"}]
        shown["preview"] = _preview(audience, text, shown, marks, known if here else None)
        groups[group].append(shown)
    return [{"title": title, "rows": found} for title, found in groups.items() if found]


def _preview(
    audience: Audience, text: core.Text, shown: dict[str, Any], marks: Marks, known: list[dict[str, str]] | None
) -> dict[str, Any]:
    row, mark = text.row, portion_of(marks.of(text.row))
    spans = spans_of(audience, text.row, text.body) if known is not None else []
    word = "seen" if row.kind == "tip" else "stated from"
    under = " · ".join(filter(None, (shown["origin"], f"{word} {shown['time']}" if shown["time"] else "")))
    return {
        "number": shown["number"], "title": row.title, "portion": mark, "clock": None,
        "chips": [{"text": CLASSES.get(row.legal_class, row.legal_class)}, *shown["chips"]],
        "under": f"{under} · opened {moment(row.opened_at)}" if under else f"opened {moment(row.opened_at)}",
        "open_url": shown["open_url"], "suggestions": _suggested(text), "suggestions_url": "", "guard": _guard(text),
        "paragraphs": [{"portion": mark, "pieces": pieces} for pieces in paragraphs(text.body, spans)],
        "known": known if known is not None else [_elsewhere(shown["select_url"])], "acts": own_acts(audience, row),
    }  # fmt: skip


def _elsewhere(url: str) -> dict[str, str]:
    return {
        "kind": "unknown", "title": "Show what is known about it", "url": url, "text": "",
        "because": "it is worked out for one item at a time",
    }  # fmt: skip


def _suggested(text: core.Text) -> list[dict[str, str]]:
    """Behaviors that words suggest; a person decides."""
    said = (text.data.get("object") or {}).get("suggested_behavior") or ()
    return [
        {"kind": "behavior", "words": "; ".join(map(str, one.get("because") or ())), "becomes": str(one.get("code"))}
        for one in said
        if isinstance(one, dict)
    ]


def _guard(text: core.Text) -> dict[str, Any] | None:
    found = [str(sentence) for sentence in text.data.get("findings") or ()]
    name = "Text guard" if text.row.kind == "tip" else "Found in reading it"
    return {"ok": False, "text": " ".join(found)[:600], "name": name} if found else None
