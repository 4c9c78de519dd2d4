"""An RFI of ours, or our answers on another center's, as a signed file that leaves the house."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision
from watchfloor.core.sealer import signing
from watchfloor.disseminate.queries.answers import answers_on
from watchfloor.marking.banner import canonical
from watchfloor.marking.grammar import parse
from watchfloor.marking.rollup import roll_up
from watchfloor.people import queries as people
from watchfloor.plan.actions.rfis import WORKS, NoSuchRfi, NotAsked
from watchfloor.plan.formats.rfi_file import AnswerFile, AskedFile, written
from watchfloor.plan.queries import rfis
from watchfloor.plan.rules.rfis import OUT, RfiView

SENT = frozenset({"submitted", "partial"})
TOLD = frozenset({"partial", "answered"})


def export_rfi(*, rfi_id: UUID, by: Audience, now: datetime) -> bytes:
    """The signed file: of an outgoing RFI that was sent the RFI itself, of an incoming one what was answered so far.

    The caller tells who took it. Raises NoSuchRfi, and NotAsked where there is nothing to send, or where `by` does not
    see every answer whole.
    """
    view = rfis.rfi(audience=by, public_id=rfi_id, on=now.date())
    if view is None:
        raise NoSuchRfi
    _must(WORKS in by.rights, "right", "Your role works on no RFIs.", "Ask an analyst or the watch supervisor.")
    _must(not view.withheld, "training", "You hold no 28 CFR 23 training in force.", "Hand it to somebody who does.")
    _must(not view.erased, "erased", "Its words were erased: their day came.", "Ask anew.")
    house = core.house()
    body = _asked(view) if view.direction == OUT else _answered(view, by)
    return written(replace(body, exercise=bool(house and house.exercise)), sign=signing.note)


def leaves_as_file(view: RfiView) -> bool:
    """Whether there is a file to take: one of ours that was sent, or our answer on one that came by a file."""
    return view.state in SENT if view.direction == OUT else view.origin is not None and view.state in TOLD


def _asked(view: RfiView) -> AskedFile:
    _must(
        view.state in SENT, "state", "It was not sent, or it is done.", "Have it validated, and keep that it was sent."
    )
    words = {name: said for name, said in view.words.said().items() if name != "agency"}
    return AskedFile(
        "request", view.public_id, _center(), view.words.agency, view.submitted_at or view.made_at, view.due_at,
        view.priority, view.purpose, view.basis, view.about, view.marking, view.sector, words, exercise=False,
    )  # fmt: skip


def _answered(view: RfiView, by: Audience) -> AnswerFile:
    answers = answers_on(audience=by, asked=view.public_id)
    _must(view.origin is not None, "file", "It came by no file, so that none answers it.", "Tell the requester.")
    _must(view.state in TOLD and bool(answers), "state", "It is not answered.", "Answer it first.")
    _must(all(one.whole for one in answers), "answer", "You do not see every answer whole.", "Ask who answered it.")
    last, said = answers[-1], "\n\n".join(one.words for one in answers)
    marking = canonical(roll_up([parse(one.marking) for one in answers] + [parse(view.marking)]))
    return AnswerFile(
        "answer", last.public_id, view.origin or UUID(int=0), _center(), last.at, view.state == "answered", marking,
        said, exercise=False,
    )  # fmt: skip


def _center() -> str:
    center = people.center()
    return center.code if center else ""


def _must(ok: bool, rule: str, text: str, way_out: str) -> None:
    if not ok:
        raise NotAsked(Decision.of(Because(text, f"plan.rfi.{rule}", "28 CFR 23.20(e), (g)", False, way_out)))
