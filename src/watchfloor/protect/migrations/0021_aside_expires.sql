-- What intake set aside goes on its day as records do: hidden, its key destroyed, forgotten, scrubbed, certified. A purge
-- names such pieces beside its records; only the schedule ends them, so both of its persons are services.
alter table protect_purge add column asides bigint[] not null default '{}', add column public_asides uuid[] not null default '{}';
create index core_piece_purge on core_piece (purge_on) where purpose = 'set-aside';

-- The last day of what was set aside: its piece's own; where it has none (mended since, or nothing of it was kept) the
-- container's.
create function protect_asides_over(on_day date) returns setof core_set_aside
language sql stable security definer set search_path = public, pg_temp as $$
  select s.* from core_set_aside s join core_piece c on c.id = s.piece_id where c.purge_on < on_day
  union all
  select s.* from core_set_aside s join core_source_item i on i.id = s.source_item_id
    where s.piece_id is null and i.purge_on < on_day $$;
-- for the application: those that its audience may read
create function protect_expired_asides(on_day date, how_many int) returns table (id bigint, public_id uuid)
language sql stable security definer set search_path = public, pg_temp as $$
  select s.id, s.public_id from protect_asides_over(on_day) s
  where s.label_id < length(wall.bits()) and get_bit(wall.bits()::varbit, s.label_id) = 1
  order by s.id limit how_many $$;

create function protect_purge_asides_are_over() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if cardinality(new.asides) + cardinality(new.public_asides) > 0 and (new.rule <> 'retention.expired' or new.by_id >= 0
      or greatest(cardinality(new.asides), cardinality(new.public_asides)) <> (
        select count(*) from unnest(new.asides, new.public_asides) u(a, p)
        join protect_expired_asides(current_date, null) s on s.id = u.a and s.public_id = u.p)) then
    raise exception 'what was set aside goes after its last day' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger protect_purge_asides_are_over before insert on protect_purge
  for each row execute function protect_purge_asides_are_over();

create or replace function protect_hide(of_purge bigint) returns int
language plpgsql security definer set search_path = public, pg_temp as $$
declare p protect_purge := protect_open_purge(of_purge); n int;
begin
  insert into core_tombstone (public_id, kind, legal_class, label_id, opened_at, purged_at, rule, authority)
    select public_id, kind, legal_class, label_id, opened_at, now(), p.rule, 'purge ' || p.public_id
    from core_record where id = any(p.records)
    union all select public_id, 'set-aside', 'set_aside', label_id, set_aside_at, now(), p.rule, 'purge ' || p.public_id
    from core_set_aside where id = any(p.asides) on conflict do nothing;
  insert into core_label_count select label_id, kind, -count(*), -count(*) filter (where settled_at is null)
    from core_record where id = any(p.records) and hidden_at is null group by 1, 2;
  update core_record set hidden_at = now(), origin_key = sha256(public_id::text::bytea) where id = any(p.records) and hidden_at is null;
  get diagnostics n = row_count;
  delete from core_grant where record_id = any(p.records);
  -- in no list from here on; the row itself still leads to its piece and its container
  update core_set_aside set mended_at = coalesce(mended_at, now()), reasons = '{}', place = '' where id = any(p.asides);
  return n;
end $$;

-- Containers of which what the purge names is all that is left.
create or replace function protect_sources_alone(of_purge bigint) returns bigint[]
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(array_agg(s.id), '{}') from protect_open_purge(of_purge) p, lateral (
    select c.source_item_id as id from core_piece c where c.record_id = any(p.records)
    union select r.source_item_id from core_record r where r.id = any(p.records)
    union select a.source_item_id from core_set_aside a where a.id = any(p.asides)) s
  where s.id is not null
    and not exists (select 1 from core_piece c where c.source_item_id = s.id and c.purpose <> 'frame'
      and (c.record_id is null or c.record_id <> all(p.records))
      and not exists (select 1 from core_set_aside a where a.piece_id = c.id and a.id = any(p.asides)))
    and not exists (select 1 from core_set_aside a where a.source_item_id = s.id and a.id <> all(p.asides))
    and not exists (select 1 from core_source_item i where i.id = s.id and i.read_at is null)
    and not exists (select 1 from core_record r where r.source_item_id = s.id and r.id <> all(p.records)) $$;

create or replace function protect_keys_of(of_purge bigint) returns table (key_id bigint, epoch_id int)
language sql stable security definer set search_path = public, pg_temp as $$
  select k.id, k.epoch_id from core_key k where k.id in (
    select r.key_id from core_record r, protect_open_purge(of_purge) p where r.id = any(p.records)
    union select n.key_id from core_note n, protect_open_purge(of_purge) p where n.record_id = any(p.records)
    union select c.key_id from core_piece c, protect_open_purge(of_purge) p where c.record_id = any(p.records)
    union select c.key_id from core_set_aside a join core_piece c on c.id = a.piece_id, protect_open_purge(of_purge) p
      where a.id = any(p.asides)
    union select c.key_id from core_piece c where c.source_item_id = any(protect_sources_alone(of_purge))) $$;

-- How many parts that were set aside the purge is about to delete.
create function protect_asides_of(of_purge bigint) returns bigint
language sql stable security definer set search_path = public, pg_temp as $$
  select count(*) from core_set_aside a, protect_open_purge(of_purge) p where a.id = any(p.asides) $$;

create or replace function protect_forget_sources(of_purge bigint) returns bigint
language plpgsql security definer set search_path = public, pg_temp as $$
declare p protect_purge := protect_open_purge(of_purge); alone bigint[] := protect_sources_alone(of_purge); touched bigint[]; n bigint;
begin
  select array_agg(t.source) into touched from (
    select c.source_item_id from core_piece c where c.record_id = any(p.records)
    union select a.source_item_id from core_set_aside a where a.id = any(p.asides)) t(source);
  update core_source_item set sha256 = '', address = sha256(gen_random_uuid()::text::bytea)
    where id = any(touched) and id <> all(alone) and sha256 <> '';
  delete from core_piece c using core_set_aside a where c.id = a.piece_id and a.id = any(p.asides);
  delete from core_set_aside where id = any(p.asides);
  delete from core_piece where source_item_id = any(alone);
  update core_record set source_item_id = null where id = any(p.records) and source_item_id = any(alone);
  delete from core_source_item where id = any(alone);
  get diagnostics n = row_count;
  return n;
end $$;

create or replace function protect_facts_of(of_purge bigint) returns table (pos bigint, line text)
language sql stable security definer set search_path = public, pg_temp as $$
  select l.pos, core_fact_line(f) from protect_purge p join core_fact f on f.records @> (p.public_records || p.public_asides)
    and f.records <@ (p.public_records || p.public_asides) and f.kind in ('protect.purge.opened', 'protect.purge.hidden',
    'protect.purge.forgotten', 'protect.purge.scrubbed', 'protect.purge.told') and f.at >= p.opened_at - interval '1 day'
  join core_leaf l on l.seq = f.seq
  where p.id = of_purge and wall.person() is not null order by l.pos $$;

-- What was set aside counts as a class of its own: whoever oversees sees how much waits, and what is past its day.
create or replace function protect_class_counts() returns table (legal_class text, held bigint, review_over bigint,
  purge_over bigint, in_30 bigint, in_60 bigint, in_90 bigint, validated bigint, oldest date)
language sql stable security definer set search_path = public, pg_temp as $$
  select legal_class, count(*), count(*) filter (where review_on < current_date),
    count(*) filter (where purge_on < current_date),
    count(*) filter (where least(review_on, purge_on) between current_date and current_date + 30),
    count(*) filter (where least(review_on, purge_on) between current_date + 31 and current_date + 60),
    count(*) filter (where least(review_on, purge_on) between current_date + 61 and current_date + 90),
    count(validated_on), min(opened_at)::date
  from core_record where hidden_at is null group by 1
  union all
  select 'set_aside', count(*), 0, count(*) filter (where c.purge_on < current_date),
    count(*) filter (where c.purge_on between current_date and current_date + 30),
    count(*) filter (where c.purge_on between current_date + 31 and current_date + 60),
    count(*) filter (where c.purge_on between current_date + 61 and current_date + 90), 0, min(s.set_aside_at)::date
  from core_set_aside s join core_piece c on c.id = s.piece_id where s.mended_at is null having count(*) > 0
  order by 1 $$;

revoke all on function protect_asides_over(date), protect_expired_asides(date, int), protect_purge_asides_are_over(),
  protect_asides_of(bigint) from public;
grant execute on function protect_expired_asides(date, int), protect_asides_of(bigint) to watchfloor_app;
