"""The watch log: what was called, decided and seen, newest first, and the form for the next entry."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from watchfloor.core.ledger.telling import witness
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.plan.actions.watch import RIGHT, NotWritten, write_entry
from watchfloor.plan.queries import watch
from watchfloor.plan.web.log_parts import entry_row, fields_of, shift_of
from watchfloor.plan.web.stated import REACHED, Errors, errors_of, read
from watchfloor.protect.queries.numbers import named
from watchfloor.protect.web.door import act, by_method, page
from watchfloor.protect.web.fields import error, own_path
from watchfloor.protect.web.marks import Marks
from watchfloor.protect.web.record_parts import cannot_of, names_of, who_can
from watchfloor.protect.web.shown import Done, Page, Withheld, lacking
from watchfloor.protect.web.wording import moment, number_of

HERE, PAGE = "/watch/log/", 50
KEYS = ((("p",), "log a call"), (("h",), "hand-over"), (("Ctrl Enter",), "write it down"))


@page("plan.log.read")
def show(request: HttpRequest, audience: Audience) -> Page:
    """Fifty entries; `?record=` puts a record into the form, `?correct=` the entry that is to be corrected."""
    may_read(audience)
    asked = request.GET
    first = watch.entry(audience=audience, public_id=one) if (one := uuid_of(asked.get("correct"))) else None
    said = {"kind": asked.get("new", ""), "record": asked.get("record", ""), "next": asked.get("next", "")}
    if first:
        said = {**said, **_said_before(audience, first)}
    return _page(audience, said, [], before=uuid_of(asked.get("before")), first=first)


@act("plan.log.read", known=True)
def write(request: HttpRequest, audience: Audience) -> Page | Done:
    """Add the entry and go back to the log, or show the form again with every word."""
    may_read(audience)
    said, now = request.POST.dict(), timezone.now()
    corrects = uuid_of(said.get("corrects"))
    stated, errors = read(said, audience, zone=timezone.get_default_timezone(), now=now)
    if stated is not None:
        try:
            write_entry(
                kind=said.get("kind", ""), words=said.get("words", ""), happened_at=stated.happened_at,
                record_id=stated.row.id if stated.row else None, whom=said.get("whom", ""),
                number=said.get("number", ""), reached=REACHED.get(said.get("reached", "")), corrects=corrects,
                by=audience, now=now,
            )  # fmt: skip
        except NotWritten as refused:
            witness(kind="protect.deed.refused", by=audience, rules=refused.decision.rules)
            errors = errors_of(refused.decision)
        else:
            told = "Corrected" if corrects else "Written into the log"
            return Done(own_path(said.get("next"), otherwise=HERE), f"{told}: {moment(stated.happened_at)}.")
    first = watch.entry(audience=audience, public_id=corrects) if corrects else None
    return _page(audience, said, errors or [error("", "The entry to correct is not there.")], first=first)


def door(request: HttpRequest) -> HttpResponse:
    """GET and POST of one address."""
    return by_method(get=show, post=write)(request)


def may_read(audience: Audience) -> None:
    """The log is the center's own; who does not read it may know that there is one."""
    if watch.READ not in audience.rights:
        no = lacking(watch.READ, text="your role does not read it.", way_out="")
        raise Withheld(no, what="read the watch log", who=who_can(watch.READ))


def uuid_of(said: str | None) -> UUID | None:
    """None for anything that is no id."""
    try:
        return UUID(said) if said else None
    except ValueError:
        return None


def _said_before(audience: Audience, first: watch.EntryView) -> dict[str, str]:
    """The form filled with what the entry says."""
    here = timezone.localtime(first.happened_at)
    rows = core.rows_of(audience=audience, ids=[first.record_id]) if first.record_id else []
    reached = next((said for said, value in REACHED.items() if value is first.reached), "")
    return {
        "kind": first.kind, "words": first.words, "whom": first.whom, "number": first.number, "reached": reached,
        "on": f"{here:%Y-%m-%d}", "at": f"{here:%H:%M}", "record": number_of(rows[0]) if rows else "",
    }  # fmt: skip


def _page(
    audience: Audience,
    said: Mapping[str, str],
    errors: Errors,
    *,
    before: UUID | None = None,
    first: watch.EntryView | None = None,
) -> Page:
    found = watch.entries(audience=audience, before=before, how_many=PAGE)
    shift, marks = watch.open_shift(audience=audience), Marks()
    shown = [*found, *([first] if first else [])]
    rows = {
        row.id: row for row in core.rows_of(audience=audience, ids=[one.record_id for one in shown if one.record_id])
    }
    bound = named(audience=audience, said=said["record"]) if said.get("record") else []
    names = names_of({one.written_by for one in shown}, audience)
    listed = [entry_row(one, rows.get(one.record_id or 0), names, marks, audience) for one in found]
    on_watch = sum(1 for one in found if shift and one.written_at >= shift.opened_at)
    context = {
        "errors": errors, "fields": fields_of(said, errors), "url": HERE, "next": said.get("next", ""),
        "may_write": RIGHT in audience.rights, "refused": cannot_of(audience, {RIGHT: "write into the log"}),
        "zone": timezone.get_default_timezone_name(), "shift": shift_of(shift, audience),
        "bound": {"number": number_of(bound[0]), "title": bound[0].title} if len(bound) == 1 else None,
        "first": entry_row(first, rows.get(first.record_id or 0), names, marks, audience) if first else None,
        "on_watch": listed[:on_watch], "earlier": listed[on_watch:],
        "older_url": f"?before={found[-1].public_id}" if len(found) == PAGE else "", "later": before is not None,
    }  # fmt: skip
    records: Sequence[core.Row] = [*rows.values(), *bound]
    labels = {one.label_id for one in shown} | ({shift.label_id} if shift else set())
    return Page(
        "plan/log.html", context, records=list(dict.fromkeys(row.public_id for row in records)),
        markings=[*(marks.of_label(one) for one in labels), *(marks.of(row) for row in records)],
        status=422 if errors else 200, keys=KEYS,
    )  # fmt: skip
