"""Which checkpoints left the machine; and a grant in the transaction that opens a record, told by time, not by number."""

from django.db import migrations, models

SQL = """
grant select, insert on protect_checkpointout to watchfloor_app;

-- After a restore transaction numbers begin anew and may equal those of old versions: the moment tells them apart.
create or replace function core_give(of_record bigint, to_person bigint, why text) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if not core_may_read(of_record) and not exists (
    select 1 from core_version where record_id = of_record and n = 1 and xid = pg_current_xact_id()
      and known_at >= transaction_timestamp()) then
    raise exception 'no such record' using errcode = 'insufficient_privilege';
  end if;
  insert into core_grant (record_id, person_id, label_id, because)
    select id, to_person, label_id, why from core_record where id = of_record on conflict (record_id, person_id) do nothing;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("protect", "0010_flags"), ("core", "0001_ground")]

    operations = [
        migrations.CreateModel(
            name="CheckpointOut",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("size", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                ("mailed", models.SmallIntegerField()),
                ("dropped", models.BooleanField()),
            ],
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
