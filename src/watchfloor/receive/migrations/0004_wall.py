"""Both walls around what came by which route and what ends what; who brings in reads nothing of them.

Which item stands under a shared identity is asked at intake by a definer function: a keyed hash, from which who brings
in learns nothing, because he is told the same whether another source has sent it or not.
"""

from django.db import migrations

WALL = """
call wall.protect('receive_provenance', '{record_id}', '{note}');
call wall.protect('receive_chain', '{record_id}');
create index receive_provenance_shared on receive_provenance (shared_key) where shared_key <> '';
create index receive_chain_about on receive_chain (about_key);

create function receive_standing(keys bytea[]) returns table (
  shared_key bytea, record_id bigint, origin_key bytea, label_id int, legal_class text, source_id bigint, meaning bytea)
language sql stable security definer set search_path = public, pg_temp as $$
  select p.shared_key, p.record_id, r.origin_key, r.label_id, r.legal_class, p.source_id, p.meaning
  from receive_provenance p join core_record r on r.id = p.record_id
  where p.shared_key = any(keys) and p.shared_key <> '' and r.hidden_at is null order by p.record_id, p.id $$;
revoke all on function receive_standing(bytea[]) from public;
grant execute on function receive_standing(bytea[]) to watchfloor_app;

-- A route is kept once; the same bytes again change nothing.
create function receive_keep_provenance(rows jsonb, at timestamptz) returns table (record_id bigint, fresh boolean)
language sql security definer set search_path = public, pg_temp as $$
  insert into receive_provenance as p (record_id, label_id, source_id, route, source_item_id, shared_key, meaning,
    revision, marking, note, first_at, last_at)
  select g.record_id, r.label_id, g.source_id, g.route, g.source_item_id, decode(g.shared_key, 'hex'),
    decode(g.meaning, 'hex'), g.revision, g.marking, g.note, at, at
  from jsonb_to_recordset(rows) as g(record_id bigint, source_id bigint, route text, source_item_id bigint,
    shared_key text, meaning text, revision text, marking text, note text) join core_record r on r.id = g.record_id
  on conflict (record_id, source_id, route) do update set last_at = excluded.last_at,
    source_item_id = excluded.source_item_id, marking = excluded.marking,
    -- what was not taken is noted, and says nothing of what the item means
    meaning = case when excluded.meaning = '' then p.meaning else excluded.meaning end,
    revision = case when excluded.meaning = '' then p.revision else excluded.revision end,
    note = case when excluded.note = '' then p.note else excluded.note end
    where p.source_item_id <> excluded.source_item_id
  returning p.record_id, p.first_at = p.last_at $$;
revoke all on function receive_keep_provenance(jsonb, timestamptz) from public;
grant execute on function receive_keep_provenance(jsonb, timestamptz) to watchfloor_app;

create function receive_keep_chain(rows jsonb) returns void
language sql security definer set search_path = public, pg_temp as $$
  insert into receive_chain (record_id, label_id, about_key, how)
  select g.record_id, r.label_id, decode(g.about_key, 'hex'), g.how
  from jsonb_to_recordset(rows) as g(record_id bigint, about_key text, how text) join core_record r on r.id = g.record_id
  on conflict do nothing $$;
revoke all on function receive_keep_chain(jsonb) from public;
grant execute on function receive_keep_chain(jsonb) to watchfloor_app;
"""


class Migration(migrations.Migration):
    dependencies = [("receive", "0003_provenance"), ("core", "0001_ground")]
    operations = [migrations.RunSQL(WALL, migrations.RunSQL.noop)]
