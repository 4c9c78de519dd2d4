"""The statements of a product as its page shows them: one open under the pen, its sources and comments beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.disseminate.actions.sources import offered as offered_to
from watchfloor.disseminate.formats.policy import release_policy
from watchfloor.disseminate.queries.drafting import CommentView, Offered, comments
from watchfloor.disseminate.queries.products import ProductView
from watchfloor.disseminate.rules.product import Statement
from watchfloor.disseminate.rules.tearing import HEADING, SECTION, tear_line
from watchfloor.disseminate.web.product_parts import Said
from watchfloor.disseminate.web.redaction_parts import redaction_of
from watchfloor.disseminate.web.statement_form import form_of
from watchfloor.marking.banner import canonical, portion, tlp_label
from watchfloor.protect.queries.redress import disputed
from watchfloor.protect.web.fields import field
from watchfloor.protect.web.marks import portion_of
from watchfloor.protect.web.record_parts import names_of
from watchfloor.protect.web.wording import agency_words, day, moment, number_of

DISPUTED = ", disputed"
MOST_NUMBERS = 4  # beside a statement; what rests on other statements rests on all their sources
EDITABLE = ("draft", "in review")
GROUP_KINDS = {
    "federal": "federal", "peer-center": "other fusion centers", "law-enforcement": "law enforcement",
    "fire-ems": "fire and EMS", "public-health": "public health", "emergency-management": "emergency management",
    "private-sector": "private sector", "public": "the public",
}  # fmt: skip
COMMENTS = frozenset({"product.draft", "product.review", "product.release"})


@dataclass(frozen=True, slots=True)
class Desk:
    """What is open on the page: the statement `at`, or a new one in `add`; its form, its offered sources, comments.

    `numbers` are those of records this reader may open; `records` all of which something is shown.
    """

    editing: bool
    commenting: bool
    at: str
    add: str
    url: str
    form: dict[str, Any] | None
    offered: Mapping[str, Offered]
    numbers: Mapping[str, str]
    records: tuple[UUID, ...]
    comments: tuple[CommentView, ...]
    names: Mapping[int, str]
    redaction: dict[str, Any] | None = None


def desk_of(audience: Audience, view: ProductView, said: Said, *, url: str) -> Desk:
    """Only what stands can be open; a reader who does not draft reads it with its comments and no form."""
    editing = view.state in EDITABLE and "product.draft" in audience.rights
    at = said.at.get("at", "") if said.at.get("at", "") in view.every else ""
    sections = {one.key for one in view.product.sections} | {SECTION}
    add = said.at.get("add", "") if editing and not at and said.at.get("add", "") in sections else ""
    offered = offered_to(view=view, by=audience) if editing and (at or add) else {}
    found = comments(audience=audience, view=view)
    form = form_of(audience, view, said, at=at, add=add, url=url) if editing and (at or add) else None
    named = [*(note.source.record for note in view.sourcing.notes), *offered]
    rows = core.rows_of(audience=audience, public_ids=[one for said_ in named if (one := _uuid(said_))])
    flagged = disputed(audience=audience, record_ids=[row.id for row in rows])
    numbers = {str(row.public_id): number_of(row) + (DISPUTED if row.id in flagged else "") for row in rows}
    names = names_of({one.by_id for one in found}, audience)
    may = bool(COMMENTS & audience.rights) and view.state in EDITABLE
    shown = tuple(dict.fromkeys(row.public_id for row in rows))
    redaction = redaction_of(view.every[at], said, url=url) if editing and at else None
    return Desk(editing, may, at, add, url, form, offered, numbers, shown, tuple(found), names, redaction)


def _uuid(said: str) -> UUID | None:
    try:
        return UUID(said)
    except ValueError:
        return None


def parts_of(view: ProductView, desk: Desk) -> list[dict[str, Any]]:
    """Sections with their statements, the open one as a form, and a new one at the end of the section it is for."""
    keys = list(view.every)
    return [
        {
            "title": section.heading, "key": section.key,
            "statements": [_statement(view, one, desk, keys) for one in section.statements],
            "form": desk.form if desk.add == section.key else None,
            "add_url": f"?add={section.key}#edit" if desk.editing else "",
        }
        for section in view.product.sections
    ]  # fmt: skip


def tear_of(view: ProductView, said: Said, desk: Desk) -> dict[str, Any] | None:
    """The tear line: its own title, for whom, its own mark and statements; or the way to write one."""
    tear, torn = view.product.tear, tear_line(view.product)
    if tear is None and not desk.editing:
        return None
    keys, marked = list(view.every), torn is not None and all(one.marking for one in torn.statements)
    kinds = [one for one in release_policy().kinds if one != "own-center"]
    chosen = tear.meant_for if tear else ()
    title = said.value("tear", "tear_title") or (tear.title if tear else "")
    fields = [
        field("tear_title", "Title of the tear line", value=title,
              hint="Its own: the title above may say more than these groups may read."),
        field("meant_for", "For these groups", kind="checks", columns=True,
              options=[{"value": one, "text": GROUP_KINDS.get(one, one), "checked": one in chosen} for one in kinds]),
    ]  # fmt: skip
    return {
        "portion": portion_of(canonical(torn.banner)) if torn and torn.banner and marked else "", "heading": HEADING,
        "title": tear.title if tear else "", "meant_for": ", ".join(GROUP_KINDS.get(one, one) for one in chosen),
        "statements": [_statement(view, one, desk, keys) for one in (tear.statements if tear else ())],
        "fields": fields if desk.editing else [], "url": f"{desk.url}tear", "errors": said.errors("tear", {}),
        "open": said.deed == "tear" or said.at.get("part") == SECTION, "add_url": f"?add={SECTION}#edit",
        "form": desk.form if desk.add == SECTION else None, "editing": desk.editing,
    }  # fmt: skip


def _statement(view: ProductView, one: Statement, desk: Desk, keys: Sequence[str]) -> dict[str, Any]:
    titles = {note.number: note.source.what for note in view.sourcing.notes}
    numbers = view.sourcing.numbers.get(one.id, ())
    found = next(
        (c for c in (*view.checks, *view.tear_checks) if c.statement == one.id and not c.ok and c.refuses), None
    )
    at = keys.index(one.id)
    here = keys.index(desk.at) if desk.at else -1
    return {
        "id": one.id, "portion": portion(one.marking)[1:-1] if one.marking else "", "label": one.label,
        "tlp": tlp_label(one.marking) if one.marking else "",
        "text": one.text, "likelihood": one.likelihood, "confidence": one.confidence,
        "kind": "judgment" if one.own else "", "lowered": one.lowered_by,
        "sources": [{"number": number, "title": titles.get(number, "")} for number in numbers[:MOST_NUMBERS]],
        "more_sources": max(0, len(numbers) - MOST_NUMBERS), "gone": one.id in view.withdrawn and not one.text,
        "finding": found.text if found else "", "current": one.id == desk.at,
        "open_url": f"?at={one.id}#statement-{one.id}", "form": desk.form if one.id == desk.at else None,
        "step": "k" if at == here - 1 else "j" if at == here + 1 else "", "comments": _comments(one.id, desk),
        "comment_url": f"{desk.url}comment" if desk.commenting and one.id == desk.at else "",
        "lower": _lower(view, one, desk), "redact": desk.redaction if one.id == desk.at else None,
    }  # fmt: skip


def _comments(key: str, desk: Desk) -> list[dict[str, Any]]:
    return [
        {
            "id": str(one.public_id), "who": desk.names.get(one.by_id, ""), "when": moment(one.at), "words": one.words,
            "version": one.revision, "settled": one.settled_at is not None,
            "settle_url": f"{desk.url}settle" if desk.commenting and one.settled_at is None else "",
        }
        for one in desk.comments
        if one.key == key and (one.settled_at is None or key == desk.at)
    ]  # fmt: skip


def _lower(view: ProductView, one: Statement, desk: Desk) -> dict[str, Any] | None:
    """The form of the decision, for a statement that is open and marked below its sources."""
    conflict = any("not-lower" in c.rule and not c.ok and c.statement == one.id
                   for c in (*view.checks, *view.tear_checks))  # fmt: skip
    if one.id != desk.at or not conflict or not desk.commenting:
        return None
    others = sorted({ref.originator for ref in one.sources if ref.originator != view.product.center})
    return {"url": f"{desk.url}lower", "others": ", ".join(others)}


def sources_of(desk: Desk, view: ProductView) -> dict[str, Any]:
    """The sources of the open statement to pick from, or those of the whole product by number."""
    numbers = {note.source.record: note.number for note in view.sourcing.notes}
    refs = {note.source.record: note.source for note in view.sourcing.notes}
    statement = view.every.get(desk.at)
    mine = {ref.record for ref in statement.sources} if statement else set()
    picked = set(desk.form["picked"]) if desk.form and desk.form["picked"] is not None else mine
    if desk.form:
        refs = {**{key: one.ref for key, one in desk.offered.items()}, **refs}
    elif statement:
        of = view.sourcing.numbers.get(statement.id, ())
        refs = {note.source.record: note.source for note in view.sourcing.notes if note.number in of}
    order = sorted(refs, key=lambda key: (key not in picked, numbers.get(key, 99), key))
    rows = [
        {
            "number": numbers.get(key, ""), "value": key, "checked": key in picked,
            "record": desk.numbers.get(key, "center" if not _uuid(key) else key[:8]),
            "url": f"/records/{key}/" if key in desk.numbers else "", "grade": refs[key].grade or "none",
            "title": f"{refs[key].what}, {agency_words(refs[key].originator)}",
            "of": _day(refs[key].dated_on),
            "portion": portion_of(canonical(refs[key].marking)),
        }
        for key in order
    ]  # fmt: skip
    return {"rows": rows, "picking": desk.form is not None, "one": statement is not None or desk.form is not None,
            "more": desk.form["more"] if desk.form else ""}  # fmt: skip


def _day(on: date | None) -> str:
    return day(on) if on else ""


def place_words(view: ProductView, key: str) -> str:
    """Where a statement stands, in words: "What happened 2"."""
    for section in view.product.sections:
        for n, one in enumerate(section.statements, 1):
            if one.id == key:
                return f"{section.heading} {n}"
    tear = view.product.tear
    for n, one in enumerate(tear.statements if tear else (), 1):
        if one.id == key:
            return f"tear line {n}"
    return {"": "the draft", "title": "the title", "tear-title": "the tear line"}.get(
        key, "a statement taken out since"
    )
