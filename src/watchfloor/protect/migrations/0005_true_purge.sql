-- What a purge left behind and must not: hashes of the container, the frame of a container in which nothing else
-- stands, and its key. A tombstone says by whose authority: the id of the purge, whose row names two persons.
alter table core_tombstone add column authority text not null default '';

-- Containers of which the purge's records are all that is left.
create function protect_sources_alone(of_purge bigint) returns bigint[]
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(array_agg(s.id), '{}') from protect_open_purge(of_purge) p, lateral (
    select c.source_item_id as id from core_piece c where c.record_id = any(p.records)
    union select r.source_item_id from core_record r where r.id = any(p.records)) s
  where s.id is not null
    and not exists (select 1 from core_piece c where c.source_item_id = s.id and c.purpose <> 'frame'
      and (c.record_id is null or c.record_id <> all(p.records)))
    and not exists (select 1 from core_set_aside a where a.source_item_id = s.id)
    and not exists (select 1 from core_source_item i where i.id = s.id and i.read_at is null)
    and not exists (select 1 from core_record r where r.source_item_id = s.id and r.id <> all(p.records)) $$;

create or replace function protect_keys_of(of_purge bigint) returns table (key_id bigint, epoch_id int)
language sql stable security definer set search_path = public, pg_temp as $$
  select k.id, k.epoch_id from core_key k where k.id in (
    select r.key_id from core_record r, protect_open_purge(of_purge) p where r.id = any(p.records)
    union select n.key_id from core_note n, protect_open_purge(of_purge) p where n.record_id = any(p.records)
    union select c.key_id from core_piece c, protect_open_purge(of_purge) p where c.record_id = any(p.records)
    union select c.key_id from core_piece c where c.source_item_id = any(protect_sources_alone(of_purge))) $$;

-- Before the pieces go: a container that was theirs alone goes with its frame; of any other the hashes of its bytes go,
-- since they cover what is forgotten.
create function protect_forget_sources(of_purge bigint) returns bigint
language plpgsql security definer set search_path = public, pg_temp as $$
declare p protect_purge := protect_open_purge(of_purge); alone bigint[] := protect_sources_alone(of_purge); touched bigint[]; n bigint;
begin
  select array_agg(distinct c.source_item_id) into touched from core_piece c where c.record_id = any(p.records);
  update core_source_item set sha256 = '', address = sha256(gen_random_uuid()::text::bytea)
    where id = any(touched) and id <> all(alone) and sha256 <> '';
  delete from core_piece where source_item_id = any(alone);
  update core_record set source_item_id = null where id = any(p.records) and source_item_id = any(alone);
  delete from core_source_item where id = any(alone);
  get diagnostics n = row_count;
  return n;
end $$;

create or replace function protect_hide(of_purge bigint) returns int
language plpgsql security definer set search_path = public, pg_temp as $$
declare p protect_purge := protect_open_purge(of_purge); n int;
begin
  insert into core_tombstone (public_id, kind, legal_class, label_id, opened_at, purged_at, rule, authority)
    select public_id, kind, legal_class, label_id, opened_at, now(), p.rule, 'purge ' || p.public_id
    from core_record where id = any(p.records) on conflict do nothing;
  insert into core_label_count select label_id, kind, -count(*), -count(*) filter (where settled_at is null)
    from core_record where id = any(p.records) and hidden_at is null group by 1, 2;
  update core_record set hidden_at = now(), origin_key = sha256(public_id::text::bytea) where id = any(p.records) and hidden_at is null;
  get diagnostics n = row_count;
  delete from core_grant where record_id = any(p.records);
  return n;
end $$;

-- The purge's own facts as the log hashes them, for its certificate. They name no person and hold no text.
create function protect_facts_of(of_purge bigint) returns table (pos bigint, line text)
language sql stable security definer set search_path = public, pg_temp as $$
  select l.pos, core_fact_line(f) from protect_purge p join core_fact f on f.records @> p.public_records
    and f.records <@ p.public_records and f.kind in ('protect.purge.opened', 'protect.purge.hidden',
    'protect.purge.forgotten', 'protect.purge.scrubbed', 'protect.purge.told') and f.at >= p.opened_at - interval '1 day'
  join core_leaf l on l.seq = f.seq
  where p.id = of_purge and wall.person() is not null order by l.pos $$;

-- Which backups were made and when each may no longer be opened; nothing of what is in them.
grant select, insert on protect_backup to watchfloor_app;

revoke all on function protect_sources_alone(bigint), protect_forget_sources(bigint), protect_facts_of(bigint) from public;
grant execute on function protect_forget_sources(bigint), protect_facts_of(bigint) to watchfloor_app;
