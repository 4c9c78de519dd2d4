"""The parts of match review: a line of the queue, and one pair with its waterfall, answers and what would follow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, TypeVar
from uuid import UUID

from watchfloor.analyze.formats.comparisons import values
from watchfloor.analyze.queries import matches as analyze
from watchfloor.analyze.queries.matches import MatchView, Side
from watchfloor.analyze.rules.matches import is_held
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Decision
from watchfloor.desk.rules.waterfall import counted, reason_of, splits, waterfall
from watchfloor.desk.web.lists import record_url
from watchfloor.people import queries as people
from watchfloor.protect.web.fields import error, with_errors
from watchfloor.protect.web.fields import field as form_field
from watchfloor.protect.web.marks import Marks, portion_of
from watchfloor.protect.web.record_parts import names_of, shortened
from watchfloor.protect.web.wording import agency_words, day, number_of, stamp

KIND_WORDS = {"person": "person", "vehicle": "vehicle", "organisation": "organization"}
CALLED = ("full_name", "family_name", "name", "plate", "vin", "document_number", "registration_number")
ROLES = {"suspect": "named in the report", "owner": "registered owner"}
ANSWERS = {"same": "the same", "different": "two different ones", "unsure": "not sure", "undo": "taken back"}
HERE, LISTED = "/matches/", 30


@dataclass(frozen=True, slots=True)
class Said:
    """What a form said that could not be kept, and why."""

    because: str | None = None
    errors: Sequence[Mapping[str, str]] = field(default_factory=list)


class Asked(Protocol):
    """A question of a queue."""

    @property
    def id(self) -> UUID:
        """What its address names."""
        ...


One = TypeVar("One", bound=Asked)


def around(waiting: Sequence[One], chosen: Asked | None, *, here: str) -> tuple[Sequence[One], dict[str, str]]:
    """The part of the queue that is listed, the chosen one in its middle; the ways to the next and the one before."""
    at = next((n for n, one in enumerate(waiting) if chosen and one.id == chosen.id), -1)
    begin = max(0, min(at - LISTED // 2, len(waiting) - LISTED))
    onward = waiting[at + 1 : at + 2]
    back = waiting[at - 1 : at] if at > 0 else ()
    ways = {name: "".join(f"{here}?pair={one.id}" for one in to) for name, to in (("next", onward), ("previous", back))}
    return waiting[begin : begin + LISTED], {"next_url": ways["next"], "previous_url": ways["previous"]}


def called(side: Side) -> str:
    """What a line calls a party: the first of its fields that names it."""
    return next((side.fields[one] for one in CALLED if side.fields.get(one)), "not named")


def line_of(
    view: MatchView, chosen: MatchView | None, names: Mapping[int, str], audience: Audience, *, now: datetime
) -> dict[str, Any]:
    """One pair of the queue."""
    held = is_held(view.held_by, view.held_until, person_id=audience.actor.person_id, now=now)
    under = f"{KIND_WORDS.get(view.kind, view.kind)} · {counted(view.steps)}"
    return {
        "title": f"{called(view.a)} / {called(view.b)}", "url": f"{HERE}?pair={view.id}",
        "under": under + (" · contested" if view.contested else ""),
        "holder": names.get(view.held_by or 0, "somebody else") if held else "",
        "current": chosen is not None and view.id == chosen.id,
    }  # fmt: skip


def pair_of(
    audience: Audience, view: MatchView, marks: Marks, names: Mapping[int, str], said: Said, *, now: datetime
) -> dict[str, Any]:
    """The pair as the page shows it."""
    me = audience.actor.person_id
    held = is_held(view.held_by, view.held_until, person_id=me, now=now)
    left, right = values(view.kind, view.a.fields), values(view.kind, view.b.fields)
    mine = view.held_by == me and view.held_until is not None and view.held_until > now
    return {
        "id": str(view.id), "kind": KIND_WORDS.get(view.kind, view.kind),
        "sides": [side_of(view.a, marks), side_of(view.b, marks)],
        "fall": waterfall(view.steps, view.prior, left, right), "model": view.model,
        "reason": with_errors([_reason(view, said)], said.errors)[0],
        "held": names.get(view.held_by or 0, "Somebody else") if held else "", "mine": mine,
        "until": stamp(view.held_until) if (held or mine) and view.held_until else "", "contested": view.contested,
        "marking": portion_of(marks.of_label(view.label_id)), "splits": splits(view.steps, view.prior),
        "answer": view.answer is not None, "answers": _answers(audience, view), "undo_url": f"{HERE}{view.id}/undo/",
    }  # fmt: skip


def _reason(view: MatchView, said: Said) -> dict[str, Any]:
    text = reason_of(view.steps) if said.because is None else said.because
    return form_field("because", "Reason", value=text)


def side_of(side: Side, marks: Marks) -> dict[str, str]:
    """Where one side comes from."""
    agencies = people.agencies(ids={side.record.owner_id})
    owner = agencies.get(side.record.owner_id)
    return {
        "number": number_of(side.record), "url": record_url(side.record, come=HERE), "role": ROLES.get(side.role, ""),
        "title": shortened(side.record.title), "portion": portion_of(marks.of(side.record)),
        "from": f"{agency_words(owner.name) if owner else 'Unknown'}, opened {day(side.record.opened_at.date())}",
    }  # fmt: skip


def _answers(audience: Audience, view: MatchView) -> list[dict[str, str]]:
    given = analyze.answers_about(audience=audience, pair=view.pair)
    names = names_of({one.given_by for one in given}, audience)
    return [
        {"who": names.get(one.given_by, ""), "what": ANSWERS.get(one.verdict, one.verdict), "because": one.because,
         "when": stamp(one.given_at)}
        for one in reversed(given)
    ]  # fmt: skip


def errors_of(decision: Decision) -> list[dict[str, str]]:
    """Why an answer was not kept, the reason's own fault at its field."""
    return [
        error("because" if one.rule == "analyze.judge.reason" else "",
              " ".join(filter(None, (one.text, one.way_out, f"Rule {one.rule}, {one.citation}."))))
        for one in decision.against
    ]  # fmt: skip
