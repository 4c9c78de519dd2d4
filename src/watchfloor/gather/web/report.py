"""The form for one report: what, where, when. It opens a tip that its reporter may read."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from watchfloor.core.ledger.telling import witness
from watchfloor.core.rules.audience import Audience
from watchfloor.gather.actions.files import NotAccepted
from watchfloor.gather.actions.report import NotFiled, file_report
from watchfloor.gather.rules.guard import ATTESTATION
from watchfloor.gather.rules.report import Stated, read
from watchfloor.plan.queries import ground as plan
from watchfloor.protect.formats.policy import load
from watchfloor.protect.web.door import act, by_method, page
from watchfloor.protect.web.fields import error, field, with_errors
from watchfloor.protect.web.record_parts import who_can
from watchfloor.protect.web.shown import Done, Page, Withheld, lacking
from watchfloor.protect.web.wording import moment, short

HERE, RIGHT = "/report/", "report.file"
CLOSED = (
    "Your report was closed away: it carries what looks like a classified marking, and this system keeps U and CUI"
    " only. A security officer was told. Do not send it again, and repeat nothing of it here."
)
HURT = "Somebody may be hurt now. The duty officer is called at once. Call 911 too."
Errors = list[dict[str, str]]


@page("gather.form.read")
def form(request: HttpRequest, audience: Audience) -> Page:
    """The empty form."""
    del request
    _may_file(audience)
    return _page({}, [])


@act("gather.form.read", known=True)
def file(request: HttpRequest, audience: Audience) -> Page | Done:
    """Open the tip and go to its page with the receipt, or show the form again with every word."""
    _may_file(audience)
    said, now = request.POST.dict(), timezone.now()
    stated, errors = read(said, zone=timezone.get_default_timezone(), now=now, gazetteer=plan.gazetteer())
    if stated is None:
        return _page(said, [error(name, text) for name, text in errors])
    try:
        record = file_report(
            title=stated.title, narrative=stated.narrative, when=stated.when, place=stated.place,
            attested=stated.attested, danger=said.get("hurt") == "yes", by=audience, now=now,
        )  # fmt: skip
    except (NotFiled, NotAccepted) as refused:
        witness(kind="protect.deed.refused", by=audience, rules=refused.decision.rules)
        return _page(said, [error("attested", _sentence(reason)) for reason in refused.decision.against])
    if record is None:
        return Done(HERE, CLOSED)
    return Done(f"/records/{record}/", _receipt(short(record, "TIP"), stated, said, moment(now)))


def door(request: HttpRequest) -> HttpResponse:
    """GET and POST of one address."""
    return by_method(get=form, post=file)(request)


def _may_file(audience: Audience) -> None:
    if RIGHT not in audience.rights:
        no = lacking(RIGHT, text="your role files no reports.", way_out=f"Who can: {who_can(RIGHT)}.")
        raise Withheld(no, what="file a report")


def _sentence(reason: Any) -> str:
    return f"{reason.text} {reason.way_out} Rule {reason.rule}, {reason.citation}."


def _receipt(number: str, stated: Stated, said: Mapping[str, str], at: str) -> str:
    filed = f"Filed {at}. Your report is {number}; write the number down to ask about it. A person decides what it is."
    if said.get("place", "").strip() and stated.place is None:
        return f"{filed} The place was not found in the gazetteer; your words for it stand in the report."
    return filed


def _page(said: Mapping[str, str], errors: Errors) -> Page:
    context = {
        "errors": errors, "sections": _sections(said, errors), "url": HERE, "cancel_url": "/", "kept_note": _kept(),
    }  # fmt: skip
    return Page("gather/report_form.html", context, status=422 if errors else 200, keys=((("Ctrl Enter",), "file"),))


def _kept() -> str:
    schedule = load().schedules["tip_lead"]
    return (
        "The words are kept as you wrote them. The report opens as a tip; a person decides what it is. It is looked at"
        f" again after {schedule.review_days} days and purged after {schedule.purge_days} ({schedule.citation})."
    )


def _sections(said: Mapping[str, str], errors: Errors) -> list[dict[str, Any]]:
    what = [
        field("title", "In one line", value=said.get("title", "")),
        field("narrative", "What people did", kind="area", tall=True, value=said.get("narrative", ""),
              hint="Conduct first: who did what, with what, in which order. Then vehicles with plate, color and make."),
    ]  # fmt: skip
    return [
        {"title": "What was seen", "hint": "", "pair": False, "fields": with_errors(what, errors)},
        {"title": "When", "hint": f"local time, {timezone.get_default_timezone_name()}; leave open what is not known",
         "pair": True, "fields": with_errors(_when_fields(said), errors)},
        {"title": "Where", "hint": "by words or by coordinates", "pair": True,
         "fields": with_errors(_where_fields(said), errors)},
        {"title": "Before you file", "hint": "", "pair": False,
         "fields": with_errors([danger_field(said), _attestation(said)], errors)},
    ]  # fmt: skip


def _when_fields(said: Mapping[str, str]) -> list[dict[str, Any]]:
    return [
        field("on", "Day", kind="date", required=False, value=said.get("on", "")),
        field("at", "Time", kind="time", required=False, value=said.get("at", "")),
        field("about", "In words", required=False, value=said.get("about", ""), hint="Such as: shortly after dark."),
    ]


def _where_fields(said: Mapping[str, str]) -> list[dict[str, Any]]:
    return [
        field("place", "Place", required=False, value=said.get("place", ""),
              hint="Town and state, or an airport: Monticello, MN; 5 NW MSP."),
        field("lat", "Latitude", required=False, value=said.get("lat", ""), code=True, hint="Such as 45.3056."),
        field("lon", "Longitude", required=False, value=said.get("lon", ""), code=True, hint="Such as -93.7942."),
    ]  # fmt: skip


def danger_field(said: Mapping[str, str]) -> dict[str, Any]:
    """The question whether somebody may be hurt now; a yes calls the duty roster."""
    option = {"value": "yes", "text": HURT, "checked": said.get("hurt") == "yes"}
    return field("hurt", "Danger now", kind="checks", required=False, options=[option])


def _attestation(said: Mapping[str, str]) -> dict[str, Any]:
    option = {"value": "yes", "text": ATTESTATION, "checked": said.get("attested") == "yes"}
    return field("attested", "Protected characteristics", kind="checks", options=[option])
