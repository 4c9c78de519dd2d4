"""What the application's role cannot do, whatever SQL it is made to say."""

from collections.abc import Iterator
from types import SimpleNamespace

import psycopg
import pytest
from makers import enter, open_tips, session

from watchfloor.core.gate.session import reading
from watchfloor.core.ledger.telling import tell
from watchfloor.core.sealer.sealing import seal
from watchfloor.notify import queries as notices
from watchfloor.notify.actions.outbox import notice, seen
from watchfloor.protect.actions.admit import admit_service

Session = psycopg.Connection[tuple[object, ...]]
DENIED = (psycopg.errors.InsufficientPrivilege, psycopg.errors.GeneratedAlways)
# tables without a row wall, and why none of their rows says something of a record to one who may not read it
WITHOUT = {
    "analyze_estimate": "models: what few records bear counts alike in them; no words, no ids of records",
    "analyze_modelverdict": "which version of a model was taken, by ids of persons",
    "core_bookmark": "how far each follower has come", "core_checkpoint": "sizes and roots of the log",
    "core_epoch": "numbers of key epochs", "core_fact": "the application may insert only; followers ask a function",
    "core_house": "which house this is", "core_key": "wrapped keys: they open with a slot that is not in the database",
    "core_label": "what labels mean; holds no ids of records", "core_leaf": "hashes and positions of facts",
    "core_node": "roots of full tiles of those hashes",
    "core_ledger": "the epoch of restores", "core_sealed_upto": "how far the log is sealed",
    "dropbox.drop": "no right of the application's; sealed boxes that its one service takes by function",
    "dropbox.letter": "no right of the application's; sealed for who has the code",
    "dropbox.mailbox": "no right of the application's; digests and moments, no ids of records",
    "disseminate_counter": "the last number of a year", "measure_tally": "totals a day, no ids",
    "core_word_share": "how common the common words are, of all records together",
    "django_migrations": "which migrations ran", "django_session": "keyed by a random id that only the browser has",
    "plan_place": "the gazetteer: public names of places",
    "plan_rfisigner": "public keys of other centers, by ids of agencies",
    "protect_checkpointout": "sizes and times of checkpoints that left; no ids",
    "protect_backup": "days of backups; no ids of records",
    "protect_withdrawal": "who was told of a purge, by ids of persons; only its person may answer it",
    "protect_purge": "ids of what is forgotten; deleting goes through functions that demand an open purge",
    "protect_breakglass": "ids of persons and times; why lies sealed with its fact",
    "protect_case": "numbers and agencies of cases; no names, no ids of records",
    "protect_expirystop": "moments and counts of a stop of expiry; no ids",
    "protect_retentionday": "days and a count of notices; no ids",
    "protect_policyversion": "public words of policy files",
    "staging.record": "insert-only, emptied by every take", "wall.holding": "names of tables", "wall.mac": "owner only",
    "receive_feed": "addresses, moments and counts of feeds; secrets sealed under a key that is not in the database",
    "receive_feedpart": "hashes and dates of what feeds gave; no ids of records",
    "gather_officer": "who is a liaison officer, by ids of persons; no records",
    "receive_source": "names of sources and their ratings",
}  # fmt: skip
DIRECTORY = ("people_", "auth_", "django_content_type")


@pytest.fixture
def app(house: SimpleNamespace) -> Iterator[Session]:
    """A session of the application's role of its own."""
    with session(house) as opened:
        yield opened


def denied(app: Session, statement: str) -> None:
    """The statement is refused for want of a right, by the database."""
    with pytest.raises(DENIED), app.transaction():
        app.execute(statement)


def test_every_table_has_a_wall_or_a_reason(house: SimpleNamespace, cast: SimpleNamespace) -> None:
    """A table either forces row-level security on everybody, or stands on a short list with its reason."""
    with session(house, "superuser") as admin:
        rows = admin.execute(
            "select c.oid::regclass::text, c.relforcerowsecurity and c.relrowsecurity, exists (select 1 from"
            " pg_attribute a where a.attrelid = c.oid and a.attname = 'label_id') from pg_class c"
            " where c.relkind in ('r', 'p') and not c.relispartition"
            " and c.relnamespace::regnamespace::text in ('public', 'wall', 'staging')"
        ).fetchall()
    open_tables = {name for name, walled, _ in rows if not walled}
    labeled = {name for name, walled, label in rows if label and not walled} - {"staging.record"}
    assert labeled == set()
    assert {name for name in open_tables if name not in WITHOUT and not name.startswith(DIRECTORY)} == set()


def test_no_partition_is_open_beside_its_parent(house: SimpleNamespace, cast: SimpleNamespace) -> None:
    """Whatever reads a partitioned table goes through the parent and its policy."""
    open_tips(cast, "one")
    with session(house, "superuser") as admin:
        rows = admin.execute(
            "select c.relname from pg_class c, unnest(array['app', 'auditor']) role, unnest(array['select', 'insert',"
            " 'update', 'delete']) what where c.relispartition and c.relkind = 'r'"
            " and has_table_privilege('watchfloor_' || role, c.oid, what)"
        ).fetchall()
    assert rows == []


def test_the_role_is_a_plain_one(house: SimpleNamespace, app: Session) -> None:
    """It owns nothing, is nobody else's member, bypasses no wall and can make nothing, not even a temporary table."""
    me = "(select oid from pg_roles where rolname = 'watchfloor_app')"
    row = app.execute(
        f"select rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication,"
        f" exists (select 1 from pg_class where relowner = {me}),"
        f" exists (select 1 from pg_auth_members where member = {me}),"
        f" has_database_privilege('watchfloor_app', current_database(), 'temp'),"
        f" exists (select 1 from pg_namespace where has_schema_privilege('watchfloor_app', oid, 'create')"
        f" and nspname !~ '^pg_toast|^pg_temp') from pg_roles where rolname = 'watchfloor_app'"
    ).fetchone()
    assert row == (False, False, False, False, False)
    denied(app, "create temp table core_fact (kind text)")
    denied(app, "create table mine (n int)")
    denied(app, "set role watchfloor_owner")
    denied(app, "create function f() returns int language sql as 'select 1'")


@pytest.mark.parametrize("column", ["seq", "xid", "at", "epoch"])
def test_order_and_time_of_a_fact_cannot_be_forged(house: SimpleNamespace, app: Session, column: str) -> None:
    """The application gives a fact neither number, transaction, moment nor epoch."""
    value = {"seq": "1", "xid": "'1'::xid8", "at": "now()", "epoch": "0"}[column]
    denied(
        app,
        f"insert into core_fact (kind, actor, affiliation, purpose, {column})"
        f" values ('core.test.done', 1, 1, 'upkeep', {value})",
    )


@pytest.mark.parametrize(
    "statement",
    [
        "select kind from core_fact", "select count(*) from core_fact", "update core_fact set actor = 1",
        "delete from core_fact", "truncate core_fact", "lock core_fact in exclusive mode",
        "insert into core_fact (kind, actor, affiliation, purpose) values ('a.b.c', 1, 1, 'upkeep') returning seq",
        "insert into core_leaf values (0, 0, now(), '')", "insert into core_node values (1, 0, '')",
        "update core_sealed_upto set size = 0",
        "insert into core_checkpoint (size, root, note, xmin_then, epoch) values (1, '', '', '1', 1)",
        "delete from core_record", "delete from core_version", "truncate core_record", "delete from core_note",
        "delete from core_key", "update core_key set wrapped = ''", "update core_epoch set retired_at = now()",
        "update core_version set body = ''", "update core_record set public_id = gen_random_uuid()",
        "update core_record set hidden_at = now()", "select * from wall.mac", "update wall.mac set ipad = ''",
        "select wall.hmac('x')", "select wall.part(1)", "select * from staging.record",
        "insert into core_grant (record_id, person_id, label_id, because) values (1, 1, 1, 'x')",
        "delete from core_grant", "delete from notify_notice", "select nextval('core_fact_seq')",
        "select setval('core_fact_seq', 1)", "select core_move_label(1, 1)", "select core_may_read(1)",
        "select core_make_partition(1)", "select core_make_months(now())", "delete from protect_purge",
        "alter table core_record disable row level security", "drop policy app_read on core_record",
        "set session_replication_role = replica", "insert into wall.holding values ('x', '{}')",
        "update core_ledger set epoch = 9", "update core_house set exercise = false",
        "select pg_read_file('PG_VERSION')", "copy core_label to program 'cat'", "select protect_records_named('{}')",
        "select * from pg_authid",
    ],
)  # fmt: skip
def test_the_application_is_refused(house: SimpleNamespace, app: Session, statement: str) -> None:
    """Facts, keys, walls, versions and what orders them are out of the application's reach."""
    denied(app, statement)


def test_every_powerful_function_is_granted_by_name(house: SimpleNamespace, app: Session) -> None:
    """No function that runs with the owner's rights is open to everybody, but those that tell a number of ours."""
    rows = app.execute(
        "select p.oid::regprocedure::text from pg_proc p where p.prosecdef and exists (select 1 from"
        " aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a where a.grantee = 0) order by 1"
    ).fetchall()
    triggers = {"core_key_epoch_stands()"}
    assert {row[0] for row in rows} - triggers == {"core_current_epoch()", "core_next_seq()"}
    unsafe = app.execute(
        "select proname from pg_proc where prosecdef and not coalesce(proconfig::text, '') ~ 'search_path'"
    )
    assert unsafe.fetchall() == []


def test_nobody_lifts_a_record_that_he_cannot_read(cast: SimpleNamespace, app: Session) -> None:
    """Cy relabels, grants himself, updates and names a record of the center's by its number: nothing comes of it."""
    made = open_tips(cast, "A key was found at the depot.")[0]
    cy = cast.person("cy")
    enter(app, cast.as_("cy"))
    mine = app.execute(
        "select core_label_of(%s)", [f'["o={cast.far};c=open_source;l=U;s=partners;t=;f=0;r=0"]']
    ).fetchone()[0]
    app.execute("select core_relabel(%s, %s)", [made.id, mine])
    with pytest.raises(DENIED), app.transaction():
        app.execute("select core_give(%s, %s, 'own submission')", [made.id, cy.id])
    assert app.execute("update core_record set label_id = %s", [mine]).rowcount == 0
    assert app.execute("update core_record set label_id = %s where id = %s", [mine, made.id]).rowcount == 0
    assert app.execute("update core_version set label_id = %s where record_id = %s", [mine, made.id]).rowcount == 0
    assert app.execute("select count(*) from core_facts_of(%s, 9)", [made.public_id]).fetchone() == (0,)
    app.commit()
    enter(app, cast.as_("cy"))
    assert app.execute("select count(*) from core_record").fetchone() == (0,)
    enter(app, cast.as_("ana"))
    assert app.execute("select count(*) from core_record where id = %s", [made.id]).fetchone() == (1,)


def test_nobody_purges_by_a_row_of_his_own(cast: SimpleNamespace, app: Session) -> None:
    """Cy, who may not read a record, opens no purge of it, nor does anybody in another's name or over another's ids."""
    made, other = open_tips(cast, "A bell in the fog.", "A horn in the fog.")
    pia, dee, cy = (cast.person(login).id for login in ("pia", "dee", "cy"))

    def insert(by: int, records: list[int], names: list[object], second: int = dee) -> None:
        app.execute(
            "insert into protect_purge (public_id, records, public_records, by_id, second_id, rule, opened_at,"
            " holdings_done, partitions, recipients, counts, certificate)"
            " values (gen_random_uuid(), %s, %s, %s, %s, 'x', now(), '{}', '{}', '{}', '{}', '{}')",
            [records, names, by, second],
        )

    enter(app, cast.as_("cy"))
    for by in (cy, pia):
        with pytest.raises(DENIED), app.transaction():
            insert(by, [made.id], [made.public_id])
    app.commit()
    enter(app, cast.as_("pia"))
    for by, second, names in (
        (dee, pia, [made.public_id]),
        (pia, pia, [made.public_id]),
        (pia, dee, [other.public_id]),
    ):
        with pytest.raises(DENIED), app.transaction():
            insert(by, [made.id], names, second)
    insert(pia, [made.id, other.id], [made.public_id, other.public_id])
    app.rollback()


def test_nobody_writes_a_newer_version_of_what_he_did_not_send(cast: SimpleNamespace, app: Session) -> None:
    """A staged row that names a record by its number, without its source's keyed identity, is refused."""
    made = open_tips(cast, "A skiff at the steps.")[0]
    enter(app, cast.as_("cy"))
    stage = (
        "insert into staging.record (batch, line, id, public_id, n, kind, legal_class, label_id, owner_id, origin_key,"
        " epoch_id, wrapped, opened_at, review_on, purge_on, stamp_rules, occurred_precision, revision, digest, mark,"
        " author, marking, title, body, data, place_at, length, radius_m)"
        " values ('5d1b0d7e-7d5a-4d0e-9a55-0d9f5f0f8d11', 0, %s, %s, 2, 'tip', 'tip_lead', 1, 1, '',"
        " 1, '', now(), current_date, current_date, '{}', 'unknown', '', '', '',"
        " 1, 'U', 'mine', 'mine', '{}', 0, 0, 0)"
    )
    with pytest.raises(DENIED), app.transaction():
        app.execute(stage, [made.id, made.public_id])
        app.execute("select core_take_staged('5d1b0d7e-7d5a-4d0e-9a55-0d9f5f0f8d11')")


def test_nobody_reads_or_touches_the_notices_of_another(cast: SimpleNamespace, app: Session) -> None:
    """Ana may read the label of Pia's notice and yet sees only her own, and marks only her own as seen."""
    ana, pia = cast.person("ana"), cast.person("pia")
    with reading(cast.as_("pia")) as by:
        label_id = by.label_ids[0] if by.label_ids else None
    if label_id is None:
        open_tips(cast, "so that there is a label")
        label_id = cast.as_("ana").label_ids[0]
    with reading(cast.operator):
        for who in (ana, pia):
            notice(person_id=who.id, kind="test", subject="Something waits", text="t", path="/x/", label_id=label_id,
                   once_key=f"walls-{who.id}", now=cast.now)  # fmt: skip
    with reading(cast.as_("ana")) as by:
        assert label_id in by.label_ids
        assert len(notices.mine(audience=by)) == 1
        seen(kind="test", path="/x/", by=by, now=cast.now)
    enter(app, cast.as_("ana"))
    assert app.execute("select array_agg(person_id) from notify_notice").fetchone() == ([ana.id],)
    assert app.execute("update notify_notice set sent_at = now()").rowcount == 1
    with reading(cast.as_("pia")) as by:
        assert [row.seen_at for row in notices.mine(audience=by)] == [None]


def test_a_notice_is_answered_as_the_database_took_it(cast: SimpleNamespace, app: Session) -> None:
    """A service to which the wall shows no notice is told that the key was taken, and still reads nothing of it."""
    open_tips(cast, "so that there is a label")
    label_id, blind = cast.as_("ana").label_ids[0], admit_service(service="protect.remind", now=cast.now)
    fields = {"kind": "blind", "text": "t", "path": "/x/", "label_id": label_id, "now": cast.now}
    told = []
    for subject in ("The first", "The second"):
        with reading(blind):
            told.append(notice(person_id=cast.person("ana").id, subject=subject, once_key="blind", **fields))
    assert told == [True, False]
    with reading(cast.as_("ana")) as by:
        assert [row.subject for row in notices.mine(audience=by) if row.kind == "blind"] == ["The first"]
    enter(app, blind)
    assert app.execute("select count(*) from notify_notice").fetchone() == (0,)


def test_followers_alone_are_answered_facts(cast: SimpleNamespace, app: Session) -> None:
    """Facts with their record ids are told to services; a person gets none of them, nobody's session none at all."""
    with reading(cast.operator):
        tell(kind="core.test.done", by=cast.operator)
    while seal():
        pass
    ask = "select count(*) from core_facts_after(0, 1000, '{}')"
    assert app.execute(ask).fetchone() == (0,)
    enter(app, cast.as_("dee"))
    assert app.execute(ask).fetchone() == (0,)
    enter(app, cast.operator)
    assert app.execute(ask).fetchone()[0] > 0
