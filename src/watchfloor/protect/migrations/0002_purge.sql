-- A purge deletes only through these functions, and each demands an open purge row (house: forgetting).
grant select, insert on protect_purge to watchfloor_app;
grant update (hidden_at, forgotten_at, scrubbed_at, told_at, holdings_done, partitions, recipients, counts, certificate)
  on protect_purge to watchfloor_app;

-- A purge is opened by the very person whose audience stands, over records that this audience may read: a row made by
-- an injection in anybody else's session purges nothing.
create function protect_purge_is_ones_own() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if new.by_id is distinct from wall.person() or new.by_id = new.second_id
      or exists (select 1 from unnest(new.records) r where not core_may_read(r))
      or (select array_agg(public_id order by id) from core_record where id = any(new.records))
        is distinct from (select array_agg(p order by r) from unnest(new.records, new.public_records) u(r, p)) then
    raise exception 'no such record' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger protect_purge_is_ones_own before insert on protect_purge
  for each row execute function protect_purge_is_ones_own();

create function protect_open_purge(of_purge bigint) returns protect_purge
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare p protect_purge;
begin
  select * into p from protect_purge where id = of_purge and told_at is null;
  if p.id is null then raise exception 'no open purge'; end if;
  if p.by_id = p.second_id then raise exception 'a purge needs two persons'; end if;
  return p;
end $$;

-- Step 1: from here nobody finds the record; its identity at the source is scrambled, its grants are gone.
create function protect_hide(of_purge bigint) returns int
language plpgsql security definer set search_path = public, pg_temp as $$
declare p protect_purge := protect_open_purge(of_purge); n int;
begin
  insert into core_tombstone select public_id, kind, legal_class, label_id, opened_at, now(), p.rule
    from core_record where id = any(p.records) on conflict do nothing;
  insert into core_label_count select label_id, kind, -count(*), -count(*) filter (where settled_at is null)
    from core_record where id = any(p.records) and hidden_at is null group by 1, 2;
  update core_record set hidden_at = now(), origin_key = sha256(public_id::text::bytea) where id = any(p.records) and hidden_at is null;
  get diagnostics n = row_count;
  delete from core_grant where record_id = any(p.records);
  return n;
end $$;

-- Whoever has kept a key in this epoch and not yet committed is waited for; who comes later is refused (core_key).
create function protect_lock_epoch(of_purge bigint, of_epoch int) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare p protect_purge := protect_open_purge(of_purge);
begin
  perform 1 from core_epoch where id = of_epoch for update;
end $$;

create function protect_keys_of(of_purge bigint) returns table (key_id bigint, epoch_id int)
language sql stable security definer set search_path = public, pg_temp as $$
  select k.id, k.epoch_id from core_key k where k.id in (
    select r.key_id from core_record r, protect_open_purge(of_purge) p where r.id = any(p.records)
    union select n.key_id from core_note n, protect_open_purge(of_purge) p where n.record_id = any(p.records)
    union select c.key_id from core_piece c, protect_open_purge(of_purge) p where c.record_id = any(p.records)) $$;

-- The living keys of an epoch under a new epoch key; the forgotten ones' rows go. The old slot is overwritten after commit.
create function protect_rewrap(of_purge bigint, old_epoch int, new_epoch int, ids bigint[], wraps bytea[]) returns int
language plpgsql security definer set search_path = public, pg_temp as $$
declare p protect_purge := protect_open_purge(of_purge); n int; gone bigint[];
begin
  select array_agg(k.key_id) into gone from protect_keys_of(of_purge) k where k.epoch_id = old_epoch;
  update core_key k set epoch_id = new_epoch, wrapped = w.wrap from unnest(ids, wraps) as w(id, wrap)
    where k.id = w.id and k.epoch_id = old_epoch and k.id <> all(gone);
  get diagnostics n = row_count;
  if exists (select 1 from core_key where epoch_id = old_epoch and id <> all(gone)) then
    raise exception 'a living key of epoch % was not wrapped anew', old_epoch;
  end if;
  update core_epoch set retired_at = now() where id = old_epoch;
  return n;
end $$;

-- Step 2: what one table holds of the records; which tables there are stands in wall.holding.
create function protect_forget_rows(of_purge bigint, of_table text) returns bigint
language plpgsql security definer set search_path = public, pg_temp as $$
declare p protect_purge := protect_open_purge(of_purge); h record; n bigint := 0; m bigint; col text;
begin
  select * into h from wall.holding where table_name = of_table;
  if h.table_name is null then raise exception 'no such holding'; end if;
  foreach col in array h.record_columns loop
    execute format('delete from %s where %I = any($1)', h.table_name, col) using p.records;
    get diagnostics m = row_count; n := n + m;
  end loop;
  return n;
end $$;

-- The key rows go while notes and pieces still say which they are; the record itself goes last of all.
create function protect_forget_keys(of_purge bigint) returns bigint
language plpgsql security definer set search_path = public, pg_temp as $$
declare n bigint;
begin
  delete from core_key where id in (select key_id from protect_keys_of(of_purge));
  get diagnostics n = row_count;
  return n;
end $$;
create function protect_forget_records(of_purge bigint) returns bigint
language plpgsql security definer set search_path = public, pg_temp as $$
declare p protect_purge := protect_open_purge(of_purge); n bigint;
begin
  delete from core_record where id = any(p.records);
  get diagnostics n = row_count;
  return n;
end $$;

create function protect_holdings() returns setof text
language sql stable security definer set search_path = public, pg_temp as $$ select table_name from wall.holding order by table_name $$;

create function protect_partitions_of(of_purge bigint) returns setof text
language sql stable security definer set search_path = public, pg_temp as $$
  select distinct format('core_version_%s', r - r % case when r >= 1000000000000 then 10000 else 50000 end)
  from protect_open_purge(of_purge) p, unnest(p.records) r $$;

create function protect_records_named(ids uuid[]) returns table (id bigint, public_id uuid)
language sql stable security definer set search_path = public, pg_temp as $$
  select id, public_id from core_record where public_id = any(ids) and hidden_at is null $$;

revoke all on function protect_purge_is_ones_own(), protect_open_purge(bigint), protect_hide(bigint), protect_keys_of(bigint), protect_lock_epoch(bigint, int),
  protect_rewrap(bigint, int, int, bigint[], bytea[]), protect_forget_rows(bigint, text), protect_forget_keys(bigint), protect_forget_records(bigint),
  protect_holdings(), protect_partitions_of(bigint), protect_records_named(uuid[]) from public;
grant execute on function protect_hide(bigint), protect_keys_of(bigint), protect_lock_epoch(bigint, int),
  protect_rewrap(bigint, int, int, bigint[], bytea[]), protect_forget_rows(bigint, text), protect_forget_keys(bigint), protect_forget_records(bigint),
  protect_holdings(), protect_partitions_of(bigint) to watchfloor_app;
