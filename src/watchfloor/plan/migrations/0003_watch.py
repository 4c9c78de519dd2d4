"""The watch: shifts, the log, and what was read back when the watch was taken."""

import uuid

from django.db import migrations, models

WALL = """
call wall.protect('plan_shift', '{}');
grant update (closed_at, closed_by) on plan_shift to watchfloor_app;
call wall.protect('plan_logentry', '{record_id}', '{words,whom,number}', 'base_label_id');
call wall.protect('plan_readline', '{record_id}', '{}', 'base_label_id');
alter table plan_logentry alter column words set storage external;
-- a grant of the record (own submissions) opens the log of the center to nobody who does not read it anyhow
create policy of_the_center on plan_logentry as restrictive for select to watchfloor_app, watchfloor_auditor using (
  case when base_label_id < (select length(wall.bits())) then get_bit((select wall.bits()::varbit), base_label_id) else 0 end <> 0);
create policy of_the_center on plan_readline as restrictive for select to watchfloor_app, watchfloor_auditor using (
  case when base_label_id < (select length(wall.bits())) then get_bit((select wall.bits()::varbit), base_label_id) else 0 end <> 0);

-- A purge takes the words and the binding and leaves that there was an entry, under the label that it had.
create function plan_erase_log(of_purge bigint) returns bigint
language plpgsql security definer set search_path = public, pg_temp as $$
declare p protect_purge := protect_open_purge(of_purge); n bigint;
begin
  update plan_logentry set words = '', whom = '', number = '', record_id = null, erased_at = now()
    where record_id = any(p.records);
  get diagnostics n = row_count;
  return n;
end $$;
revoke all on function plan_erase_log(bigint) from public;
grant execute on function plan_erase_log(bigint) to watchfloor_app;
"""


class Migration(migrations.Migration):
    dependencies = [("plan", "0002_wall"), ("protect", "0002_purge")]

    operations = [
        migrations.CreateModel(
            name="Shift",
            fields=[
                ("public_id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("owner_id", models.BigIntegerField()),
                ("label_id", models.IntegerField()),
                ("opened_at", models.DateTimeField()),
                ("opened_by", models.BigIntegerField()),
                ("taken_from", models.UUIDField(null=True)),
                ("digest", models.BinaryField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("closed_by", models.BigIntegerField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("closed_at__isnull", True)),
                        fields=("owner_id",),
                        name="plan_one_open_shift",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LogEntry",
            fields=[
                ("public_id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("owner_id", models.BigIntegerField()),
                ("label_id", models.IntegerField()),
                ("base_label_id", models.IntegerField()),
                ("shift", models.UUIDField(null=True)),
                ("record_id", models.BigIntegerField(null=True)),
                ("kind", models.TextField()),
                ("happened_at", models.DateTimeField()),
                ("written_at", models.DateTimeField()),
                ("written_by", models.BigIntegerField()),
                ("words", models.TextField()),
                ("whom", models.TextField(default="")),
                ("number", models.TextField(default="")),
                ("reached", models.BooleanField(null=True)),
                ("corrects", models.UUIDField(null=True)),
                ("erased_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["-written_at", "-public_id"], name="plan_logentry_written"),
                    models.Index(fields=["shift"], name="plan_logentry_shift"),
                    models.Index(fields=["record_id"], name="plan_logentry_record"),
                    models.Index(fields=["corrects"], name="plan_logentry_corrects"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReadLine",
            fields=[
                ("public_id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("shift", models.UUIDField()),
                ("label_id", models.IntegerField()),
                ("base_label_id", models.IntegerField()),
                ("record_id", models.BigIntegerField(null=True)),
                ("part", models.TextField()),
                ("ref", models.TextField()),
            ],
            options={"indexes": [models.Index(fields=["shift"], name="plan_readline_shift")]},
        ),
        migrations.RunSQL(WALL, migrations.RunSQL.noop),
    ]
