"""Both walls around the outbox; a person sees the notices to himself."""

from django.db import migrations

WALL = """
call wall.protect('notify_notice', '{}');
-- a notice is its person's alone; services that send see the labels that are declared for them
create policy app_mine on notify_notice as restrictive for select to watchfloor_app
  using (person_id = (select wall.person()) or (select wall.person()) < 0);
create policy app_mine_only on notify_notice as restrictive for update to watchfloor_app
  using (person_id = (select wall.person()) or (select wall.person()) < 0) with check (true);
create policy mine on notify_notice for select to watchfloor_app using (person_id = (select wall.person()));
create policy mine_seen on notify_notice for update to watchfloor_app using (person_id = (select wall.person())) with check (true);
grant update (sent_at, seen_at, failures) on notify_notice to watchfloor_app;
-- since when the outbox waits: a moment, of nobody's notice in particular
create index notify_notice_waiting on notify_notice (made_at)
  where sent_at is null and taken_back_at is null and failures < 8;
create function notify_waiting_since() returns timestamptz
language sql stable security definer set search_path = public, pg_temp as $$
  select min(coalesce(not_before, made_at)) from notify_notice
  where sent_at is null and taken_back_at is null and failures < 8 and coalesce(not_before, made_at) <= now() $$;
revoke all on function notify_waiting_since() from public;
grant execute on function notify_waiting_since() to watchfloor_app;

-- Whoever did a deed may take its notices back while they are held, though they are another person's. How many were
-- taken back, and how many of the deed's have left already.
create function notify_take_back(of_deed uuid, at timestamptz) returns table (taken bigint, gone bigint)
language sql security definer set search_path = public, pg_temp as $$
  with held as (select id, sent_at from notify_notice where deed = of_deed and made_by = wall.person() for update),
  back as (update notify_notice n set taken_back_at = at from held h
    where n.id = h.id and h.sent_at is null and n.taken_back_at is null returning 1)
  select (select count(*) from back), (select count(*) from held where sent_at is not null) $$;
revoke all on function notify_take_back(uuid, timestamptz) from public;
grant execute on function notify_take_back(uuid, timestamptz) to watchfloor_app;
"""


class Migration(migrations.Migration):
    dependencies = [("notify", "0001_initial"), ("core", "0001_ground")]
    operations = [migrations.RunSQL(WALL, migrations.RunSQL.noop)]
