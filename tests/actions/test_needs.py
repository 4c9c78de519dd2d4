"""What the center must know, as a tree: stated, revised, moved, approved, reviewed and retired, each with its fact."""

import threading
from datetime import timedelta
from types import SimpleNamespace
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, connections, transaction

from watchfloor.core.gate.session import reading
from watchfloor.plan.actions import needs as deeds
from watchfloor.plan.actions.needs import NoSuchNeed, NotStated, state_need
from watchfloor.plan.queries import ground
from watchfloor.plan.queries import needs as queries
from watchfloor.plan.rules.needs import NeedSaid


def state(cast: SimpleNamespace, title: str, login: str = "ana", **more: object) -> UUID:
    """One need, stated by one of the cast."""
    with reading(cast.as_(login)) as by:
        return state_need(said=NeedSaid(title, **more), by=by, now=cast.now)


def need_of(cast: SimpleNamespace, public_id: UUID, login: str = "ana") -> object:
    """A need as one of the cast reads it."""
    with reading(cast.as_(login)) as by:
        return queries.need(audience=by, public_id=public_id)


def refused(cast: SimpleNamespace, what: str, login: str = "ana", **asked: object) -> str:
    """The first reason for which a deed is refused."""
    with reading(cast.as_(login)) as by, pytest.raises(NotStated) as told:
        getattr(deeds, what)(by=by, now=cast.now, **asked)
    return told.value.decision.against[0].text


def test_a_tree_is_stated_and_read_in_its_order(cast: SimpleNamespace) -> None:
    """A standing need, a requirement, an element and an indicator stand beneath one another; Ben and Cy see none."""
    top = state(cast, "Attacks on the grid", code="NFC-1")
    pir = state(cast, "Will substations be attacked this winter?", level="pir", parent=top,
                ends_at=cast.now + timedelta(days=90))  # fmt: skip
    eei = state(cast, "Who looks at fences", level="eei", parent=pir)
    mark = state(cast, "Drones over fences", level="indicator", parent=eei, phrases=("drone over the fence",))
    with reading(cast.as_("dee")) as dee:
        shown = queries.tree(audience=dee)
    assert [one.public_id for one in shown][-4:] == [top, pir, eei, mark]
    assert [one.said.parent for one in shown][-4:] == [None, top, pir, eei]
    assert shown[-1].review_on == cast.now.date() + timedelta(days=365)
    for login in ("ben", "cy"):
        assert need_of(cast, top, login) is None


def test_a_need_that_would_be_its_own_ancestor_is_refused_by_name(cast: SimpleNamespace) -> None:
    """Beneath itself and beneath what stands beneath it; the database refuses it too, whoever writes."""
    top = state(cast, "Upper need")
    low = state(cast, "Lower need", parent=top)
    assert refused(cast, "move_need", need_id=top, to=top).endswith("cannot be its own ancestor.")
    said = refused(cast, "move_need", need_id=top, to=low)
    assert "Upper need" in said and "Lower need" in said
    ids = {one: need_of(cast, one).id for one in (top, low)}
    with reading(cast.as_("ana")), pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("update plan_informationneed set parent_id = %s where id = %s", [ids[low], ids[top]])


def test_two_people_at_once_make_no_circle(cast: SimpleNamespace) -> None:
    """Ana puts A beneath B while Sam puts B beneath A: one of them is refused, and the tree stays a tree."""
    one, other = state(cast, "Need A"), state(cast, "Need B")
    began, told = threading.Barrier(2), list[str]()

    def move(login: str, what: UUID, to: UUID) -> None:
        try:
            with reading(cast.as_(login)) as by:
                began.wait(timeout=20)
                deeds.move_need(need_id=what, to=to, by=by, now=cast.now)
            told.append("moved")
        except NotStated:
            told.append("refused")
        finally:
            connections.close_all()

    both = [threading.Thread(target=move, args=args) for args in (("ana", one, other), ("sam", other, one))]
    for each in both:
        each.start()
    for each in both:
        each.join(timeout=20)
    assert sorted(told) == ["moved", "refused"]


def test_what_a_need_said_before_is_kept(cast: SimpleNamespace) -> None:
    """A revision keeps the words before it with the reason, and is approved anew by another person."""
    kept = state(cast, "Thefts of copper", phrases=("copper wire",))
    assert refused(cast, "approve_need", need_id=kept).startswith("You may not approve")
    with reading(cast.as_("sam")) as sam:
        deeds.approve_need(need_id=kept, by=sam, now=cast.now)
    assert need_of(cast, kept).approved_at == cast.now
    with reading(cast.as_("ana")) as ana:
        said = NeedSaid("Thefts of copper and batteries", phrases=("copper wire", "battery theft"))
        deeds.revise_need(need_id=kept, said=said, why="batteries are taken now too", by=ana, now=cast.now)
        past = queries.deeds(audience=ana, need=kept)
    now = need_of(cast, kept)
    assert (now.n, now.said.title, now.approved_at) == (2, "Thefts of copper and batteries", None)
    assert [one.deed for one in past] == ["revised", "approved", "stated"]
    assert past[0].before.title == "Thefts of copper" and past[0].why == "batteries are taken now too"


def test_a_need_is_reviewed_yearly_and_retired_at_last(cast: SimpleNamespace) -> None:
    """A review moves the day by a year and needs a reason; a retired need is asked no longer."""
    kept = state(cast, "Reviewed need", phrases=("reviewed phrase",))
    assert refused(cast, "review_need", need_id=kept, why="ok").startswith("Reason")
    later = cast.now + timedelta(days=400)
    assert need_of(cast, kept).overdue(on=later.date())
    with reading(cast.as_("ana")) as ana:
        deeds.review_need(need_id=kept, why="still asked by the governor", by=ana, now=later)
    assert not need_of(cast, kept).overdue(on=later.date())
    with reading(cast.as_("ana")) as ana:
        assert kept in {one.public_id for one in ground.needs(audience=ana, at=later)}
        deeds.retire_need(need_id=kept, why="nobody asks it now", by=ana, now=later)
        assert kept not in {one.public_id for one in ground.needs(audience=ana, at=later)}
    assert refused(cast, "review_need", need_id=kept, why="again and again") == "It was retired."


def test_a_need_with_others_beneath_is_not_retired(cast: SimpleNamespace) -> None:
    """First those beneath it, else they would hang in the air."""
    top = state(cast, "Top")
    state(cast, "Beneath", parent=top)
    assert refused(cast, "retire_need", need_id=top, why="no longer of use") == "1 need stands beneath it still."


def test_who_may_not_know_of_a_need_is_told_there_is_none(cast: SimpleNamespace) -> None:
    """Ben and a made-up id get the same answer."""
    kept = state(cast, "Not Ben's")
    for login, asked in (("ben", kept), ("ana", uuid4())):
        with reading(cast.as_(login)) as by, pytest.raises(NoSuchNeed):
            deeds.retire_need(need_id=asked, why="three words here", by=by, now=cast.now)
