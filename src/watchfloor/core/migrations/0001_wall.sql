-- The second wall: who may read a row is decided by the database from an authenticated setting
-- (database.md rules 9, 11, 21). Everything here belongs to the owner role.
create extension if not exists pg_trgm;
create extension if not exists btree_gin;
create extension if not exists btree_gist;
create schema wall;
create schema staging;
grant usage on schema wall, staging to watchfloor_app, watchfloor_sealer, watchfloor_auditor;

-- HMAC-SHA-256 key (RFC 2104) as its two padded blocks; readable by the owner alone.
create table wall.mac (ipad bytea not null, opad bytea not null, one boolean primary key default true check (one));
revoke all on wall.mac from public;

create function wall.hmac(message text) returns text
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select encode(sha256(m.opad || sha256(m.ipad || convert_to(message, 'UTF8'))), 'hex') from wall.mac m
$$;
revoke all on function wall.hmac(text) from public;

-- The setting is "bits|granted|person|mac"; anything that does not verify for this backend and this
-- transaction is answered as no labels and no grants, never as an error.
create function wall.part(which int) returns text
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  said text := coalesce(current_setting('wf.audience', true), '');
  signed text;
begin
  if said = '' then return ''; end if;
  signed := split_part(said, '|', 1) || '|' || split_part(said, '|', 2) || '|' || split_part(said, '|', 3)
    || '|' || pg_backend_pid()::text || '|' || (extract(epoch from now()) * 1000000)::bigint::text;
  if wall.hmac(signed) is distinct from split_part(said, '|', 4) then return ''; end if;
  return split_part(said, '|', which);
end $$;
revoke all on function wall.part(int) from public;

create function wall.bits() returns text
language sql stable security definer set search_path = pg_catalog, pg_temp as $$ select wall.part(1) $$;
create function wall.granted() returns text
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(nullif(wall.part(2), ''), '{}') $$;
create function wall.person() returns bigint
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select nullif(wall.part(3), '')::bigint $$;
revoke all on function wall.bits(), wall.granted(), wall.person() from public;
grant execute on function wall.bits(), wall.granted(), wall.person() to watchfloor_app, watchfloor_auditor;

-- Which tables hold something of a record, so that forgetting and relabelling reach every one of them.
-- base_column: a fixed second label (an asset's) that joins into label_id.
create table wall.holding (
  table_name text primary key, record_columns text[] not null, base_column text);

-- One call a table: forced row-level security, the owner's own policy (FORCE binds him too), the bit test for
-- the application, and statistics off on columns with words (rule 17).
create procedure wall.protect(tab regclass, record_columns text[], content text[] default '{}', base_column text default null)
language plpgsql as $$
declare
  may text := 'case when label_id < (select length(wall.bits())) then get_bit((select wall.bits()::varbit), label_id) else 0 end <> 0';
  col text;
begin
  foreach col in array record_columns loop
    may := may || format(' or %I = any((select wall.granted())::bigint[])', col);
    exit;  -- a grant names the first record only: the second end of a link keeps its own wall
  end loop;
  if array_length(record_columns, 1) > 1 then
    may := 'case when label_id < (select length(wall.bits())) then get_bit((select wall.bits()::varbit), label_id) else 0 end <> 0';
  end if;
  execute format('alter table %s enable row level security', tab);
  execute format('alter table %s force row level security', tab);
  execute format('create policy owner_all on %s to watchfloor_owner using (true) with check (true)', tab);
  execute format('create policy app_read on %s for select to watchfloor_app, watchfloor_auditor using (%s)', tab, may);
  execute format('create policy app_add on %s for insert to watchfloor_app with check (true)', tab);
  execute format('create policy app_change on %s for update to watchfloor_app using (%s) with check (true)', tab, may);
  execute format('grant select, insert on %s to watchfloor_app', tab);
  execute format('grant select on %s to watchfloor_auditor', tab);
  foreach col in array content loop
    execute format('alter table %s alter column %I set statistics 0', tab, col);
  end loop;
  if array_length(record_columns, 1) > 0 then
    insert into wall.holding values (tab::text, record_columns, base_column);
  end if;
end $$;
