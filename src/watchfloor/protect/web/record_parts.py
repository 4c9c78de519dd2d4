"""The parts that every page of a record has: facts, words, why it may be read, its clock, its way and its versions."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from watchfloor.core.ledger import reading as ledger
from watchfloor.core.ledger.reading import Step
from watchfloor.core.queries import records as core
from watchfloor.core.queries import sources
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because
from watchfloor.people import queries as people
from watchfloor.protect.formats.classes import classes
from watchfloor.protect.formats.guard import look_at_record
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
    "product.draft": "draft a product from it", "record.readers": "see who read it",
    "record.original": "take its original along", "purge": "purge it",
}  # fmt: skip
GRANTED = Because("It is yours, or it was opened to you by name.", "access.grant", "28 CFR 23.20(e)")
IN_ORIGINAL = "named in the original, which you may take along"
OF_NEED = frozenset({"access.purpose", "access.case", "access.need"})
MOST_REASONS = 8
MINUTE = timedelta(minutes=1)  # how exact a stated minute is; no range
SAID_ELSEWHERE = ("description", "by", "privacy_look", "mapping")
COORDINATES = ("lat", "lon", "latitude", "longitude")
TIMES = ("occurred", "occurred_at", "occurred_on")
LONG_TITLE = 160  # characters; more than two lines of a head, the whole then stands among the facts


def why_of(audience: Audience, row: core.Row) -> dict[str, Any]:
    """Why this reader may read the record, and what he may not do here."""
    because = reasons_of(audience, row)
    need = [reason for reason in because if reason.rule in OF_NEED]
    right = [reason for reason in because if reason.rule not in OF_NEED]
    return {"because": because, "need": need, "right": right, "cannot": cannot_of(audience)}


def reasons_of(audience: Audience, row: core.Row) -> list[Because]:
    """What was stated, then what holds by right; for a granted record that one reason."""
    return list(audience.explanation.get(row.label_id, (GRANTED,)))[:MOST_REASONS]


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


def facts_of(
    view: core.RecordView, marks: Marks, rights: frozenset[str] = frozenset()
) -> list[dict[str, Any]]:  # fmt: skip
    """Name, value and portion mark of what is known; fields as they came stand under their own names."""
    row, mark = view.row, portion_of(marks.of(view.row))
    said = view.data.get("object") or {}
    pairs = [
        ("Title", row.title if len(row.title) > LONG_TITLE else ""),
        ("Kind", KINDS.get(row.kind, row.kind)),
        ("Legal class", CLASSES.get(row.legal_class, row.legal_class)),
        ("Seen", _span(view)),
        ("Said of the time", _time_words(view, str(view.data.get("said") or ""))),
        ("Where", place_of(row.lon, row.lat)),
        ("Place named", str(view.data.get("place") or "")),
        ("Opened here", moment(row.opened_at)),
        ("From", _from(row.owner_id)),
        ("Marked as received", ", ".join(map(str, view.data.get("markings") or ())) or "not marked; by our class"),
        *_as_came(said, view),
    ]
    always = {"Seen", "Where"}
    found: list[dict[str, Any]] = [
        {"name": name, "value": value, "portion": mark} for name, value in pairs if value or name in always
    ]
    if said.get("reporter"):
        found.append({"name": "Reporter", "value": IN_ORIGINAL, "withheld": _apart(rights), "portion": mark})
    return found


def _apart(rights: frozenset[str]) -> dict[str, str] | None:
    """Who reported is sealed with the original and is not shown at the desk."""
    if "record.original" in rights:
        return None
    return {"who": who_can("record.original"), "rule": "Rule right.record.original, 28 CFR 23.20(g)"}


def _span(view: core.RecordView) -> str:
    row, until = view.row, view.occurred_until
    start = moment(row.occurred_at, row.occurred_precision)
    if row.occurred_at is None or until is None or until - row.occurred_at <= MINUTE:
        return start
    begun, ended = timezone.localtime(row.occurred_at), timezone.localtime(until)
    one_day = row.occurred_precision != "day" and begun.date() == ended.date()
    return f"{start} to {ended:%H:%M %Z}" if one_day else f"{start} to {moment(until)}"


def _time_words(view: core.RecordView, said: str) -> str:
    """What the sender wrote of a time, unless it is the moment that stands as "Seen" already."""
    try:
        at = datetime.fromisoformat(said)
    except ValueError:
        return said
    if at.tzinfo is None:
        return said
    return "" if at == view.row.occurred_at and view.row.occurred_precision != "day" else moment(at)


def _from(owner_id: int) -> str:
    known = people.agencies(ids=[owner_id]).get(owner_id) if owner_id else None
    return agency_words(known.name) if known else ""


def _as_came(said: Mapping[str, Any], view: core.RecordView) -> Iterable[tuple[str, str]]:
    """Cells of a row, or the plain values of an object; nested ones are in the original, and nothing is said twice."""
    fields = said.get("fields") if isinstance(said.get("fields"), Mapping) else said
    told = {*SAID_ELSEWHERE, *(COORDINATES if view.row.lon is not None else ())}
    told |= {"exercise"} if (fields or {}).get("exercise") == "EXERCISE" else set()  # the banners say it
    for name, value in (fields or {}).items():
        words = _time_words(view, value) if isinstance(value, str) and name in TIMES else str(value)
        if isinstance(value, str | int | float | bool) and name not in told and words:
            yield str(name).replace("_", " ").capitalize(), words[:300]


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


def trail_of(steps: Iterable[Step], names: Mapping[int, str], *, linked: bool = False) -> list[dict[str, Any]]:
    """The record's way, oldest first; `linked` leads from each sealed step to its fact on the ledger."""
    way = list(reversed(list(steps)))
    return [
        {
            "when": stamp(step.at), "what": fact_words(step.kind),
            "detail": f"by {names.get(step.actor, 'not known')}" + ("" if step.pos is not None else ", not yet sealed"),
            "url": f"/ledger/?before={step.pos + 1}" if linked and step.pos is not None else "",
            "hash": "", "now": at == len(way) - 1,
        }
        for at, step in enumerate(way)
    ]  # fmt: skip


def trail_and_history(
    audience: Audience, record: UUID, *, until: datetime | None = None
) -> tuple[list[dict[str, Any]], list[dict[str, str]], list[Step]]:
    """(trail, history, facts of its way), up to a moment if one is given; versions newest first."""
    steps = [one for one in ledger.trail(audience=audience, record=record) if until is None or one.at <= until]
    versions = [
        one for one in core.history(audience=audience, public_id=record) if until is None or one[1] <= until
    ]  # fmt: skip
    names = names_of({step.actor for step in steps} | {author for *_, author in versions}, audience)
    history = [
        {"when": moment(at), "who": names.get(author, ""), "what": f"version {n}", "note": title}
        for n, at, title, author in versions
    ]
    return trail_of(steps, names, linked="ledger.read" in audience.rights), history, steps


def kept_step(audience: Audience, view: core.RecordView) -> list[dict[str, Any]]:
    """The first step of a trail: the bytes it came in, kept as they were; nothing if the reader may not see those."""
    kept = sources.source_item(audience=audience, source_item_id=view.source_item_id) if view.source_item_id else None
    if kept is None:
        return []
    detail = f"{kept.format or 'format not told'}, {kept.size:,} bytes"
    return [
        {"when": stamp(kept.received_at), "what": "Bytes kept as they came", "detail": detail, "hash": kept.sha256,
         "url": "", "now": False}
    ]  # fmt: skip


def readers_of(audience: Audience, row: core.Row, *, until: datetime | None = None) -> dict[str, Any]:
    """Who read the record, for those who look after it at its owner or the center; for all else that it is kept."""
    center, purposes = people.center(), load().purposes
    of_owner = audience.actor.agency_id in {row.owner_id, center.id if center else 0}
    if "record.readers" not in audience.rights or not of_owner:
        return {"rows": [], "withheld": {"who": who_can("record.readers"), "rule": "Rule right.record.readers"}}
    found = ledger.readers(audience=audience, record=row.public_id, until=until)
    names = names_of({one.actor for one in found}, audience)
    rows = [
        {
            "who": names.get(one.actor, "not known"), "times": one.times, "first": moment(one.first_at),
            "last": moment(one.last_at),
            "purpose": purposes[one.purpose].words.partition(";")[0] if one.purpose in purposes else one.purpose,
        }
        for one in found
    ]  # fmt: skip
    return {"rows": rows, "withheld": None}


def guard_sentences(view: core.RecordView) -> list[str]:
    """What text guards say of its words; a person looks, nothing is held back."""
    row = view.row
    return [one.sentence for one in look_at_record(row.title, view.body, view.data, legal_class=row.legal_class)]


def head_of(view: core.RecordView, marks: Marks, *, disputed: str = "") -> dict[str, Any]:
    """Number, title, portion mark and version for the head of a page."""
    return {
        "number": number_of(view.row), "title": shortened(view.row.title), "portion": portion_of(marks.of(view.row)),
        "chips": [{"text": CLASSES.get(view.row.legal_class, view.row.legal_class)}], "clock": None,
        "version": f"version {view.n} of {view.versions}", "disputed": disputed,
        "disclaimer": classes().disclaimer(view.row.legal_class), "class_url": f"/records/{view.row.public_id}/class/",
        "spill_url": f"/records/{view.row.public_id}/spill/",
    }  # fmt: skip


def shortened(title: str) -> str:
    """A title that fits a head; cut between words."""
    return title if len(title) <= LONG_TITLE else title[:LONG_TITLE].rpartition(" ")[0].rstrip(" ,;") + " …"
