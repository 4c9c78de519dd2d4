"""What an item states of the national alert system: the state, who compared it with its source, and the form."""

from typing import Any, get_args
from uuid import UUID

from django.http import QueryDict
from django.utils import timezone

from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision
from watchfloor.protect.web.fields import error, field, with_errors
from watchfloor.protect.web.record_parts import names_of, who_can
from watchfloor.protect.web.shown import Done, lacking, refusal_of
from watchfloor.protect.web.wording import moment
from watchfloor.receive.actions.confirming import NotAnswered, answer_state
from watchfloor.receive.queries import StateView, standing_state
from watchfloor.receive.rules.confirming import RIGHT, Answer

ANSWERS: dict[str, Answer] = {one: one for one in get_args(Answer)}
SOURCE = "https://www.dhs.gov/ntas"
SAID = {
    "": "Nobody has compared it with its source yet. Nothing follows from it before somebody has.",
    "confirmed": "It is so at its source: compared by {} on {}.",
    "denied": "It is not so at its source: compared by {} on {}.",
}
DONE = {
    "confirmed": "Confirmed. What is to be done because of it is begun.",
    "denied": "Kept: it is not so at its source. Nothing follows from it.",
    "": "Taken back. It waits for a person again.",
}
BUTTONS = {
    "": (("confirmed", "Confirm it"), ("denied", "Not so at its source")),
    "confirmed": (("", "Take it back"), ("denied", "Not so at its source")),
    "denied": (("", "Take it back"), ("confirmed", "Confirm it")),
}  # fmt: skip


def answered(audience: Audience, record: UUID, form: QueryDict) -> Done:
    """Keep the answer. Raises NotAnswered."""
    answer = ANSWERS.get(form.get("answer", "none"))
    if answer is None:
        raise NotAnswered(_none_of_them())
    answer_state(record=record, answer=answer, because=form.get("because", ""), by=audience, now=timezone.now())
    return Done(f"/threats/{record}/", DONE[answer])


def state_of(audience: Audience, row: core.Row, refused: Decision | None, because: str) -> dict[str, Any] | None:
    """As receive/threat_state.html shows it; None for an item that states none."""
    standing = standing_state(audience=audience, record_id=row.id, now=timezone.now())
    if standing is None:
        return None
    errors = errors_of(refused)
    asked = field(
        "because", "What the source shows", kind="area", required=False, value=because,
        hint="Needed to say that it is not so, and to take an answer back; kept sealed.",
    )  # fmt: skip
    no = lacking(RIGHT, text="your role confirms no states.", way_out="Ask one of them.")
    may = RIGHT in audience.rights
    return {
        "said": standing.said, "words": _words(standing, audience), "confirmed": standing.answer == "confirmed",
        "source": SOURCE, "url": f"/threats/{row.public_id}/?do=state", "errors": errors,
        "because": with_errors([asked], errors)[0],
        "buttons": [{"value": value, "text": text, "main": value == "confirmed"}
                    for value, text in BUTTONS[standing.answer]] if may else [],
        "refusal": None if may else refusal_of(no, what="confirm it", who=who_can(RIGHT)),
    }  # fmt: skip


def errors_of(refused: Decision | None) -> list[dict[str, str]]:
    """Each under the field that it is about."""
    return [
        error("because" if one.rule == "receive.state.because" else "", f"{one.text} {one.way_out} Rule {one.rule}.")
        for one in (() if refused is None else refused.against)
    ]


def _words(standing: StateView, audience: Audience) -> str:
    who = names_of({standing.by_id}, audience)[standing.by_id] if standing.by_id else ""
    return SAID[standing.answer].format(who, moment(standing.at))


def _none_of_them() -> Decision:
    return Decision.of(Because("Answer: none of the three.", "receive.state.answer", "", False, "Use a button."))
