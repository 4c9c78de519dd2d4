"""What leaves of an ISE-SAR and what comes back, on one page: the check, the sending, the answers, the referral."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone

from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Refused
from watchfloor.desk.rules.ise_form import sheet_of
from watchfloor.desk.web.ise_sar import view_of
from watchfloor.desk.web.lists import record_url
from watchfloor.desk.web.sharing_parts import answer_fields, package_fields, referral_fields, sending_fields
from watchfloor.disseminate.formats.pdf import render_sheet
from watchfloor.gather.actions.packages import RIGHTS, NotPackaged, flags_of, package_content, release_package
from watchfloor.gather.actions.referrals import NotReferred, refer
from watchfloor.gather.actions.submissions import RIGHT, NotSubmitted, submit, take_answer
from watchfloor.gather.formats.package import as_json, as_xml
from watchfloor.gather.queries import sharing as gather
from watchfloor.gather.queries.nexus import nexus_of
from watchfloor.gather.rules.package import lines_of
from watchfloor.gather.rules.sharing import NEXT, Sending
from watchfloor.marking.grammar import MarkingError, parse
from watchfloor.people import queries as people
from watchfloor.protect.web.door import act, by_method, page
from watchfloor.protect.web.fields import error, with_errors
from watchfloor.protect.web.marks import Marks, portion_of
from watchfloor.protect.web.record_parts import names_of, shortened
from watchfloor.protect.web.shown import Absent, Done, File, Page
from watchfloor.protect.web.standing import exercise
from watchfloor.protect.web.wording import day, moment, number_of

FACT, TAKEN = "gather.sharing.read", "gather.package.taken"
FIELDS = {
    "gather.package.form": "form", "gather.package.statement": "statement", "gather.package.guard": "statement",
    "gather.package.checked": "checked", "gather.submission.number": "number", "gather.submission.time": "sent_at",
    "gather.submission.day": "on", "gather.submission.state": "answer", "gather.referral.agency": "agency",
    "gather.referral.why": "why",
}  # fmt: skip
STATES = {
    "sent": "entered", "accepted": "accepted there", "returned": "sent back", "nexus": "disposition: nexus",
    "inconclusive": "disposition: inconclusive", "no_nexus": "disposition: no nexus", "referred":
    "disposition: referred", "purged": "purged there",
}  # fmt: skip
Errors = list[dict[str, str]]


@page(FACT)
def show(request: HttpRequest, audience: Audience, record: UUID) -> Page:
    """The package as it would leave, what was released, sent and answered."""
    return _page(audience, record, request.GET, [])


@act(FACT)
def do(request: HttpRequest, audience: Audience, record: UUID) -> Page | Done:
    """Release a package, record a sending or an answer, refer it; a refusal keeps every word."""
    said, here = request.POST, f"/records/{record}/sharing/"
    if said.get("do") == "look":
        return _page(audience, record, said, [])
    try:
        return Done(here, _done(said, audience, record, timezone.now()))
    except (NotPackaged, NotSubmitted, NotReferred) as refused:
        return _page(audience, record, said, _errors_of(refused))


def door(request: HttpRequest, record: UUID) -> HttpResponse:
    """GET and POST of one address."""
    return by_method(get=show, post=do)(request, record=record)


@page(TAKEN)
def take(request: HttpRequest, audience: Audience, record: UUID, package: UUID, form: str) -> File:
    """A released package as XML, JSON or the one-page form, exactly as it was checked."""
    del request
    view = _view(audience, record)
    found = next((one for one in gather.packages_of(audience=audience, record_id=view.row.id)
                  if one.public_id == package), None)  # fmt: skip
    if found is None or RIGHTS[found.form] not in audience.rights:
        raise Absent
    name = f"{'EXERCISE-' if exercise() else ''}{found.content['record']}-{found.form}"
    if form == "xml":
        return File(as_xml(found.content), "application/xml", f"{name}.xml", [record])
    if form == "pdf":
        return File(_pdf(found, view.row), "application/pdf", f"{name}.pdf", [record])
    return File(as_json(found.content), "application/json", f"{name}.json", [record])


def _pdf(found: gather.PackageView, row: core.Row) -> bytes:
    try:
        marking = parse(Marks().of(row))
    except MarkingError:
        marking = None
    sheet = sheet_of(found.content, found.form, at=timezone.localtime(found.at), marking=marking, exercise=exercise())
    return render_sheet(sheet, stamp=int(found.at.timestamp()))


def _view(audience: Audience, record: UUID) -> core.RecordView:
    view = view_of(audience, record)
    if RIGHT not in audience.rights or not nexus_of(audience=audience, record_id=view.row.id):
        raise Absent
    return view


def _done(said: QueryDict, by: Audience, record: UUID, now: datetime) -> str:
    deed = said.get("deed", "")
    if deed == "package":
        release_package(
            record=record, form=said.get("form", ""), statement=said.get("statement", ""),
            checked=said.get("checked") == "yes", by=by, now=now,
        )  # fmt: skip
        return "The package is released as you checked it. Take it below, and record where it was entered."
    if deed == "sending":
        sending = Sending(said.get("adapter", "manual"), said.get("number", ""), _moment(said.get("sent_at", "")))
        submit(record=record, sending=sending, by=by, now=now)
        return "The sending is recorded under its number."
    if deed == "answer":
        state = take_answer(
            submission=_uuid(said.get("submission", "")), answer=said.get("answer", ""), words=said.get("words", ""),
            on=_day(said.get("on", "")), by=by, now=now,
        )  # fmt: skip
        return f"Recorded: {STATES[state]}." + (
            " It is a SAR again, out of sharing; whoever was given something of it is told." if state == "no_nexus"
            else ""
        )  # fmt: skip
    if deed == "refer":
        refer(record=record, agency=said.get("agency", ""), why=said.get("why", ""), by=by, now=now)
        return "The referral is recorded. The submitter hears: referred."
    raise Absent


def _uuid(said: str) -> UUID:
    try:
        return UUID(said)
    except ValueError:
        return UUID(int=0)


def _moment(said: str) -> datetime | None:
    try:
        return timezone.make_aware(datetime.fromisoformat(said))
    except ValueError:
        return None


def _day(said: str) -> date:
    try:
        return date.fromisoformat(said)
    except ValueError:
        return date.min


def _errors_of(refused: Refused) -> Errors:
    return [
        error(FIELDS.get(one.rule, ""), f"{one.text} {one.way_out} Rule {one.rule}"
              + (f", {one.citation}." if one.citation else "."))
        for one in refused.decision.against
    ]  # fmt: skip


def _page(audience: Audience, record: UUID, said: QueryDict, errors: Errors) -> Page:
    view, marks = _view(audience, record), Marks()
    row, deed = view.row, said.get("deed", "")
    packages = gather.packages_of(audience=audience, record_id=row.id)
    sendings = gather.submissions_of(audience=audience, record_id=row.id)
    referrals = gather.referrals_of(audience=audience, record_id=row.id)
    reviews = nexus_of(audience=audience, record_id=row.id)
    names = names_of(_who(packages, sendings, referrals), audience)

    def mend(name: str, fields: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return with_errors(fields, errors) if deed == name else fields

    refers = row.legal_class == "sar" and any(
        one.said.outcome == "other_crime" and one.answer == "confirmed" for one in reviews
    )
    context = {
        "record": {"number": number_of(row), "title": shortened(row.title), "url": record_url(row),
                   "portion": portion_of(marks.of(row))},
        "url": f"/records/{record}/sharing/", "review_url": f"/records/{record}/ise-sar/", "errors": errors,
        "check": _check(audience, view, said), "fields": mend("package", package_fields(audience, said)),
        "packages": [_package(one, record, names, audience) for one in packages],
        "sendings": [_sending(one, names) for one in sendings],
        "send": mend("sending", sending_fields(said)) if packages and row.legal_class == "ise_sar"
        and not any(NEXT[one.state] and one.state != "returned" for one in sendings) else [],
        "answer": _answer(sendings, said, mend),
        "refer": mend("refer", referral_fields(said)) if refers and RIGHTS["details"] in audience.rights else [],
        "refers": refers, "referrals": [_referral(one, names) for one in referrals],
    }  # fmt: skip
    status = 422 if errors else 200
    return Page("desk/sharing.html", context, records=[record], markings=[marks.of(row)], status=status)


def _who(
    packages: list[gather.PackageView], sendings: list[gather.SubmissionView], referrals: list[gather.ReferralView]
) -> set[int]:
    """Everybody who is named on the page."""
    answered = {each.by_id for one in sendings for each in one.answers}
    return (
        answered | {one.by_id for one in packages} | {one.by_id for one in sendings} | {one.by_id for one in referrals}
    )


def _check(audience: Audience, view: core.RecordView, said: QueryDict) -> dict[str, Any] | None:
    """The chosen package line by line, exactly as it would leave, with what the guard finds in a summary."""
    form, statement = said.get("form", "summary"), said.get("statement", "").strip()
    form = form if RIGHTS.get(form) in audience.rights else "summary"
    content = package_content(view=view, form=form, statement=statement, by=audience)
    if content is None or view.row.legal_class != "ise_sar":
        return None
    flags = flags_of(content, view=view, by=audience) if form == "summary" else ()
    return {"form": form, "lines": lines_of(content), "flags": flags}


def _package(one: gather.PackageView, record: UUID, names: dict[int, str], audience: Audience) -> dict[str, Any]:
    base = f"/records/{record}/sharing/{one.public_id}"
    files = [(text, f"{base}/{form}/") for form, text in (("xml", "XML"), ("json", "JSON"), ("pdf", "Form (PDF)"))]
    return {
        "form": "Summary" if one.form == "summary" else "Details", "version": one.version, "when": moment(one.at),
        "who": names.get(one.by_id, ""), "files": files if RIGHTS[one.form] in audience.rights else [],
    }  # fmt: skip


def _sending(one: gather.SubmissionView, names: dict[int, str]) -> dict[str, Any]:
    return {
        "number": one.number, "state": STATES[one.state], "when": moment(one.sent_at), "who": names.get(one.by_id, ""),
        "answers": [{"what": STATES[each.answer], "on": day(each.on), "words": each.words,
                     "who": names.get(each.by_id, ""), "when": moment(each.at)} for each in one.answers],
    }  # fmt: skip


def _answer(sendings: list[gather.SubmissionView], said: QueryDict, mend: Any) -> dict[str, Any] | None:
    stands = next((one for one in sendings if NEXT[one.state]), None)
    if stands is None:
        return None
    may = sorted(NEXT[stands.state], key=list(STATES).index)
    fields = mend("answer", answer_fields(said, [(one, STATES[one]) for one in may]))
    return {"id": str(stands.public_id), "number": stands.number, "fields": fields}


def _referral(one: gather.ReferralView, names: dict[int, str]) -> dict[str, str]:
    to = people.agencies(ids={one.agency_id}).get(one.agency_id)
    return {"to": to.name if to else "", "why": one.why, "who": names.get(one.by_id, ""), "when": moment(one.at)}
