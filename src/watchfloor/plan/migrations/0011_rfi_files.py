"""Whether a file came before is decided among what the same agency sent, whatever label it bears."""

from django.db import migrations

SQL = """
create function plan_rfi_came(of_agency bigint, of_origin uuid) returns table (of_rfi uuid, mark bytea)
language sql stable security definer set search_path = public, pg_temp as $$
  select public_id, origin_mark from plan_rfi
  where direction = 'in' and agency_id = of_agency and origin = of_origin $$;
create function plan_rfi_reply_came(of_agency bigint, of_origin uuid) returns table (of_rfi uuid, mark bytea)
language sql stable security definer set search_path = public, pg_temp as $$
  select rfi_id, ''::bytea from plan_rfireply where agency_id = of_agency and origin = of_origin $$;
revoke all on function plan_rfi_came(bigint, uuid), plan_rfi_reply_came(bigint, uuid) from public;
grant execute on function plan_rfi_came(bigint, uuid), plan_rfi_reply_came(bigint, uuid) to watchfloor_app;
"""


class Migration(migrations.Migration):
    dependencies = [("plan", "0010_rfis")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
