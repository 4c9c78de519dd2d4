"""How often was what refused, by whom: for who oversees. Rules and counts, never what was asked for."""

from django.db import migrations

SQL = """
create function protect_refusals(since timestamptz) returns table (week date, actor bigint, kind text, rules text[], times bigint)
language sql stable security definer set search_path = public, pg_temp as $$
  select date_trunc('week', at)::date, actor, kind, rules, count(*) from core_fact
  where at >= since and kind in ('protect.deed.refused', 'protect.reading.refused', 'people.person.refused')
  group by 1, 2, 3, 4 order by 1 desc, 5 desc $$;
revoke all on function protect_refusals(timestamptz) from public;
grant execute on function protect_refusals(timestamptz) to watchfloor_app;
"""


class Migration(migrations.Migration):
    dependencies = [("protect", "0013_found_by_record")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
