"""What is found for a request, what of it its caller may be told, the sentences to tell, and what was told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import QueryDict
from django.utils import timezone

from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.desk.web import facets, search_hits
from watchfloor.desk.web.lists import record_url
from watchfloor.desk.web.search import LONGEST, Found, find
from watchfloor.disseminate.actions.answering import Weighed, marking_of, weigh
from watchfloor.disseminate.queries.answers import AnswerView, answers_on
from watchfloor.disseminate.rules.answering import OUTCOMES, TOLD_MOST, Asked
from watchfloor.marking.banner import canonical
from watchfloor.people import queries as people
from watchfloor.protect.web import fields
from watchfloor.protect.web.marks import Marks, portion_of
from watchfloor.protect.web.record_parts import names_of
from watchfloor.protect.web.shown import refusal_of
from watchfloor.protect.web.wording import agency_words, glyph_of, moment, number_of
from watchfloor.text.recognize import recognize

SEARCHES = "record.search"
Errors = Sequence[Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Looked:
    """A part of the page: what it shows, of which records, with their markings, and what was searched for."""

    context: Mapping[str, Any] = field(default_factory=dict)
    records: tuple[UUID, ...] = ()
    markings: tuple[str, ...] = ()
    inquiry: str = ""


def ticked(said: QueryDict) -> list[UUID]:
    """The records that are to be told of, each once; what is no id is none."""
    found: list[UUID] = []
    for one in said.getlist("tell"):
        try:
            found.append(UUID(one))
        except ValueError:
            continue
    return list(dict.fromkeys(found))


def looked_up(
    audience: Audience, asked: Asked, said: QueryDict, errors: Errors, marks: Marks, *, text: str, url: str
) -> Looked:  # fmt: skip
    """The hits of ?q= with whether the recipient may be told of each, and the form of the answer; `text` is what is
    asked, `url` the page. A form that is shown again searches nothing: a search is read by its address, where its fact
    is written."""
    words, found = said.get("q", "").strip()[:LONGEST], Found()
    if words and SEARCHES in audience.rights:
        found = find(audience, words, facets.of_kinds(()), after="", count=False)
    now, wanted = timezone.now(), ticked(said)[:TOLD_MOST]
    rows = found.rows[:TOLD_MOST]
    ids = list(dict.fromkeys([*(row.public_id for row in rows), *wanted]))
    weighed = {one.row.public_id: one for one in weigh(record_ids=ids, asked=asked, by=audience, now=now)}
    hits = search_hits.shown(audience, rows, found.named, marks, words=words, said=QueryDict())["rows"]
    first = next((row.public_id for row in rows if row.public_id in weighed and weighed[row.public_id].may), None)
    told = [weighed[one] for one in wanted if one in weighed]
    where = f"{url}?" + urlencode({"q": words}) if words else url
    context = {
        "q": words or _first_identifier(text), "searched": bool(words), "most": TOLD_MOST,
        "more": found.more or len(rows) < len(found.rows),
        "hits": [_hit(hit, row, weighed.get(row.public_id), wanted, where, focus=row.public_id == first and not wanted)
                 for hit, row in zip(hits, rows, strict=True)],
        "told": [_told(one, marks) for one in told], "leaves": portion_of(marking_of(asked=asked, weighed=told)),
        **_form(said, told, errors, composed="tell" in said),
    }  # fmt: skip
    shown = [*rows, *(one.row for one in told)]
    return Looked(
        context, tuple(dict.fromkeys(row.public_id for row in shown)), tuple(marks.of(row) for row in shown), words
    )


def _first_identifier(asked: str) -> str:
    """What one key searches for: the first plate, number or address that is asked about."""
    return next((one.said for one in recognize(asked)), "")


def _hit(
    hit: dict[str, Any], row: core.Row, weighed: Weighed | None, wanted: Sequence[UUID], where: str, *, focus: bool
) -> dict[str, Any]:
    """A hit with its tick, or with the rule why the caller may not be told of it."""
    may = weighed is not None and bool(weighed.may)
    refusal = refusal_of(weighed.may, what="tell him of it") if weighed and not may else None
    return {
        **hit, "url": record_url(row, come=where), "may": may, "ticked": row.public_id in wanted,
        "focus": focus, "refusal": refusal, "named": hit["because"] == search_hits.NAMES,
        "no": "" if weighed else "Nobody is told of this from here: it is no report, threat item or alert.",
    }  # fmt: skip


def _told(one: Weighed, marks: Marks) -> dict[str, str]:
    return {
        "id": str(one.row.public_id), "number": number_of(one.row), "title": one.row.title,
        "portion": portion_of(marks.of(one.row)), "kind": glyph_of(one.row.kind),
    }  # fmt: skip


def _form(said: QueryDict, told: Sequence[Weighed], errors: Errors, *, composed: bool) -> dict[str, Any]:
    """The field of the answer: as it was written, or composed of what is ticked."""
    written = said.get("words", "") or ("\n".join(_sentences(told)) if composed else "")
    made = fields.field(
        "words", "What he is told", kind="area", value=written, required=False, focus=composed and not errors
    )
    return {
        "words": fields.with_errors([made], errors)[0],
        "outcomes": [{"code": c, "words": w} for c, w in OUTCOMES.items()],
    }


def _sentences(told: Sequence[Weighed]) -> list[str]:
    """Each with the number of its record and its mark; what every class of record needs said stands once at the end."""
    lines = [
        f"({portion_of(canonical(said.marking)) if said.marking else 'unmarked'}) {number_of(one.row)}: {said.text}"
        for one in told if one.may for said in one.statements
    ]  # fmt: skip
    return lines + list(dict.fromkeys(one.disclaimer for one in told if one.may and one.disclaimer))


def answered_of(audience: Audience, asked: UUID, marks: Marks) -> list[Looked]:
    """What was told on a request or an RFI, to whom and by whom, each answer by itself."""
    return [_answered(audience, one, marks) for one in answers_on(audience=audience, asked=asked)]


def _answered(audience: Audience, answer: AnswerView, marks: Marks) -> Looked:
    names = names_of({answer.person_id, answer.by_id}, audience)
    known = people.persons(ids=[answer.person_id]).get(answer.person_id)
    marking = marks.of_label(answer.label_id, marking=answer.marking)
    context = {
        "outcome": OUTCOMES.get(answer.outcome, answer.outcome), "words": answer.words, "erased": answer.erased,
        "to": names[answer.person_id], "agency": agency_words(known.agency_name) if known else "",
        "by": names[answer.by_id],
        "at": moment(answer.at), "portion": portion_of(marking),
        "told": [
            {"number": number_of(row), "title": row.title, "url": record_url(row), "portion": portion_of(marks.of(row))}
            for row in answer.told
        ],
    }  # fmt: skip
    rows = answer.told
    return Looked(context, tuple(row.public_id for row in rows), (marking, *(marks.of(row) for row in rows)))
