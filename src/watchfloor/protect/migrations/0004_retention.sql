-- 28 CFR 23.20(h): never longer than five years after the last validation of current criminal activity, or, where there
-- was none, after opening. A newer version (a new address) touches neither day. Tips: two years, whatever is decided.
alter table core_record add column validated_on date;
do $$ declare old text; begin
  for old in select conname from pg_constraint where conrelid = 'core_record'::regclass and contype = 'c'
      and pg_get_constraintdef(oid) like '%1827%' loop
    execute format('alter table core_record drop constraint %I', old);
  end loop;
end $$;
alter table core_record
  add constraint core_record_five_years
    check (purge_on <= (coalesce(validated_on, (opened_at at time zone 'UTC')::date) + interval '5 years')::date) not valid,
  add constraint core_record_tip_two_years
    check (legal_class <> 'tip_lead' or purge_on <= ((opened_at at time zone 'UTC')::date + interval '2 years')::date) not valid;
alter table core_record validate constraint core_record_five_years;
alter table core_record validate constraint core_record_tip_two_years;

-- The application draws a purge nearer by itself; it moves one away only with a new class or by a validation.
create function core_record_kept_by_review() returns trigger language plpgsql as $$
begin
  if new.purge_on > old.purge_on and new.legal_class = old.legal_class and current_user = 'watchfloor_app' then
    raise exception 'a purge date moves away only by a validation' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger core_record_kept_by_review before update of purge_on on core_record
  for each row execute function core_record_kept_by_review();

call wall.protect('protect_validation', '{record_id}', '{explanation}');
revoke update on protect_validation from watchfloor_app;
create index protect_validation_record on protect_validation (record_id, at);
alter table protect_validation
  add constraint protect_validation_finding check (finding in ('validated', 'kept')),
  add constraint protect_validation_current check (finding <> 'validated' or current_activity),
  add constraint protect_validation_explained check (length(explanation) > 28);

-- Who validates is the very person whose audience stands; only a finding of current criminal activity is a validation.
create function protect_validation_is_ones_own() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare class text;
begin
  select legal_class into class from core_record where id = new.record_id;
  if new.by_id is distinct from wall.person() or new.by_id <= 0 or not core_may_read(new.record_id)
      or (class = 'criminal_intelligence') <> (new.finding = 'validated')
      or new.at not between now() - interval '5 years' and now() + interval '1 day' then
    raise exception 'no such record' using errcode = 'insufficient_privilege';
  end if;
  update core_record set review_on = new.review_on, purge_on = new.purge_on,
    validated_on = case when new.finding = 'validated' then (new.at at time zone 'UTC')::date else validated_on end
    where id = new.record_id;
  return new;
end $$;
revoke all on function protect_validation_is_ones_own() from public;
create trigger protect_validation_is_ones_own before insert on protect_validation
  for each row execute function protect_validation_is_ones_own();

call wall.protect('protect_hold', '{record_id}', '{authority}');
revoke update on protect_hold from watchfloor_app;
grant update (lifted_by, lifted_at) on protect_hold to watchfloor_app;
alter table protect_hold
  add constraint protect_hold_on_one check ((record_id is null) <> (author_id is null)),
  add constraint protect_hold_ends check (until_on <= (placed_at at time zone 'UTC')::date + 367);
create index protect_hold_record on protect_hold (record_id) where lifted_at is null;
create index protect_hold_author on protect_hold (author_id) where lifted_at is null;
create function protect_hold_is_ones_own() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if tg_op = 'INSERT' and (new.placed_by is distinct from wall.person()
      or (new.record_id is not null and not core_may_read(new.record_id))) then
    raise exception 'no such record' using errcode = 'insufficient_privilege';
  end if;
  if tg_op = 'UPDATE' and (old.lifted_at is not null or new.lifted_by is distinct from wall.person()) then
    raise exception 'no such hold' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
revoke all on function protect_hold_is_ones_own() from public;
create trigger protect_hold_is_ones_own before insert or update of lifted_at, lifted_by on protect_hold
  for each row execute function protect_hold_is_ones_own();

-- What stands on these records or on whoever reported them, today by the database's own clock.
create function protect_standing_on(ids bigint[]) returns table (record_id bigint, kind text, through text, until_on date)
language sql stable security definer set search_path = public, pg_temp as $$
  select h.record_id, h.kind, 'record', h.until_on from protect_hold h
    where h.record_id = any(ids) and h.lifted_at is null and h.until_on >= current_date
  union all
  select distinct v.record_id, h.kind, 'author', h.until_on from protect_hold h join core_version v on v.author = h.author_id
    where v.record_id = any(ids) and h.lifted_at is null and h.until_on >= current_date $$;
-- for the application: of records that its audience may read, and nothing of others
create function protect_in_the_way(ids bigint[]) returns table (record_id bigint, kind text, through text, until_on date)
language sql stable security definer set search_path = public, pg_temp as $$
  select s.* from protect_standing_on(ids) s where core_may_read(s.record_id) $$;
revoke all on function protect_standing_on(bigint[]), protect_in_the_way(bigint[]) from public;
grant execute on function protect_in_the_way(bigint[]) to watchfloor_app;

-- No purge is opened over what is held, by no road; and without a second person only what is past its last day.
create function protect_purge_is_free() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if exists (select 1 from protect_standing_on(new.records)) then
    raise exception 'a hold stands on it' using errcode = 'insufficient_privilege';
  end if;
  if (new.by_id <= 0 or new.second_id <= 0) and (new.rule <> 'retention.expired'
      or exists (select 1 from core_record where id = any(new.records) and purge_on >= current_date)) then
    raise exception 'a purge before its date needs two persons' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
revoke all on function protect_purge_is_free() from public;
create trigger protect_purge_is_free before insert on protect_purge
  for each row execute function protect_purge_is_free();

-- How many records of each agency have their review or purge on a day: for notices, which name none of them.
create function protect_days(from_day date, until_day date) returns table (owner_id bigint, what text, on_day date, n bigint)
language sql stable security definer set search_path = public, pg_temp as $$
  select owner_id, 'review', review_on, count(*) from core_record
    where hidden_at is null and review_on between from_day and until_day and review_on < purge_on group by 1, 3
  union all
  select owner_id, 'purge', purge_on, count(*) from core_record
    where hidden_at is null and purge_on between from_day and until_day group by 1, 3 $$;
-- Counts by class for whoever oversees and may read none of them: no id, no owner.
create function protect_class_counts() returns table (legal_class text, held bigint, review_over bigint, purge_over bigint,
  in_30 bigint, in_60 bigint, in_90 bigint, validated bigint, oldest date)
language sql stable security definer set search_path = public, pg_temp as $$
  select legal_class, count(*), count(*) filter (where review_on < current_date),
    count(*) filter (where purge_on < current_date),
    count(*) filter (where least(review_on, purge_on) between current_date and current_date + 30),
    count(*) filter (where least(review_on, purge_on) between current_date + 31 and current_date + 60),
    count(*) filter (where least(review_on, purge_on) between current_date + 61 and current_date + 90),
    count(validated_on), min(opened_at)::date
  from core_record where hidden_at is null group by 1 order by 1 $$;
revoke all on function protect_days(date, date), protect_class_counts() from public;
grant execute on function protect_days(date, date), protect_class_counts() to watchfloor_app;
grant select, insert on protect_retentionday to watchfloor_app;
