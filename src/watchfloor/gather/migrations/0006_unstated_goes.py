"""The mapping that a file's unstated rows wait with goes with the last of the file."""

from django.db import migrations

SQL = """
create function gather_forget_unstated(of_purge bigint) returns bigint
language plpgsql security definer set search_path = public, pg_temp as $$
declare n bigint;
begin
  delete from gather_unstated u using core_source_item i
    where i.public_id = u.source and i.id = any(protect_sources_alone(of_purge));
  get diagnostics n = row_count;
  return n;
end $$;
revoke all on function gather_forget_unstated(bigint) from public;
grant execute on function gather_forget_unstated(bigint) to watchfloor_app;
"""


class Migration(migrations.Migration):
    dependencies = [("gather", "0005_nexus"), ("protect", "0021_aside_expires")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
