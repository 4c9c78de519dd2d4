"""The inbox: what came in and waits for a person, by time to harm; and one item of it, fetched when it is selected."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone

from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.desk.web.inbox_acts import Said, bulk_of
from watchfloor.desk.web.inbox_items import Counts, Listed, items_of, listed
from watchfloor.desk.web.inbox_parts import Around, brief_of, groups_of, preview_of
from watchfloor.desk.web.inbox_place import HERE, KINDS, Place, uuid_of
from watchfloor.plan.queries.claims import WORK
from watchfloor.protect.rules.kinds import THREATS
from watchfloor.protect.web.door import page
from watchfloor.protect.web.shown import Absent, Page
from watchfloor.protect.web.wording import KINDS as WORDS

__all__ = ["HERE", "KINDS"]

KIND_WORDS = (("", "All kinds"), ("tip", "Reports"), *((kind, WORDS[kind]) for kind in THREATS))
READS = ((("j", "k"), "move"), (("o",), "open"), (("w",), "why"), (("f",), "filter"))
WORKS = (
    (("c",), "claim"),
    (("v",), "vet"),
    (("d",), "disposition"),
    (("e",), "escalate"),
    (("x",), "select"),
    (("u",), "undo"),
)
MOST_MEMBERS = 60


@page("desk.inbox.read")
def inbox(request: HttpRequest, audience: Audience) -> Page:
    """Fifty rows: what is in force first, then the newest; what a second person confirmed has left."""
    return shown(audience, Place.of(request.GET), Said())


def shown(audience: Audience, place: Place, said: Said) -> Page:
    """The page at a place; with errors where a form could not be kept."""
    now = timezone.now()
    found = listed(audience=audience, place=place, now=now)
    items = found.items
    selected = next((one for one in items if one.row.public_id == place.item), items[0] if items else None)
    around = Around.of(audience, items, now)
    groups, others = groups_of(around, found, place, selected), list[core.Row]()
    waves = {wave[0].row.id: wave for _, all_ in found.groups for wave in all_}
    by_id = {str(one.row.public_id): one for one in items}
    lines: list[dict[str, Any]] = [line for group in groups for line in group["rows"]]
    for line in lines:
        item = by_id[line["id"]]
        wave = (item,) if line["member_of"] else waves[item.row.id]
        if item is selected:
            line["preview"], others = preview_of(around, wave, said, place)
        else:
            line["preview"] = brief_of(around, wave, line)
    all_rows = [*(one.row for one in items), *others]
    context = {
        "groups": groups, "views": _views(found.counts, place), "filters": _filters(found.counts, place),
        "filtered": bool(place.kind), "summary": f"{found.counts.all:,} wait, by time to harm",
        "older_url": place.url(after=found.after, item=None, wave=None) if found.after else "",
        "newest_url": place.url(after=None, item=None, wave=None) if place.after else "",
        "more_in_force": _more(found, place), "bulk": bulk_of(audience, said) if items else None,
        "deeds_url": f"{HERE}deeds/", "back": place.url(item=selected.row.public_id if selected else None),
        "gone": place.item is not None and (selected is None or selected.row.public_id != place.item),
        **_empty(audience, place),
    }  # fmt: skip
    return Page(
        "desk/inbox.html", context, records=list({row.public_id: None for row in all_rows}),
        markings=[around.marks.of(row) for row in all_rows], status=422 if said.errors else 200,
        keys=(*READS, *WORKS) if WORK in audience.rights else READS,
    )  # fmt: skip


@page("desk.preview.read")
def preview(request: HttpRequest, audience: Audience, record: UUID) -> Page:
    """One item as the selected one is shown, for the page that is open: `ids` are the members of its wave.

    `with` is the marking of that page: the answer carries the banner over both, which can only be stricter.
    """
    ids = [record, *(one for said in request.GET.get("ids", "").split()[:MOST_MEMBERS] if (one := uuid_of(said)))]
    rows = {row.public_id: row for row in core.rows_of(audience=audience, public_ids=ids)}
    if record not in rows:
        raise Absent
    now, order = timezone.now(), [rows[one] for one in dict.fromkeys(ids) if one in rows]
    items = items_of(audience=audience, rows=order, now=now)
    around = Around.of(audience, items, now)
    place = Place.of(request.GET)
    made, others = preview_of(around, tuple(items), Said(), place)
    all_rows = [*(item.row for item in items), *others]
    return Page(
        "desk/inbox_item.html", {"preview": made, "back": place.url(item=record), "deeds_url": f"{HERE}deeds/"},
        records=list({row.public_id: None for row in all_rows}),
        markings=[*request.GET.getlist("with"), *(around.marks.of(row) for row in all_rows)],
    )  # fmt: skip


def _views(counts: Counts, place: Place) -> list[dict[str, Any]]:
    views: list[tuple[str, str, int | None]] = [("", "All", counts.all), ("mine", "Mine", counts.mine),
             ("unclaimed", "Unclaimed", counts.unclaimed)]  # fmt: skip
    if counts.force or place.view == "force":
        views.append(("force", "In force", counts.force))
    return [
        {"text": text, "count": f"{count:,}", "url": Place(view=view, kind=place.kind).url(),
         "current": view == place.view}
        for view, text, count in views
        if count is not None
    ]  # fmt: skip


def _filters(counts: Counts, place: Place) -> list[dict[str, Any]]:
    return [
        {"text": text, "count": f"{counts.kinds.get(kind, 0) if kind else counts.all:,}",
         "url": Place(view=place.view, kind=kind).url(), "current": kind == place.kind}
        for kind, text in KIND_WORDS
    ]  # fmt: skip


def _more(found: Listed, place: Place) -> dict[str, Any] | None:
    here = sum(one.group != "No stated time" for one in found.items)
    if place.view or place.after or found.counts.force <= here:
        return None
    return {"text": f"All {found.counts.force} alerts in force", "url": Place(view="force").url()}


def _empty(audience: Audience, place: Place) -> dict[str, str]:
    if "record.read" not in audience.rights:
        text = "Your role reads no records. Rule access.role, CJISSECPOL AC-6."
        return {"empty_text": text, "empty_next": "Open the ledger", "empty_url": "/ledger/"}
    words = {"mine": "You hold no item.", "unclaimed": "Every item has its holder."}
    text = words.get(place.view, "No item waits here that you may read.")
    elsewhere = place != Place()
    return {"empty_text": text, "empty_next": "Show all" if elsewhere else "", "empty_url": HERE if elsewhere else ""}
