"""What a writer put into the form of the log, read without guessing; errors name field, rule and way out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo

from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Decision
from watchfloor.plan.rules.watch import happened
from watchfloor.protect.queries.numbers import named
from watchfloor.protect.web.fields import error

Errors = list[dict[str, str]]
REACHED = {"yes": True, "no": False}
# which rule speaks about which field
FIELDS = {
    "plan.log.kind": "kind", "plan.log.call": "kind", "plan.log.words": "words", "plan.log.whom": "whom",
    "plan.log.number": "number", "plan.log.reached": "reached", "plan.log.time": "at", "plan.log.record": "record",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stated:
    """When it happened, and the record it is about."""

    happened_at: datetime
    row: core.Row | None


def read(said: Mapping[str, str], audience: Audience, *, zone: tzinfo, now: datetime) -> tuple[Stated | None, Errors]:
    """The moment and the record, or what is to be mended."""
    at, fault = _moment(said.get("on", "").strip(), said.get("at", "").strip(), zone=zone, now=now)
    errors = [error("at", fault)] if fault else []
    number = said.get("record", "").strip()
    rows = named(audience=audience, said=number) if number else []
    if number and len(rows) != 1:
        errors.append(error("record", _unknown(len(rows))))
    if errors or at is None:
        return None, errors
    return Stated(at, rows[0] if rows else None), []


def _unknown(found: int) -> str:
    if found:
        return "Record: more than one begins so. Copy the whole id from the address of its page."
    return "Record: nothing here that you may read, or it does not exist. Copy the number from the record's page."


def _moment(day: str, hour: str, *, zone: tzinfo, now: datetime) -> tuple[datetime | None, str]:
    try:
        on = date.fromisoformat(day) if day else None
    except ValueError:
        return None, f"Day: '{day}' is no date. Write it as 2026-11-30."
    try:
        at = time.fromisoformat(hour) if hour else None
    except ValueError:
        return None, f"Time: '{hour}' is no time. Write it as 14:05."
    moment = happened(on, at, zone, now=now)
    if moment is not None:
        return moment, ""
    if at is None:
        return None, "Time: empty, but a day is given. Write the time too, about is enough."
    return None, f"Time: {hour} was left out that night when the clocks changed. Write a time that was."


def errors_of(decision: Decision) -> Errors:
    """What refuses, each tied to its field where it has one."""
    return [
        error(FIELDS.get(one.rule, ""), f"{one.text} {one.way_out} Rule {one.rule}, {one.citation}.")
        for one in decision.against
    ]
