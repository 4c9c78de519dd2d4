"""A session that forges its audience by SQL, and one that has none, see nothing; nothing outlives its transaction."""

from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace

import psycopg
import pytest
from makers import enter, incoming_of, open_tips, session, stamp_of, tip

from watchfloor.core.actions.records import open_records
from watchfloor.core.actions.sources import finish_source, keep_source, set_aside
from watchfloor.core.gate.session import reading
from watchfloor.core.ledger.telling import tell
from watchfloor.core.queries import records as core
from watchfloor.core.rules.draft import SetAside
from watchfloor.core.rules.fact import Words
from watchfloor.notify.actions.outbox import notice
from watchfloor.protect.rules.labels import Atom


def atom(cast: SimpleNamespace, *, share: str, level: str = "U") -> str:
    """A tip of the center, for these eyes."""
    return Atom(cast.center, "tip_lead", level, share).print()


Session = psycopg.Connection[tuple[object, ...]]
HELD = ("core_record", "core_version", "core_piece", "core_note", "core_source_item", "core_set_aside",
        "core_label_count", "core_grant", "core_tombstone", "notify_notice")  # fmt: skip


@pytest.fixture(scope="module")
def filled(cast: SimpleNamespace) -> SimpleNamespace:
    """At least one row in every table of core and notify that stands behind the wall."""
    from django.db import connections

    open_tips(cast, *(f"A lamp burned on pier {n} at night." for n in range(6)))
    with reading(cast.operator):
        stamp = stamp_of(cast, [atom(cast, share="center")], legal_class="set_aside")
        content = b"head\nrow that cannot be read\n"
        source = keep_source(content=content, owner_id=cast.center, stamp=stamp, by=cast.operator, now=cast.now)
        aside = SetAside("row 1", ("no date",), (5, 23))
        set_aside(source=source, parts=[aside], content=content, stamp=stamp, by=cast.operator, now=cast.now)
        finish_source(
            source=source, content=content, pieces=[(5, 23)], of_format="csv", stamp=stamp, by=cast.operator,
            now=cast.now,
        )  # fmt: skip
        tell(kind="core.test.done", by=cast.operator, words=Words("a reason", stamp.label_id))
        pia = cast.person("pia")
        notice(person_id=pia.id, kind="t", subject="s", text="t", path="/", label_id=stamp.label_id, once_key="a",
               now=cast.now)  # fmt: skip
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "insert into core_tombstone select gen_random_uuid(), kind, legal_class, label_id, opened_at, now(), 'x'"
            " from core_record limit 1"
        )
        cursor.execute(
            "insert into core_grant (record_id, person_id, label_id, because)"
            " select id, %s, label_id, 'named recipient' from core_record limit 1",
            [pia.id],
        )
    return cast


@pytest.fixture
def app(house: SimpleNamespace) -> Iterator[Session]:
    """A session of the application's role of its own, as an injection would have it."""
    with session(house) as opened:
        yield opened


def seen(app: Session) -> dict[str, int]:
    """Rows that this session sees, table by table."""
    return {table: app.execute(f"select count(*) from {table}").fetchone()[0] for table in HELD}


NOTHING = dict.fromkeys(HELD, 0)


def test_the_audience_of_a_person_shows_rows(filled: SimpleNamespace, app: Session) -> None:
    """The forging below has something to win: a true setting shows rows of every table."""
    enter(app, filled.as_("pia"))
    assert all(count > 0 for count in seen(app).values())


def forgeries(setting: str, ids: str) -> list[str]:
    """What one may try who can read his own setting and knows how it is made."""
    bits, granted, person, mac = setting.split("|")
    ones = "1" * 400
    return [
        f"{ones}|{granted}|{person}|{mac}", f"{bits}1|{granted}|{person}|{mac}",
        f"{bits[:-1]}|{granted}|{person}|{mac}",
        f"|{granted}|{person}|{mac}", f"{bits}|{{{ids}}}|{person}|{mac}", f"{bits}|{{}}|1|{mac}",
        f"{bits}|{granted}|-1|{mac}", f"{bits}|{granted}||{mac}", f"{bits}|{granted}|{person}|", ones, "1", "|",
        "||", "|||",
        "||||", f"{ones}|{{}}|1|", f"{ones}|{{}}|1|{'0' * 64}", f"{bits}|{granted}|{person}|{mac.upper()}",
        f"{bits}|{granted}|{person}|{mac[:-1]}", f"{bits}|{granted}|{person}|{mac}0", f"x{setting}", f"|{setting}",
        f"{ones}|{setting}", f"{bits}||{granted}|{person}|{mac}", f"{mac}|{person}|{granted}|{bits}",
        "not a setting at all", "\u2603" * 20, "x|{1,|z|" + mac, ones * 3000, f"{bits}|{granted}|{person}\n|{mac}",
        f"{bits} |{granted}|{person}|{mac}", "null", "'; select 1; --", f"{bits}|{granted}|{person}|null",
    ]  # fmt: skip


def test_a_changed_setting_shows_nothing(filled: SimpleNamespace, app: Session) -> None:
    """More bits, other grants, another person, a cut or lengthened mark, garbage: no rows and no error."""
    ids = ",".join(str(made.id) for made in open_tips(filled, "one", "two"))
    setting = enter(app, filled.as_("ana"))
    for forged in forgeries(setting, ids):
        if forged.split("|") != setting.split("|"):
            app.execute("select set_config('wf.audience', %s, true)", [forged])
            assert seen(app) == NOTHING, forged[:80]
            assert app.execute("select wall.bits(), wall.granted(), wall.person()").fetchone() == ("", "{}", None)


def test_parts_behind_the_mark_add_nothing(filled: SimpleNamespace, app: Session) -> None:
    """A true setting with more behind it shows what the true one shows, or nothing."""
    setting = enter(app, filled.as_("cy"))
    own = seen(app)
    for more in ("|", "|1", "|" + "1" * 400, "|{1,2,3}|9"):
        app.execute("select set_config('wf.audience', %s, true)", [setting + more])
        assert seen(app) in (own, NOTHING)


def test_a_setting_of_another_transaction_shows_nothing(filled: SimpleNamespace, app: Session) -> None:
    """A true setting of Ana's, kept and set again in the next transaction, for good or for once, shows nothing."""
    setting = enter(app, filled.as_("ana"))
    assert seen(app)["core_record"] > 0
    for only_here in (True, False):
        app.commit()
        app.execute("select set_config('wf.audience', %s, %s)", [setting, only_here])
        assert seen(app) == NOTHING


def test_a_setting_of_another_session_shows_nothing(
    filled: SimpleNamespace, app: Session, house: SimpleNamespace
) -> None:
    """A true setting of one session shows nothing in another, both transactions being open."""
    setting = enter(app, filled.as_("ana"))
    with session(house) as other:
        other.execute("select set_config('wf.audience', %s, true)", [setting])
        assert seen(other) == NOTHING
    assert seen(app)["core_record"] > 0


def test_without_an_audience_every_labeled_table_is_empty(filled: SimpleNamespace, app: Session) -> None:
    """With no audience set, every table of the house that carries a label shows no row, partitions and all."""
    tables = app.execute(
        "select distinct c.oid::regclass::text, has_table_privilege(c.oid, 'select') from pg_class c"
        " join pg_attribute a on a.attrelid = c.oid and a.attname = 'label_id' and not a.attisdropped"
        " where c.relkind in ('r', 'p', 'v', 'm') and c.relnamespace::regnamespace::text !~ '^pg_'"
    ).fetchall()
    assert len(tables) > 12
    for table, may in tables:
        if may:
            assert app.execute(f"select count(*) from {table}").fetchone() == (0,), table
        else:
            with pytest.raises(psycopg.errors.InsufficientPrivilege), app.transaction():
                app.execute(f"select 1 from {table}")


def test_the_next_transaction_sees_nothing(filled: SimpleNamespace, house: SimpleNamespace) -> None:
    """Prepared statements that showed Ana her rows show nothing in the next transaction, nor more to Cy."""
    with session(house, prepare_threshold=0) as app:
        for login in ("ana", "cy", "ana"):
            for _ in range(7):  # beyond five runs the server may keep one plan for all
                enter(app, filled.as_(login))
                assert (seen(app)["core_version"] > 0) == (login == "ana")
                app.commit()
                assert seen(app) == NOTHING
                app.rollback()


def test_an_inner_audience_ends_with_its_block(filled: SimpleNamespace) -> None:
    """An action that opens a service's audience inside a person's leaves the person what he had, not the service's."""
    from django.db import connection

    def rows() -> int:
        with connection.cursor() as cursor:
            cursor.execute("select count(*) from core_record")
            return int(cursor.fetchone()[0])

    with reading(filled.as_("cy")):
        assert rows() == 0
        with reading(filled.as_("ana")):
            assert rows() > 0
        assert rows() == 0


def test_a_superseded_version_never_shows_as_current(filled: SimpleNamespace) -> None:
    """When the newer version is marked for fewer eyes, Ben sees neither it nor the older one as if it stood."""
    cast = filled
    with reading(cast.operator):
        low = stamp_of(cast, [atom(cast, share="partners", level="U")])
        first = incoming_of(tip("Heron at the mill"), low, cast.center)
        made = open_records(source=None, incoming=[first], by=cast.operator, now=cast.now)[0]
    with reading(cast.as_("ben")) as ben:
        assert core.record(audience=ben, public_id=made.public_id).body == "Heron at the mill"
    with reading(cast.operator):
        known = core.known(keys=[first.origin_key])[first.origin_key]
        high = stamp_of(cast, [atom(cast, share="partners", level="CUI")])
        newer = replace(first, draft=tip("Heron and a crane at the mill"), stamp=high, state="updated", known=known)
        assert open_records(source=None, incoming=[newer], by=cast.operator, now=cast.now)[0].n == 2
    with reading(cast.as_("ana")) as ana:
        assert core.record(audience=ana, public_id=made.public_id).n == 2
        assert len(core.history(audience=ana, public_id=made.public_id)) == 2
    with reading(cast.as_("ben")) as ben:
        assert core.record(audience=ben, public_id=made.public_id) is None
        assert core.search(audience=ben, words="heron") == []
        assert core.history(audience=ben, public_id=made.public_id) == []
        assert not core.visible(audience=ben).filter(id=made.id).exists()
