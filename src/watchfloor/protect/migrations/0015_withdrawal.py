"""Whoever was given something of a purged record is asked to let it go, and says that he did."""

import uuid

from django.db import migrations, models

SQL = """
grant select, insert on protect_withdrawal to watchfloor_app;
grant update (acknowledged_at) on protect_withdrawal to watchfloor_app;
create function protect_withdrawal_is_ones_own() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if wall.person() is distinct from old.person_id or old.acknowledged_at is not null then
    raise exception 'no such withdrawal' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
revoke all on function protect_withdrawal_is_ones_own() from public;
create trigger protect_withdrawal_is_ones_own before update on protect_withdrawal
  for each row execute function protect_withdrawal_is_ones_own();
"""


class Migration(migrations.Migration):
    dependencies = [("protect", "0014_refusals")]

    operations = [
        migrations.CreateModel(
            name="Withdrawal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("purge_id", models.BigIntegerField()),
                ("person_id", models.BigIntegerField()),
                ("told_at", models.DateTimeField()),
                ("acknowledged_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("purge_id", "person_id"), name="protect_one_withdrawal_each")
                ],
            },
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
