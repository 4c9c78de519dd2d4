"""Watch words: what waits for the privacy officer, what is looked for and until when, what it hit, what ends."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone

from watchfloor.core.ledger.telling import witness
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Refused
from watchfloor.plan.actions.needs import STATES
from watchfloor.plan.actions.words import NoSuchWord, decide_word, propose_word, withdraw_word
from watchfloor.plan.formats.watch_words import word_policy
from watchfloor.plan.queries import needs, words
from watchfloor.plan.rules.needs import in_order
from watchfloor.plan.rules.watchwords import Word, WordSaid, due
from watchfloor.plan.web.needs_parts import HERE as NEEDS
from watchfloor.plan.web.needs_parts import Errors, errors_of, id_of, may_read
from watchfloor.plan.web.words_parts import HERE, rows_of
from watchfloor.protect.formats.classes import offences
from watchfloor.protect.queries.numbers import named
from watchfloor.protect.web.door import act, by_method, page
from watchfloor.protect.web.fields import choices, error, field, with_errors
from watchfloor.protect.web.marks import Marks, portion_of
from watchfloor.protect.web.record_parts import cannot_of
from watchfloor.protect.web.shown import Absent, Done, Page
from watchfloor.protect.web.wording import moment, number_of

READ = "plan.word.read"
NOBODY = UUID(int=0)
FORM = ("phrase", "about", "offence", "need", "bears", "renews")


@page(READ)
def show(request: HttpRequest, audience: Audience) -> Page:
    """All of them; `?hits=` with what one hit, `?renew=` and `?need=` fill the form."""
    may_read(audience)
    asked = request.GET
    said = {"need": asked.get("need", "")}
    old = words.word(audience=audience, public_id=one) if (one := id_of(asked.get("renew"))) else None
    if old:
        said = {"phrase": old.said.phrase, "about": old.said.about, "offence": old.said.offence,
                "renews": str(old.public_id), "need": _need_of(old, audience)}  # fmt: skip
    return _page(audience, said, [], hits=id_of(asked.get("hits")))


@act(READ, known=True)
def do(request: HttpRequest, audience: Audience) -> Page | Done:
    """Propose, approve, refuse or withdraw a word."""
    may_read(audience)
    said, errors = request.POST, list[dict[str, str]]()
    try:
        return _done(audience, said)
    except NoSuchWord:
        raise Absent from None
    except _Unread as wrong:
        errors = wrong.errors
    except Refused as refused:
        witness(kind="protect.deed.refused", by=audience, rules=refused.decision.rules)
        errors = errors_of(refused.decision, bars="phrase")
    if said.get("do") != "propose":
        errors = [error("", one["text"]) for one in errors]
    return _page(audience, {name: said.get(name, "") for name in FORM}, errors)


class _Unread(Exception):
    """A field says what cannot be read."""

    def __init__(self, errors: Errors) -> None:
        super().__init__()
        self.errors = errors


def door(request: HttpRequest) -> HttpResponse:
    """GET and POST of one address."""
    return by_method(get=show, post=do)(request)


def _done(audience: Audience, said: QueryDict) -> Done:
    now, what, one = timezone.now(), said.get("do", ""), id_of(said.get("word")) or NOBODY
    if what == "propose":
        propose_word(
            need_id=id_of(said.get("need")) or NOBODY, bears=_bears(said, audience), renews=id_of(said.get("renews")),
            said=WordSaid(said.get("phrase", ""), said.get("about", ""), said.get("offence", "")), by=audience, now=now,
        )  # fmt: skip
        return Done(HERE, "Proposed. It is looked for once the privacy officer approved it.")
    if what in ("approve", "refuse"):
        decide_word(word_id=one, approve=what == "approve", because=said.get("because", ""), by=audience, now=now)
        days = word_policy().days
        return Done(HERE, f"Approved: looked for during {days} days." if what == "approve" else "Refused.")
    if what == "withdraw":
        withdraw_word(word_id=one, by=audience, now=now)
        return Done(HERE, "Withdrawn: it is looked for no longer.")
    raise _Unread([error("", "Nothing was chosen.")])


def _bears(said: QueryDict, audience: Audience) -> UUID | None:
    number = said.get("bears", "").strip()
    rows = named(audience=audience, said=number) if number else []
    if number and len(rows) != 1:
        text = "Record: nothing here that you may read, or it does not exist. Copy the number from the record's page."
        raise _Unread([error("bears", text)])
    return rows[0].public_id if rows else None


def _need_of(word: Word, audience: Audience) -> str:
    return next((str(one.public_id) for one in needs.tree(audience=audience) if one.id == word.need_id), "")


def _page(audience: Audience, said: dict[str, str], errors: Errors, *, hits: UUID | None = None) -> Page:
    now, marks = timezone.now(), Marks()
    found = words.words(audience=audience)
    rows = rows_of(found, marks, audience, now=now)
    ends = {str(one.public_id) for one in due(found, word_policy(), now=now)}
    proposes = STATES in audience.rights
    shown, records = _hits(audience, found, hits, marks)
    context = {
        "errors": errors, "errors_heading": "Nothing was done.", "url": HERE, "back": NEEDS, "days": word_policy().days,
        "waiting": [one for one in rows if one["waits"]], "live": [one for one in rows if one["live"]],
        "due": [one for one in rows if one["id"] in ends],
        "done": [one for one in rows if not one["waits"] and not one["live"]], "hit": shown,
        "may_propose": proposes, "fields": _fields(said, errors, audience) if proposes else {},
        "renews": said.get("renews", ""), "open": bool(errors or said.get("phrase") or said.get("need")),
        "bars": word_policy().bars, "refused": cannot_of(audience, {STATES: "propose a watch word"}),
        "decides": words.DECIDES in audience.rights,
    }  # fmt: skip
    labels = {one.label_id for one in found}
    return Page(
        "plan/words.html", context, records=[row.public_id for row in records],
        markings=[*(marks.of_label(one) for one in labels), *(marks.of(row) for row in records)],
        status=422 if errors else 200,
    )  # fmt: skip


def _fields(said: dict[str, str], errors: Errors, audience: Audience) -> dict[str, dict[str, Any]]:
    now = timezone.now()
    open_needs = [one for one in needs.tree(audience=audience) if one.approved_at and one.in_force(at=now)]
    of_needs = [(str(one.public_id), f"{'– ' * depth}{one.said.code} {one.said.title}".strip()[:90])
                for depth, one in in_order(open_needs)]  # fmt: skip
    of_law = [(one.code, one.words) for one in offences().values() if not one.umbrella]
    made = [
        field("phrase", "Word or phrase", value=said.get("phrase", ""),
              hint="For conduct or a thing, in small letters."),
        field("need", "Of which approved need", kind="select",
              options=choices([("", "Choose"), *of_needs], chosen=said.get("need", ""))),
        field("offence", "For which offense", kind="select",
              options=choices([("", "Choose"), *of_law], chosen=said.get("offence", ""))),
        field("about", "For which threat", kind="area", value=said.get("about", "")),
        field("bears", "Record whose predicate bears a name", required=False, value=said.get("bears", ""), code=True,
              hint="Only where the phrase names somebody or something of the list below."),
    ]  # fmt: skip
    return {one["name"]: one for one in with_errors(made, errors)}


def _hits(
    audience: Audience, found: list[Word], word: UUID | None, marks: Marks
) -> tuple[dict[str, Any] | None, list[core.Row]]:
    """What one word hit, as far as the reader may read it."""
    one = next((each for each in found if each.public_id == word), None)
    if one is None:
        return None, []
    kept = words.hits(audience=audience, word=one.public_id)[:100]
    rows = (
        {row.id: row for row in core.rows_of(audience=audience, ids=[each.record_id for each in kept])} if kept else {}
    )
    shown = [
        {"number": number_of(row), "title": row.title, "url": f"/records/{row.public_id}/", "because": each.because,
         "when": moment(each.at), "portion": portion_of(marks.of(row))}
        for each in kept if (row := rows.get(each.record_id))
    ]  # fmt: skip
    return {"phrase": one.said.phrase, "rows": shown}, list(rows.values())
