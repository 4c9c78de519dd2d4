"""Flags as an inspector sees them: by id and rule; nobody's name, nobody's terms."""

from django.db import migrations

SQL = """
create function protect_flags_by_id(how_many int) returns table (
  public_id uuid, rule text, raised_at timestamptz, opened boolean, verdict text)
language sql stable security definer set search_path = public, pg_temp as $$
  select f.public_id, f.rule, f.raised_at, f.opened_at is not null, f.verdict from protect_flag f
  where wall.person() is not null order by f.id desc limit how_many $$;
revoke all on function protect_flags_by_id(int) from public;
grant execute on function protect_flags_by_id(int) to watchfloor_app;
"""


class Migration(migrations.Migration):
    dependencies = [("protect", "0009_classes")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
