call wall.protect('disseminate_export', '{}', '{asked,because,case_ref,sealed,public_records}');
call wall.protect('disseminate_exportrecord', '{record_id}');
revoke update on disseminate_export from watchfloor_app;
grant update (answer, answered_at, sealed, key_id, name, content_type, expires_at, taken_at, public_records)
  on disseminate_export to watchfloor_app;
grant usage on sequence disseminate_export_id_seq, disseminate_exportrecord_id_seq to watchfloor_app;
alter table disseminate_export alter column sealed set storage external;
create index disseminate_exportrecord_record on disseminate_exportrecord (record_id);
create index core_fact_exported on core_fact (actor, at) where kind = 'desk.workspace.exported';

-- Two persons, whatever the application asks for: who asked is himself, and another one answers.
create function disseminate_export_by_two() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if tg_op = 'INSERT' then
    if new.by_id is distinct from wall.person() or new.second_id = new.by_id or new.answer <> '' or new.by_id <= 0 then
      raise exception 'not yours' using errcode = 'insufficient_privilege';
    end if;
  elsif new.answer is distinct from old.answer and (old.answer <> '' or old.second_id is distinct from wall.person()) then
    raise exception 'not yours' using errcode = 'insufficient_privilege';
  elsif new.taken_at is distinct from old.taken_at and (old.taken_at is not null or old.by_id is distinct from wall.person()) then
    raise exception 'not yours' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
revoke all on function disseminate_export_by_two() from public;
create trigger disseminate_export_by_two before insert or update on disseminate_export
  for each row execute function disseminate_export_by_two();

-- How many records one took as files on his own word; of oneself alone.
create function disseminate_taken_since(who bigint, since timestamptz) returns bigint
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(sum(cardinality(f.records)), 0) from core_fact f
  where f.actor = who and who = wall.person() and f.at > since and f.kind = 'desk.workspace.exported' $$;

create function disseminate_export_counts() returns table (state text, n bigint)
language sql stable security definer set search_path = public, pg_temp as $$
  select case when erased_at is not null then 'erased' when taken_at is not null then 'taken'
      when answer <> '' and (answer = 'refused' or expires_at > now()) then answer
      when answer = '' and lapses_at > now() then 'waiting' else 'lapsed' end, count(*)
  from disseminate_export where wall.person() is not null group by 1 order by 1 $$;

-- What nobody took in time.
create function disseminate_empty_exports(at timestamptz) returns bigint
language sql security definer set search_path = public, pg_temp as $$
  with gone as (update disseminate_export set sealed = '' where length(sealed) > 0 and expires_at <= at returning 1)
  select count(*) from gone $$;

-- A purge reaches every export that holds one of its records: file, address, reason and the ids of the others.
create function disseminate_forget_exports(of_purge bigint) returns bigint
language plpgsql security definer set search_path = public, pg_temp as $$
declare p protect_purge := protect_open_purge(of_purge); n bigint;
begin
  update disseminate_export set sealed = '', asked = '', because = '', case_ref = '', public_records = '{}', erased_at = now()
    where erased_at is null and id in (select export_id from disseminate_exportrecord where record_id = any(p.records));
  get diagnostics n = row_count;
  return n;
end $$;
revoke all on function disseminate_taken_since(bigint, timestamptz), disseminate_export_counts(),
  disseminate_empty_exports(timestamptz), disseminate_forget_exports(bigint) from public;
grant execute on function disseminate_taken_since(bigint, timestamptz), disseminate_export_counts(),
  disseminate_empty_exports(timestamptz), disseminate_forget_exports(bigint) to watchfloor_app;
