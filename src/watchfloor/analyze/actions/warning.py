"""Warning lists are kept by keyed hashes of their values; what a record names is looked up among them."""

from collections.abc import Collection, Mapping, Sequence

from django.db import connection

from watchfloor.analyze.queries.known import hexed
from watchfloor.analyze.rules.warning import forms, looked_for
from watchfloor.core.actions.sources import keyed
from watchfloor.core.queries import records as core

KEY_BYTES = 16
FORGET = "update analyze_benign set superseded = true where record_id = any(%s::bigint[]) and not superseded"
KEEP = (
    "insert into analyze_benign (record_id, label_id, name, key, superseded)"
    " select %s, %s, %s, decode(k, 'hex'), false from unnest(%s::text[]) as k"
)
FOUND = (
    "select encode(b.key, 'hex'), min(b.name) from analyze_benign b where b.key = any(%s::bytea[]) and not b.superseded"
    " group by 1"
)
Value = tuple[str, str]


def keep_lists(*, texts: Sequence[core.Text]) -> int:
    """Keep the values of the warning lists among these records; a newer version takes the place. How many values."""
    kept = 0
    for text in texts:
        told = text.data.get("object") or {}
        if text.row.kind != "vocabulary" or not isinstance(told.get("list"), list):
            continue
        keys = sorted({_key(form).hex() for form in forms(told)})
        with connection.cursor() as cursor:
            cursor.execute(FORGET, [[text.row.id]])
            cursor.execute(KEEP, [text.row.id, text.row.label_id, str(told.get("name"))[:200], keys])
        kept += len(keys)
    return kept


def on_lists(*, values: Collection[Value]) -> Mapping[Value, str]:
    """Of these (kind, value) those that stand on a list that stands, with its name."""
    asked = {one: [_key(form) for form in looked_for(*one)] for one in values}
    keys = {key for found in asked.values() for key in found}
    if not keys:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("select exists (select 1 from analyze_benign)")
        if not cursor.fetchone()[0]:
            return {}
        cursor.execute(FOUND, [hexed(keys)])
        named = dict(cursor.fetchall())
    found = {one: next((named[key.hex()] for key in mine if key.hex() in named), "") for one, mine in asked.items()}
    return {one: name for one, name in found.items() if name}


def _key(form: str) -> bytes:
    return keyed(b"benign", form.encode())[:KEY_BYTES]
