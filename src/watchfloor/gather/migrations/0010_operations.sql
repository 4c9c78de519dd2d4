-- Both tables: nobody reads but through what stands here. Meeting, answering, raising and forgetting are functions of the
-- owner, because no party may see the other's operation, and no service either.
alter table gather_operation enable row level security;
alter table gather_operation force row level security;
create policy owner_all on gather_operation to watchfloor_owner using (true) with check (true);
create policy own_read on gather_operation for select to watchfloor_app
  using ((select wall.person()) in (by_id, contact_id, backup_id));
create policy own_add on gather_operation for insert to watchfloor_app with check (by_id = (select wall.person()));
grant select, insert on gather_operation to watchfloor_app;
alter table gather_conflict enable row level security;
alter table gather_conflict force row level security;
create policy owner_all on gather_conflict to watchfloor_owner using (true) with check (true);

create function gather_meters(a_lon float, a_lat float, b_lon float, b_lat float) returns float
language sql immutable as $$
  select 2 * 6371008.8 * asin(sqrt(least(1.0, power(sin(radians(b_lat - a_lat) / 2), 2)
    + cos(radians(a_lat)) * cos(radians(b_lat)) * power(sin(radians(b_lon - a_lon) / 2), 2)))) $$;

-- What meets the operation that this very person just stated: kept, and whom to tell. One at a time, so that two that are
-- stated at once see each other.
create function gather_meet(of_operation uuid, at timestamptz) returns table (conflict uuid, person_id bigint)
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform pg_advisory_xact_lock(7706);
  return query
  with mine as (select * from gather_operation o where o.public_id = of_operation and o.by_id = wall.person()),
  met as (
    insert into gather_conflict (public_id, a_id, b_id, found_at)
    select gen_random_uuid(), m.public_id, o.public_id, at from mine m, gather_operation o
      where o.public_id <> m.public_id and o.starts_at < m.ends_at and m.starts_at < o.ends_at and o.ends_at > at
        and gather_meters(m.lon, m.lat, o.lon, o.lat) <= m.radius_m + o.radius_m
    on conflict do nothing returning *)
  select c.public_id, o.contact_id from met c join gather_operation o on o.public_id in (c.a_id, c.b_id);
end $$;

-- The conflicts of the person who asks: whom to call of the other party, and who has answered. No place, no time.
create function gather_my_conflicts() returns table (conflict uuid, operation uuid, other_agency bigint,
  other_contact bigint, found_at timestamptz, answered_at timestamptz, other_answered boolean)
language sql stable security definer set search_path = public, pg_temp as $$
  select c.public_id, m.public_id, o.agency_id, o.contact_id, c.found_at,
      case when m.public_id = c.a_id then c.a_answered_at else c.b_answered_at end,
      (case when m.public_id = c.a_id then c.b_answered_at else c.a_answered_at end) is not null
    from gather_conflict c
    join gather_operation m on m.public_id in (c.a_id, c.b_id) and wall.person() in (m.by_id, m.contact_id, m.backup_id)
    join gather_operation o on o.public_id in (c.a_id, c.b_id) and o.public_id <> m.public_id
    order by c.found_at desc $$;

create function gather_answer(of_conflict uuid, at timestamptz) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
declare done int;
begin
  update gather_conflict c set
      a_answered_at = case when exists (select 1 from gather_operation o where o.public_id = c.a_id
        and wall.person() in (o.by_id, o.contact_id, o.backup_id)) then coalesce(c.a_answered_at, at) else c.a_answered_at end,
      b_answered_at = case when exists (select 1 from gather_operation o where o.public_id = c.b_id
        and wall.person() in (o.by_id, o.contact_id, o.backup_id)) then coalesce(c.b_answered_at, at) else c.b_answered_at end
    where c.public_id = of_conflict and exists (select 1 from gather_operation o where o.public_id in (c.a_id, c.b_id)
      and wall.person() in (o.by_id, o.contact_id, o.backup_id));
  get diagnostics done = row_count;
  return done > 0;
end $$;

-- For services alone: the second contacts of parties that did not answer in time, each once.
create function gather_raise(before timestamptz, at timestamptz) returns table (conflict uuid, person_id bigint)
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if wall.person() >= 0 then return; end if;
  return query
  with a as (update gather_conflict c set a_raised_at = at where c.a_answered_at is null and c.a_raised_at is null
      and c.found_at < before returning c.public_id, c.a_id as op),
  b as (update gather_conflict c set b_raised_at = at where c.b_answered_at is null and c.b_raised_at is null
      and c.found_at < before and c.public_id not in (select a.public_id from a) returning c.public_id, c.b_id as op)
  select x.public_id, o.backup_id from (select * from a union all select * from b) x
    join gather_operation o on o.public_id = x.op where o.backup_id is not null;
end $$;

-- A person takes back his own; a service takes what ended before a day. Conflicts go with the operation.
create function gather_end_operations(one uuid, before timestamptz) returns int
language plpgsql security definer set search_path = public, pg_temp as $$
declare gone uuid[];
begin
  with ended as (delete from gather_operation o
    where (one is not null and o.public_id = one and o.by_id = wall.person())
       or (one is null and wall.person() < 0 and o.ends_at < before) returning o.public_id)
  select array_agg(public_id) into gone from ended;
  delete from gather_conflict c where c.a_id = any(gone) or c.b_id = any(gone);
  return coalesce(array_length(gone, 1), 0);
end $$;
revoke all on function gather_meet(uuid, timestamptz), gather_my_conflicts(), gather_answer(uuid, timestamptz),
  gather_raise(timestamptz, timestamptz), gather_end_operations(uuid, timestamptz) from public;
grant execute on function gather_meet(uuid, timestamptz), gather_my_conflicts(), gather_answer(uuid, timestamptz),
  gather_raise(timestamptz, timestamptz), gather_end_operations(uuid, timestamptz) to watchfloor_app;
