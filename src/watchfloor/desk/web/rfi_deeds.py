"""The deeds of one RFI as its page sends them: each calls one action."""

from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import UUID

from django.http import QueryDict
from django.utils import timezone

from watchfloor.core.rules.audience import Audience
from watchfloor.desk.web.request_answer import ticked
from watchfloor.desk.web.rfi_parts import HERE, LISTS, number_of
from watchfloor.disseminate.actions.answering_rfis import answer_rfi
from watchfloor.plan.actions.rfi_work import assign, finish_part, receive_reply
from watchfloor.plan.actions.rfis import lead
from watchfloor.plan.rules.rfis import OUT, RfiView
from watchfloor.protect.web.fields import error
from watchfloor.protect.web.shown import Done

PLAIN = {
    "submit": "is handed in", "validate": "is validated", "begin": "is in work", "send": "is sent; the file is ready",
    "remind": "was reminded of", "close": "is closed", "reject": "is rejected",
}  # fmt: skip
BACK_TO_LIST = frozenset({"close", "reject"})


class NotRead(ValueError):
    """What a form said that is no moment."""

    def __init__(self, name: str, text: str) -> None:
        super().__init__(text)
        self.errors = [error(name, text)]


def done(audience: Audience, view: RfiView, said: QueryDict) -> Done:
    """Do what `do` names. Raises NoSuchRfi, NotAsked, NotAnswered, NotRead."""
    deed, now = said.get("do", ""), timezone.now()
    own = OWN.get(("out" if view.direction == OUT else "in", deed))
    if own:
        return Done(f"{HERE}{view.public_id}/", own(audience, view, said, now))
    lead(
        rfi_id=view.public_id, deed=deed, protected=said.get("protected", ""), reason=said.get("reason", ""),
        by=audience, now=now,
    )  # fmt: skip
    to = LISTS[view.direction] if deed in BACK_TO_LIST else f"{HERE}{view.public_id}/"
    return Done(to, f"{number_of(view)} {PLAIN.get(deed, deed)}.")


def id_of(said: str) -> UUID:
    """An id of a form; one of nobody where it is none."""
    try:
        return UUID(said)
    except ValueError:
        return UUID(int=0)


def _assign(audience: Audience, view: RfiView, said: QueryDict, now: datetime) -> str:
    due = said.get("part_due", "").strip()
    try:
        due_at = timezone.make_aware(datetime.fromisoformat(due).replace(tzinfo=None)) if due else None
    except ValueError:
        text = f"Due: '{due[:40]}' is no moment. Write it as 2026-11-30T14:05."
        raise NotRead("part_due", text) from None
    assign(
        rfi_id=view.public_id, what=said.get("what", ""), to=id_of(said.get("person", "")), due_at=due_at, by=audience,
        now=now,
    )  # fmt: skip
    return "The part is assigned."


def _finish(audience: Audience, view: RfiView, said: QueryDict, now: datetime) -> str:
    del view
    finish_part(part_id=id_of(said.get("part", "")), by=audience, now=now)
    return "The part is done."


def _answer(audience: Audience, view: RfiView, said: QueryDict, now: datetime) -> str:
    whole = said.get("do") == "answer"
    reuse = said.get("reuse", "")
    answer_rfi(
        rfi_id=view.public_id, outcome=said.get("outcome", ""), whole=whole, words=said.get("words", ""),
        told=ticked(said), reuses=id_of(reuse) if reuse else None, by=audience, now=now,
    )  # fmt: skip
    how = "is answered" if whole else "is answered in part"
    return f"{number_of(view)} {how}, and kept as a dissemination."


def _reply(audience: Audience, view: RfiView, said: QueryDict, now: datetime) -> str:
    receive_reply(
        rfi_id=view.public_id, words=said.get("reply", ""), marking=said.get("marking", ""),
        whole=said.get("do") == "answer", by=audience, now=now,
    )  # fmt: skip
    return "What they answered is kept under its marking."


OWN: Mapping[tuple[str, str], Callable[[Audience, RfiView, QueryDict, datetime], str]] = {
    ("in", "assign"): _assign, ("in", "finish-part"): _finish, ("in", "answer"): _answer,
    ("in", "answer-partly"): _answer, ("out", "answer"): _reply, ("out", "answer-partly"): _reply,
}  # fmt: skip
