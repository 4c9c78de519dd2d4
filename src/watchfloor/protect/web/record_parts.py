"""The parts that every page of a record has: facts, words, why it may be read, its clock, its way and its versions."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from watchfloor.core.ledger import reading as ledger
from watchfloor.core.ledger.reading import Step
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because
from watchfloor.people import queries as people
from watchfloor.protect.formats.policy import load
from watchfloor.protect.web.frame import ROLES
from watchfloor.protect.web.marks import Marks, portion_of
from watchfloor.protect.web.wording import (
    CLASSES,
    KINDS,
    agency_words,
    day,
    fact_words,
    moment,
    number_of,
    place_of,
    stamp,
)

RIGHTS = {
    "tip.vet": "vet it", "link.judge": "judge its links", "assess": "assess what it means here",
    "product.draft": "draft a product from it", "purge": "purge it",
}  # fmt: skip
READS = (".read", ".searched")
GRANTED = Because("It is yours, or it was opened to you by name.", "access.grant", "28 CFR 23.20(e)")
KEPT_APART = "named; not shown at the desk (28 CFR 23.20(g))"


def why_of(audience: Audience, row: core.Row) -> dict[str, Any]:
    """Why this reader may read the record, and what he may not do here."""
    return {"because": reasons_of(audience, row), "cannot": cannot_of(audience)}


def reasons_of(audience: Audience, row: core.Row) -> list[Because]:
    """Five lines at most; for a granted record that one reason."""
    return list(audience.explanation.get(row.label_id, (GRANTED,)))[:5]


def cannot_of(audience: Audience, rights: Mapping[str, str] = RIGHTS) -> list[dict[str, str]]:
    """What the reader's role does not carry, with who can."""
    return [
        {
            "what": what, "because": "your role does not carry it.", "rule": f"Rule right.{right}, CJISSECPOL AC-6",
            "who": who_can(right), "next_text": "", "next_url": "",
        }
        for right, what in rights.items()
        if right not in audience.rights
    ]  # fmt: skip


def who_can(right: str) -> str:
    """The roles that carry a right, in words."""
    return ", ".join(ROLES.get(role, role) for role, rights in load().roles.items() if right in rights)


def lifeline_of(row: core.Row, *, now: datetime) -> dict[str, Any]:
    """From opening over review to purge, in percent of the way drawn."""
    opened, today = timezone.localdate(row.opened_at), timezone.localdate(now)
    whole: int = max(1, (row.purge_on - opened).days)

    def at(on: date) -> int:
        return round(2 + 96 * min(1.0, max(0.0, (on - opened).days / whole)))

    return {
        "now": at(today), "review": at(row.review_on) if row.review_on else None, "opened_text": day(opened),
        "review_text": f"review {day(row.review_on)}" if row.review_on else "",
        "purge_text": f"purge {day(row.purge_on)}", "note": f"Schedule of its class: {CLASSES[row.legal_class]}.",
    }  # fmt: skip


def facts_of(view: core.RecordView, marks: Marks) -> list[dict[str, Any]]:
    """Name, value and portion mark of what is known; fields as they came stand under their own names."""
    row, mark = view.row, portion_of(marks.of(view.row))
    said = view.data.get("object") or {}
    pairs = [
        ("Kind", KINDS.get(row.kind, row.kind)),
        ("Legal class", CLASSES.get(row.legal_class, row.legal_class)),
        ("Seen", _span(view)),
        ("Said of the time", str(view.data.get("said") or "")),
        ("Where", place_of(row.lon, row.lat)),
        ("Place named", str(view.data.get("place") or "")),
        ("Opened here", moment(row.opened_at)),
        ("From", _from(row.owner_id)),
        ("Marked as received", ", ".join(map(str, view.data.get("markings") or ())) or "not marked; by our class"),
        *_as_came(said),
    ]
    always = {"Seen", "Where"}
    found: list[dict[str, Any]] = [
        {"name": name, "value": value, "portion": mark} for name, value in pairs if value or name in always
    ]
    if said.get("reporter"):
        found.append({"name": "Reporter", "value": KEPT_APART, "portion": mark})
    return found


def _span(view: core.RecordView) -> str:
    start = moment(view.row.occurred_at, view.row.occurred_precision)
    end = moment(view.occurred_until)
    return f"{start} to {end}" if end and end != start else start


def _from(owner_id: int) -> str:
    known = people.agencies(ids=[owner_id]).get(owner_id) if owner_id else None
    return agency_words(known.name) if known else ""


def _as_came(said: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """Cells of a row, or the plain values of an object; nested ones are in the original."""
    fields = said.get("fields") if isinstance(said.get("fields"), Mapping) else said
    for name, value in (fields or {}).items():
        if isinstance(value, str | int | float | bool) and name not in ("description", "by", "privacy_look", "mapping"):
            yield str(name).replace("_", " ").capitalize(), str(value)[:300]


def paragraphs_of(view: core.RecordView, marks: Marks) -> list[dict[str, Any]]:
    """The words as reported; each paragraph with its portion mark."""
    mark = portion_of(marks.of(view.row))
    return [{"portion": mark, "text": text} for text in view.body.split("\n") if text.strip()]


def names_of(ids: Iterable[int], audience: Audience) -> dict[int, str]:
    """Who acted, in words; below zero it was a service. Names of persons are for the center and for oneself."""
    center = people.center()
    inside = center is not None and audience.actor.agency_id == center.id
    known = people.persons(ids={one for one in ids if one > 0})
    services = {service.person: service.name for service in load().services.values()}
    names = dict[int, str]()
    for one in set(ids):
        if one < 0:
            names[one] = services.get(one, "service")
        elif inside or one == audience.actor.person_id:
            names[one] = known[one].name if one in known else "a person who has left"
        else:
            names[one] = "a person of another agency" if one in known else "not known"
    return names


def trail_of(steps: Iterable[Step], names: Mapping[int, str]) -> list[dict[str, Any]]:
    """The record's way, oldest first, readings left out."""
    way = [step for step in reversed(list(steps)) if not step.kind.endswith(READS)]
    return [
        {
            "when": stamp(step.at), "what": fact_words(step.kind),
            "detail": f"by {names.get(step.actor, 'not known')}" + ("" if step.pos is not None else ", not yet sealed"),
            "hash": "", "now": at == len(way) - 1,
        }
        for at, step in enumerate(way)
    ]  # fmt: skip


def trail_and_history(
    audience: Audience, record: UUID
) -> tuple[list[dict[str, Any]], list[dict[str, str]], list[Step]]:
    """(trail, history, all facts): versions newest first, then who read it for those who may read the ledger."""
    steps = ledger.trail(audience=audience, record=record)
    versions = core.history(audience=audience, public_id=record)
    names = names_of({step.actor for step in steps} | {author for *_, author in versions}, audience)
    history = [
        {"when": moment(at), "who": names.get(author, ""), "what": f"version {n}", "note": title}
        for n, at, title, author in versions
    ]
    if "ledger.read" in audience.rights:
        reads = [step for step in steps if step.kind.endswith(READS)][:20]
        words = load().purposes
        history += [
            {
                "when": moment(step.at), "who": names.get(step.actor, ""), "what": fact_words(step.kind),
                "note": words[step.purpose].words if step.purpose in words else step.purpose,
            }
            for step in reads
        ]  # fmt: skip
    return trail_of(steps, names), history, steps


def head_of(view: core.RecordView, marks: Marks) -> dict[str, Any]:
    """Number, title, portion mark and version for the head of a page."""
    return {
        "number": number_of(view.row), "title": view.row.title, "portion": portion_of(marks.of(view.row)),
        "chips": [{"text": CLASSES.get(view.row.legal_class, view.row.legal_class)}], "clock": None,
        "version": f"version {view.n} of {view.versions}", "disputed": "",
    }  # fmt: skip
