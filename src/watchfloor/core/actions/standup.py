"""Make a server ready: roles, database, marks that need a superuser, tables, keys. Idempotent; run at every start."""

import secrets
from datetime import datetime
from pathlib import Path

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from psycopg import sql

from watchfloor.core.gate.session import mac_pads

ROLES = ("owner", "app", "sealer", "auditor", "public")
# Operators that may use an index under row-level security; their error paths are closed by escaped patterns (rule 12)
LEAKPROOF = (
    "ts_match_vq(tsvector,tsquery)", "texticlike(text,text)", "textlike(text,text)", "arrayoverlap(anyarray,anyarray)",
    "arraycontains(anyarray,anyarray)", "on_pb(point,box)",
)  # fmt: skip


def password(role: str) -> str:
    """The role's password: as set, else in the data directory's `secrets`, made at random the first time."""
    set_outside = settings.DATABASES.get({"app": "default"}.get(role, role), {}).get("PASSWORD")
    if set_outside:
        return str(set_outside)
    folder = Path(settings.DATA_DIR) / "secrets"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / role
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(32), encoding="utf-8")
    return path.read_text(encoding="utf-8").strip()


def prepare_server(*, superuser_dsn: str, database: str) -> None:
    """Roles, database and marks. The application can neither bypass row-level security nor own or make anything."""
    with psycopg.connect(superuser_dsn, autocommit=True, dbname="postgres") as server:
        for role in ROLES:
            _role(server, role)
        if not server.execute("select 1 from pg_database where datname = %s", [database]).fetchone():
            server.execute(
                sql.SQL("create database {} owner watchfloor_owner template template0").format(sql.Identifier(database))
            )
        _settings(server, database)
    with psycopg.connect(superuser_dsn, autocommit=True, dbname=database) as inside:
        inside.execute("create extension if not exists pg_trgm")
        for function in (*LEAKPROOF, "similarity_op(text,text)"):
            inside.execute(f"alter function {function} leakproof")
        inside.execute("alter schema public owner to watchfloor_owner")
        inside.execute("revoke create on schema public from public")
        inside.execute("grant pg_checkpoint to watchfloor_owner")
        inside.execute("grant execute on function pg_switch_wal() to watchfloor_owner")


def _role(server: psycopg.Connection[tuple[object, ...]], role: str) -> None:
    name = sql.Identifier(f"watchfloor_{role}")
    if not server.execute("select 1 from pg_roles where rolname = %s", [f"watchfloor_{role}"]).fetchone():
        server.execute(sql.SQL("create role {} login").format(name))
    server.execute(
        sql.SQL("alter role {} nosuperuser nobypassrls nocreatedb nocreaterole password {}").format(
            name, sql.Literal(password(role))
        )
    )


def _settings(server: psycopg.Connection[tuple[object, ...]], database: str) -> None:
    """Guards against the forgotten transaction live on the role, not in code (database.md rule 6)."""
    server.execute(sql.SQL("revoke all on database {} from public").format(sql.Identifier(database)))
    for role in ROLES:
        server.execute(
            sql.SQL("grant connect on database {} to {}").format(
                sql.Identifier(database), sql.Identifier(f"watchfloor_{role}")
            )
        )
    # a database that somebody else made belongs to him; the owner must still be able to add what he needs
    server.execute(
        sql.SQL("grant create, temporary on database {} to watchfloor_owner").format(sql.Identifier(database))
    )
    for role in ("app", "sealer", "auditor", "public"):
        name = sql.Identifier(f"watchfloor_{role}")
        server.execute(sql.SQL("alter role {} set idle_in_transaction_session_timeout = '10s'").format(name))
        server.execute(sql.SQL("alter role {} set statement_timeout = '30s'").format(name))
        server.execute(sql.SQL("alter role {} set search_path = public, pg_temp").format(name))
        if server.info.server_version >= 170000:
            server.execute(sql.SQL("alter role {} set transaction_timeout = '30s'").format(name))


def build(*, now: datetime) -> None:
    """Tables by the owner, this month's partitions, and the wall's key. Needs the owner's password."""
    call_command("migrate", database="owner", verbosity=0, interactive=False)
    ipad, opad = mac_pads()
    with connections["owner"].cursor() as cursor:
        cursor.execute("select core_make_months(%s)", [now])
        cursor.execute(
            "insert into wall.mac (ipad, opad) values (%s, %s)"
            " on conflict (one) do update set ipad = excluded.ipad, opad = excluded.opad",
            [ipad, opad],
        )
        cursor.execute("grant select, insert, update, delete on django_session to watchfloor_app")
        # readiness compares what stands with what this release wants
        cursor.execute("grant select on django_migrations to watchfloor_app")


def found(*, code: str, exercise: bool) -> None:
    """Say once and for all which center's house this is and whether it is an exercise."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "insert into core_house (code, exercise) values (%s, %s) on conflict (one) do nothing", [code, exercise]
        )


def make_months(*, now: datetime) -> None:
    """This month's partitions and the next two, before they are needed."""
    with connections["sealer"].cursor() as cursor:
        cursor.execute("select core_make_months(%s)", [now])


def measure_words() -> int:
    """How common the common words are, by a sample; how many are held. Nothing below 20,000 records."""
    with connections["sealer"].cursor() as cursor:
        cursor.execute("select core_measure_words()")
        return int(cursor.fetchone()[0])
