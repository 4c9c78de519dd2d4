"""A report finds its wave by the index of keys: what is sorted by time alone is walked through from the newest on."""

from django.db import migrations

SQL = """
create or replace function gather_alike(asked bigint[], besides bigint, most int) returns bigint[]
language sql stable security definer set search_path = public, pg_temp as $$
  with near as materialized (select record_id, at from gather_likeness where keys && asked and record_id <> besides)
  select coalesce(array_agg(f.record_id), '{}') from (
    select l.record_id from (select record_id from near order by at desc limit least(most, 2000)) l
    where core_may_read(l.record_id)) f $$;
"""


class Migration(migrations.Migration):
    dependencies = [("gather", "0012_extraction")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
