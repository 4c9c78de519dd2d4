"""Second factors of persons. They hold no record and no id of one, so they need no row wall."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

GRANTS = """
grant select, insert on people_factor, people_factorguard, people_recoverycode, people_factorreset to watchfloor_app;
grant update (sealed, last_step, confirmed_at, used_at, removed_at) on people_factor to watchfloor_app;
grant update (failures, failed_at, locked_at) on people_factorguard to watchfloor_app;
grant update (ended_at) on people_recoverycode to watchfloor_app;
grant update (answered_by, answered_at, answer) on people_factorreset to watchfloor_app;
create index people_factor_standing on people_factor (person_id) where removed_at is null;
create index people_recoverycode_standing on people_recoverycode (person_id) where ended_at is null;
-- a code that was used never counts again, whatever the application asks for
create function people_factor_never_back() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
  if new.last_step < old.last_step or (old.removed_at is not null and new.removed_at is distinct from old.removed_at) then
    raise exception 'a factor does not come back' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger people_factor_never_back before update on people_factor
  for each row execute function people_factor_never_back();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0003_settings"),
    ]

    operations = [
        migrations.CreateModel(
            name="FactorGuard",
            fields=[
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="people.person",
                    ),
                ),
                ("failures", models.SmallIntegerField(default=0)),
                ("failed_at", models.DateTimeField(null=True)),
                ("locked_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Factor",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("name", models.TextField()),
                ("sealed", models.BinaryField()),
                ("last_step", models.BigIntegerField(default=0)),
                ("added_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("used_at", models.DateTimeField(null=True)),
                ("removed_at", models.DateTimeField(null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="FactorReset",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("asked_by", models.BigIntegerField()),
                ("asked_at", models.DateTimeField()),
                ("lapses_at", models.DateTimeField()),
                ("answered_by", models.BigIntegerField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("answer", models.TextField(default="")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RecoveryCode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code_hash", models.BinaryField()),
                ("made_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person"
                    ),
                ),
            ],
        ),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
    ]
