"""The person who reported by the public's door: what is asked, what came back, and the files that came with it."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from watchfloor.core.ledger.telling import witness
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.gather.actions.mailbox import NotWritten, write
from watchfloor.gather.queries import mailbox as kept
from watchfloor.gather.rules.letters import LONGEST, RIGHT
from watchfloor.protect.web.door import act, by_method, page
from watchfloor.protect.web.fields import error, field, with_errors
from watchfloor.protect.web.marks import Marks, portion_of
from watchfloor.protect.web.record_parts import names_of, shortened, who_can
from watchfloor.protect.web.shown import Absent, Done, File, Page, lacking, refusal_of
from watchfloor.protect.web.standing import exercise
from watchfloor.protect.web.wording import moment, number_of

FACT, TAKEN = "gather.reporter.read", "gather.attachment.taken"
KINDS = {"image": "picture", "video": "film", "audio": "sound", "text": "text", "application": "PDF"}
Errors = list[dict[str, str]]


@page(FACT)
def show(request: HttpRequest, audience: Audience, record: UUID) -> Page:
    """What was written, and the form."""
    del request
    return _page(audience, record, "", [])


@act(FACT)
def ask(request: HttpRequest, audience: Audience, record: UUID) -> Page | Done:
    """Put a question into the mailbox; a refusal stands in its place with every word."""
    text = request.POST.get("text", "")
    try:
        write(record=record, text=text, by=audience, now=timezone.now())
    except NotWritten as refused:
        witness(kind="protect.deed.refused", by=audience, rules=refused.decision.rules)
        errors = [
            error("text", f"{one.text} {one.way_out} Rule {one.rule}, {one.citation}.")
            for one in refused.decision.against
        ]
        return _page(audience, record, text, errors)
    return Done(f"/records/{record}/reporter/", "It lies in the mailbox. Who reported reads it when he comes back.")


@page(TAKEN)
def take(request: HttpRequest, audience: Audience, record: UUID, file: UUID) -> File:
    """One file as it is kept, to take along: nothing opens it here, and a browser is told to run nothing of it."""
    del request
    row = core.rows_of(audience=audience, public_ids=[record])[0]
    found = kept.attachment(audience=audience, record_id=row.id, public_id=file)
    if found is None:
        raise Absent
    name = "".join(one if one.isascii() and one.isprintable() and one not in '"\\/' else "_" for one in found[0].name)
    before = f"{'EXERCISE-' if exercise() else ''}{number_of(row)}-"
    return File(found[1], "application/octet-stream", before + name, records=[record])


def door(request: HttpRequest, record: UUID) -> HttpResponse:
    """GET and POST of one address."""
    return by_method(get=show, post=ask)(request, record=record)


def reporter_of(audience: Audience, row: core.Row) -> dict[str, Any] | None:
    """What the page of a record shows of its reporter; None where it did not come by the public's door."""
    if not kept.has_mailbox(audience=audience, record_id=row.id):
        return None
    letters = kept.letters_of(audience=audience, record_id=row.id)
    names = names_of({one.by_id for one in letters if one.by_id}, audience)
    mark = portion_of(Marks().of(row))
    return {
        "letters": [
            {"when": moment(one.at), "who": names.get(one.by_id, "the center") if one.by_id else "", "text": one.text,
             "portion": mark}
            for one in letters
        ],
        "files": files_of(audience, row),
        "write_url": f"/records/{row.public_id}/reporter/",
    }  # fmt: skip


def files_of(audience: Audience, row: core.Row) -> list[dict[str, str]]:
    """The files that came with a report, by whichever door; what was set aside has its reason and no address."""
    return [
        {"name": one.name, "because": one.because} if one.because else
        {"name": one.name, "kind": KINDS.get(one.kind.split("/")[0], "file"), "size": _size(one.size),
         "url": f"/records/{row.public_id}/files/{one.public_id}/"}
        for one in kept.attachments_of(audience=audience, record_id=row.id)
    ]  # fmt: skip


def _size(size: int) -> str:
    return f"{size / 1e6:.1f} MB" if size >= 1e5 else f"{max(1, round(size / 1e3))} kB"


def _page(audience: Audience, record: UUID, text: str, errors: Errors) -> Page:
    row = core.rows_of(audience=audience, public_ids=[record])[0]
    told, marks = reporter_of(audience, row), Marks()
    if told is None:
        raise Absent
    no = lacking(RIGHT, text="your role writes to nobody who reported.", way_out="Ask one of them.")
    refusal = None if RIGHT in audience.rights else refusal_of(no, what="write to who reported", who=who_can(RIGHT))
    hint = f"One question, in plain words, {LONGEST} characters or fewer. Tell nothing of what you know or decided."
    ask_field = field("text", "Your question", kind="area", value=text, hint=hint)
    context = {
        "record": {"number": number_of(row), "title": shortened(row.title), "url": f"/records/{record}/",
                   "portion": portion_of(marks.of(row))},
        "reporter": told, "errors": errors, "url": told["write_url"], "refusal": refusal,
        "fields": with_errors([ask_field], errors),
    }  # fmt: skip
    return Page(
        "gather/reporter.html", context, records=[record], markings=[marks.of(row)], status=422 if errors else 200,
        keys=((("Ctrl Enter",), "send"),),
    )  # fmt: skip
