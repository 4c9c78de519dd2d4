"""The dissemination log for who oversees: who received which release when and from whom. No title, no content."""

from django.db import migrations

SQL = """
-- 28 CFR 23.20(g): who received, the date and the reason of each dissemination
create function disseminate_log(since timestamptz) returns table (release uuid, number text, part text, reason text,
  by_id bigint, at timestamptz, group_id bigint, person_id bigint, agency_id bigint, delivered_at timestamptz,
  acknowledged_at timestamptz, recalled_at timestamptz)
language sql stable security definer set search_path = public, pg_temp as $$
  select r.public_id, r.number, r.part, case when r.group_id is null then 'imminent danger' else 'release to a group' end,
    r.by_id, r.at, r.group_id, d.person_id, d.agency_id, d.delivered_at, d.acknowledged_at, r.recalled_at
  from disseminate_release r left join disseminate_delivery d on d.release_id = r.id
  where r.at >= since order by r.at desc, r.id desc, d.person_id $$;
revoke all on function disseminate_log(timestamptz) from public;
grant execute on function disseminate_log(timestamptz) to watchfloor_app;
"""


class Migration(migrations.Migration):
    dependencies = [("disseminate", "0004_found_by_record")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
