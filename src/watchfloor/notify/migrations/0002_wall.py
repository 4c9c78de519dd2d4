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
"""


class Migration(migrations.Migration):
    dependencies = [("notify", "0001_initial"), ("core", "0001_ground")]
    operations = [migrations.RunSQL(WALL, migrations.RunSQL.noop)]
