"""What comes up for review or reaches its last day, and the page on which a person keeps it, holds it or lets it go."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.dateparse import parse_date

from watchfloor.core.queries import records as core
from watchfloor.core.queries.records import Row
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Refused
from watchfloor.desk.web.lists import record_url
from watchfloor.desk.web.outside import must_hold
from watchfloor.people import queries as people
from watchfloor.protect.actions import hold as holding
from watchfloor.protect.actions import keep as keeping
from watchfloor.protect.formats.policy import load
from watchfloor.protect.queries import retention
from watchfloor.protect.rules.retention import STAGES, VALIDATED, Stated
from watchfloor.protect.web.clock_parts import due_chip, held_words, hold_row, kept_rows, today_of
from watchfloor.protect.web.door import act, by_method, page
from watchfloor.protect.web.fields import choices, error, field, with_errors
from watchfloor.protect.web.marks import Marks, portion_of
from watchfloor.protect.web.record_parts import lifeline_of, names_of, shortened
from watchfloor.protect.web.shown import Done, Page, refusal_of
from watchfloor.protect.web.wording import CLASSES, agency_words, day, glyph_of, number_of

HERE, RIGHT, SEES = "/reviews/", "record.review", "privacy.desk"
SOON = STAGES[-1]
FACT = "protect.review.read"
KEYS = ((("Ctrl Enter",), "keep"), (("Esc",), "back to the record"))
WRONG_DAY = "Until: '{}' is no day. Write 2027-01-31."
VALID_HINT = "A new address, plate or name is none: only current criminal activity sets the five years anew."
Errors = list[dict[str, str]]


def _may_see(audience: Audience) -> None:
    must_hold(audience, RIGHT, SEES, text="your role reviews no records.", what="see what comes up for review")


@page(FACT)
def reviews(request: HttpRequest, audience: Audience) -> Page:
    """The queue: what is over, then what comes within 30, 60 or 90 days (GET ?within=), as far as one may read it."""
    _may_see(audience)
    today, marks, within = today_of(timezone.now()), Marks(), _within(request)
    rows = retention.coming(audience=audience, until=today + timedelta(days=within))
    held = retention.in_the_way(audience=audience, record_ids=[row.id for row in rows])
    agencies = people.agencies(ids={row.owner_id for row in rows if row.owner_id})
    shown = [
        {
            **_line(row, marks), "clock": due_chip(row, today=today),
            "held": [held_words(one) for one in held.get(row.id, [])],
            "owner": agency_words(agencies[row.owner_id].name) if row.owner_id in agencies else "",
        }
        for row in rows
    ]  # fmt: skip
    return Page(
        "desk/reviews.html", {
            "rows": shown, "over": sum(one["clock"]["state"] == "overdue" for one in shown), "within": within,
            "stages": sorted(STAGES), "cut": len(rows) == retention.QUEUE,
        },
        records=[row.public_id for row in rows], markings=[marks.of(row) for row in rows],
    )  # fmt: skip


def _within(request: HttpRequest) -> int:
    return next((stage for stage in STAGES if request.GET.get("within") == str(stage)), SOON)


def _line(row: Row, marks: Marks) -> dict[str, Any]:
    return {
        "title": shortened(row.title), "number": number_of(row), "url": f"{record_url(row)}review/",
        "kind": glyph_of(row.kind), "class": CLASSES.get(row.legal_class, row.legal_class),
        "portion": portion_of(marks.of(row)), "id": str(row.public_id),
    }  # fmt: skip


@page(FACT)
def review(request: HttpRequest, audience: Audience, record: UUID) -> Page:
    """One record's clock, who kept it before, what is in the way of a purge, and what may be done."""
    del request
    return _page(audience, record, timezone.now())


@act(FACT)
def decide(request: HttpRequest, audience: Audience, record: UUID) -> Page | Done:
    """Keep it, place a hold, or lift one."""
    said, now = request.POST.dict(), timezone.now()
    deeds = {"keep": _keep, "hold": _hold, "lift": _lift}
    try:
        return deeds.get(said.get("deed", ""), _keep)(audience, record, said, now)
    except (keeping.NotKept, holding.NotHeld) as refused:
        return _page(audience, record, now, said, _errors_of(refused))


def _keep(audience: Audience, record: UUID, said: dict[str, str], now: datetime) -> Done:
    stated = Stated(said.get("explanation", ""), said.get("current") == "yes")
    kept = keeping.keep(record=record, said=stated, by=audience, now=now)
    return Done(
        f"/records/{record}/review/", f"Kept. Next review {day(kept.review_on)}, last day {day(kept.purge_on)}."
    )


def _hold(audience: Audience, record: UUID, said: dict[str, str], now: datetime) -> Page | Done:
    until_on = parse_date(said.get("until", "")) if len(said.get("until", "")) == len("2027-01-31") else None
    if until_on is None:
        return _page(audience, record, now, said, [error("until", WRONG_DAY.format(said.get("until", "")[:40]))])
    holding.place(
        kind=said.get("kind", ""), record=record, authority=said.get("authority", ""), until_on=until_on, by=audience,
        now=now,
    )  # fmt: skip
    return Done(f"/records/{record}/review/", f"Held until {day(until_on)}. Nobody can purge it while that stands.")


def _lift(audience: Audience, record: UUID, said: dict[str, str], now: datetime) -> Done:
    standing = {str(one.public_id): one for one in _holds(audience, record)}
    chosen = standing.get(said.get("hold", ""))
    if chosen is not None:
        holding.lift(hold=chosen.public_id, because=said.get("because", ""), by=audience, now=now)
    return Done(f"/records/{record}/review/", "The hold is lifted." if chosen else "That hold does not stand any more.")


def _errors_of(refused: Refused) -> Errors:
    places = {"retention.explanation": "explanation", "retention.current": "current", "hold.authority": "authority",
              "hold.until": "until", "hold.kind": "kind", "hold.because": "because"}  # fmt: skip
    return [
        error(places.get(reason.rule, ""), f"{reason.text} {reason.way_out} Rule {reason.rule}, {reason.citation}.")
        for reason in refused.decision.against
    ]


def _holds(audience: Audience, record: UUID) -> list[retention.HoldView]:
    row = core.rows_of(audience=audience, public_ids=[record])[0]
    return retention.holds(audience=audience, record_id=row.id)


def _page(
    audience: Audience, record: UUID, now: datetime, said: dict[str, str] | None = None, errors: Errors | None = None
) -> Page:
    row, said, errors = core.rows_of(audience=audience, public_ids=[record])[0], said or {}, errors or []
    marks, standing = Marks(), _holds(audience, record)
    free = holding.may_be_purged(record_ids=[row.id], by=audience)
    decision, kept = keeping.outlook(row=row, by=audience, now=now)
    names = names_of({one.placed_by for one in standing}, audience)
    context = {
        "record": {**_line(row, marks), "record_url": record_url(row)}, "lifeline": lifeline_of(row, now=now),
        "due": due_chip(row, today=today_of(now)), "errors": errors, "url": f"{record_url(row)}review/",
        "kept": kept_rows(retention.validations(audience=audience, record_id=row.id), audience),
        "keep": {
            "refusal": None if decision else refusal_of(decision, what="keep it"),
            "fields": with_errors(_keep_fields(row, said), errors), "review": day(kept.review_on),
            "last": day(kept.purge_on),
        },
        "holds": [hold_row(one, names) for one in standing], "in_the_way": [one.text for one in free.against],
        "hold": {"fields": with_errors(_hold_fields(audience, said), errors), "may": bool(_kinds(audience))},
        "lift": with_errors([field("because", "Why it is not needed any more")], errors)[0],
        "purge_url": f"{record_url(row)}purge/" if "purge" in audience.rights and free else "",
        "citation": load().schedules[row.legal_class].citation,
    }  # fmt: skip
    return Page(
        "desk/review.html", context, records=[record], markings=[marks.of(row)], status=422 if errors else 200,
        keys=KEYS,
    )  # fmt: skip


def _keep_fields(row: Row, said: dict[str, str]) -> list[dict[str, Any]]:
    found = [
        field("explanation", "Why it is kept", kind="area", value=said.get("explanation", ""),
              hint="Why it is still relevant and important. It stands with your name and the day on its page."),
    ]  # fmt: skip
    if row.legal_class == VALIDATED:
        option = {"value": "yes", "text": "Its subject is still reasonably suspected of current criminal activity.",
                  "checked": said.get("current") == "yes"}  # fmt: skip
        found.insert(0, field("current", "Finding", kind="checks", options=[option], hint=VALID_HINT))
    return found


def _kinds(audience: Audience) -> list[tuple[str, str]]:
    return [(one.kind, one.words) for one in load().holds.values() if one.by & audience.rights]


def _hold_fields(audience: Audience, said: dict[str, str]) -> list[dict[str, Any]]:
    return [
        field("kind", "Kind", kind="select", options=choices(_kinds(audience), chosen=said.get("kind", ""))),
        field("until", "Until", kind="date", short=True, value=said.get("until", "")),
        field("authority", "Authority", value=said.get("authority", ""), hint="The order, letter or case it rests on."),
    ]


def door(request: HttpRequest, record: UUID) -> HttpResponse:
    """GET and POST of one record's review."""
    return by_method(get=review, post=decide)(request, record=record)
