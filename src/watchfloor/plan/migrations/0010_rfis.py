"""RFIs in and out, their parts, their way and what came back: sealed, on the wall of their marking."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

WALL = """
call wall.protect('plan_rfi', '{}', '{sealed}');
call wall.protect('plan_rfipart', '{}', '{sealed}');
call wall.protect('plan_rfistep', '{}', '{}');
call wall.protect('plan_rfireply', '{}', '{sealed}');
alter table plan_rfi alter column sealed set storage external;
alter table plan_rfipart alter column sealed set storage external;
alter table plan_rfireply alter column sealed set storage external;
revoke update on plan_rfi, plan_rfipart, plan_rfistep, plan_rfireply from watchfloor_app;
grant update (state, priority, purpose, basis, about, sector, need_id, agency_id, recipient_id, due_at, submitted_at,
  answered_by, answered_at, settled_by, settled_at, reason, reminders, reminded_at, reuses, sealed)
  on plan_rfi to watchfloor_app;
grant update (done_at) on plan_rfipart to watchfloor_app;
grant select, insert on plan_rfisigner to watchfloor_app;
grant update (ended_at) on plan_rfisigner to watchfloor_app;
grant select on plan_rfisigner to watchfloor_auditor;

-- What is closed or rejected stays so, and who asks what is not changed once it was validated.
create function plan_rfi_once() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if (old.state in ('closed', 'rejected') and (new.state, new.settled_by, new.settled_at, new.reason)
      is distinct from (old.state, old.settled_by, old.settled_at, old.reason))
    or (old.state not in ('draft', 'submitted') and new.erased_at is null
      and (new.sealed, new.agency_id, new.recipient_id, new.about, new.basis, new.purpose)
      is distinct from (old.sealed, old.agency_id, old.recipient_id, old.about, old.basis, old.purpose)) then
    raise exception 'settled' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
revoke all on function plan_rfi_once() from public;
create trigger plan_rfi_once before update on plan_rfi for each row execute function plan_rfi_once();

-- A mistyped caller of a request is corrected while it is open; once he is known his agency stays.
grant update (sealed, agency_id) on plan_request to watchfloor_app;
create or replace function plan_request_once() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if (old.state <> 'open' and (new.state, new.settled_by, new.settled_at, new.closing, new.recipient_id, new.agency_id)
      is distinct from (old.state, old.settled_by, old.settled_at, old.closing, old.recipient_id, old.agency_id))
    or (old.state <> 'open' and new.erased_at is null and new.sealed is distinct from old.sealed)
    or (length(new.sealed) = 0 and new.erased_at is null)
    or (old.recipient_id is not null
      and (new.recipient_id, new.agency_id) is distinct from (old.recipient_id, old.agency_id)) then
    raise exception 'settled' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;

-- Past their day the words go and the key that opened them, for a service alone; the row says that there was an RFI.
create function plan_forget_rfis(due_on date) returns bigint
language sql security definer set search_path = public, pg_temp as $$
  with due as materialized (select public_id, key_id from plan_rfi
    where wall.person() < 0 and purge_on < due_on and erased_at is null),
  gone as (update plan_rfi r set sealed = '', key_id = null, erased_at = now() from due
    where r.public_id = due.public_id returning 1),
  parts as (update plan_rfipart p set sealed = '' from due where p.rfi_id = due.public_id returning 1),
  replies as (update plan_rfireply p set sealed = '' from due where p.rfi_id = due.public_id returning 1),
  keys as (delete from core_key where id in (select key_id from due) returning 1)
  select count(*) from gone $$;
revoke all on function plan_forget_rfis(date) from public;
grant execute on function plan_forget_rfis(date) to watchfloor_app;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("plan", "0009_protected_ground"),
    ]

    operations = [
        migrations.CreateModel(
            name="RfiSigner",
            fields=[
                ("public_id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("agency_id", models.BigIntegerField()),
                ("vkey", models.TextField()),
                ("added_by", models.BigIntegerField()),
                ("added_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Rfi",
            fields=[
                ("public_id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("owner_id", models.BigIntegerField()),
                ("label_id", models.IntegerField()),
                ("direction", models.TextField()),
                ("state", models.TextField(default="draft")),
                ("priority", models.TextField()),
                ("purpose", models.TextField()),
                ("basis", models.TextField()),
                ("about", models.TextField()),
                ("marking", models.TextField()),
                ("sector", models.TextField(default="")),
                ("need_id", models.UUIDField(null=True)),
                ("agency_id", models.BigIntegerField(null=True)),
                ("recipient_id", models.BigIntegerField(null=True)),
                ("made_by", models.BigIntegerField()),
                ("made_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("submitted_at", models.DateTimeField(null=True)),
                ("answered_by", models.BigIntegerField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("settled_by", models.BigIntegerField(null=True)),
                ("settled_at", models.DateTimeField(null=True)),
                ("reason", models.TextField(default="")),
                ("reminders", models.SmallIntegerField(default=0)),
                ("reminded_at", models.DateTimeField(null=True)),
                ("origin", models.UUIDField(null=True)),
                ("origin_mark", models.BinaryField(default=b"")),
                ("reuses", models.UUIDField(null=True)),
                ("key_id", models.BigIntegerField(null=True)),
                ("sealed", models.BinaryField()),
                ("purge_on", models.DateField()),
                ("erased_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["direction", "due_at"], name="plan_rfi_due")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("direction", "in"), ("origin__isnull", False)),
                        fields=("agency_id", "origin"),
                        name="plan_rfi_came_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("direction", "in"),
                            ("recipient_id", None),
                            ("state__in", ("partial", "answered")),
                            _negated=True,
                        ),
                        name="plan_rfi_answered_to",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RfiPart",
            fields=[
                ("public_id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("label_id", models.IntegerField()),
                ("person_id", models.BigIntegerField()),
                ("made_by", models.BigIntegerField()),
                ("made_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(null=True)),
                ("sealed", models.BinaryField()),
                (
                    "rfi",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="plan.rfi"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RfiReply",
            fields=[
                ("public_id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("label_id", models.IntegerField()),
                ("agency_id", models.BigIntegerField(null=True)),
                ("marking", models.TextField()),
                ("whole", models.BooleanField()),
                ("at", models.DateTimeField()),
                ("kept_by", models.BigIntegerField()),
                ("origin", models.UUIDField(null=True)),
                ("source", models.UUIDField(null=True)),
                ("sealed", models.BinaryField()),
                (
                    "rfi",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="plan.rfi"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RfiStep",
            fields=[
                ("public_id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("label_id", models.IntegerField()),
                ("deed", models.TextField()),
                ("state", models.TextField()),
                ("by_id", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                ("reason", models.TextField(default="")),
                (
                    "rfi",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="plan.rfi"),
                ),
            ],
        ),
        migrations.RunSQL(WALL, migrations.RunSQL.noop),
    ]
