"""What waits: a determination takes a tip out of list and counts, undo gives it back, a claim binds who may act."""

from datetime import timedelta
from types import SimpleNamespace
from uuid import UUID, uuid4

import pytest
from makers import open_tips

from watchfloor.core.gate.session import reading
from watchfloor.core.queries import records as core
from watchfloor.core.queries.waiting import waiting, waiting_counts
from watchfloor.gather.actions.vetting import NotVetted, decline, dismiss, promote, undo_proposals
from watchfloor.gather.queries.vetting import vetting_of
from watchfloor.gather.rules.vetting import Determination, Dismissal
from watchfloor.notify import queries as notices
from watchfloor.notify.actions.outbox import Held, notice, send_waiting, take_back
from watchfloor.plan.actions import claims
from watchfloor.plan.queries.claims import claims_of
from watchfloor.protect.actions.admit import admit_service

SAID = Dismissal("INNOCENT", "The operator confirmed his own contractors.")
SOUND = Determination(("INTRSN",), "They cut the fence and went inside it.", first_amendment=False)


def waits(cast: SimpleNamespace, who: str = "ana") -> tuple[set[UUID], int]:
    """What the list holds and what the count says."""
    with reading(cast.as_(who)) as audience:
        rows = waiting(audience=audience, kinds=("tip",), how_many=500)
        return {row.public_id for row in rows}, waiting_counts(audience=audience).get("tip", 0)


def look(cast: SimpleNamespace, who: str, tip: UUID, **more: object) -> str:
    """A dismissal proposed, or confirmed, by one of the cast."""
    with reading(cast.as_(who)) as by:
        return dismiss(record=tip, dismissal=SAID, by=by, now=cast.now, **more)


@pytest.mark.parametrize("how", ["dismissed", "promoted"])
def test_what_is_determined_leaves_list_and_count(cast: SimpleNamespace, how: str) -> None:
    """A proposal alone takes nothing away; the second look does, from both at once."""
    tip = open_tips(cast, "Somebody photographed the transformers.")[0].public_id
    before = waits(cast)
    for who in ("ana", "sam"):
        assert waits(cast) == before
        with reading(cast.as_(who)) as by:
            if how == "promoted":
                promote(record=tip, determination=SOUND, by=by, now=cast.now)
            else:
                dismiss(record=tip, dismissal=SAID, by=by, now=cast.now)
    after = waits(cast)
    assert before[0] - after[0] == {tip}
    assert after[1] == before[1] - 1 == len(after[0])


def test_a_page_follows_on_the_last_row(cast: SimpleNamespace) -> None:
    """Page by page every waiting tip comes once, also where all came in one moment, and none named besides."""
    open_tips(cast, *(f"Report number {n} of a drone." for n in range(25)))
    with reading(cast.as_("ana")) as audience:
        found, after = [], None
        while page := waiting(audience=audience, kinds=("tip",), after=after, how_many=7):
            found += page
            after = page[-1].public_id
        whole = waiting(audience=audience, kinds=("tip",), how_many=500)
        rest = waiting(audience=audience, kinds=("tip",), besides=[whole[0].id], how_many=500)
    assert [row.id for row in found] == [row.id for row in whole]
    assert [row.id for row in rest] == [row.id for row in whole[1:]]


def test_a_stranger_waits_for_nothing(cast: SimpleNamespace) -> None:
    """Cy's list and count are empty; Ben's are those of his own agency's reports."""
    open_tips(cast, "A report of the center.")
    mine = open_tips(cast, "A report of the sheriff.", agency=cast.wright)[0].public_id
    assert waits(cast, "cy") == (set(), 0)
    with reading(cast.as_("ben")) as audience:
        may = {row.public_id for row in core.latest(audience=audience, kinds=("tip",), how_many=500)}
    assert waits(cast, "ben")[0] <= may
    assert mine in waits(cast)[0]


def test_only_the_holder_determines(cast: SimpleNamespace) -> None:
    """While Sam holds it Ana's proposal is refused with his name; his own frees it for her second look."""
    opened = open_tips(cast, "A van stood at the intake.")[0]
    with reading(cast.as_("sam")) as by:
        claims.claim(record_id=opened.id, by=by, now=cast.now)
    with pytest.raises(NotVetted) as refused:
        look(cast, "ana", opened.public_id)
    assert refused.value.decision.against[0].text == "Sam Exercise holds it."
    assert look(cast, "sam", opened.public_id) == "dismissal proposed"
    with reading(cast.as_("ana")) as audience:
        assert claims_of(audience=audience, record_ids=[opened.id]) == {}
    with reading(cast.as_("sam")) as by:
        claims.claim(record_id=opened.id, by=by, now=cast.now)
    with pytest.raises(NotVetted), reading(cast.as_("ana")) as by:
        decline(record=opened.public_id, text="It was declined for a good reason.", by=by, now=cast.now)


def test_a_proposal_is_undone_by_who_made_it(cast: SimpleNamespace) -> None:
    """It goes back to the start and its maker holds the item again; not for another, not late, not once judged."""
    opened, deed = open_tips(cast, "A drone at dusk.")[0], uuid4()
    with reading(cast.as_("ana")) as by:
        claims.claim(record_id=opened.id, by=by, now=cast.now)
    look(cast, "ana", opened.public_id, deed=deed)
    with reading(cast.as_("sam")) as by:
        assert undo_proposals(deed=deed, by=by, now=cast.now) == []
    with pytest.raises(NotVetted), reading(cast.as_("ana")) as by:
        undo_proposals(deed=deed, by=by, now=cast.now + timedelta(minutes=3))
    with reading(cast.as_("ana")) as by:
        assert undo_proposals(deed=deed, by=by, now=cast.now) == [opened.id]
        assert claims.undo_claims(deed=deed, by=by, now=cast.now) == [opened.id]
        assert vetting_of(audience=by, record_ids=[opened.id])[opened.id].state == "received"
        assert claims_of(audience=by, record_ids=[opened.id])[opened.id].person_id == by.actor.person_id
    look(cast, "ana", opened.public_id, deed=deed)
    look(cast, "sam", opened.public_id)
    with reading(cast.as_("ana")) as by:
        assert undo_proposals(deed=deed, by=by, now=cast.now) == []


def test_a_hand_over_tells_its_person_only_once_it_stands(cast: SimpleNamespace, house: SimpleNamespace) -> None:
    """The mail is held twelve seconds and shown nowhere; undone before, it never leaves; later undo is refused."""
    kept, taken = open_tips(cast, "A badge was lost.", "A gate stood open.")
    sam = cast.person("sam").id
    with reading(cast.as_("ana")) as by:
        stays = claims.hand_over(record_id=kept.id, to_id=sam, by=by, now=cast.now)
        goes = claims.hand_over(record_id=taken.id, to_id=sam, by=by, now=cast.now)
    with reading(cast.as_("sam")) as audience:
        assert [one for one in notices.mine(audience=audience, now=cast.now) if one.kind == "hand-over"] == []
    sender = admit_service(service="notify.send", now=cast.now)
    with reading(sender):
        assert send_waiting(exercise=True, by=sender, now=cast.now + timedelta(seconds=11)) == 0
    with reading(cast.as_("ana")) as by:
        assert take_back(deed=goes, now=cast.now) == (1, 0)
    with reading(sender):
        assert send_waiting(exercise=True, by=sender, now=cast.now + timedelta(seconds=12)) == 1
    assert len(list((house.folder / "outbox").glob("*.eml"))) == 1
    with reading(cast.as_("ana")) as by:
        assert take_back(deed=stays, now=cast.now) == (0, 1)
    with reading(cast.as_("sam")) as by:
        assert take_back(deed=stays, now=cast.now) == (0, 0)


def test_what_is_urgent_is_never_held(cast: SimpleNamespace) -> None:
    """The imminent path ignores whatever would hold it."""
    tip = open_tips(cast, "A fence was cut.")[0].id
    with reading(cast.as_("ana")) as by:
        claims.hand_over(record_id=tip, to_id=cast.person("sam").id, by=by, now=cast.now - timedelta(hours=1))
    sender = admit_service(service="notify.send", now=cast.now)
    with reading(sender):
        send_waiting(exercise=True, by=sender, now=cast.now)
        notice(
            person_id=cast.person("sam").id, kind="imminent", subject="Danger", text="Read it now.", path="/",
            label_id=sender.label_ids[0], once_key=f"t-{uuid4()}", now=cast.now, urgent=True,
            held=Held(cast.now + timedelta(hours=1), uuid4(), 1),
        )  # fmt: skip
        assert send_waiting(exercise=True, by=sender, now=cast.now) == 1
