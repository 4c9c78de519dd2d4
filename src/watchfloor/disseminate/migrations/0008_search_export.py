"""Hits of a search that were taken as a file, or page after page by a machine, count as exports too."""

from django.db import migrations

SQL = """
create or replace function disseminate_taken_since(who bigint, since timestamptz) returns bigint
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(sum(cardinality(f.records)), 0) from core_fact f
  where f.actor = who and who = wall.person() and f.at > since
    and f.kind in ('desk.workspace.exported', 'desk.search.exported') $$;
drop index core_fact_exported;
create index core_fact_exported on core_fact (actor, at) where kind in ('desk.workspace.exported', 'desk.search.exported');
"""


class Migration(migrations.Migration):
    dependencies = [("disseminate", "0007_export")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
