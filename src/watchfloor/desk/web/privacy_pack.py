"""The audit pack: one click gathers counts, what is overdue, both logs, training and refusals into a signed archive."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from watchfloor.core.rules.audience import Audience
from watchfloor.core.sealer import signing
from watchfloor.desk.web.outside import must_hold
from watchfloor.desk.web.privacy_parts import findings
from watchfloor.desk.web.room import must_have_room
from watchfloor.disseminate.queries.log import dissemination_log
from watchfloor.people import queries as people
from watchfloor.protect.actions.pack import RIGHT, make
from watchfloor.protect.formats.pack import Table
from watchfloor.protect.formats.redress import times
from watchfloor.protect.queries import oversight, redress, retention
from watchfloor.protect.web.door import act, by_method, page
from watchfloor.protect.web.record_parts import names_of
from watchfloor.protect.web.shown import Absent, Done, File, Page

HERE, FACT = "/privacy/pack/", "protect.audit-pack.read"
SPANS = {"90": "the last 90 days", "366": "the last year", "1830": "the last five years"}


def _may(audience: Audience) -> None:
    must_hold(audience, RIGHT, text="your role makes no audit packs.", what="make an audit pack")


@page(FACT)
def pack(request: HttpRequest, audience: Audience) -> Page | File:
    """What the pack holds and how it is checked."""
    _may(audience)
    del request
    tables = _tables(audience, timezone.now() - timedelta(days=366), timezone.now())
    context = {
        "tables": [{"name": f"{one.name}.csv", "rows": len(one.rows), "heads": ", ".join(one.heads)} for one in tables],
        "spans": [{"value": value, "text": text} for value, text in SPANS.items()], "vkey": signing.vkey(), "url": HERE,
    }  # fmt: skip
    return Page("desk/pack.html", context)


@act(FACT, known=True)
def take(request: HttpRequest, audience: Audience) -> File | Done:
    """Make it and take it along."""
    _may(audience)
    must_have_room("take the pack along", back=HERE)
    days, now = request.POST.get("days", "366"), timezone.now()
    if days not in SPANS:
        raise Absent
    since = now - timedelta(days=int(days))
    content = make(tables=_tables(audience, since, now), since=since, by=audience, now=now)
    return File(content, "application/zip", f"audit-pack-{timezone.localdate(now)}.zip")


def _tables(audience: Audience, since: datetime, now: datetime) -> list[Table]:
    return [
        _counts(audience), _overdue(audience), _disseminated(audience, since), _purges(audience, since),
        _weeks(audience, since), _holds(audience), _samples(audience), _redress(audience), _training(audience),
        _refusals(audience, since),
        _findings(audience, now),
    ]  # fmt: skip


def _findings(audience: Audience, now: datetime) -> Table:
    rows = [(one["text"], one["way_out"]) for one in findings(audience, now=now)]
    return Table("findings", ("finding", "way out"), rows)


def _counts(audience: Audience) -> Table:
    heads = ("class", "held", "validated", "oldest", "due in 30 days", "due in 31 to 60", "due in 61 to 90")
    rows = [
        (one.legal_class, one.held, one.validated, one.oldest, one.in_30, one.in_60, one.in_90)
        for one in retention.class_counts(audience=audience)
    ]
    return Table("counts", heads, rows)


def _overdue(audience: Audience) -> Table:
    found = [one for one in retention.class_counts(audience=audience) if one.review_over or one.purge_over]
    rows = [(one.legal_class, one.review_over, one.purge_over) for one in found]
    return Table("overdue", ("class", "review over", "past last day"), rows)


def _disseminated(audience: Audience, since: datetime) -> Table:
    found = dissemination_log(audience=audience, since=since)
    names = _names({who for one in found for who in (one.by_id, one.person_id) if who}, audience)
    agencies = {id_: one.code for id_, one in people.agencies().items()}
    heads = ("release", "number", "part", "reason", "released by", "released at", "recipient", "agency", "delivered",
             "acknowledged", "recalled")  # fmt: skip
    rows = [
        (one.release, one.number, one.part, one.reason, names.get(one.by_id, ""), one.at,
         names.get(one.person_id or 0, ""), agencies.get(one.agency_id or 0, ""),
         one.delivered_at, one.acknowledged_at, one.recalled_at)
        for one in found
    ]  # fmt: skip
    return Table("dissemination-log", heads, rows)


def _purges(audience: Audience, since: datetime) -> Table:
    found = oversight.purge_log(audience=audience, since=since)
    names = _names({who for one in found for who in (one.by_id, one.second_id)}, audience)
    heads = ("purge", "opened", "rule", "by", "second", "records", "ids", "forgotten", "scrubbed", "told",
             "people told")  # fmt: skip
    rows = [
        (one.public_id, one.opened_at, one.rule, names.get(one.by_id, ""), names.get(one.second_id, ""),
         len(one.records), " ".join(map(str, one.records)), one.forgotten_at, one.scrubbed_at, one.told_at, one.told)
        for one in found
    ]  # fmt: skip
    return Table("purge-log", heads, rows)


def _weeks(audience: Audience, since: datetime) -> Table:
    found = retention.purge_counts(audience=audience, since=since)
    names = _names({one.person_id for one in found}, audience)
    rows = [(one.week, names.get(one.person_id, ""), one.purges) for one in found]
    return Table("purges-per-week", ("week of", "person", "purges"), rows)


def _holds(audience: Audience) -> Table:
    rows = [(one.kind, one.standing, one.next_end) for one in oversight.hold_counts(audience=audience)]
    return Table("holds", ("kind", "standing", "next ends"), rows)


def _samples(audience: Audience) -> Table:
    agencies = {id_: one.code for id_, one in people.agencies().items()}
    rows = [
        (one.record, one.legal_class, agencies.get(one.owner_id, ""), one.drawn_at, one.until_on, one.settled_at)
        for one in oversight.samples(audience=audience, how_many=1000)
    ]
    return Table("samples", ("record", "class", "agency", "drawn", "held until", "settled"), rows)


def _redress(audience: Audience) -> Table:
    rows = [
        (one.kind, one.open, one.late, one.decided, one.appealed)
        for one in redress.redress_counts(audience=audience, times=times())
    ]
    return Table("redress", ("kind", "open", "late", "decided", "appealed"), rows)


def _training(audience: Audience) -> Table:
    until, known = people.training_until(), people.persons()
    names = _names(set(known), audience)
    rows = [
        (names.get(one.id, ""), one.agency_code, one.role, course, last)
        for one in known.values() for course, last in sorted(until.get(one.id, {"none": None}).items())
    ]  # fmt: skip
    return Table("training", ("person", "agency", "role", "course", "good until"), rows)


def _refusals(audience: Audience, since: datetime) -> Table:
    found = oversight.refusals(audience=audience, since=since)
    names = _names({one.person_id for one in found}, audience)
    rows = [(one.week, names.get(one.person_id, ""), one.kind, " ".join(one.rules), one.times) for one in found]
    return Table("violations", ("week of", "person", "fact", "rules", "times"), rows)


def _names(ids: set[int], audience: Audience) -> Mapping[int, str]:
    return names_of(ids, audience)


def door(request: HttpRequest) -> HttpResponse:
    """GET and POST of one address."""
    return by_method(get=pack, post=take)(request)
