"""Tasks with their clocks, and the runs of playbooks that open them, on the wall of the center and of their records."""

import uuid

from django.db import migrations, models

WALL = """
call wall.protect('plan_playbookrun', '{record_id}', '{}', 'base_label_id');
grant update (closes_at, ended_at, ended) on plan_playbookrun to watchfloor_app;
call wall.protect('plan_task', '{record_id}', '{title,done_means}', 'base_label_id');
alter table plan_task alter column title set storage external;
grant update (state, held_by, held_at, asked_at, settled_by, settled_at) on plan_task to watchfloor_app;
-- a grant of the record opens who works for it to nobody who does not read of such work anyhow
create policy of_the_center on plan_playbookrun as restrictive for select to watchfloor_app, watchfloor_auditor using (
  case when base_label_id < (select length(wall.bits())) then get_bit((select wall.bits()::varbit), base_label_id) else 0 end <> 0);
create policy of_the_center on plan_task as restrictive for select to watchfloor_app, watchfloor_auditor using (
  case when base_label_id < (select length(wall.bits())) then get_bit((select wall.bits()::varbit), base_label_id) else 0 end <> 0);

-- What was settled stays settled.
create function plan_task_once() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if old.state in ('done', 'cancelled') and (new.state, new.held_by, new.settled_by, new.settled_at)
      is distinct from (old.state, old.held_by, old.settled_by, old.settled_at) then
    raise exception 'settled' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
revoke all on function plan_task_once() from public;
create trigger plan_task_once before update on plan_task for each row execute function plan_task_once();

-- Past their day the words of what was settled go, for a service alone; the row says that there was a task.
create function plan_forget_tasks(due_on date) returns bigint
language sql security definer set search_path = public, pg_temp as $$
  with gone as (update plan_task set title = '', done_means = '', erased_at = now()
    where wall.person() < 0 and purge_on < due_on and erased_at is null and state in ('done', 'cancelled') returning 1)
  select count(*) from gone $$;
revoke all on function plan_forget_tasks(date) from public;
grant execute on function plan_forget_tasks(date) to watchfloor_app;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("plan", "0011_rfi_files"),
    ]

    operations = [
        migrations.CreateModel(
            name="PlaybookRun",
            fields=[
                ("public_id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("owner_id", models.BigIntegerField()),
                ("label_id", models.IntegerField()),
                ("base_label_id", models.IntegerField()),
                ("record_id", models.BigIntegerField(null=True)),
                ("playbook", models.TextField()),
                ("once_key", models.TextField(unique=True)),
                ("about", models.UUIDField(null=True)),
                ("path", models.TextField(default="")),
                ("opened_by", models.BigIntegerField()),
                ("opened_at", models.DateTimeField()),
                ("closes_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended", models.TextField(default="")),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at__isnull", True)), fields=["opened_at"], name="plan_run_open"
                    ),
                    models.Index(fields=["about"], name="plan_run_about"),
                    models.Index(fields=["record_id"], name="plan_run_record"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Task",
            fields=[
                ("public_id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("owner_id", models.BigIntegerField()),
                ("label_id", models.IntegerField()),
                ("base_label_id", models.IntegerField()),
                ("record_id", models.BigIntegerField(null=True)),
                ("run", models.UUIDField(null=True)),
                ("playbook", models.TextField(default="")),
                ("step", models.TextField(default="")),
                ("title", models.TextField()),
                ("done_means", models.TextField(default="")),
                ("path", models.TextField(default="")),
                ("role", models.TextField(default="")),
                ("level", models.TextField(default="none")),
                ("due_at", models.DateTimeField()),
                ("made_by", models.BigIntegerField()),
                ("made_at", models.DateTimeField()),
                ("state", models.TextField(default="open")),
                ("held_by", models.BigIntegerField(null=True)),
                ("held_at", models.DateTimeField(null=True)),
                ("asked_at", models.DateTimeField(null=True)),
                ("settled_by", models.BigIntegerField(null=True)),
                ("settled_at", models.DateTimeField(null=True)),
                ("purge_on", models.DateField()),
                ("erased_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["open", "claimed"])),
                        fields=["due_at"],
                        name="plan_task_waiting",
                    ),
                    models.Index(fields=["settled_at"], name="plan_task_settled"),
                    models.Index(fields=["record_id"], name="plan_task_record"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("run__isnull", False)), fields=("run", "step"), name="plan_task_one_a_step"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("held_by", None), ("state", "claimed"), _negated=True),
                        name="plan_task_claimed_by_somebody",
                    ),
                ],
            },
        ),
        migrations.RunSQL(WALL, migrations.RunSQL.noop),
    ]
