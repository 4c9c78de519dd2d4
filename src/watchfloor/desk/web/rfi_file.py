"""RFIs as signed files by their pages: one is taken along, one is brought in (docs/reference/rfi-file.md)."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from watchfloor.core.ledger.telling import witness
from watchfloor.core.rules.audience import Audience
from watchfloor.desk.web.requests import may_read
from watchfloor.desk.web.rfi_parts import HERE, NUMBER
from watchfloor.disseminate.actions.exporting_rfis import export_rfi
from watchfloor.plan.actions.rfi_files import import_rfi
from watchfloor.plan.actions.rfis import NoSuchRfi, NotAsked
from watchfloor.plan.formats.rfi_file import LARGEST
from watchfloor.plan.queries.requests import ANSWERS
from watchfloor.protect.web.door import act, by_method, page
from watchfloor.protect.web.fields import error, field, with_errors
from watchfloor.protect.web.record_parts import cannot_of
from watchfloor.protect.web.shown import Absent, Done, File, Page, Withheld
from watchfloor.protect.web.wording import short

Errors = list[dict[str, str]]


@page("plan.rfi.exported")
def take(request: HttpRequest, audience: Audience, asked: UUID) -> File:
    """The signed file of an RFI of ours that was sent, or of our answer on one that came by a file."""
    del request
    may_read(audience)
    try:
        content = export_rfi(rfi_id=asked, by=audience, now=timezone.now())
    except NoSuchRfi:
        raise Absent from None
    except NotAsked as refused:
        raise Withheld(refused.decision, what="take its file", back=f"{HERE}{asked}/") from None
    return File(content, "application/json", f"{short(asked, NUMBER)}.json", records=[asked])


@page("plan.rfi.read")
def form(request: HttpRequest, audience: Audience) -> Page:
    """The form."""
    del request
    return _page(audience, [])


@act("plan.rfi.read", known=True)
def bring(request: HttpRequest, audience: Audience) -> Page | Done:
    """Bring one in; what is set aside says why, and lies among what was set aside."""
    may_read(audience)
    given = request.FILES.get("file")
    if given is None or (given.size or 0) > LARGEST:
        return _page(audience, [error("file", f"File: none, or larger than {LARGEST // 1024} kB. Choose an RFI file.")])
    try:
        came = import_rfi(content=given.read(), by=audience, now=timezone.now())
    except NotAsked as refused:
        witness(kind="protect.deed.refused", by=audience, rules=refused.decision.rules)
        return _page(audience, [error("file", one.text) for one in refused.decision.against])
    if came.rfi is None:
        aside = "Set aside, sealed. " if came.state == "set-aside" else ""
        return Done(f"{HERE}file/", f"{aside}{came.reasons[0]}")
    said = (
        "It came before: nothing changed."
        if came.state == "unchanged"
        else "It is in, under the agency that signed it."
    )
    return Done(f"{HERE}{came.rfi}/", said)


def door(request: HttpRequest) -> HttpResponse:
    """GET and POST of one address."""
    return by_method(get=form, post=bring)(request)


def _page(audience: Audience, errors: Errors) -> Page:
    may_read(audience)
    made = field(
        "file", "File", kind="file", hint=f"As another center's Watchfloor writes it, at most {LARGEST // 1024} kB."
    )
    context = {
        "url": f"{HERE}file/", "back": HERE, "errors": errors, "fields": with_errors([made], errors),
        "may_answer": ANSWERS in audience.rights, "refused": cannot_of(audience, {ANSWERS: "bring in an RFI"}),
    }  # fmt: skip
    return Page("desk/rfi_file.html", context, status=422 if errors else 200)
