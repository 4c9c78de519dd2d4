"""A person judges what the machine proposes; nothing is linked by its weight alone."""

from types import SimpleNamespace
from uuid import uuid4

import pytest

from watchfloor.analyze.actions.connect import connect
from watchfloor.analyze.actions.judge import NoSuchLink, NotJudged, judge, link
from watchfloor.analyze.queries import known as queries
from watchfloor.core.actions.records import open_records
from watchfloor.core.actions.sources import keyed
from watchfloor.core.gate.session import reading
from watchfloor.core.ledger.reading import trail
from watchfloor.core.rules.draft import Draft
from watchfloor.core.rules.opening import Incoming, Opened
from watchfloor.protect.actions.admit import admit_service
from watchfloor.protect.actions.stamp import Stamper

WHY = "Same plate and the same dent on the left door."


def tips(cast: SimpleNamespace, *bodies: str, legal_class: str = "tip_lead") -> list[Opened]:
    """Open one tip a text and connect them."""
    stamper = Stamper(legal_class=legal_class, owner_id=cast.center, verified=True, now=cast.now)
    drafts = [Draft("tip", "", "", "A report", body, {"fields": {}}) for body in bodies]
    with reading(cast.operator):
        incoming = [
            Incoming(d, s, cast.center, keyed(b"t", uuid4().bytes), keyed(b"d", d.body.encode()), b"", "opened")
            for d, s in zip(drafts, stamper.stamp_drafts(drafts), strict=True)
        ]
        opened = open_records(source=None, incoming=incoming, by=cast.operator, now=cast.now)
    connect_again(cast, *opened)
    return opened


def connect_again(cast: SimpleNamespace, *opened: Opened) -> None:
    """As the follower does."""
    with reading(admit_service(service="analyze.connect", now=cast.now)) as by:
        connect(record_ids=[one.public_id for one in opened], by=by, now=cast.now)


def only(cast: SimpleNamespace, opened: Opened) -> queries.LinkView:
    """The one link of a record, as Ana sees it."""
    with reading(cast.as_("ana")) as ana:
        (found,) = queries.links_of(audience=ana, record_id=opened.id)
    return found


def test_an_analyst_judges_and_the_verdict_stands(cast: SimpleNamespace) -> None:
    """The verdict, its author and his words are kept and on the ledger; connecting again does not undo it."""
    a, b = tips(cast, "Plate JKL-4455 at the dam.", "The truck had plate JKL 4455.")
    with reading(cast.as_("ana")) as ana:
        judge(link_id=only(cast, a).id, verdict="different", because=WHY, by=ana, now=cast.now)
    connect_again(cast, a, b)
    found = only(cast, a)
    assert (found.state, found.judged_because, found.judged_at) == ("different", WHY, cast.now)
    assert found.judged_by == cast.person("ana").id
    with reading(cast.as_("ana")) as ana:
        steps = trail(audience=ana, record=a.public_id)
    assert "analyze.link.judged" in {step.kind for step in steps}


def test_a_verdict_needs_words_and_a_known_answer(cast: SimpleNamespace) -> None:
    """Without a reason in words, or with an answer that is none, nothing is kept; "unsure" needs no reason."""
    a, _ = tips(cast, "Plate MNO-5566 at the dam.", "The truck had plate MNO 5566.")
    found = only(cast, a)
    with reading(cast.as_("ana")) as ana:
        with pytest.raises(NotJudged, match="reason"):
            judge(link_id=found.id, verdict="same", because="sure", by=ana, now=cast.now)
        judge(link_id=found.id, verdict="unsure", because="", by=ana, now=cast.now)
    assert only(cast, a).state == "unsure"


def test_only_trained_analysts_who_may_read_both_ends_judge(cast: SimpleNamespace) -> None:
    """The privacy officer reads but does not judge; for Ben and Cy the link is not there; a service never judges."""
    a, _ = tips(cast, "Plate PQR-6677 at the dam.", "The truck had plate PQR 6677.")
    found = only(cast, a)
    with reading(cast.as_("pia")) as pia, pytest.raises(NotJudged, match="analysts"):
        judge(link_id=found.id, verdict="same", because=WHY, by=pia, now=cast.now)
    for login in ("ben", "cy"):
        with reading(cast.as_(login)) as audience, pytest.raises(NoSuchLink):
            judge(link_id=found.id, verdict="same", because=WHY, by=audience, now=cast.now)
    with (
        reading(admit_service(service="analyze.connect", now=cast.now)) as by,
        pytest.raises(NotJudged, match="service"),
    ):
        judge(link_id=found.id, verdict="same", because=WHY, by=by, now=cast.now)
    assert only(cast, a).state == "proposed"


def test_an_analyst_draws_a_link_that_no_machine_saw(cast: SimpleNamespace) -> None:
    """Two reports without a shared word are linked by a person with his reason; drawing it again is a new verdict."""
    a, b = tips(cast, "A man with a telescope.", "Someone counted the trucks.")
    with reading(cast.as_("ana")) as ana:
        drawn = link(a=b.public_id, b=a.public_id, because="Both speak of the green parka.", by=ana, now=cast.now)
    found = only(cast, a)
    assert (found.id, found.state, found.causes[0].kind) == (drawn, "same", "person")
    with reading(cast.as_("sam")) as sam:
        assert link(a=a.public_id, b=b.public_id, because="He wore it both times.", by=sam, now=cast.now) == drawn
    assert only(cast, b).judged_by == cast.person("sam").id


def test_classes_that_must_not_be_shown_together_cannot_be_linked_by_hand(cast: SimpleNamespace) -> None:
    """Even who may read both records cannot join a tip and a case file: no row of the table allows it."""
    (tip,) = tips(cast, "A man with a ladder.")
    (case,) = tips(cast, "Case file of the ladder.", legal_class="case_support")
    with reading(cast.as_("ana")) as ana, pytest.raises(NotJudged, match="shown together"):
        link(a=tip.public_id, b=case.public_id, because=WHY, by=ana, now=cast.now)


def test_no_one_links_what_he_cannot_see(cast: SimpleNamespace) -> None:
    """For Cy neither record is there."""
    a, b = tips(cast, "One.", "Two.")
    with reading(cast.as_("cy")) as cy, pytest.raises(NoSuchLink):
        link(a=a.public_id, b=b.public_id, because=WHY, by=cy, now=cast.now)
