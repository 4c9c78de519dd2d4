"""Saved searches: sealed, seen by whom they are for, carrying nobody's rights, forgotten when withdrawn."""

from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace
from uuid import UUID, uuid4

import pytest
from django.db import connection, connections
from makers import enter, session

from watchfloor.core.gate.session import reading
from watchfloor.plan.actions.searches import NoSuchSearch, NotKept, forget_due, rename, save, share, withdraw
from watchfloor.plan.queries.searches import SavedView, saved
from watchfloor.plan.rules.searches import Facets, Search
from watchfloor.protect.actions.admit import admit_service

VAN = Search("Vans at the dam", "merganser KLX 4471", "threat-assessment", Facets(kind=("tip",), came=7))


@pytest.fixture
def kept(cast: SimpleNamespace) -> Iterator[UUID]:
    """A search of Ana's."""
    with reading(cast.as_("ana")) as ana:
        made = save(search=VAN, by=ana, now=cast.now)
    yield made
    with connections["owner"].cursor() as cursor:
        cursor.execute("delete from plan_savedsearch")


def seen(cast: SimpleNamespace, login: str, which: UUID | None = None) -> list[SavedView]:
    """What one of the cast sees."""
    with reading(cast.as_(login)) as by:
        return saved(audience=by, public_id=which)


def told(kind: str) -> list[list[UUID]]:
    """The ids that facts of a kind name."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("select records from core_fact where kind = %s order by seq", [kind])
        return [records for (records,) in cursor.fetchall()]


def test_what_is_saved_is_its_makers_alone(cast: SimpleNamespace, kept: UUID) -> None:
    """Ana finds it whole at once; to everybody else, her own center included, there is none."""
    (view,) = seen(cast, "ana")
    assert (view.search, view.mine, view.public_id) == (VAN, True, kept)
    assert all(seen(cast, login) == [] for login in ("sam", "pia", "dee", "ben", "cy"))
    assert told("plan.search.saved")[-1] == [kept]


def test_its_words_lie_nowhere_in_clear(cast: SimpleNamespace, kept: UUID) -> None:
    """The row, and its fact, hold neither name nor words."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "select p::text || f::text from plan_savedsearch p, core_fact f where f.kind = 'plan.search.saved'"
        )
        text = " ".join(row[0] for row in cursor.fetchall())
    hexed = [word.encode().hex() for word in ("merganser", "Vans at")]
    assert text and not any(word in text for word in ("merganser", "Vans at", *hexed))


def test_shared_it_is_seen_by_those_and_no_others(cast: SimpleNamespace, kept: UUID) -> None:
    """By a role of the owner's agency and a person named; taking the choice back takes it from them."""
    with reading(cast.as_("ana")) as ana:
        share(search_id=kept, roles=["supervisor"], persons=[cast.person("dee").public_id], by=ana, now=cast.now)
    for login, number in (("sam", 1), ("dee", 1), ("pia", 0), ("ben", 0), ("cy", 0)):
        assert len(seen(cast, login)) == number, login
    assert seen(cast, "sam")[0].mine is False
    with reading(cast.as_("ana")) as ana:
        share(search_id=kept, roles=[], persons=[], by=ana, now=cast.now)
    assert seen(cast, "sam") == seen(cast, "dee") == []
    assert told("plan.search.shared")[-1] == [kept]


def test_it_goes_to_nobody_outside_and_to_no_role_that_does_not_search(cast: SimpleNamespace, kept: UUID) -> None:
    """Another agency's person and a role without the right are refused, and nothing is opened."""
    for asked in ({"roles": [], "persons": [cast.person("ben").public_id]}, {"roles": ["inspector"], "persons": []}):
        with reading(cast.as_("ana")) as ana, pytest.raises(NotKept):
            share(search_id=kept, **asked, by=ana, now=cast.now)
    assert seen(cast, "ana")[0].roles == () and seen(cast, "ben") == []


def test_only_its_owner_changes_it(cast: SimpleNamespace, kept: UUID) -> None:
    """Who was given it reads it; who was not finds none, whatever he tries."""
    with reading(cast.as_("ana")) as ana:
        share(search_id=kept, roles=["supervisor"], persons=[], by=ana, now=cast.now)
    for login, error in (("sam", NotKept), ("cy", NoSuchSearch), ("pia", NoSuchSearch)):
        with reading(cast.as_(login)) as by:
            with pytest.raises(error):
                rename(search_id=kept, name="Mine now", by=by, now=cast.now)
            with pytest.raises(error):
                share(search_id=kept, roles=["privacy"], persons=[], by=by, now=cast.now)
            with pytest.raises(error):
                withdraw(search_id=kept, by=by, now=cast.now)
    assert seen(cast, "ana")[0].search.name == VAN.name


def test_renamed_it_keeps_its_words(cast: SimpleNamespace, kept: UUID) -> None:
    """A name must say something."""
    with reading(cast.as_("ana")) as ana:
        rename(search_id=kept, name="Vans, again", by=ana, now=cast.now)
        with pytest.raises(NotKept):
            rename(search_id=kept, name=" ", by=ana, now=cast.now)
    search = seen(cast, "ana")[0].search
    assert (search.name, search.words, search.facets) == ("Vans, again", VAN.words, VAN.facets)


def test_withdrawn_it_is_forgotten_with_its_key(cast: SimpleNamespace, kept: UUID) -> None:
    """Row and key are gone; that there was one stays on the ledger."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("select key_id from plan_savedsearch where public_id = %s", [kept])
        (key_id,) = cursor.fetchone()
        with reading(cast.as_("ana")) as ana:
            withdraw(search_id=kept, by=ana, now=cast.now)
        cursor.execute(
            "select (select count(*) from plan_savedsearch), (select count(*) from core_key where id = %s)", [key_id]
        )
        assert cursor.fetchone() == (0, 0)
    assert told("plan.search.withdrawn")[-1] == [kept]
    with reading(cast.as_("ana")) as ana, pytest.raises(NoSuchSearch):
        withdraw(search_id=kept, by=ana, now=cast.now)


def test_the_database_asks_too(house: SimpleNamespace, cast: SimpleNamespace, kept: UUID) -> None:
    """As the application with another's audience no row is read, changed or forgotten, and none is made in her name."""
    with session(house) as app:
        for login in ("sam", "cy"):
            enter(app, cast.as_(login))
            assert app.execute("select count(*) from plan_savedsearch").fetchone() == (0,)
            assert app.execute("update plan_savedsearch set roles = '{supervisor}'").rowcount == 0
            assert app.execute("select plan_forget_searches(%s, null)", [kept]).fetchone() == (0,)
            assert app.execute("select plan_forget_searches(null, '2999-01-01')").fetchone() == (0,)
            app.rollback()
        import psycopg

        enter(app, cast.as_("cy"))
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute(
                "insert into plan_savedsearch (public_id, owner_id, label_id, made_by, key_id, sealed, roles, persons,"
                " made_at, changed_at, purge_on) values (%s, 1, 1, %s, 1, '', '{}', '{}', now(), now(), now())",
                [uuid4(), cast.person("ana").id],
            )
    assert len(seen(cast, "ana")) == 1


def test_past_its_day_it_goes_by_itself(cast: SimpleNamespace, kept: UUID) -> None:
    """The schedule of inquiries: kept to its day, forgotten after it, by a service alone."""
    due = seen(cast, "ana")[0].purge_on
    later = cast.now + timedelta(days=(due - cast.now.date()).days)
    service = admit_service(service="protect.purge", now=cast.now)
    with reading(service) as by:
        assert forget_due(by=by, now=later) == 0
        assert forget_due(by=by, now=later + timedelta(days=1)) == 1
    assert seen(cast, "ana") == []
    assert told("plan.search.forgotten")


def test_who_may_not_search_saves_nothing(cast: SimpleNamespace) -> None:
    """Cy's role does not search, so he keeps no search either."""
    with reading(cast.as_("cy")) as cy, pytest.raises(NotKept):
        save(search=VAN, by=cy, now=cast.now)
    with connection.cursor() as cursor, reading(cast.as_("cy")):
        cursor.execute("select count(*) from plan_savedsearch")
        assert cursor.fetchone() == (0,)
