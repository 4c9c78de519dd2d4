"""`watchfloor check`: re-verify seals and look for what must not be. Packages declare checks of their own."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connections

from watchfloor.core.gate import slots, spool
from watchfloor.core.sealer import verifying

FORGETTING = {
    "wal_recycle": "off", "wal_compression": "off", "log_min_error_statement": "panic",
    "log_parameter_max_length_on_error": "0", "log_error_verbosity": "terse", "max_prepared_transactions": "0",
}  # fmt: skip
OLDEST_UNSEALED_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong, about which part, and what mends it. Holds ids and counts, never words."""

    about: str
    text: str
    way_out: str


Check = Callable[[], Sequence[Finding]]
_declared: dict[str, Check] = {}


def declare_check(name: str, check: Check) -> None:
    """Called in AppConfig.ready() by packages that can tell whether what they keep stands."""
    _declared[name] = check


def check(*, skip: Sequence[str] = ()) -> list[Finding]:
    """All findings; an empty list is a clean house. Needs the owner's password: it sees past the wall, counts only."""
    own: dict[str, Check] = {
        "ledger": _ledger, "retention": _retention, "statistics": _statistics, "settings": _settings,
        "walls": _walls, "slots": _slots, "spool": _spool, "pieces": _pieces, "orphans": _orphans, "marks": _versions,
    }  # fmt: skip
    return [f for name, one in {**own, **_declared}.items() if name not in skip for f in one()]


def _ask(sql: str) -> list[tuple[object, ...]]:
    with connections["owner"].cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def _ledger() -> list[Finding]:
    verified = verifying.verify()
    late = _ask(
        "select count(*), max(a.pid) from core_ledger_state() s"
        " left join pg_stat_activity a on a.backend_xid is not null"
        f" where s.oldest_unsealed < now() - interval '{OLDEST_UNSEALED_SECONDS} seconds'"
    )
    found = [Finding("ledger", text, "compare with an exported checkpoint") for text in verified.findings]
    if late[0][0]:
        found.append(Finding("ledger", f"facts wait unsealed; backend {late[0][1]} holds them", "end that transaction"))
    return found


def _retention() -> list[Finding]:
    rows = _ask("select legal_class, count(*) from core_record where purge_on < current_date group by 1")
    return [Finding("retention", f"{n} records of class {c} are past their purge date", "purge them") for c, n in rows]


def _statistics() -> list[Finding]:
    rows = _ask(
        "select distinct s.tablename, s.attname from pg_stats s where s.attname in"
        " ('title','body','data','tsv','sealed')"
        " and s.schemaname in ('public', 'staging') and (s.tablename ~ '^core_(version|piece|note)'"
        " or s.schemaname = 'staging')"
    )
    return [
        Finding(
            "statistics", f"planner statistics hold values of {table}.{column}", "set statistics 0, purge pg_statistic"
        )
        for table, column in rows
    ]


def _settings() -> list[Finding]:
    return [
        Finding(
            "settings", f"{name} is {_ask(f'show {name}')[0][0]!r}, not {wanted!r}", "set it and restart the server"
        )
        for name, wanted in FORGETTING.items()
        if _ask(f"show {name}")[0][0] != wanted
    ]


def _walls() -> list[Finding]:
    rows = _ask(
        "select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'"
        " where c.relkind in ('r', 'p') and not c.relispartition and not c.relforcerowsecurity and exists ("
        " select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'label_id')"
    )
    return [
        Finding("walls", f"table {name} has labels and no forced row-level security", "migrate") for (name,) in rows
    ]


def _slots() -> list[Finding]:
    used = {f"epoch-{row[0]}.key" for row in _ask("select distinct epoch_id from core_key")}
    there = {path.name for path in slots.folder().glob("epoch-*.key")}
    found = [
        Finding("keys", f"slot {n} is missing; its records cannot be opened", "restore the key backup")
        for n in used - there
    ]
    retired = {f"epoch-{row[0]}.key" for row in _ask("select id from core_epoch where retired_at is not null")}
    found += [
        Finding("keys", f"slot {n} was to be overwritten", "run any purge or `up` again") for n in retired & there
    ]
    return found


def _spool() -> list[Finding]:
    return [
        Finding("intake", f"source item {item} was not read to its end", "bring the same file in again")
        for item in spool.waiting()
    ]


def _pieces() -> list[Finding]:
    rows = _ask(
        "select count(*) from core_record r where not exists (select 1 from core_version v where v.record_id = r.id and"
        " v.superseded_at = 'infinity') and r.hidden_at is null"
    )
    lost = _ask(
        "select count(*) from core_version v where not exists (select 1 from core_record r where r.id = v.record_id)"
    )
    keyless = _ask(
        "select (select count(*) from core_record r where not exists (select 1 from core_key k where k.id = r.key_id)),"
        " (select count(*) from core_record r where not exists (select 1 from core_label l where l.id = r.label_id))"
    )[0]
    found = [Finding("records", f"{rows[0][0]} records have no current version", "report this")] if rows[0][0] else []
    if keyless != (0, 0):
        found.append(
            Finding("records", f"{keyless[0]} records have no key, {keyless[1]} no label", "restore the backup")
        )
    return found + ([Finding("records", f"{lost[0][0]} versions have no record", "report this")] if lost[0][0] else [])


def _versions() -> list[Finding]:
    rows = _ask(
        "select count(*) from core_version v join core_record r on r.id = v.record_id where v.label_id <> r.label_id"
    )
    return (
        [Finding("labels", f"{rows[0][0]} versions carry another label than their record", "relabel")]
        if rows[0][0]
        else []
    )


def _orphans() -> list[Finding]:
    """Files in the cluster that no catalog names (database.md rule 19); only where the files are ours to see."""
    base = Path(settings.DATA_DIR) / "postgres" / "base"
    if not base.is_dir():
        return []
    oid = str(_ask("select oid from pg_database where datname = current_database()")[0][0])
    known = {
        str(row[0])
        for row in _ask("select pg_relation_filenode(oid) from pg_class where relkind in ('r','i','t','m','S')")
    }
    # of a table that was rewritten an empty file stays until the next checkpoint; it holds no word
    files = [path for path in (base / oid).glob("[0-9]*") if _holds_something(path)]
    lost = [path for path in files if re.split(r"[._]", path.name)[0] not in known]
    return [
        Finding("storage", f"file {path.name} is named by no catalog", "restart the server: it sweeps") for path in lost
    ]


def _holds_something(path: Path) -> bool:
    try:
        return path.stat().st_size > 0
    except FileNotFoundError:
        return False
