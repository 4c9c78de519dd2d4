-- A case that somebody read for. Numbers and agencies only; the mark is keyed outside the database.
grant select, insert on protect_case to watchfloor_app;
grant update (known_at, known_by) on protect_case to watchfloor_app;
alter table protect_case add constraint protect_case_mark check (mark ~ '^[0-9a-f]{12}$'),
  add constraint protect_case_number check (length(number) <= 32 and length(agency) <= 40);

-- Break-glass is opened by the very person whose audience stands, for an hour, and reviewed by another within a day.
grant select, insert on protect_breakglass to watchfloor_app;
grant update (ended_at, reviewed_at, reviewed_by, verdict) on protect_breakglass to watchfloor_app;
create index protect_breakglass_person on protect_breakglass (person_id, until);
create function protect_breakglass_is_ones_own() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if tg_op = 'INSERT' then
    if new.person_id is distinct from wall.person() or new.person_id <= 0 or new.reviewed_at is not null
        or new.until > new.opened_at + interval '1 hour' or new.review_by > new.opened_at + interval '1 day' then
      raise exception 'not yours' using errcode = 'insufficient_privilege';
    end if;
  elsif new.reviewed_at is distinct from old.reviewed_at or new.verdict is distinct from old.verdict then
    if old.reviewed_at is not null or new.reviewed_by is distinct from wall.person() or new.reviewed_by = old.person_id then
      raise exception 'not yours' using errcode = 'insufficient_privilege';
    end if;
  elsif new.ended_at is distinct from old.ended_at and (old.ended_at is not null or old.person_id is distinct from wall.person()) then
    raise exception 'not yours' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
revoke all on function protect_breakglass_is_ones_own() from public;
create trigger protect_breakglass_is_ones_own before insert or update on protect_breakglass
  for each row execute function protect_breakglass_is_ones_own();

create index core_fact_break_glass on core_fact (actor, at) where purpose = 'break-glass';

-- The records that were read under one break-glass: all for its reviewer (agency 0), else those that the agency owns.
-- Ids alone come out; what they stand for is still read through the walls.
create function protect_read_under(glass uuid, agency bigint) returns table (record uuid)
language sql stable security definer set search_path = public, pg_temp as $$
  select distinct r.public_id from protect_breakglass g
  join core_fact f on f.actor = g.person_id and f.purpose = 'break-glass' and core_is_reading(f.kind)
    and f.at between g.opened_at - interval '1 minute' and coalesce(g.ended_at, g.until) + interval '1 minute'
  join core_record r on r.public_id = any(f.records) and (agency = 0 or r.owner_id = agency)
  where g.public_id = glass and wall.person() is not null limit 1000 $$;

-- The digest under which the words of a fact are sealed; the words stay behind their own wall.
create function protect_digest_of(of_kind text, named uuid) returns bytea
language sql stable security definer set search_path = public, pg_temp as $$
  select f.digest from core_fact f where f.records @> array[named] and f.kind = of_kind and wall.person() is not null
  order by f.seq desc limit 1 $$;

-- What sampling asks of facts that it follows: which rules and digest they carry. Services alone are answered.
create function protect_facts_sampled(seqs bigint[]) returns table (seq bigint, digest bytea)
language sql stable security definer set search_path = public, pg_temp as $$
  select f.seq, f.digest from core_leaf l join core_fact f on f.seq = l.seq and f.at = l.at
  where l.seq = any(seqs) and wall.person() < 0 $$;
-- The facts of the last ten minutes lie among the last few thousand: the primary key finds them.
create function protect_readings_since(who bigint, upto bigint, since timestamptz) returns bigint
language sql stable security definer set search_path = public, pg_temp as $$
  select count(*) from core_fact f where f.seq > upto - 5000 and f.seq <= upto and f.at > since and f.actor = who
    and f.kind = 'core.record.searched' and wall.person() < 0 $$;
revoke all on function protect_read_under(uuid, bigint), protect_digest_of(text, uuid), protect_facts_sampled(bigint[]),
  protect_readings_since(bigint, bigint, timestamptz) from public;
grant execute on function protect_read_under(uuid, bigint), protect_digest_of(text, uuid),
  protect_facts_sampled(bigint[]), protect_readings_since(bigint, bigint, timestamptz) to watchfloor_app;

-- A flag is raised by a service; the label of the inquiry says who may know of it.
call wall.protect('protect_flag', '{}');
revoke update on protect_flag from watchfloor_app;
grant update (opened_at, opened_by, settled_at, settled_by, verdict) on protect_flag to watchfloor_app;
create unique index protect_flag_once on protect_flag (seq, rule);
create function protect_flag_by_service() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if coalesce(wall.person(), 1) >= 0 then raise exception 'not yours' using errcode = 'insufficient_privilege'; end if;
  return new;
end $$;
revoke all on function protect_flag_by_service() from public;
create trigger protect_flag_by_service before insert on protect_flag for each row execute function protect_flag_by_service();

-- Inquiries go with their schedule: the sealed words and their keys, under a service that may do nothing else.
create function protect_forget_inquiries(before timestamptz, labels int[]) returns bigint
language plpgsql security definer set search_path = public, pg_temp as $$
declare gone bigint;
begin
  if coalesce(wall.person(), 1) >= 0 then raise exception 'not yours' using errcode = 'insufficient_privilege'; end if;
  if before > now() - interval '30 days' or exists (select 1 from core_label l where l.id = any(labels)
      and exists (select 1 from jsonb_array_elements_text(l.key) a where a !~ ';c=inquiry;')) then
    raise exception 'not an inquiry past its date' using errcode = 'insufficient_privilege';
  end if;
  with old as (delete from core_note n where n.label_id = any(labels) and n.record_id is null and n.at < before
      returning n.key_id),
    keys as (delete from core_key k using old where k.id = old.key_id returning 1)
  select count(*) into gone from old;
  return gone;
end $$;
revoke all on function protect_forget_inquiries(timestamptz, int[]) from public;
grant execute on function protect_forget_inquiries(timestamptz, int[]) to watchfloor_app;
