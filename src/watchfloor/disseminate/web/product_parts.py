"""The parts of a product's page: statements with their marks and source numbers, checks, sources, stages, receipts."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Decision
from watchfloor.disseminate.queries.products import ProductView
from watchfloor.disseminate.rules.checking import Check
from watchfloor.disseminate.rules.product import Statement
from watchfloor.marking.banner import canonical, portion
from watchfloor.protect.web.fields import error
from watchfloor.protect.web.marks import portion_of
from watchfloor.protect.web.record_parts import names_of
from watchfloor.protect.web.wording import day, moment, number_of

STATES = {"draft": "draft", "in review": "in review", "released": "released", "recalled": "recalled"}
MOST_NUMBERS = 6  # beside a statement; what rests on other statements rests on all their sources
KINDS = {"second": "Second person", "privacy": "Privacy officer"}


@dataclass(frozen=True, slots=True)
class Said:
    """A deed that was refused, with the words of its form; empty when the page is only read."""

    deed: str = ""
    words: Mapping[str, str] = field(default_factory=dict)
    refused: Decision | None = None

    def errors(self, deed: str, fields: Mapping[str, str]) -> list[dict[str, str]]:
        """What refused this deed; `fields` ties rules to fields."""
        if self.refused is None or self.deed != deed:
            return []
        return [
            error(fields.get(one.rule, ""), " ".join(filter(None, (one.text, one.way_out, f"Rule {one.rule}."))))
            for one in self.refused.against
        ]

    def value(self, deed: str, name: str) -> str:
        """What was written into a field of this deed."""
        return self.words.get(name, "") if self.deed == deed else ""


def banner_of(view: ProductView) -> str:
    """The product's own marking, rolled up from its portions; "" while one is unmarked."""
    return canonical(view.product.banner) if view.product.banner else ""


def parts_of(view: ProductView, said: Said, *, url: str, editing: bool) -> list[dict[str, Any]]:
    """Sections with their statements; a form beside each while the reader may edit."""
    first = {one.statement: one.text for one in reversed(view.checks) if one.statement and not one.ok}
    return [
        {
            "title": section.heading,
            "statements": [
                _statement(view, one, first.get(one.id, ""), said, url=url if editing else "")
                for one in section.statements
            ],
        }
        for section in view.product.sections
    ]


def _statement(view: ProductView, one: Statement, finding: str, said: Said, *, url: str) -> dict[str, Any]:
    titles = {note.number: note.source.what for note in view.sourcing.notes}
    numbers = view.sourcing.numbers.get(one.id, ())
    mark = portion(one.marking)[1:-1] if one.marking else ""
    again = said.deed == "edit" and said.words.get("key") == one.id
    edit = {
        "url": url, "key": one.id, "open": again,
        "text": said.words.get("text", one.text) if again else one.text,
        "portion": said.words.get("portion", mark) if again else mark,
        "errors": said.errors("edit", {}) if again else [],
    }  # fmt: skip
    return {
        "id": one.id, "portion": mark, "label": one.label, "text": one.text,
        "likelihood": one.likelihood, "confidence": one.confidence,
        "sources": [{"number": number, "title": titles.get(number, "")} for number in numbers[:MOST_NUMBERS]],
        "more_sources": max(0, len(numbers) - MOST_NUMBERS),
        "finding": "a source was purged" if one.id in view.withdrawn else finding, "edit": edit if url else None,
    }  # fmt: skip


def checks_of(view: ProductView) -> tuple[list[dict[str, Any]], int]:
    """(what is to be settled or looked at, how many passed)."""
    open_ = [one for one in view.checks if not one.ok]
    texts = {(one.text, one.way_out): one for one in reversed(open_)}
    shown = [
        {"ok": False, "text": _said(one, sum(other.text == one.text for other in open_)), "url": _place(one)}
        for one in reversed(texts.values())
    ]
    return shown, sum(one.ok for one in view.checks)


def _said(one: Check, times: int) -> str:
    said = " ".join(filter(None, (one.text, one.way_out)))
    return f"{said} {times} statements." if times > 1 else said


def _place(one: Check) -> str:
    return f"#statement-{one.statement}" if one.statement else ""


def conflicts_of(checks: tuple[Check, ...]) -> list[str]:
    """Portions marked below their sources."""
    return [f"{one.statement}: {one.text} {one.way_out}" for one in checks if "not-lower" in one.rule and not one.ok]


def sources_of(audience: Audience, view: ProductView) -> tuple[list[dict[str, Any]], list[core.Row]]:
    """(endnotes, the records among them that this reader may read)."""
    ids = [one for note in view.sourcing.notes if (one := _uuid(note.source.record))]
    rows = core.rows_of(audience=audience, public_ids=ids)
    known = {str(row.public_id): number_of(row) for row in rows}
    notes = [
        {
            "number": note.number, "record": known.get(note.source.record, note.source.record[:8]),
            "grade": note.source.grade or "none", "title": f"{note.source.what}, {note.source.originator}",
            "url": f"/records/{note.source.record}/" if note.source.record in known else "",
            "of": day(note.source.dated_on) if note.source.dated_on else "",
            "portion": portion_of(canonical(note.source.marking)),
        }
        for note in view.sourcing.notes
    ]  # fmt: skip
    return notes, rows


def _uuid(said: str) -> UUID | None:
    try:
        return UUID(said)
    except ValueError:
        return None


def stages_of(audience: Audience, view: ProductView) -> list[dict[str, str]]:
    """Draft, the two reviews, release, feedback; what is done, what is now."""
    names = names_of(set(view.authors), audience)
    valid = {one.kind: one for one in view.reviews if one.approved and one.revision == view.revision}
    out, read = bool(view.releases), sum(1 for one in view.releases for who in one.recipients if who.acknowledged_at)
    rows = [
        ("Draft", ", ".join(names[one] for one in view.authors), view.state != "draft"),
        *((KINDS[kind], valid[kind].name if kind in valid else "", kind in valid) for kind in KINDS),
        ("Release", view.releases[-1].number if out else "", out),
        ("Acknowledged", f"{read} of {sum(len(one.recipients) for one in view.releases)}" if out else "", False),
    ]
    now = next((at for at, (_, _, done) in enumerate(rows) if not done), len(rows))
    return [
        {"text": text, "note": note, "state": "done" if done else "now" if at == now else "to-come"}
        for at, (text, note, done) in enumerate(rows)
    ]


def receipts_of(view: ProductView) -> dict[str, Any] | None:
    """Who got it and who said that he has it."""
    copies = [(one, who) for one in view.releases for who in one.recipients]
    if not copies:
        return None
    rows = [
        {
            "name": who.name, "group": f"{who.agency}; {one.number} to {one.group}", "sent": moment(who.delivered_at),
            "acknowledged": moment(who.acknowledged_at), "note": "recalled" if one.recalled_at else "",
        }
        for one, who in copies
    ]  # fmt: skip
    read = sum(1 for _, who in copies if who.acknowledged_at)
    return {"rows": rows, "summary": f"{read} of {len(copies)} acknowledged"}


def trail_of(audience: Audience, view: ProductView) -> list[dict[str, Any]]:
    """The product's way, oldest first."""
    names = names_of({*view.authors, *(one.by_id for one in view.releases)}, audience)
    steps = [(view.made_at, "Drafted", f"by {names[view.authors[0]]}" if view.authors else "")]
    for one in view.reviews:
        verdict = "approved" if one.approved else "returned"
        words = f": {one.because}" if one.because else ""
        steps.append((one.at, f"{KINDS.get(one.kind, one.kind)} {verdict} revision {one.revision}", one.name + words))
    for out in view.releases:
        steps.append((out.at, f"Released as {out.number}", f"to {out.group}, by {names[out.by_id]}"))
        if out.recalled_at:
            steps.append((out.recalled_at, f"{out.number} recalled", out.recalled_because))
    steps.sort(key=lambda step: step[0])
    return [
        {"when": moment(at), "what": what, "detail": detail, "hash": "", "now": n == len(steps) - 1}
        for n, (at, what, detail) in enumerate(steps)
    ]


def counted(view: ProductView) -> str:
    """How many statements, of how many sources; for the head of the page."""
    whole = Counter(bool(one.sources) for one in view.statements)
    return f"{sum(whole.values())} statements, {len(view.sourcing.notes)} sources, revision {view.revision}"
