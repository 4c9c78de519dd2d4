"""Deeds of the inbox, on one item, on a wave or on what is ticked: each member has its own result; and their undo."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qs, urlencode, urlsplit
from uuid import UUID, uuid4

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, QueryDict
from django.utils import timezone

from watchfloor.core.ledger.telling import witness
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision, Refused
from watchfloor.desk.web.inbox import shown
from watchfloor.desk.web.inbox_acts import Said
from watchfloor.desk.web.inbox_place import HERE, Place, uuid_of
from watchfloor.gather.actions.triage import NotRaised, raise_to_top
from watchfloor.gather.actions.vetting import NotVetted, dismiss, undo_proposals
from watchfloor.gather.rules.vetting import Dismissal
from watchfloor.gather.web.vetting import FIELDS, sentence
from watchfloor.notify.actions.outbox import take_back
from watchfloor.people import queries as people
from watchfloor.plan.actions.claims import NotClaimed, claim, hand_over, release_claim, take_over, undo_claims
from watchfloor.protect.web.door import act
from watchfloor.protect.web.fields import error, own_path
from watchfloor.protect.web.shown import Absent, Done, Page
from watchfloor.protect.web.wording import number_of

SINGLE = ("claim", "release")
DONE = {
    "claim": ("Claimed {}.", "Others see that you hold it."), "release": ("Released {}.", "It is free for others."),
    "dismiss": ("Not a SAR: proposed for {}.", "Another person takes the second look."),
    "hand": ("Handed over {}.", "{} is told by mail in 12 s."), "take": ("Took over {}.", "You hold it now."),
    "raise": ("Escalated {}.", "Whoever is on duty is called."),
}  # fmt: skip
# which rule speaks about the words of a form, and about which field
OF_FORM = {**FIELDS, "plan.claim.because": "because", "gather.triage.because": "because", "plan.claim.able": "to"}
LEAVES = {("claim", "unclaimed"), ("release", "mine")}  # deed and view
MOST = 200
WAVES = "/waves/"


@dataclass(frozen=True, slots=True)
class Asked:
    """A deed as the form says it. `at` names the form whose fields hold its words."""

    do: str
    ids: tuple[UUID, ...]
    at: str
    form: QueryDict

    def said(self, name: str) -> str:
        """A word of that form."""
        return str(self.form.get(f"{name}-{self.at}", "")).strip()


def _asked(form: QueryDict) -> Asked:
    single = next((name for name in SINGLE if form.get(name)), "")
    if single:
        return Asked(single, _ids(form.get(single, "")), "", form)
    ids = form.get("ids") or " ".join(map(str, form.getlist("item")))
    return Asked(form.get("do", ""), _ids(ids), form.get("at", "bulk"), form)


def _ids(said: str) -> tuple[UUID, ...]:
    found = (uuid_of(one) for one in said.split())
    return tuple(dict.fromkeys(one for one in found if one))[:MOST]


@act("desk.inbox.read", known=True)
def deeds(request: HttpRequest, audience: Audience) -> Page | Done:
    """Do it to each member; who is refused is told beside who is done, and what was done can be undone."""
    asked, now, deed = _asked(request.POST), timezone.now(), uuid4()
    if asked.do not in DONE:
        raise Absent
    place = _place(request.POST)
    if not asked.ids:
        messages.warning(request, "Nothing is ticked. Tick the items first (x).")
        return Done(place.url())
    rows = {row.public_id: row for row in core.rows_of(audience=audience, public_ids=asked.ids)}
    done, refused = list[core.Row](), list[tuple[core.Row | None, Decision]]()
    for one in asked.ids:
        try:
            if one not in rows:
                raise NotClaimed(_absent())
            with transaction.atomic():
                _do(asked, rows[one], deed, audience, now)
            done.append(rows[one])
        except (NotClaimed, NotVetted, NotRaised) as no:
            witness(kind="protect.deed.refused", by=audience, rules=no.decision.rules)
            refused.append((rows.get(one), no.decision))
    back = _elsewhere(request.POST) or place.url()
    wrong = _of_the_form(refused)
    if wrong and not done and back == place.url():
        return shown(audience, place, Said(asked.at, asked.do, request.POST, wrong))
    _tell_refused(request, refused[:1] if wrong else refused)
    if not done:
        return Done(back)
    undo = "" if asked.do == "raise" else f"{HERE}undo/{deed}/?" + urlencode({"back": back})  # who was called, was
    return Done(_elsewhere(request.POST) or _onward(asked, place), _told(asked, done, refused), undo=undo)


def _elsewhere(form: QueryDict) -> str:
    """The page of waves, where the deed was done there; "" for the inbox."""
    return WAVES if own_path(form.get("back"), otherwise=HERE) == WAVES else ""


def _absent() -> Decision:
    text = "Nothing here that you may read, or it does not exist."
    return Decision.of(Because(text, "access.absent", "", False, "Open the inbox again."))


def _do(asked: Asked, row: core.Row, deed: UUID, by: Audience, now: datetime) -> None:
    if asked.do == "claim":
        claim(record_id=row.id, deed=deed, by=by, now=now)
    elif asked.do == "release":
        release_claim(record_id=row.id, deed=deed, by=by, now=now)
    elif asked.do == "hand":
        to = asked.said("to")
        hand_over(record_id=row.id, to_id=int(to) if to.isdecimal() else 0, deed=deed, by=by, now=now)
    elif asked.do == "take":
        take_over(record_id=row.id, because=asked.said("because"), deed=deed, by=by, now=now)
    elif asked.do == "raise":
        raise_to_top(record=row.public_id, because=asked.said("because"), by=by, now=now)
    else:
        _propose(asked, row, deed, by, now)


def _propose(asked: Asked, row: core.Row, deed: UUID, by: Audience, now: datetime) -> None:
    """A first look alone: the second is taken on the tip's own page, where what was proposed is read."""
    if row.kind != "tip":
        text = "Only reports are vetted."
        raise NotVetted(Decision.of(Because(text, "gather.kind", "ISE-FS-200", False, "Leave it out.")))
    dismiss(record=row.public_id, dismissal=Dismissal(asked.said("code"), asked.said("words")), deed=deed,
            first_look=True, by=by, now=now)  # fmt: skip


def _of_the_form(refused: Sequence[tuple[core.Row | None, Decision]]) -> list[dict[str, str]]:
    """The errors, if nothing but what the form said refuses; each once, tied to its field."""
    reasons = [reason for _, decision in refused for reason in decision.against]
    if not reasons or any(reason.rule not in OF_FORM for reason in reasons):
        return []
    return [error(OF_FORM[one.rule], sentence(one)) for one in dict.fromkeys(reasons)]


def _tell_refused(request: HttpRequest, refused: Sequence[tuple[core.Row | None, Decision]]) -> None:
    for row, decision in refused:
        name = f"{number_of(row)}, {row.title}" if row else "One item"
        messages.warning(request, f"Not done: {name}: {' '.join(map(sentence, decision.against[:2]))}")


def _told(asked: Asked, done: Sequence[core.Row], refused: Sequence[object]) -> str:
    what, so = DONE[asked.do]
    count = number_of(done[0]) if len(done) == 1 else f"{len(done)} items"
    person = people.person(person_id=int(asked.said("to"))) if asked.do == "hand" else None
    left = f" {len(refused)} refused, see above." if refused else ""
    return f"{what.format(count)} {so.format(person.name if person else '')}{left}"


def _place(form: QueryDict) -> Place:
    said = parse_qs(urlsplit(own_path(form.get("back"), otherwise=HERE)).query)
    return Place.of({name: values[0] for name, values in said.items()})


def _onward(asked: Asked, place: Place) -> str:
    """To the next item where this one is done with or leaves the view, else to where the reader was."""
    following = uuid_of(asked.form.get("next"))
    goes_on = asked.do in ("dismiss", "hand") or (asked.do, place.view) in LEAVES
    return place.url(item=following) if goes_on and following else place.url()


@act("desk.inbox.read", known=True)
def undo(request: HttpRequest, audience: Audience, deed: UUID) -> Done:
    """Take back a deed of one's own while nothing of it has left: a second deed, with facts of its own."""
    now, back = timezone.now(), own_path(request.GET.get("back"), otherwise=HERE)
    try:
        with transaction.atomic():
            _, gone = take_back(deed=deed, now=now)
            proposals = undo_proposals(deed=deed, by=audience, now=now)
            touched = {*proposals, *undo_claims(deed=deed, left=gone > 0, by=audience, now=now)}
    except Refused as refused:
        witness(kind="protect.deed.refused", by=audience, rules=refused.decision.rules)
        messages.warning(request, f"Not undone: {' '.join(map(sentence, refused.decision.against))}")
        return Done(back)
    if not touched:
        messages.warning(request, "Nothing is left to undo: it was undone, or somebody has changed it since.")
        return Done(back)
    return Done(back, f"Undone: {len(touched)} {'item is' if len(touched) == 1 else 'items are'} as before.")
