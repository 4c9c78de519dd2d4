-- The ledger (database.md part 1). Writers never queue: seq, xid, at and epoch are not theirs to give.
create table core_ledger (one boolean primary key default true check (one), epoch int not null default 1);
insert into core_ledger default values;
create sequence core_fact_seq;
create function core_next_seq() returns bigint
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$ select nextval('public.core_fact_seq') $$;
create function core_current_epoch() returns int
language sql stable security definer set search_path = pg_catalog, pg_temp as $$ select epoch from public.core_ledger $$;

create table core_fact (
  seq bigint not null default core_next_seq(),
  at timestamptz not null default clock_timestamp(),
  epoch int not null default core_current_epoch(),
  xid xid8 not null default pg_current_xact_id(),
  kind text not null check (kind ~ '^[a-z]+\.[a-z-]+\.[a-z-]+$'),
  actor bigint not null, affiliation bigint not null, purpose text not null check (purpose ~ '^[a-z][a-z-]{1,40}$'),
  records uuid[] not null default '{}',
  rules text[] not null default '{}',
  digest bytea check (octet_length(digest) = 32),
  primary key (seq, at)
) partition by range (at);
create index core_fact_settled on core_fact (epoch, xid, seq);
create index core_fact_records on core_fact using gin (records);
grant insert (kind, actor, affiliation, purpose, records, rules, digest) on core_fact to watchfloor_app, watchfloor_sealer;
grant select on core_fact to watchfloor_sealer;
grant execute on function core_next_seq(), core_current_epoch() to watchfloor_app, watchfloor_sealer;

-- The free words of a fact (reasons, search terms), sealed; they die with their key, and with them the digest's salt.
create table core_note (
  digest bytea not null check (octet_length(digest) = 32),
  at timestamptz not null default clock_timestamp(),
  record_id bigint,
  label_id int not null references core_label,
  key_id bigint not null,
  sealed bytea not null,
  primary key (digest, at)
) partition by range (at);
alter table core_note alter column sealed set storage external;
call wall.protect('core_note', '{record_id}', '{sealed}');
create index core_note_record on core_note (record_id);

-- Months are made ahead; this one and the next always stand.
create function core_make_months(as_of timestamptz) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare m date; parent text; part text; col text;
begin
  perform pg_advisory_xact_lock(7703);
  for i in 0..2 loop
    m := (date_trunc('month', as_of at time zone 'UTC') + make_interval(months => i))::date;
    foreach parent in array array['core_fact', 'core_note'] loop
      part := format('%s_%s', parent, to_char(m, 'YYYYMM'));
      if to_regclass(part) is null then
        execute format('create table %I partition of %I for values from (%L) to (%L)', part, parent,
          m::text || ' 00:00+00', (m + interval '1 month')::date::text || ' 00:00+00');
        if parent = 'core_note' then
          execute format('alter table %I alter column sealed set statistics 0', part);
        end if;
      end if;
    end loop;
  end loop;
end $$;
revoke all on function core_make_months(timestamptz) from public;
grant execute on function core_make_months(timestamptz) to watchfloor_sealer;

-- What is hashed, exported and read by a second program: one ASCII line, tab-separated.
-- no search_path of its own: that alone would cost more a fact than the line does, and it names nothing outside pg_catalog
create function core_fact_line(f core_fact) returns text language sql stable parallel safe as $$
  select concat_ws(E'\t', 'f1', f.seq::text, (extract(epoch from f.at) * 1000000)::bigint::text, f.epoch::text, f.kind,
    f.actor::text, f.affiliation::text, f.purpose, coalesce(nullif(array_to_string(f.records, ','), ''), '-'),
    coalesce(nullif(array_to_string(f.rules, ','), ''), '-'), coalesce(encode(f.digest, 'hex'), '-')) $$;

create table core_leaf (pos bigint primary key, seq bigint not null unique, at timestamptz not null, hash bytea not null);
create table core_checkpoint (
  size bigint primary key, root bytea not null, note text not null, xmin_then xid8 not null, epoch int not null,
  at timestamptz not null default clock_timestamp());
create table core_sealed_upto (
  one boolean primary key default true check (one), epoch int not null default 0, xid xid8 not null default '0', seq bigint not null default 0,
  size bigint not null default 0, frontier bytea not null default '');
insert into core_sealed_upto default values;
create table core_bookmark (name text primary key, pos bigint not null default 0, moved_at timestamptz not null default clock_timestamp());
grant select, insert on core_leaf, core_checkpoint to watchfloor_sealer;
grant select, update on core_sealed_upto to watchfloor_sealer;
grant select on core_leaf, core_checkpoint to watchfloor_app, watchfloor_auditor;
grant select on core_sealed_upto to watchfloor_auditor;
grant select, insert, update on core_bookmark to watchfloor_app;
grant select on core_bookmark to watchfloor_auditor;

-- Followers read what is sealed, by position. Services alone (person below zero, declared by protect) are answered, and
-- what an id stands for they still read through the walls with an audience of their own.
create function core_facts_after(after bigint, how_many int, kinds text[]) returns table (
  pos bigint, seq bigint, at timestamptz, kind text, actor bigint, affiliation bigint, purpose text, records uuid[], rules text[])
language sql stable security definer set search_path = public, pg_temp as $$
  select l.pos, f.seq, f.at, f.kind, f.actor, f.affiliation, f.purpose, f.records, f.rules
  from core_leaf l join core_fact f on f.seq = l.seq and f.at = l.at
  where l.pos >= after and (cardinality(kinds) = 0 or f.kind = any(kinds)) and wall.person() < 0
  order by l.pos limit how_many $$;
revoke all on function core_facts_after(bigint, int, text[]) from public;
grant execute on function core_facts_after(bigint, int, text[]) to watchfloor_app;

-- The ledger page: newest first; only for an audience whose setting verifies. Facts hold no names and no texts.
create function core_facts_page(before bigint, how_many int) returns table (
  pos bigint, seq bigint, at timestamptz, kind text, actor bigint, affiliation bigint, purpose text, records int, rules text[], hash bytea)
language sql stable security definer set search_path = public, pg_temp as $$
  select l.pos, f.seq, f.at, f.kind, f.actor, f.affiliation, f.purpose, cardinality(f.records), f.rules, l.hash
  from core_leaf l join core_fact f on f.seq = l.seq and f.at = l.at
  where (before is null or l.pos < before) and wall.person() is not null
  order by l.pos desc limit how_many $$;
revoke all on function core_facts_page(bigint, int) from public;
grant execute on function core_facts_page(bigint, int) to watchfloor_app;

-- A reading tells that something was shown or taken along; all else is a step of the record's way.
create function core_is_reading(kind text) returns boolean language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
  select kind ~ '\.(read|searched|taken)$' $$;
-- The facts of one record, for its provenance trail; asks the wall first whether the asker may read the record.
create function core_facts_of(of_record uuid, how_many int) returns table (
  pos bigint, seq bigint, at timestamptz, kind text, actor bigint, affiliation bigint, purpose text, rules text[], digest bytea)
language sql stable security definer set search_path = public, pg_temp as $$
  select l.pos, f.seq, f.at, f.kind, f.actor, f.affiliation, f.purpose, f.rules, f.digest
  from core_fact f left join core_leaf l on l.seq = f.seq
  where f.records @> array[of_record] and not core_is_reading(f.kind)
    and exists (select 1 from core_record r where r.public_id = of_record and core_may_read(r.id))
  order by f.seq desc limit how_many $$;
-- Who read one record, a line for each person and purpose, the last reading first; asks the wall the same.
create function core_readers_of(of_record uuid, until timestamptz, how_many int) returns table (
  actor bigint, affiliation bigint, purpose text, times bigint, first_at timestamptz, last_at timestamptz)
language sql stable security definer set search_path = public, pg_temp as $$
  select f.actor, f.affiliation, f.purpose, count(*), min(f.at), max(f.at) from core_fact f
  where f.records @> array[of_record] and core_is_reading(f.kind) and f.at <= coalesce(until, 'infinity')
    and exists (select 1 from core_record r where r.public_id = of_record and core_may_read(r.id))
  group by 1, 2, 3 order by 6 desc limit how_many $$;
revoke all on function core_facts_of(uuid, int), core_readers_of(uuid, timestamptz, int) from public;
grant execute on function core_facts_of(uuid, int), core_readers_of(uuid, timestamptz, int) to watchfloor_app;

create function core_ledger_state() returns table (facts bigint, sealed bigint, oldest_unsealed timestamptz, root bytea, note text, at timestamptz)
language sql stable security definer set search_path = public, pg_temp as $$
  select (select coalesce(max(seq), 0) from core_fact), s.size,
    (select min(f.at) from core_fact f where (f.epoch, f.xid, f.seq) > (s.epoch, s.xid, s.seq)),
    c.root, c.note, c.at
  from core_sealed_upto s left join lateral (select * from core_checkpoint order by size desc limit 1) c on true $$;
revoke all on function core_ledger_state() from public;
grant execute on function core_ledger_state() to watchfloor_app, watchfloor_sealer, watchfloor_auditor;
grant select on core_fact to watchfloor_auditor;

-- What house this is. EXERCISE is a flag that nothing clears: exercise data and real data never share a database.
create table core_house (
  one boolean primary key default true check (one),
  exercise boolean not null default false,
  code text not null,
  made_at timestamptz not null default clock_timestamp());
grant select on core_house to watchfloor_app, watchfloor_auditor, watchfloor_sealer;
create function core_exercise_stays() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or (old.exercise and not new.exercise) then raise exception 'EXERCISE is never cleared'; end if;
  if new.exercise and not old.exercise then raise exception 'a house that holds real data never becomes an exercise'; end if;
  return new;
end $$;
create trigger core_exercise_stays before update or delete on core_house for each row execute function core_exercise_stays();
create trigger core_exercise_never_truncated before truncate on core_house for each statement execute function core_exercise_stays();
