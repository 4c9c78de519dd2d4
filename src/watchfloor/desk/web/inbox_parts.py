"""Rows and previews of the inbox as its templates show them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from watchfloor.analyze.queries import known as analyze
from watchfloor.analyze.queries.bearing import Bearing, bearing
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.desk.rules.board import left, span, state_of
from watchfloor.desk.rules.pieces import paragraphs
from watchfloor.desk.web.inbox_acts import Said, acts_of
from watchfloor.desk.web.inbox_items import Item, Listed
from watchfloor.desk.web.inbox_place import Place
from watchfloor.desk.web.lists import known_rows, list_row, record_url
from watchfloor.desk.web.marking_words import spans_of
from watchfloor.gather.queries.triage import reasons
from watchfloor.people import queries as people
from watchfloor.plan.queries.claims import WORK
from watchfloor.protect.formats.guard import look_at_record
from watchfloor.protect.web.marks import Marks, portion_of
from watchfloor.protect.web.record_parts import names_of, why_of
from watchfloor.protect.web.wording import CLASSES, agency_words, brief, moment, where_words

SHORT = 1200  # characters of a report whose preview is not open; the rest comes when it is
GUARD = 600
PLURALS = {"item of a partner": "items of partners", "local report": "local reports"}
TONES = ("report", "threat", "asset", "vehicle")  # kinds with a color of their own


@dataclass(frozen=True, slots=True)
class Around:
    """What rows and previews of one page share."""

    audience: Audience
    now: datetime
    marks: Marks
    names: Mapping[int, str]
    origins: Mapping[int, people.AgencyView]
    bears: Mapping[int, Bearing]

    @classmethod
    def of(cls, audience: Audience, items: list[Item], now: datetime) -> "Around":
        """Names of holders and of agencies, and what bears on the items, each asked once."""
        names = names_of({one.claim.person_id for one in items if one.claim}, audience)
        owners = sorted({one.row.owner_id for one in items})
        bears = bearing(audience=audience, rows=[one.row for one in items])
        return cls(audience, now, Marks(), names, people.agencies(ids=owners) if owners else {}, bears)

    def origin(self, row: core.Row) -> str:
        """The agency that it came from, in words."""
        return agency_words(self.origins[row.owner_id].name) if row.owner_id in self.origins else ""


def groups_of(around: Around, page: Listed, place: Place, selected: Item | None) -> list[dict[str, Any]]:
    """Group heads with their rows; a wave's members follow its own row, shown once it is opened."""
    return [
        {"title": title, "rows": [row for wave in waves for row in _wave(around, wave, place, selected)]}
        for title, waves in page.groups
    ]


def _wave(around: Around, wave: tuple[Item, ...], place: Place, selected: Item | None) -> list[dict[str, Any]]:
    head = wave[0].row.public_id
    if len(wave) == 1:
        return [_row(around, wave, place, selected)]
    opened = place.wave == head or selected in wave[1:]
    folded = {**_row(around, wave, place, selected), "wave": len(wave), "opened": opened}
    folded["wave_url"] = place.url(wave=None if opened else head, item=head)
    member = {"member_of": str(head), "opened": opened, "tickable": False}
    return [folded, *({**_row(around, (one,), place, selected), **member} for one in wave[1:])]


def _row(around: Around, wave: tuple[Item, ...], place: Place, selected: Item | None) -> dict[str, Any]:
    item = wave[0]
    imminent = item.group == "Imminent"
    shown = list_row(item.row, around.marks, now=around.now, selected=item is selected)
    ids = " ".join(str(one.row.public_id) for one in wave)
    glyph = "imminent" if imminent else shown["kind"]
    parts = (around.origin(item.row), where_words(item.text.data, item.row.lon, item.row.lat), shown["time"])
    here, clock = place.url(item=item.row.public_id), clock_of(item, around.now)
    if clock and clock["state"] != "ok":  # quiet when good: a clock in time is not shown in the list
        shown["clock"] = {"text": clock["text"], "state": clock["state"]}
    because = stands_here(item) if item.group != "No stated time" and item.priority else []
    return {
        **shown, "because": " ".join(because), "under": "".join(f" · {part}" for part in parts if part), "glyph": glyph,
        "tone": glyph if imminent or glyph in TONES else "mute", "glyph_says": glyph.capitalize(),
        "chips": chips_of(around, item), "holder": _holder(around, item), "cui": shown["portion"].startswith("CUI"),
        "select_url": here, "open_url": record_url(item.row, come=here), "ids": ids,
        "fetch": here.replace("?", f"{item.row.public_id}/?", 1)
        + (f"&ids={ids.replace(' ', '+')}" if len(wave) > 1 else ""),
        "wave": 0, "member_of": "", "opened": False, "tickable": WORK in around.audience.rights,
    }  # fmt: skip


def chips_of(around: Around, item: Item) -> list[dict[str, str]]:
    """How far its vetting has come, whether somebody disputes it, and whether a state that it states waits."""
    found = [{"text": "disputed", "tone": "overdue", "glyph": ""}] if item.disputed else []
    found += [{"text": "state not confirmed", "tone": "soon", "glyph": ""}] if item.unconfirmed else []
    if bears := around.bears.get(item.row.id):
        word = "item of a partner" if item.row.kind == "tip" else "local report"
        text = f"{bears.others} {word if bears.others == 1 else PLURALS[word]}"
        found.append({"text": text, "tone": "info", "glyph": ""})
    if item.vetting is not None and item.vetting.state.endswith("proposed"):
        found.append({"text": item.vetting.state, "tone": "soon", "glyph": ""})
    return found


def clock_of(item: Item, now: datetime) -> dict[str, str] | None:
    """How long a report may wait for its first look; None once somebody has taken it, and for what has no clock."""
    known = item.priority
    if known is None or item.claim is not None or (item.vetting is not None and item.vetting.state != "received"):
        return None
    return {
        "state": state_of(known.since, known.due_at, now=now), "text": left(known.due_at, now=now),
        "target": f"target {span(known.clock.minutes)}", "what": "First look:",
        "from_iso": known.since.isoformat(), "due_iso": known.due_at.isoformat(),
    }  # fmt: skip


def stands_here(item: Item) -> list[str]:
    """Why a report stands where it stands, from what its sender stated."""
    return reasons(view=item.priority, text=f"{item.row.title}\n{item.text.body}") if item.priority else []


def _holder(around: Around, item: Item) -> dict[str, Any] | None:
    if item.claim is None:
        return None
    mine, name = item.claim.person_id == around.audience.actor.person_id, around.names[item.claim.person_id]
    since = brief(item.claim.since, now=around.now)
    initials = "".join(word[0] for word in name.split()[:2]).upper()
    text = f"yours since {since}" if mine else f"{name} holds it since {since}"
    return {"name": name, "initials": initials, "mine": mine, "text": text}


def brief_of(around: Around, wave: tuple[Item, ...], shown: dict[str, Any]) -> dict[str, Any]:
    """The beginning of an item that is not selected, as components/inbox_brief.html shows it beside its row."""
    text, row = wave[0].text, wave[0].row
    acts = acts_of(around.audience, wave, around.names, Said(), whole=False)
    return {
        "under": _under(around, row, shown["time"]), "class_words": CLASSES.get(row.legal_class, row.legal_class),
        "words": text.body if len(text.body) <= SHORT else text.body[:SHORT] + " …",
        "acts": [act for act in acts if not act.get("refusal")],
    }  # fmt: skip


def preview_of(
    around: Around, wave: tuple[Item, ...], said: Said, place: Place
) -> tuple[dict[str, Any], list[core.Row]]:
    """The whole preview: marked words, what the center knows, why it may be read, every form.

    With it the other records of which it shows something.
    """
    item, text, mark = wave[0], wave[0].text, portion_of(around.marks.of(wave[0].row))
    row, holder = item.row, _holder(around, item)
    known, others = known_rows(analyze.known_about(audience=around.audience, record_id=row.id))
    pieces = paragraphs(text.body, spans_of(around.audience, row, text.body))
    shown = list_row(row, around.marks, now=around.now, selected=False)
    chips = [{"text": CLASSES.get(row.legal_class, row.legal_class)}, *chips_of(around, item)]
    if holder:
        chips.append({"text": holder["text"], "glyph": "person", "tone": "" if holder["mine"] else "soon"})
    return {
        "id": shown["id"], "number": shown["number"], "title": row.title, "portion": mark,
        "clock": clock_of(item, around.now), "stands": stands_here(item), "group": item.group,
        "chips": chips, "under": _under(around, row, shown["time"]),
        "open_url": record_url(row, come=place.url(item=row.public_id)),
        "suggestions": _suggested(text), "guard": _guard(text), "known": known,
        "bears": around.bears[row.id].reasons if row.id in around.bears else (),
        "paragraphs": [{"portion": mark, "pieces": one} for one in pieces],
        "why": why_of(around.audience, row), "members": [_member(around, one) for one in wave[1:]],
        "acts": acts_of(around.audience, wave, around.names, said, whole=True),
    }, others  # fmt: skip


def _member(around: Around, item: Item) -> dict[str, Any]:
    shown = list_row(item.row, around.marks, now=around.now, selected=False)
    words = " ".join(item.text.body.split())
    return {**shown, "origin": around.origin(item.row), "words": words[:160] + (" …" if len(words) > 160 else "")}


def _under(around: Around, row: core.Row, seen: str) -> str:
    word = "seen" if row.kind == "tip" else "stated from"
    parts = (around.origin(row), f"{word} {seen}" if seen else "", f"opened {moment(row.opened_at)}")
    return " · ".join(filter(None, parts))


def _suggested(text: core.Text) -> list[dict[str, str]]:
    """Behaviors that words suggest; a person decides."""
    said = (text.data.get("object") or {}).get("suggested_behavior") or ()
    return [
        {"kind": "behavior", "words": "; ".join(map(str, one.get("because") or ())), "becomes": str(one.get("code"))}
        for one in said
        if isinstance(one, dict)
    ]


def _guard(text: core.Text) -> dict[str, Any] | None:
    row, found = text.row, [str(sentence) for sentence in text.data.get("findings") or ()]
    found += [one.sentence for one in look_at_record(row.title, text.body, text.data, legal_class=row.legal_class)]
    name = "Text guard" if text.row.kind == "tip" else "Found in reading it"
    return {"ok": False, "text": " ".join(found)[:GUARD], "name": name} if found else None
