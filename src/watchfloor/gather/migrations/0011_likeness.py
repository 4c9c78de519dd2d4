"""Reports of one wave find each other by keys, among a million as among a hundred."""

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

WALL = """
call wall.protect('gather_likeness', '{record_id}', '{keys}');
revoke update on gather_likeness from watchfloor_app;
grant update (at, keys) on gather_likeness to watchfloor_app;
create index gather_likeness_keys on gather_likeness using gin (keys) with (fastupdate = off);
create index gather_likeness_at on gather_likeness (at desc);

-- Ids of records that share a key, of those that the session's audience may read; the newest first, so that a flood of
-- one text costs no more than its newest part. A definer function: no index is used through the wall by an array.
create function gather_alike(asked bigint[], besides bigint, most int) returns bigint[]
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(array_agg(f.record_id), '{}') from (
    select l.record_id from (
      select record_id, at from gather_likeness where keys && asked and record_id <> besides
        order by at desc limit least(most, 2000)) l
    where core_may_read(l.record_id)) f $$;
revoke all on function gather_alike(bigint[], bigint, int) from public;
grant execute on function gather_alike(bigint[], bigint, int) to watchfloor_app;
"""


class Migration(migrations.Migration):
    dependencies = [("gather", "0010_operations")]
    operations = [
        migrations.CreateModel(
            name="Likeness",
            fields=[
                ("record_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("label_id", models.IntegerField()),
                ("at", models.DateTimeField()),
                ("keys", ArrayField(models.BigIntegerField())),
            ],
        ),
        migrations.RunSQL(WALL, migrations.RunSQL.noop),
    ]
