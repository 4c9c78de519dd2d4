-- Labels are opaque here: a label is the sorted set of its atoms; what an atom means only protect knows.
-- id is the position of the label's bit.
create table core_label (
  id int generated always as identity primary key,
  key jsonb not null unique,
  made_at timestamptz not null default clock_timestamp());
grant select on core_label to watchfloor_app, watchfloor_auditor;

create function core_label_of(atoms jsonb) returns int
language plpgsql security definer set search_path = public, pg_temp as $$
declare canonical jsonb; found_id int;
begin
  select jsonb_agg(a order by a collate "C") into canonical from (select distinct jsonb_array_elements_text(atoms) a) s;
  if canonical is null then raise exception 'a label has at least one atom'; end if;
  select id into found_id from core_label where key = canonical;
  if found_id is null then
    insert into core_label (key) values (canonical) on conflict (key) do nothing returning id into found_id;
    if found_id is null then select id into found_id from core_label where key = canonical; end if;
  end if;
  return found_id;
end $$;
create function core_label_join(a int, b int) returns int
language sql security definer set search_path = public, pg_temp as $$
  select case when b is null or a = b then a
    else core_label_of((select key from core_label where id = a) || (select key from core_label where id = b)) end $$;
revoke all on function core_label_of(jsonb), core_label_join(int, int) from public;
grant execute on function core_label_of(jsonb), core_label_join(int, int) to watchfloor_app;

-- Bytes as they came. The address is a keyed hash per owner: equal bytes of two owners do not meet.
create table core_source_item (
  id bigint generated always as identity primary key,
  public_id uuid not null unique default gen_random_uuid(),
  owner_id bigint not null,
  address bytea not null,
  sha256 bytea not null,
  size bigint not null,
  format text not null default '',
  label_id int not null references core_label,
  received_at timestamptz not null default clock_timestamp(),
  read_at timestamptz,
  purge_on date not null,
  unique (owner_id, address));
create index core_source_item_owner on core_source_item (owner_id, received_at desc);
call wall.protect('core_source_item', '{}');
grant update (format, read_at) on core_source_item to watchfloor_app;
-- the bytes' plain hash is what the sender can compare; it is no identifier of a person

create table core_epoch (
  id int generated always as identity primary key,
  opened_at timestamptz not null default clock_timestamp(),
  keys int not null default 0,
  retired_at timestamptz);
grant select on core_epoch to watchfloor_app;

-- One content key a record (or piece set aside, or note), wrapped by an epoch key that is never in the database.
create table core_key (
  id bigint generated always as identity primary key,
  epoch_id int not null references core_epoch,
  wrapped bytea not null);
create index core_key_epoch on core_key (epoch_id);
-- A purge locks an epoch, wraps its living keys anew and destroys its slot. A key that came into it meanwhile would open
-- with nothing, so who takes an epoch holds it until his commit, and who comes too late is refused and tries again.
create function core_key_epoch_stands() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform 1 from core_epoch where id in (select distinct epoch_id from made) for key share;
  if exists (select 1 from core_epoch where retired_at is not null and id in (select epoch_id from made)) then
    raise exception 'this epoch was retired by a purge; try again' using errcode = 'serialization_failure';
  end if;
  return null;
end $$;
create trigger core_key_epoch_stands after insert on core_key referencing new table as made
  for each statement execute function core_key_epoch_stands();
grant select, insert on core_key to watchfloor_app;
grant insert on core_epoch to watchfloor_app;

create sequence core_tip_id minvalue 1000000000000 start 1000000000000;
create sequence core_record_id minvalue 1 start 1;

-- No foreign keys here and on core_piece: each costs a lookup a row on the way in, the application can delete none of
-- what they would guard, and `check` looks whether every key, label and source item stands.
create table core_record (
  id bigint primary key,
  public_id uuid not null unique,
  kind text not null,
  legal_class text not null,
  label_id int not null,
  owner_id bigint not null,
  origin_key bytea not null unique,
  source_item_id bigint,
  key_id bigint not null,
  opened_at timestamptz not null,
  occurred_at timestamptz,
  review_on date not null,
  purge_on date not null check (purge_on >= review_on),
  predicate_id bigint,
  stamp_rules text[] not null,
  hidden_at timestamptz,
  -- when a person's determination took it out of what waits; null while it waits
  settled_at timestamptz,
  -- 28 CFR 23.20(a): no criminal intelligence without a predicate, by any road
  check (legal_class <> 'criminal_intelligence' or predicate_id is not null),
  -- 28 CFR 23.20(h): never longer than five years without validation
  check (purge_on <= (opened_at at time zone 'UTC')::date + 1827));
call wall.protect('core_record', '{id}');
delete from wall.holding where table_name = 'core_record';
-- what a purge has hidden is there for nobody, in no statement of the application
create policy app_hidden on core_record as restrictive for select to watchfloor_app, watchfloor_auditor using (hidden_at is null);
grant update (label_id, legal_class, review_on, purge_on, predicate_id, stamp_rules) on core_record to watchfloor_app;
create index core_record_label_opened on core_record (label_id, opened_at desc, id desc);
create index core_record_opened on core_record (opened_at desc, id desc);
create index core_record_label_kind_opened on core_record (label_id, kind, opened_at desc, id desc);
create index core_record_waiting on core_record (label_id, kind, opened_at desc, id desc) where settled_at is null;
-- what is due next: the board asks every minute, whatever stands behind it
create index core_record_review on core_record (review_on, id);
create index core_record_purge on core_record (purge_on, id);

-- What was known, when (database.md rule 20). Partitioned so that a purge rewrites seconds, not hours.
create table core_version (
  record_id bigint not null,
  n smallint not null,
  known_at timestamptz not null default clock_timestamp(),
  superseded_at timestamptz not null default 'infinity',
  xid xid8 not null default pg_current_xact_id(),
  label_id int not null,
  kind text not null,
  opened_at timestamptz not null,
  occurred_at timestamptz, occurred_until timestamptz, occurred_precision text not null default 'unknown',
  lon double precision, lat double precision, radius_m real not null default 0,
  revision text not null default '',
  digest bytea not null,
  mark bytea not null,
  author bigint not null,
  marking text not null,
  title text not null, body text not null, data jsonb not null,
  -- a title that is the beginning of its body says no word twice
  tsv tsvector generated always as (to_tsvector('english',
    case when starts_with(body, rtrim(title, '…')) then body else title || ' ' || body end)) stored,
  primary key (record_id, n)
) partition by range (record_id);
alter table core_version alter column title set storage external, alter column body set storage external,
  alter column data set storage external, alter column tsv set storage external;
call wall.protect('core_version', '{record_id}', '{title,body,data,tsv}');
grant update (superseded_at, label_id) on core_version to watchfloor_app;
create unique index core_version_current on core_version (record_id) where superseded_at = 'infinity';
create index core_version_opened on core_version (opened_at desc, record_id desc) where superseded_at = 'infinity';
-- alerts by when they end, so that those in force are found without reading the others; those that name no end by age
create index core_version_in_force on core_version (occurred_until, opened_at desc)
  where superseded_at = 'infinity' and kind = 'cap';
create index core_version_words on core_version using gin (label_id, tsv) where superseded_at = 'infinity';

create function core_version_closed_once() returns trigger language plpgsql as $$
begin
  if old.superseded_at is distinct from new.superseded_at
     and (old.superseded_at <> 'infinity' or new.superseded_at = 'infinity') then
    raise exception 'a version is closed once';
  end if;
  return new;
end $$;
create trigger core_version_closed_once before update on core_version for each row execute function core_version_closed_once();

-- Partitions are made ahead of need, attached without blocking readers, and never granted to the application:
-- whatever reads goes through the parent and its policy.
create function core_make_partition(record_id bigint) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  width int := case when record_id >= 1000000000000 then 10000 else 50000 end;
  lo bigint := record_id - record_id % width;
  part text := format('core_version_%s', lo);
  col text;
begin
  if to_regclass(part) is not null then return; end if;
  perform pg_advisory_xact_lock(7701);
  if to_regclass(part) is not null then return; end if;
  -- a row of a page's length stays in its page: most reports are a little longer than the 2 kB that moves words elsewhere
  execute format('create table %I (like core_version including defaults including generated including storage including constraints)'
    ' with (toast_tuple_target = 8160)', part);
  execute format('alter table %I add check (record_id >= %s and record_id < %s)', part, lo, lo + width);
  foreach col in array array['title', 'body', 'data', 'tsv'] loop
    execute format('alter table %I alter column %I set statistics 0', part, col);
  end loop;
  execute format('alter table core_version attach partition %I for values from (%s) to (%s)', part, lo, lo + width);
  for col in select a.attname || ' ' || c.relname from pg_index i join pg_class c on c.oid = i.indexrelid
      join pg_attribute a on a.attrelid = c.oid where i.indrelid = part::regclass and a.attnum > 0 and i.indexprs is not null loop
    execute format('alter index %I alter column 1 set statistics 0', split_part(col, ' ', 2));
  end loop;
end $$;
revoke all on function core_make_partition(bigint) from public;

-- Numbers for n new records of one block ("tip" or other); their partitions stand when this returns.
create function core_take_ids(block text, n int) returns bigint
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  seq regclass := case when block = 'tip' then 'core_tip_id' else 'core_record_id' end;
  first bigint; width int := case when block = 'tip' then 10000 else 50000 end; at_id bigint;
begin
  if n < 1 or n > 5000 then raise exception 'between 1 and 5000 numbers at a time'; end if;
  -- the lock of the session, given back at once: with the transaction's, every writer would wait for the slowest
  perform pg_advisory_lock(7702, seq::oid::int);
  begin
    first := nextval(seq);
    perform setval(seq, first + n - 1);
  exception when query_canceled or others then
    perform pg_advisory_unlock(7702, seq::oid::int);
    raise;
  end;
  perform pg_advisory_unlock(7702, seq::oid::int);
  at_id := first;
  while at_id < first + n loop
    perform core_make_partition(at_id);
    at_id := at_id - at_id % width + width;
  end loop;
  return first;
end $$;
revoke all on function core_take_ids(text, int) from public;
grant execute on function core_take_ids(text, int) to watchfloor_app;

-- Sealed bytes: AES-256-GCM under the record's key. place_at/length give back the container byte for byte.
create table core_piece (
  id bigint generated always as identity primary key,
  source_item_id bigint,
  record_id bigint,
  label_id int not null,
  key_id bigint not null,
  place_at bigint not null default 0,
  length bigint not null default 0,
  purpose text not null check (purpose in ('frame', 'piece', 'set-aside', 'sealed-text')),
  purge_on date,
  sealed bytea not null) with (toast_tuple_target = 8160);
alter table core_piece alter column sealed set storage external;
call wall.protect('core_piece', '{record_id}', '{sealed}');
create index core_piece_record on core_piece (record_id);
create index core_piece_source on core_piece (source_item_id);

-- What could not be read, with its reasons; its bytes lie in core_piece.
create table core_set_aside (
  id bigint generated always as identity primary key,
  public_id uuid not null unique default gen_random_uuid(),
  source_item_id bigint not null references core_source_item,
  piece_id bigint references core_piece on delete set null,
  label_id int not null references core_label,
  place text not null,
  reasons text[] not null,
  set_aside_at timestamptz not null default clock_timestamp(),
  mended_at timestamptz);
call wall.protect('core_set_aside', '{}', '{place,reasons}');
grant update (mended_at) on core_set_aside to watchfloor_app;
create index core_set_aside_source on core_set_aside (source_item_id);
create index core_set_aside_at on core_set_aside (set_aside_at);

-- A named person may read this one record: his own submissions, named recipients, the case team.
create table core_grant (
  id bigint generated always as identity primary key,
  record_id bigint not null,
  person_id bigint not null,
  label_id int not null references core_label,
  because text not null,
  until timestamptz not null default 'infinity',
  granted_at timestamptz not null default clock_timestamp(),
  unique (record_id, person_id));
call wall.protect('core_grant', '{record_id}');
grant update (until) on core_grant to watchfloor_app;
create index core_grant_person on core_grant (person_id);
create function core_granted_to(person bigint, as_of timestamptz) returns bigint[]
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(array_agg(record_id), '{}') from (
    select record_id from core_grant where person_id = person and until > as_of order by granted_at desc limit 1000) g $$;
revoke all on function core_granted_to(bigint, timestamptz) from public;
grant execute on function core_granted_to(bigint, timestamptz) to watchfloor_app;

-- Whether the session's own audience may read this record; for definer functions, which see past the wall.
create function core_may_read(of_record bigint) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select exists (select 1 from core_record r where r.id = of_record and r.hidden_at is null and (
    case when r.label_id < length(wall.bits()) then get_bit(wall.bits()::varbit, r.label_id) = 1 else false end
    or r.id = any(wall.granted()::bigint[]))) $$;
-- A grant is given by who may read the record, or in the transaction that opens it (own submissions): an application
-- that could insert grants could read everything one transaction later.
drop policy app_add on core_grant;
revoke insert on core_grant from watchfloor_app;
create function core_give(of_record bigint, to_person bigint, why text) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if not core_may_read(of_record) and not exists (
    select 1 from core_version where record_id = of_record and n = 1 and xid = pg_current_xact_id()) then
    raise exception 'no such record' using errcode = 'insufficient_privilege';
  end if;
  insert into core_grant (record_id, person_id, label_id, because)
    select id, to_person, label_id, why from core_record where id = of_record on conflict (record_id, person_id) do nothing;
end $$;
revoke all on function core_may_read(bigint), core_give(bigint, bigint, text) from public;
grant execute on function core_give(bigint, bigint, text) to watchfloor_app;

-- Counts per label as additions, so that writers never wait for each other; the worker folds them.
create table core_label_count (
  label_id int not null, kind text not null, n bigint not null, waiting bigint not null default 0);
call wall.protect('core_label_count', '{}');
create index core_label_count_label on core_label_count (label_id, kind);

create table core_tombstone (
  public_id uuid primary key, kind text not null, legal_class text not null, label_id int not null references core_label,
  opened_at timestamptz not null, purged_at timestamptz not null, rule text not null);
call wall.protect('core_tombstone', '{}');

-- Staging: unlogged, insert-only for the application, emptied by every take and truncated by every scrub.
create unlogged table staging.record (
  batch uuid not null, line int not null,
  id bigint not null, public_id uuid not null, n smallint not null, kind text not null, legal_class text not null,
  label_id int not null, owner_id bigint not null, origin_key bytea not null, source_item_id bigint,
  epoch_id int not null, wrapped bytea not null,
  opened_at timestamptz not null, review_on date not null, purge_on date not null, predicate_id bigint, stamp_rules text[] not null,
  occurred_at timestamptz, occurred_until timestamptz, occurred_precision text not null,
  lon double precision, lat double precision, radius_m real not null,
  revision text not null, digest bytea not null, mark bytea not null, author bigint not null, marking text not null,
  title text not null, body text not null, data jsonb not null,
  place_at bigint not null, length bigint not null, sealed bytea) with (toast_tuple_target = 8160);
alter table staging.record alter column title set statistics 0, alter column body set statistics 0, alter column data set statistics 0;
alter table staging.record alter column title set storage external, alter column body set storage external,
  alter column data set storage external, alter column sealed set storage external;
create index staging_record_batch on staging.record (batch);
grant insert on staging.record to watchfloor_app;

-- One pass: the batch leaves staging as it is taken. What closes a version comes first, in a statement of its own.
create function core_take_staged(of_batch uuid) returns int
language plpgsql security definer set search_path = public, pg_temp as $$
declare taken int;
begin
  -- the planner knows nothing of what was just staged and would read every record for it: newer versions, the rare
  -- case, are asked for first and their records looked up one by one
  if exists (select 1 from staging.record s where s.batch = of_batch and s.n > 1) then
    -- a newer version comes from whoever sent the first: only its source can make the keyed identity
    if exists (select 1 from staging.record s where s.batch = of_batch and s.n > 1
        and s.origin_key is distinct from (select r.origin_key from core_record r where r.id = s.id)) then
      raise exception 'no such record' using errcode = 'insufficient_privilege';
    end if;
    update core_version v set superseded_at = clock_timestamp() from staging.record s
    where s.batch = of_batch and s.n > 1 and v.record_id = s.id and v.superseded_at = 'infinity';
    -- what a newer version says of its handling joins in: it may close the record to more, never open what was kept
    perform core_move_label(r.id, core_label_join(r.label_id, s.label_id)) from staging.record s join core_record r on r.id = s.id
    where s.batch = of_batch and s.n > 1 and s.label_id <> r.label_id and core_label_join(r.label_id, s.label_id) <> r.label_id;
  end if;
  with s as materialized (delete from staging.record where batch = of_batch returning *),
  t as materialized (
    select s.*,
      case when s.n = 1 then s.label_id else (select r.label_id from core_record r where r.id = s.id) end as now_label,
      case when s.n = 1 then s.opened_at else (select r.opened_at from core_record r where r.id = s.id) end as first_opened,
      case when s.n = 1 then nextval('core_key_id_seq') else (select r.key_id from core_record r where r.id = s.id) end as key
    from s),
  k as (insert into core_key (id, epoch_id, wrapped) overriding system value
    select key, epoch_id, wrapped from t where n = 1),
  r as (insert into core_record (id, public_id, kind, legal_class, label_id, owner_id, origin_key, source_item_id, key_id,
      opened_at, occurred_at, review_on, purge_on, predicate_id, stamp_rules)
    select id, public_id, kind, legal_class, label_id, owner_id, origin_key, source_item_id, key,
      opened_at, occurred_at, review_on, purge_on, predicate_id, stamp_rules from t where n = 1),
  p as (insert into core_piece (source_item_id, record_id, label_id, key_id, place_at, length, purpose, sealed)
    select source_item_id, id, now_label, key, place_at, length, 'piece', sealed from t where sealed is not null),
  c as (insert into core_label_count select label_id, kind, count(*), count(*) from t where n = 1 group by 1, 2)
  insert into core_version (record_id, n, label_id, kind, opened_at, occurred_at, occurred_until, occurred_precision,
      lon, lat, radius_m, revision, digest, mark, author, marking, title, body, data)
  select id, n, now_label, kind, first_opened, occurred_at, occurred_until, occurred_precision,
      lon, lat, radius_m, revision, digest, mark, author, marking, title, body, data from t;
  get diagnostics taken = row_count;
  return taken;
end $$;
revoke all on function core_take_staged(uuid) from public;
grant execute on function core_take_staged(uuid) to watchfloor_app;

-- "unchanged" and "duplicate" are decided among what the same source or agency sent before: the key is a keyed
-- hash that only that source's own objects can produce, so this tells a sender nothing about others.
create function core_known(keys bytea[]) returns table (
  origin_key bytea, id bigint, public_id uuid, n smallint, revision text, digest bytea,
  source_item_id bigint, key_id bigint, epoch_id int, wrapped bytea)
language sql stable security definer set search_path = public, pg_temp as $$
  select r.origin_key, r.id, r.public_id, v.n, v.revision, v.digest, r.source_item_id, k.id, k.epoch_id, k.wrapped
  from core_record r join core_version v on v.record_id = r.id and v.superseded_at = 'infinity'
  join core_key k on k.id = r.key_id
  where r.origin_key = any(keys) and r.hidden_at is null $$;
revoke all on function core_known(bytea[]) from public;
grant execute on function core_known(bytea[]) to watchfloor_app;

create function core_known_source(of_owner bigint, of_address bytea) returns table (id bigint, public_id uuid, read_at timestamptz)
language sql stable security definer set search_path = public, pg_temp as $$
  select id, public_id, read_at from core_source_item where owner_id = of_owner and address = of_address $$;
revoke all on function core_known_source(bigint, bytea) from public;
grant execute on function core_known_source(bigint, bytea) to watchfloor_app;

-- A record's label changes with everything derived from it, in the transaction of the change.
create function core_move_label(of_record bigint, new_label int) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare h record; old_label int;
begin
  select label_id into old_label from core_record where id = of_record for update;
  update core_record set label_id = new_label where id = of_record;
  insert into core_label_count
    select label, kind, sign, sign * (settled_at is null)::int from core_record,
      (values (old_label, -1), (new_label, 1)) as m(label, sign) where id = of_record;
  for h in select * from wall.holding loop
    if array_length(h.record_columns, 1) = 1 then
      execute format('update %s set label_id = core_label_join($1, %s) where %I = $2', h.table_name,
        coalesce(quote_ident(h.base_column), 'null::int'), h.record_columns[1]) using new_label, of_record;
    else
      execute format('update %s t set label_id = core_label_join(a.label_id, b.label_id) from core_record a, core_record b
        where a.id = t.%I and b.id = t.%I and (a.id = $1 or b.id = $1)', h.table_name, h.record_columns[1], h.record_columns[2])
        using of_record;
    end if;
  end loop;
end $$;
revoke all on function core_move_label(bigint, int) from public;

-- A determination takes a record out of what waits (at), or gives it back (null). Only for who may read it; true if it
-- changed anything.
create function core_settle(of_record bigint, at timestamptz) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update core_record set settled_at = at
    where id = of_record and (settled_at is null) <> (at is null) and core_may_read(of_record);
  if not found then return false; end if;
  insert into core_label_count select label_id, kind, 0, case when at is null then 1 else -1 end
    from core_record where id = of_record;
  return true;
end $$;
revoke all on function core_settle(bigint, timestamptz) from public;
grant execute on function core_settle(bigint, timestamptz) to watchfloor_app;

-- Only who may read a record may move its label.
create function core_relabel(of_record bigint, new_label int) returns void
language sql security definer set search_path = public, pg_temp as $$
  select core_move_label(of_record, new_label) where core_may_read(of_record) $$;
revoke all on function core_relabel(bigint, int) from public;
grant execute on function core_relabel(bigint, int) to watchfloor_app;

-- Bringing in does not need the right to read: who brings keeps pieces and ends items through these two.
create function core_keep_piece(source bigint, label int, epoch int, wrapped_key bytea, at bigint, len bigint,
  why text, until date, bytes bytea) returns bigint
language plpgsql security definer set search_path = public, pg_temp as $$
declare k bigint; p bigint;
begin
  insert into core_key (epoch_id, wrapped) values (epoch, wrapped_key) returning id into k;
  insert into core_piece (source_item_id, label_id, key_id, place_at, length, purpose, purge_on, sealed)
  values (source, label, k, at, len, why, until, bytes) returning id into p;
  return p;
end $$;
create function core_end_source(source bigint, of_format text, at timestamptz) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update core_source_item set read_at = at, format = of_format where id = source and read_at is null;
  return found;
end $$;
revoke all on function core_keep_piece(bigint, int, int, bytea, bigint, bigint, text, date, bytea),
  core_end_source(bigint, text, timestamptz) from public;
grant execute on function core_keep_piece(bigint, int, int, bytea, bigint, bigint, text, date, bytea),
  core_end_source(bigint, text, timestamptz) to watchfloor_app;

-- What was known already came again in another container: its bytes go under the key of the record that stands, so that
-- the container can be given back and the words are forgotten with the record.
create function core_keep_known_piece(source bigint, record bigint, at bigint, len bigint, bytes bytea) returns void
language sql security definer set search_path = public, pg_temp as $$
  insert into core_piece (source_item_id, record_id, label_id, key_id, place_at, length, purpose, sealed)
  select source, r.id, r.label_id, r.key_id, at, len, 'piece', bytes from core_record r where r.id = record and r.hidden_at is null
    and not exists (select 1 from core_piece p where p.source_item_id = source and p.place_at = at and p.record_id = record) $$;
revoke all on function core_keep_known_piece(bigint, bigint, bigint, bigint, bytea) from public;
grant execute on function core_keep_known_piece(bigint, bigint, bigint, bigint, bytea) to watchfloor_app;

-- Set aside once, though a run that was cut short is taken up again.
create function core_keep_aside(source bigint, label int, epoch int, wrapped_key bytea, at bigint, len bigint, until date,
  bytes bytea, of_place text, why text[]) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
declare p bigint;
begin
  if exists (select 1 from core_set_aside where source_item_id = source and place = of_place) then return false; end if;
  if len > 0 then
    p := core_keep_piece(source, label, epoch, wrapped_key, at, len, 'set-aside', until, bytes);
  end if;
  insert into core_set_aside (source_item_id, piece_id, label_id, place, reasons) values (source, p, label, of_place, why);
  return true;
end $$;
revoke all on function core_keep_aside(bigint, int, int, bytea, bigint, bigint, date, bytea, text, text[]) from public;
grant execute on function core_keep_aside(bigint, int, int, bytea, bigint, bigint, date, bytea, text, text[]) to watchfloor_app;

-- How common a word is, for choosing the way to a page of hits: the planner's own statistics of words are off (rule 17).
-- Only words that many records share are held, so that none of them speaks of a single record.
create table core_word_share (word text primary key, share real not null, measured_at timestamptz not null default clock_timestamp());
grant select on core_word_share to watchfloor_app;
create function core_measure_words() returns int
language plpgsql security definer set search_path = public, pg_temp as $$
declare rows bigint; part real; sampled bigint; n int;
begin
  select coalesce(sum(greatest(reltuples, 0)), 0) into rows from pg_class c join pg_inherits i on i.inhrelid = c.oid
    where i.inhparent = 'core_version'::regclass;
  if rows < 20000 then return 0; end if;
  part := least(100.0, 1000000.0 / rows);
  execute format('select count(*) from core_version tablesample system (%s) repeatable (7)', part) into sampled;
  delete from core_word_share;
  insert into core_word_share (word, share) select word, ndoc::real / greatest(sampled, 1)
    from ts_stat(format('select tsv from core_version tablesample system (%s) repeatable (7)', part)) where ndoc >= 20;
  get diagnostics n = row_count;
  return n;
end $$;
revoke all on function core_measure_words() from public;
grant execute on function core_measure_words() to watchfloor_sealer;
