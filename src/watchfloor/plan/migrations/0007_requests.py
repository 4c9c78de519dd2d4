"""The request desk: calls and mails with what they ask, sealed, on the center's own wall."""

import uuid

from django.db import migrations, models

WALL = """
call wall.protect('plan_request', '{}', '{sealed}');
alter table plan_request alter column sealed set storage external;
revoke update on plan_request from watchfloor_app;
grant update (recipient_id, checked, called_by, called_at, state, settled_by, settled_at, closing)
  on plan_request to watchfloor_app;

-- What was settled stays settled, and who was found for a caller stays the one.
create function plan_request_once() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if (old.state <> 'open' and (new.state, new.settled_by, new.settled_at, new.closing, new.recipient_id)
      is distinct from (old.state, old.settled_by, old.settled_at, old.closing, old.recipient_id))
    or (old.recipient_id is not null and new.recipient_id is distinct from old.recipient_id) then
    raise exception 'settled' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
revoke all on function plan_request_once() from public;
create trigger plan_request_once before update on plan_request for each row execute function plan_request_once();

-- Past their day the words and the key that opened them go, for a service alone; the row says that there was a request.
create function plan_forget_requests(due_on date) returns bigint
language sql security definer set search_path = public, pg_temp as $$
  with due as (select public_id, key_id from plan_request
    where wall.person() < 0 and purge_on < due_on and erased_at is null),
  gone as (update plan_request r set sealed = '', key_id = null, erased_at = now() from due
    where r.public_id = due.public_id returning 1),
  keys as (delete from core_key where id in (select key_id from due) returning 1)
  select count(*) from gone $$;
revoke all on function plan_forget_requests(date) from public;
grant execute on function plan_forget_requests(date) to watchfloor_app;
"""


class Migration(migrations.Migration):
    dependencies = [("plan", "0006_found_by_record"), ("core", "0001_ground")]
    operations = [
        migrations.CreateModel(
            name="Request",
            fields=[
                ("public_id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("owner_id", models.BigIntegerField()),
                ("label_id", models.IntegerField()),
                ("taken_by", models.BigIntegerField()),
                ("taken_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("how", models.TextField()),
                ("urgency", models.TextField()),
                ("purpose", models.TextField()),
                ("agency_id", models.BigIntegerField(null=True)),
                ("key_id", models.BigIntegerField(null=True)),
                ("sealed", models.BinaryField()),
                ("recipient_id", models.BigIntegerField(null=True)),
                ("checked", models.TextField(default="")),
                ("called_by", models.BigIntegerField(null=True)),
                ("called_at", models.DateTimeField(null=True)),
                ("state", models.TextField(default="open")),
                ("settled_by", models.BigIntegerField(null=True)),
                ("settled_at", models.DateTimeField(null=True)),
                ("closing", models.TextField(default="")),
                ("purge_on", models.DateField()),
                ("erased_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["due_at"], condition=models.Q(("state", "open")), name="plan_request_open")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("recipient_id", None), ("state", "answered"), _negated=True),
                        name="plan_answered_to",
                    )
                ],
            },
        ),
        migrations.RunSQL(WALL, migrations.RunSQL.noop),
    ]
