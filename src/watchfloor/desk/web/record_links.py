"""The links of a record on its page: judged where they stand, and drawn by hand with a reason."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, get_args
from uuid import UUID

from django.http import QueryDict

from watchfloor.analyze.actions.judge import NoSuchLink, NotJudged, Verdict, judge, link
from watchfloor.analyze.queries.known import LinkView
from watchfloor.core.ledger.telling import witness
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision
from watchfloor.desk.web.lists import link_row
from watchfloor.protect.queries import numbers
from watchfloor.protect.web import fields
from watchfloor.protect.web.record_parts import names_of, who_can
from watchfloor.protect.web.shown import Done, lacking, refusal_of
from watchfloor.protect.web.wording import number_of

RIGHT = "link.judge"
SAID = {"same": "that they belong together", "different": "that they do not belong together", "unsure": "not sure"}
NO_SUCH = "Record: nothing here that you may read has this number, or it does not exist. Rule 2."
NOT_ONE = "Record: more than one that you may read begins with this number. Give its whole id, as in its address."
ITSELF = "Record: this is the very record that you link from. Give the number of another one."
ANSWER = "Answer: choose one of the three. Rule analyze.judge.reason."


@dataclass(frozen=True, slots=True)
class Said:
    """What a form of this page said that could not be kept: on which link ("" for a new one), and why."""

    at: str = ""
    because: str = ""
    other: str = ""
    errors: list[dict[str, str]] = field(default_factory=list)


def answered(audience: Audience, record: UUID, form: QueryDict, *, to: str, now: datetime) -> Done | Said:
    """Keep a judgment, or a new link; else what was said, with its errors."""
    at, other = form.get("link", ""), form.get("other", "").strip()
    because = form.get("because" if at else "link-because", "").strip()
    said = Said(at, because, other)
    try:
        if at:
            return _judged(audience, said, form.get("verdict", ""), to, now)
        return _drawn(audience, record, said, to, now)
    except NoSuchLink:
        return replace(said, errors=[fields.error("", "Link: it is not there any more, or not yours to judge.")])
    except NotJudged as refused:
        witness(kind="protect.deed.refused", by=audience, rules=refused.decision.rules)
        return replace(said, errors=_errors(refused.decision, at))


def _judged(audience: Audience, said: Said, verdict: str, to: str, now: datetime) -> Done | Said:
    if verdict not in get_args(Verdict):
        return replace(said, errors=[fields.error(f"because-{said.at}", ANSWER)])
    answer: Verdict = verdict  # type: ignore[assignment]  # one of the literal's own values
    try:
        link_id = UUID(said.at)
    except ValueError:
        raise NoSuchLink from None
    judge(link_id=link_id, verdict=answer, because=said.because, by=audience, now=now)
    return Done(f"{to}#links", f"Judged: {SAID[verdict]}. Your reason is kept; a later judgment takes its place.")


def _drawn(audience: Audience, record: UUID, said: Said, to: str, now: datetime) -> Done | Said:
    found = numbers.named(audience=audience, said=said.other)
    if len(found) != 1 or found[0].public_id == record:
        text = NOT_ONE if len(found) > 1 else ITSELF if found else NO_SUCH
        return replace(said, errors=[fields.error("other", text)])
    link(a=record, b=found[0].public_id, because=said.because, by=audience, now=now)
    return Done(f"{to}#links", f"Linked to {number_of(found[0])}. Your reason is kept with the link.")


def _errors(decision: Decision, at: str) -> list[dict[str, str]]:
    where = f"because-{at}" if at else "link-because"
    return [
        fields.error(where if one.rule == "analyze.judge.reason" else "", _sentence(one)) for one in decision.against
    ]


def _sentence(one: Because) -> str:
    return " ".join(filter(None, (one.text, one.way_out, f"Rule {one.rule}, {one.citation}.")))


def as_of_then(links: list[LinkView], moment: datetime) -> list[LinkView]:
    """Those of the present links that stood at a moment; what was judged later is shown as not judged yet."""
    stood = [one for one in links if min(filter(None, (one.proposed_at, one.judged_at))) <= moment]
    return [
        one if one.judged_at is None or one.judged_at <= moment else _unjudged(one)
        for one in stood
        if one.other.opened_at <= moment
    ]


def _unjudged(one: LinkView) -> LinkView:
    return replace(one, state="proposed", judged_by=None, judged_at=None, judged_because="")


def rows_of(audience: Audience, links: list[LinkView], said: Said, *, here: str, judging: bool) -> list[dict[str, Any]]:
    """As components/links_table.html shows them, each with its form for who may judge."""
    names = names_of({one.judged_by for one in links if one.judged_by}, audience)
    may = judging and RIGHT in audience.rights
    return [_row(one, names, said if said.at == str(one.id) else Said(), here, may) for one in links]


def _row(one: LinkView, names: Mapping[int, str], said: Said, here: str, may: bool) -> dict[str, Any]:
    row = link_row(one, names.get(one.judged_by or 0, ""))
    row["url"] = f"{row['url']}?from={here}"
    row["reason"] = one.judged_because
    row["judging"] = None
    if may:
        error = next((e["text"] for e in said.errors if e["field"].startswith("because-")), "")
        row["judging"] = {
            "id": str(one.id), "because": said.because, "error": error, "open": bool(said.at),
            "again": one.state not in ("proposed", "withdrawn"),
        }  # fmt: skip
    return row


def new_link(audience: Audience, said: Said) -> dict[str, Any]:
    """The form for a link by hand, or the refusal in its place."""
    if RIGHT not in audience.rights:
        no = lacking(RIGHT, text="your role does not judge links.", way_out="Ask one of them.")
        return {"refusal": refusal_of(no, what="link it to another record", who=who_can(RIGHT)), "fields": []}
    mine = said if not said.at else Said()
    asked = [
        fields.field("other", "Link to", code=True, value=mine.other, short=True,
                     hint="Number, such as TIP-1a2b3c4d, or the address of its page."),
        fields.field("link-because", "Because", kind="area", value=mine.because,
                     hint="One sentence: what in the two records convinced you."),
    ]  # fmt: skip
    opened = bool(mine.errors)
    return {"refusal": None, "fields": fields.with_errors(asked, mine.errors), "open": opened}
