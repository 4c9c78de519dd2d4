"""Saved searches: sealed, seen by who saved them and by those they are shared with, forgotten with their keys."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

WALL = """
call wall.protect('plan_savedsearch', '{}', '{sealed}');
alter table plan_savedsearch alter column sealed set storage external;
-- the label says who may know of an inquiry at all; these say whose this one is
create function plan_search_is_mine(made_by bigint, owner bigint, roles text[], persons bigint[]) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select made_by = wall.person() or wall.person() = any(persons) or exists (
    select 1 from people_affiliation a where a.person_id = wall.person() and a.until is null and a.agency_id = owner
    and a.role = any(roles)) $$;
create policy app_whose on plan_savedsearch as restrictive for select to watchfloor_app
  using (plan_search_is_mine(made_by, owner_id, roles, persons));
create policy app_own on plan_savedsearch as restrictive for update to watchfloor_app
  using (made_by = (select wall.person())) with check (made_by = (select wall.person()));
create policy app_maker on plan_savedsearch as restrictive for insert to watchfloor_app
  with check (made_by = (select wall.person()));
create policy mine on plan_savedsearch for select to watchfloor_app using (made_by = (select wall.person()));
create policy mine_changed on plan_savedsearch for update to watchfloor_app
  using (made_by = (select wall.person())) with check (true);
grant update (sealed, roles, persons, changed_at) on plan_savedsearch to watchfloor_app;

-- Withdrawn by its maker, or past its day for a service: the row and the key that opened it go together.
create function plan_forget_searches(which uuid, due_on date) returns bigint
language sql security definer set search_path = public, pg_temp as $$
  with gone as (
    delete from plan_savedsearch where case when which is not null then public_id = which and made_by = wall.person()
      else wall.person() < 0 and purge_on < due_on end returning key_id),
  keys as (delete from core_key where id in (select key_id from gone) returning 1)
  select count(*) from keys $$;
revoke all on function plan_search_is_mine(bigint, bigint, text[], bigint[]), plan_forget_searches(uuid, date) from public;
grant execute on function plan_search_is_mine(bigint, bigint, text[], bigint[]), plan_forget_searches(uuid, date)
  to watchfloor_app;
"""


class Migration(migrations.Migration):
    dependencies = [("plan", "0004_claims"), ("core", "0001_ground"), ("people", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name="SavedSearch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("owner_id", models.BigIntegerField()),
                ("label_id", models.IntegerField()),
                ("made_by", models.BigIntegerField(db_index=True)),
                ("key_id", models.BigIntegerField()),
                ("sealed", models.BinaryField()),
                ("roles", ArrayField(models.TextField())),
                ("persons", ArrayField(models.BigIntegerField())),
                ("made_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                ("purge_on", models.DateField()),
            ],
        ),
        migrations.RunSQL(WALL, migrations.RunSQL.noop),
    ]
