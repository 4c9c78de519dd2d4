-- What looks classified: its row without words for who decides, and the record that is closed away. A record in
-- quarantine carries a label that opens to nobody; what was granted to a person on it rests as long.
call wall.protect('protect_spill', '{}');
revoke update on protect_spill from watchfloor_app;
grant update (decided_at, decided_by, verdict, seconded_at, seconded_by, purge) on protect_spill to watchfloor_app;
alter table protect_spill add constraint protect_spill_verdict check (verdict in ('', 'spill', 'false-alarm')),
  add constraint protect_spill_two check (seconded_by is null or seconded_by <> decided_by);
create index protect_spill_open on protect_spill (raised_at) where verdict = '' or (verdict = 'spill' and purge is null);

call wall.protect('protect_quarantine', '{record_id}', '{sealed}');
revoke update on protect_quarantine from watchfloor_app;
grant update (ended_at, sealed) on protect_quarantine to watchfloor_app;
create unique index protect_quarantine_record on protect_quarantine (record_id) where ended_at is null;

-- Who decides is the very person whose audience stands, and nobody decides twice.
create function protect_spill_own() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if (new.decided_by is distinct from old.decided_by and new.decided_by is not null and new.decided_by is distinct from wall.person())
      or (new.seconded_by is distinct from old.seconded_by and new.seconded_by is distinct from wall.person())
      or old.seconded_by is not null or (old.verdict = 'false-alarm') then
    raise exception 'no such spill' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
revoke all on function protect_spill_own() from public;
create trigger protect_spill_own before update of decided_by, seconded_by, verdict on protect_spill
  for each row execute function protect_spill_own();

create or replace function core_granted_to(person bigint, as_of timestamptz) returns bigint[]
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(array_agg(record_id), '{}') from (
    select g.record_id from core_grant g where g.person_id = person and g.until > as_of
      and not exists (select 1 from protect_quarantine q where q.record_id = g.record_id and q.ended_at is null)
    order by g.granted_at desc limit 1000) g $$;
