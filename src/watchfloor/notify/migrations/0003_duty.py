"""The duty roster, what must be acknowledged, and who was called for it."""

import uuid

import django.contrib.postgres.fields
from django.db import migrations, models

WALL = """
call wall.protect('notify_duty', '{}', '{sealed}');
alter table notify_duty alter column sealed set storage external;
grant update (struck_at, struck_by) on notify_duty to watchfloor_app;
call wall.protect('notify_escalation', '{record_id}', '{}', 'base_label_id');
grant update (state, answered_by, answered_at) on notify_escalation to watchfloor_app;
call wall.protect('notify_try', '{record_id}', '{}', 'base_label_id');
grant update (outcome, because, ended_at) on notify_try to watchfloor_app;
-- a grant of the record opens who of the center was called for it to nobody who does not read the watch anyhow
create policy of_the_center on notify_escalation as restrictive for select to watchfloor_app, watchfloor_auditor using (
  case when base_label_id < (select length(wall.bits())) then get_bit((select wall.bits()::varbit), base_label_id) else 0 end <> 0);
create policy of_the_center on notify_try as restrictive for select to watchfloor_app, watchfloor_auditor using (
  case when base_label_id < (select length(wall.bits())) then get_bit((select wall.bits()::varbit), base_label_id) else 0 end <> 0);

-- When the roster is held, by whom is not said: for the figures of the house, which nobody is admitted to.
create function notify_duty_spans(since timestamptz, until timestamptz)
returns table (desk text, layer smallint, starts_at timestamptz, ends_at timestamptz)
language sql stable security definer set search_path = public, pg_temp as $$
  select d.desk, d.layer, d.starts_at, d.ends_at from notify_duty d
  where d.struck_at is null and d.ends_at > since and d.starts_at < until $$;
revoke all on function notify_duty_spans(timestamptz, timestamptz) from public;
grant execute on function notify_duty_spans(timestamptz, timestamptz) to watchfloor_app;

-- How many wait whose list has come to its end: a count, of nothing in particular.
create function notify_unanswered() returns bigint
language sql stable security definer set search_path = public, pg_temp as $$
  select count(*) from notify_escalation where state = 'exhausted' $$;
revoke all on function notify_unanswered() from public;
grant execute on function notify_unanswered() to watchfloor_app;

-- The number of a duty that is over goes with the key that opened it, for a service alone.
create function notify_forget_numbers(before timestamptz) returns bigint
language sql security definer set search_path = public, pg_temp as $$
  with due as (select public_id, key_id from notify_duty
    where wall.person() < 0 and ends_at < before and key_id is not null),
  gone as (update notify_duty d set sealed = '', key_id = null from due where d.public_id = due.public_id returning 1),
  keys as (delete from core_key where id in (select key_id from due) returning 1)
  select count(*) from gone $$;
revoke all on function notify_forget_numbers(timestamptz) from public;
grant execute on function notify_forget_numbers(timestamptz) to watchfloor_app;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("notify", "0002_wall"),
        ("core", "0001_ground"),
    ]

    operations = [
        migrations.CreateModel(
            name="Duty",
            fields=[
                ("public_id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("label_id", models.IntegerField()),
                ("desk", models.TextField()),
                ("layer", models.SmallIntegerField()),
                ("person_id", models.BigIntegerField()),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("ways", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ("key_id", models.BigIntegerField(null=True)),
                ("sealed", models.BinaryField(default=bytes)),
                ("planned_by", models.BigIntegerField()),
                ("planned_at", models.DateTimeField()),
                ("struck_at", models.DateTimeField(null=True)),
                ("struck_by", models.BigIntegerField(null=True)),
                ("replaces", models.UUIDField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("struck_at__isnull", True)), fields=["ends_at"], name="notify_duty_on"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("starts_at__lt", models.F("ends_at"))), name="notify_duty_time"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Escalation",
            fields=[
                ("public_id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("label_id", models.IntegerField()),
                ("base_label_id", models.IntegerField()),
                ("record_id", models.BigIntegerField(null=True)),
                ("kind", models.TextField()),
                ("about", models.UUIDField()),
                ("path", models.TextField()),
                ("began_at", models.DateTimeField()),
                ("opened_at", models.DateTimeField()),
                ("state", models.TextField(default="open")),
                ("answered_by", models.BigIntegerField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["open", "exhausted"])),
                        fields=["began_at"],
                        name="notify_escalation_open",
                    ),
                    models.Index(fields=["about"], name="notify_escalation_about"),
                    models.Index(fields=["record_id"], name="notify_escalation_record"),
                ],
                "constraints": [models.UniqueConstraint(fields=("kind", "about"), name="notify_escalation_once")],
            },
        ),
        migrations.CreateModel(
            name="Try",
            fields=[
                ("public_id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("label_id", models.IntegerField()),
                ("base_label_id", models.IntegerField()),
                ("record_id", models.BigIntegerField(null=True)),
                ("escalation", models.UUIDField()),
                ("n", models.SmallIntegerField()),
                ("person_id", models.BigIntegerField()),
                ("layer", models.TextField()),
                ("ways", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ("duty", models.UUIDField(null=True)),
                ("at", models.DateTimeField()),
                ("outcome", models.TextField(default="calling")),
                ("because", models.TextField(default="")),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["record_id"], name="notify_try_record")],
                "constraints": [models.UniqueConstraint(fields=("escalation", "n"), name="notify_try_once")],
            },
        ),
        migrations.RunSQL(WALL, migrations.RunSQL.noop),
    ]
