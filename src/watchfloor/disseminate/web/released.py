"""A released product for those who got it: the bytes as they went, the button, two questions, the recall."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from watchfloor.core.ledger.telling import witness
from watchfloor.core.rules.audience import Audience
from watchfloor.disseminate.actions.acknowledge import NotAnswered, NotARecipient, acknowledge, feedback
from watchfloor.disseminate.queries import releases as queries
from watchfloor.protect.web.door import act, by_method, page
from watchfloor.protect.web.fields import choices, error, field
from watchfloor.protect.web.marks import portion_of
from watchfloor.protect.web.shown import Absent, Done, File, Page
from watchfloor.protect.web.standing import exercise
from watchfloor.protect.web.wording import moment

KINDS = {"pdf": "application/pdf", "html": "text/html; charset=utf-8"}
USEFUL = (("yes", "Yes"), ("partly", "Partly"), ("no", "No"))
USED = (
    ("briefed", "Briefed others on it"), ("acted", "Acted on it"), ("passed on", "Passed it on"),
    ("nothing", "Nothing yet"),
)  # fmt: skip
Errors = list[dict[str, str]]


@page("disseminate.release.read")
def show(request: HttpRequest, audience: Audience, release: UUID) -> Page:
    """The product as it went out. Opening it acknowledges nothing."""
    del request
    return _page(_view(audience, release), {}, [])


@act("disseminate.release.read")
def do(request: HttpRequest, audience: Audience, release: UUID) -> Page | Done:
    """Acknowledge, or answer the two questions."""
    view, deed, said = _view(audience, release), request.GET.get("do", ""), request.POST.dict()
    here, now = f"/r/{release}/", timezone.now()
    try:
        if deed == "acknowledge":
            acknowledge(release=release, by=audience, now=now)
            return Done(here, "Acknowledged: the center knows that you have it.")
        if deed == "feedback":
            feedback(
                release=release, useful=said.get("useful", ""), used=said.get("used", ""),
                words=said.get("words", "").strip(), by=audience, now=now,
            )  # fmt: skip
            return Done(here, "Your answers are kept. You may change them here.")
    except NotARecipient:
        raise Absent from None
    except NotAnswered as refused:
        witness(kind="protect.deed.refused", by=audience, rules=refused.decision.rules)
        return _page(view, said, _missing(said))
    raise Absent


@page("disseminate.release.downloaded")
def download(request: HttpRequest, audience: Audience, release: UUID, form: str) -> File:
    """PDF or HTML as released, to keep; nothing of what was recalled."""
    del request
    found = queries.rendered(audience=audience, public_id=release)
    if found is None or form not in KINDS:
        raise Absent
    number, pdf, document = found
    name = f"{'EXERCISE-' if exercise() else ''}{number}.{form}"
    return File(pdf if form == "pdf" else document.encode(), KINDS[form], name, [release])


def door(request: HttpRequest, release: UUID) -> HttpResponse:
    """GET and POST of one address."""
    return by_method(get=show, post=do)(request, release=release)


def _view(audience: Audience, release: UUID) -> queries.ReleaseView:
    view = queries.release_view(audience=audience, public_id=release)
    if view is None:
        raise Absent
    return view


def _missing(said: dict[str, str]) -> Errors:
    wanted = (("useful", USEFUL, "Was it useful to you"), ("used", USED, "What did you do with it"))
    return [
        error(name, f"{label}: not answered. Choose one. Rule disseminate.feedback.")
        for name, pairs, label in wanted
        if said.get(name) not in [value for value, _ in pairs]
    ]


def _page(view: queries.ReleaseView, said: dict[str, str], errors: Errors) -> Page:
    recalled, here = view.recalled_at is not None or view.erased_at is not None, f"/r/{view.public_id}/"
    context = {
        "release": {
            "number": view.number, "title": view.title, "portion": portion_of(view.marking), "to": view.group,
            "released": moment(view.at), "html": "" if recalled else view.html,
        },
        "recalled": {"when": moment(view.recalled_at), "because": view.recalled_because} if view.recalled_at else None,
        "erased": moment(view.erased_at) if view.erased_at and not view.recalled_at else "",
        "downloads": [] if recalled else [
            {"text": "PDF", "url": f"{here}bulletin.pdf"}, {"text": "HTML, stands alone", "url": f"{here}bulletin.html"}
        ],
        "acknowledge": _acknowledge(view, here), "feedback": _feedback(view, said, errors, here),
    }  # fmt: skip
    return Page(
        "disseminate/released.html", context, records=[view.public_id], markings=[view.marking],
        status=422 if errors else 200,
    )  # fmt: skip


def _acknowledge(view: queries.ReleaseView, here: str) -> dict[str, str] | None:
    if view.mine is None:
        return None
    at = view.mine.acknowledged_at
    return {"url": f"{here}?do=acknowledge", "done": f"Acknowledged {moment(at)}." if at else ""}


def _feedback(
    view: queries.ReleaseView, said: dict[str, str], errors: Errors, here: str
) -> dict[str, Any] | None:  # fmt: skip
    if view.mine is None:
        return None
    useful, used, words = view.answer or ("", "", "")
    wrong = {one["field"]: one["text"] for one in errors}
    questions = [
        field("useful", "Was it useful to you?", kind="radios", error=wrong.get("useful", ""),
              options=choices(USEFUL, chosen=said.get("useful", useful))),
        field("used", "What did you do with it?", kind="radios", error=wrong.get("used", ""),
              options=choices(USED, chosen=said.get("used", used))),
        field("words", "In words", kind="area", required=False, value=said.get("words", words)),
    ]  # fmt: skip
    done = "You answered. A later answer takes its place." if view.answer else ""
    return {"url": f"{here}?do=feedback", "done": done, "errors": errors, "questions": questions}
