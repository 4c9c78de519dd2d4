"""A purge by two persons, each in a session of his own."""

from datetime import timedelta
from types import SimpleNamespace
from uuid import UUID

import psycopg
import pytest
from makers import enter, open_tips, session

from watchfloor.core.gate.session import reading
from watchfloor.core.rules.audience import Audience

WORDS = "A courier left a brindlestone parcel at the loading dock of the weir."
BECAUSE = "Reported in error: the courier is known."


@pytest.fixture
def tip(house: SimpleNamespace, cast: SimpleNamespace) -> UUID:
    """A tip of its own for each test."""
    return open_tips(cast, WORDS)[0].public_id


@pytest.fixture
def asked(cast: SimpleNamespace, tip: UUID) -> UUID:
    """Pia asks Dee."""
    from watchfloor.protect.actions.propose import propose

    with reading(cast.as_("pia")) as pia:
        return propose(record=tip, because=BECAUSE, second_id=cast.person("dee").id, by=pia, now=cast.now)


def seen(audience: Audience, public_id: UUID) -> object:
    """The question as this reader sees it."""
    from watchfloor.protect.queries.purges import proposal

    with reading(audience):
        return proposal(audience=audience, public_id=public_id)


def test_the_second_person_confirms_and_the_record_is_gone(
    house: SimpleNamespace, cast: SimpleNamespace, tip: UUID, asked: UUID
) -> None:
    """The purge is opened by him, carried through forgetting, and takes the question with its reason along."""
    from watchfloor.core.queries.records import rows_of
    from watchfloor.protect.actions.propose import confirm
    from watchfloor.protect.actions.purge import carry_on

    dee = cast.as_("dee")
    view = seen(dee, asked)
    assert view.because == BECAUSE
    with reading(dee):
        opened = confirm(public_id=asked, by=dee, now=cast.now + timedelta(minutes=5))
    done = carry_on(purge_id=opened.id, by=dee, now=cast.now + timedelta(minutes=5))
    assert done.forgotten_at is not None
    with reading(cast.as_("pia")) as pia:
        assert rows_of(audience=pia, public_ids=[tip]) == []
    with session(house, "superuser") as opened_again:
        assert opened_again.execute(
            "select count(*) from protect_proposal where public_id = %s", [asked]
        ).fetchone() == (0,)
        kinds = opened_again.execute(
            "select kind from core_fact where records @> array[%s]::uuid[] and kind like 'protect.%%' order by seq",
            [tip],
        ).fetchall()
    assert [kind for (kind,) in kinds] == [
        "protect.purge.proposed", "protect.purge.confirmed", "protect.purge.opened", "protect.purge.hidden",
        "protect.purge.forgotten",
    ]  # fmt: skip


@pytest.mark.parametrize(("who", "later", "rule"), [("pia", 5, "purge.two-persons"), ("dee", 31, "purge.lapsed")])
def test_neither_the_first_person_nor_a_late_one_confirms(
    cast: SimpleNamespace, asked: UUID, who: str, later: int, rule: str
) -> None:
    """Whoever asked cannot answer; after half an hour nobody can."""
    from watchfloor.protect.actions.propose import confirm
    from watchfloor.protect.actions.purge import NotPurged

    with pytest.raises(NotPurged) as refused, reading(cast.as_(who)) as by:
        confirm(public_id=asked, by=by, now=cast.now + timedelta(minutes=later))
    assert rule in refused.value.decision.rules


def test_a_third_person_knows_nothing_of_it(cast: SimpleNamespace, asked: UUID) -> None:
    """Sam may purge and may read the record; the question is between two others, and is not there for him."""
    from watchfloor.protect.actions.propose import confirm, end
    from watchfloor.protect.actions.purge import NotPurged

    assert seen(cast.as_("sam"), asked) is None
    for deed in (confirm, end):
        with pytest.raises(NotPurged), reading(cast.as_("sam")) as sam:
            deed(public_id=asked, by=sam, now=cast.now)


def test_if_the_effect_changes_both_start_again(
    house: SimpleNamespace, cast: SimpleNamespace, tip: UUID, asked: UUID
) -> None:
    """Something more that would be erased makes the answer impossible."""
    from watchfloor.protect.actions.propose import confirm
    from watchfloor.protect.actions.purge import NotPurged

    with session(house, "superuser") as opened:
        opened.execute(
            "insert into core_grant (record_id, person_id, label_id, because)"
            " select id, %s, label_id, 'test' from core_record where public_id = %s",
            [cast.person("ana").id, tip],
        )
    with pytest.raises(NotPurged) as refused, reading(cast.as_("dee")) as dee:
        confirm(public_id=asked, by=dee, now=cast.now + timedelta(minutes=1))
    assert [reason.rule for reason in refused.value.decision.against] == ["purge.effect"]


@pytest.mark.parametrize(("who", "answer"), [("dee", "declined"), ("pia", "withdrawn")])
def test_either_lets_it_fall_and_nothing_is_erased(
    house: SimpleNamespace, cast: SimpleNamespace, tip: UUID, asked: UUID, who: str, answer: str
) -> None:
    """The question is closed with its fact; the record stands, and the same question is not answered twice."""
    from watchfloor.core.queries.records import rows_of
    from watchfloor.protect.actions.propose import confirm, end
    from watchfloor.protect.actions.purge import NotPurged

    with reading(cast.as_(who)) as by:
        end(public_id=asked, by=by, now=cast.now)
        assert rows_of(audience=by, public_ids=[tip])
    with pytest.raises(NotPurged), reading(cast.as_("dee")) as dee:
        confirm(public_id=asked, by=dee, now=cast.now)
    with session(house, "superuser") as opened:
        assert opened.execute(
            "select count(*) from core_fact where kind = %s and records = array[%s]::uuid[]",
            [f"protect.purge.{answer}", tip],
        ).fetchone() == (1,)


@pytest.mark.parametrize("second", ["ana", "pia", "ben"])
def test_only_another_person_who_may_purge_is_asked(cast: SimpleNamespace, tip: UUID, second: str) -> None:
    """Not oneself, and nobody without the right."""
    from watchfloor.protect.actions.propose import propose
    from watchfloor.protect.actions.purge import NotPurged

    with pytest.raises(NotPurged), reading(cast.as_("pia")) as pia:
        propose(record=tip, because=BECAUSE, second_id=cast.person(second).id, by=pia, now=cast.now)


def test_the_reason_lies_sealed(house: SimpleNamespace, asked: UUID) -> None:
    """The database holds no word of it."""
    with session(house, "superuser") as opened:
        row = opened.execute(
            "select because, effect::text from protect_proposal where public_id = %s", [asked]
        ).fetchone()
    assert b"courier" not in bytes(row[0])
    assert "courier" not in row[1]


def test_an_injection_answers_nothing_in_anothers_name(
    house: SimpleNamespace, cast: SimpleNamespace, asked: UUID
) -> None:
    """In Pia's session the database refuses Dee's answer, and in anybody's a question in another's name."""
    with session(house) as app:
        enter(app, cast.as_("pia"))
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute(
                "update protect_proposal set answer = 'confirmed', answered_at = now() where public_id = %s", [asked]
            )
    with session(house) as app:
        enter(app, cast.as_("sam"))
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute(
                "update protect_proposal set answer = 'declined', answered_at = now() where public_id = %s", [asked]
            )
    with session(house) as app:
        enter(app, cast.as_("sam"))
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute(
                "insert into protect_proposal (public_id, record_id, public_record, label_id, by_id, second_id, effect,"
                " because, opened_at, lapses_at, answer) select gen_random_uuid(), record_id, public_record, label_id,"
                " by_id, second_id, effect, because, opened_at, lapses_at, '' from protect_proposal"
                " where public_id = %s",
                [asked],
            )


def test_what_was_cut_short_the_worker_takes_to_its_end(cast: SimpleNamespace, tip: UUID, asked: UUID) -> None:
    """A web process that dies after the answer leaves an open purge; the worker hides, forgets and tells."""
    from watchfloor.protect.actions.propose import confirm
    from watchfloor.protect.actions.purge import open_purges
    from watchfloor.protect.jobs import resume_purges

    with reading(cast.as_("dee")) as dee:
        opened = confirm(public_id=asked, by=dee, now=cast.now)
    assert resume_purges() == 1
    left = next(one for one in open_purges() if one.id == opened.id)
    assert left.forgotten_at and left.told_at
    assert left.scrubbed_at is None
