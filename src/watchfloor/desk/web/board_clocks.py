"""What is imminent, and what is due: each package is asked for its own."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, get_args

from django.utils import timezone

from watchfloor.analyze.queries.assessed import records_of
from watchfloor.core.queries import records as core
from watchfloor.core.queries.waiting import in_force
from watchfloor.core.rules.audience import Audience
from watchfloor.desk.rules.board import AHEAD, PRODUCT_REVIEW, SECOND_LOOK, Clock, in_order, left, span
from watchfloor.desk.rules.harm import as_here, group_of
from watchfloor.desk.web.board_parts import Shown
from watchfloor.desk.web.request_parts import number_of as request_number
from watchfloor.desk.web.rfi_parts import number_of as rfi_number
from watchfloor.desk.web.rfi_parts import state_words
from watchfloor.desk.web.task_parts import number_of as task_number
from watchfloor.disseminate.queries import waiting as disseminate
from watchfloor.gather.queries import vetting as gather
from watchfloor.plan.queries import claims, watch
from watchfloor.plan.queries.requests import open_requests
from watchfloor.plan.queries.rfis import open_rfis
from watchfloor.plan.queries.tasks import tasks
from watchfloor.plan.rules.rfis import IN
from watchfloor.plan.rules.thing import areas_of
from watchfloor.protect.queries.retention import Day, due, past
from watchfloor.protect.web.marks import portion_of
from watchfloor.protect.web.record_parts import names_of
from watchfloor.protect.web.standing import exercise
from watchfloor.protect.web.wording import hour, moment, number_of, place_of

# clocks of records are counted up to the first and shown up to the second: the review queue has them all
ALERTS, CALLS, MOST_DUE, MOST_SHOWN = 100, 3, 100, 30
MOST_SAID = 120  # characters of a request that a clock shows; its page has the whole
REVIEWS = {"second": "a second person", "privacy": "the privacy officer"}


@dataclass(frozen=True, slots=True)
class Due:
    """How many records are past their review and their purge, counted no further than 100; `cut`: not all are shown."""

    reviews: int
    purges: int
    cut: bool


Alone = Sequence[disseminate.OpenImminent]


def imminent_of(
    audience: Audience, releases: Alone, shown: Shown, *, now: datetime
) -> tuple[list[dict[str, Any]], list[Any]]:
    """(what is imminent, areas of the alerts among it): releases by one person, then alerts that say so."""
    of = records_of(audience=audience, assessments=[one.assessment for one in releases]) if releases else {}
    alerts = _alerts(audience, now=now)
    rows = {row.id: row for row in core.rows_of(audience=audience, ids=list(of.values()))} if of else {}
    held = _holders(audience, [*rows, *(text.row.id for text in alerts)])
    names = names_of({one.by_id for one in releases}, audience) if releases else {}
    items = [
        {
            "title": one.title, "number": one.number, "url": f"/imminent/{one.public_id}/", "record": "",
            "portion": portion_of(shown.of_label(one.label_id, one.marking)), "glyph": "product",
            "detail": f"Released {moment(one.at)} by {names[one.by_id]} alone; phoned {one.phoned}",
            "holder": "", "until": left(one.due_at, now=now), "until_what": "to confirm or recall",
            "until_at": moment(one.due_at), "log": _log(audience, rows.get(of.get(one.assessment, 0)), shown),
        }
        for one in releases
    ]  # fmt: skip
    items += [_alert(audience, text, held.get(text.row.id, ""), shown, now=now) for text in alerts]
    return items, [area for text in alerts for area in areas_of(text.data)]


def _alerts(audience: Audience, *, now: datetime) -> list[core.Text]:
    """Alerts in force whose sender says immediate, and extreme or severe."""
    standing = in_force(audience=audience, now=now, how_many=ALERTS)
    texts = core.texts_of(audience=audience, ids=[row.id for row in standing]) if standing else []
    return [text for text in texts if _is_imminent(text, now)]


def _is_imminent(text: core.Text, now: datetime) -> bool:
    said, row = as_here(text.data.get("object") or {}, exercise=exercise()), text.row
    return group_of(row.kind, said, starts=row.occurred_at, ends=text.occurred_until, now=now) == "Imminent"


def _alert(audience: Audience, text: core.Text, holder: str, shown: Shown, *, now: datetime) -> dict[str, Any]:
    row, ends = text.row, text.occurred_until
    where = str(text.data.get("place") or "") or place_of(row.lon, row.lat)
    return {
        "title": row.title, "number": number_of(row), "url": f"/threats/{row.public_id}/", "record": str(row.public_id),
        "portion": shown.of(row), "glyph": "threat", "holder": holder,
        "detail": " · ".join(filter(None, (where, f"from {moment(row.occurred_at)}" if row.occurred_at else ""))),
        "until": left(ends, now=now) if ends else "", "until_what": "until it ends", "until_at": moment(ends),
        "log": _log(audience, row, shown),
    }  # fmt: skip


def _log(audience: Audience, row: core.Row | None, shown: Shown) -> dict[str, Any]:
    """The last calls about a record, and the way to the next one."""
    if row is None:
        return {"calls": [], "url": "/watch/log/?new=call&next=/watch/#f-whom"}
    found = watch.entries(audience=audience, record_id=row.id, how_many=20)
    calls = [one for one in found if one.kind == "call" and not one.corrected_by and not one.erased][:CALLS]
    for one in calls:
        shown.of_label(one.label_id)
    return {
        "calls": [
            {
                "hour": hour(one.happened_at), "whom": one.whom, "words": one.words,
                "reached": one.reached, "next": "" if one.reached else "call again",
            }
            for one in reversed(calls)
        ],
        "url": f"/watch/log/?new=call&record={row.public_id}&next=/watch/#f-whom",
    }  # fmt: skip


def _holders(audience: Audience, ids: Sequence[int]) -> dict[int, str]:
    """Who works on which record."""
    held = claims.claims_of(audience=audience, record_ids=list(ids))
    names = names_of({one.person_id for one in held.values()}, audience) if held else {}
    return {record: names[one.person_id] for record, one in held.items()}


def clocks_of(audience: Audience, releases: Alone, shown: Shown, *, now: datetime) -> tuple[list[Clock], Due]:
    """Everything that is due and that the reader may see, what is over longest first."""
    kept, past = _records_due(audience, shown, now=now)
    found = [
        *_requests(audience, shown),
        *_tasks(audience, shown),
        *_rfis(audience, shown, now=now),
        *_looks(audience, shown),
        *_products(audience, releases, shown, now=now),
        *kept,
    ]
    return in_order(found), past


def _requests(audience: Audience, shown: Shown) -> Iterable[Clock]:
    """Callers who wait for an answer; whoever took the request has it in hand."""
    waiting = open_requests(audience=audience)
    names = names_of({one.taken_by for one in waiting}, audience) if waiting else {}
    for one in waiting:
        minutes = int((one.due_at - one.taken_at).total_seconds() // 60)
        yield Clock(
            f"Answer {one.words.caller}: {one.words.asked}"[:MOST_SAID], f"/requests/{one.public_id}/",
            shown.of_label(one.label_id), one.taken_at, one.due_at, f"target {span(minutes)}", names[one.taken_by],
            request_number(one),
        )  # fmt: skip


def _tasks(audience: Audience, shown: Shown) -> Iterable[Clock]:
    """What is to be done, and who has it."""
    left_to_do = tasks(audience=audience)
    names = names_of({one.held_by for one in left_to_do if one.held_by}, audience) if left_to_do else {}
    for one in left_to_do:
        minutes = int((one.due_at - one.made_at).total_seconds() // 60)
        yield Clock(
            one.title[:MOST_SAID], f"/tasks/{one.public_id}/", shown.of_label(one.label_id), one.made_at, one.due_at,
            f"target {span(minutes)}", names.get(one.held_by or 0, one.role), task_number(one),
        )  # fmt: skip


def _rfis(audience: Audience, shown: Shown, *, now: datetime) -> Iterable[Clock]:
    """RFIs that wait for us; of one that is withheld only that it is there."""
    waiting = open_rfis(audience=audience, direction=IN, on=timezone.localdate(now))
    for one in (view for view in waiting if view.state != "draft"):
        minutes = int((one.due_at - one.made_at).total_seconds() // 60)
        yield Clock(
            f"RFI: {one.words.subject or 'about a person or an organization'}"[:MOST_SAID], f"/rfis/{one.public_id}/",
            shown.of_label(one.label_id, one.marking), one.made_at, one.due_at, f"target {span(minutes)}",
            state_words(one).lower(), rfi_number(one),
        )  # fmt: skip


def _looks(audience: Audience, shown: Shown) -> Iterable[Clock]:
    """Proposals of vetting that wait for another person."""
    proposed = {one.record_id: one for one in gather.second_looks(audience=audience)}
    rows = core.rows_of(audience=audience, ids=list(proposed)) if proposed else []
    held = _holders(audience, [row.id for row in rows])
    for row in rows:
        look = proposed[row.id]
        not_you = " (not you)" if look.proposed_by == audience.actor.person_id else ""
        yield Clock(
            f"Second look: {row.title}{not_you}", f"/tips/{row.public_id}/", shown.portion(row), look.proposed_at,
            look.proposed_at + SECOND_LOOK, "target 8 h", held.get(row.id, ""), number_of(row), row.public_id,
        )  # fmt: skip


def _products(audience: Audience, releases: Alone, shown: Shown, *, now: datetime) -> Iterable[Clock]:
    """Releases to settle or to confirm, products to review."""
    asked = disseminate.asked(audience=audience, now=now)
    names = names_of({one.second_id for one in asked}, audience) if asked else {}
    for out in releases:
        yield Clock(
            f"Confirm or recall {out.title}", f"/imminent/{out.public_id}/", shown.of_label(out.label_id, out.marking),
            out.at, out.due_at, "target 24 h", "supervisor, privacy or director", out.number,
        )  # fmt: skip
    for one in asked:
        yield Clock(
            f"Confirm the release of {one.title}", f"/products/{one.product}/", shown.of_label(one.label_id), one.at,
            one.lapses_at, "target 30 min", names[one.second_id],
        )  # fmt: skip
    for each in disseminate.in_review(audience=audience):
        waits = [words for kind, words in REVIEWS.items() if kind not in each.done]
        if waits:
            yield Clock(
                f"Review {each.title}", f"/products/{each.public_id}/", shown.of_label(each.label_id), each.made_at,
                each.made_at + PRODUCT_REVIEW, "target 24 h", " and ".join(waits),
            )  # fmt: skip


def _records_due(audience: Audience, shown: Shown, *, now: datetime) -> tuple[list[Clock], Due]:
    """Reviews and purges of records within a week, and how many are past their day."""
    today = timezone.localdate(now)
    until = today + AHEAD
    reviews = due(audience=audience, day="review_on", until=until, how_many=MOST_SHOWN)
    purges = due(audience=audience, day="purge_on", until=until, how_many=MOST_SHOWN)
    leaving = {row.id for row in purges}
    found = [_of_day("Purge or keep with a reason", row, row.purge_on, shown) for row in purges]
    found += [_of_day("Review", row, row.review_on, shown) for row in reviews if row.id not in leaving]
    late = [past(audience=audience, day=day, today=today, up_to=MOST_DUE) for day in get_args(Day)]
    return found, Due(late[0], late[1], cut=MOST_SHOWN in (len(reviews), len(purges)))


def _of_day(what: str, row: core.Row, on: date, shown: Shown) -> Clock:
    """Due at the end of its day, counted from a week before."""
    ends = timezone.make_aware(datetime.combine(on + timedelta(days=1), time()))
    return Clock(
        f"{what}: {row.title}", f"/records/{row.public_id}/", shown.portion(row), ends - AHEAD, ends,
        f"by {on:%b} {on.day}", "", number_of(row), row.public_id,
    )  # fmt: skip
