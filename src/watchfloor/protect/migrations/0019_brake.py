"""Expiry stops where the clock or the size of what is due is not believed; and a correction is confirmed as a withdrawal is."""

import uuid

from django.db import migrations, models

SQL = """
grant select, insert on protect_expirystop to watchfloor_app;
grant update (ended_at) on protect_expirystop to watchfloor_app;
grant update (reminded_at) on protect_withdrawal to watchfloor_app;
create or replace function protect_withdrawal_is_ones_own() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  -- a service notes once that it reminded him; only he says that he acted
  if wall.person() < 0 and old.reminded_at is null and new.acknowledged_at is not distinct from old.acknowledged_at then
    return new;
  end if;
  if wall.person() is distinct from old.person_id or old.acknowledged_at is not null
    or new.reminded_at is distinct from old.reminded_at then
    raise exception 'no such withdrawal' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create index core_fact_expiry on core_fact (at) where kind in ('protect.expiry.passed', 'protect.expiry.confirmed');

-- what the ledger knows of time: its last fact up to a moment, and its longest silence since expiry last went well
create function protect_heard(upto timestamptz) returns table (last_at timestamptz, longest interval)
language sql stable security definer set search_path = public, pg_temp as $$
  with good as (select seq from core_fact where kind = 'protect.expiry.passed' and at <= upto order by at desc limit 1),
  said as (select f.at, f.at - lag(f.at) over (order by f.seq) as gap from core_fact f, good
    where f.seq >= good.seq and f.at <= upto)
  select (select at from core_fact where at <= upto order by seq desc limit 1),
    (select coalesce(max(gap), interval '0') from said) $$;
create function protect_passed_at(upto timestamptz) returns timestamptz
language sql stable security definer set search_path = public, pg_temp as $$
  select max(at) from core_fact where kind = 'protect.expiry.passed' and at <= upto $$;
create function protect_expiring(on_day date) returns table (held bigint, due bigint)
language sql stable security definer set search_path = public, pg_temp as $$
  select count(*), count(*) filter (where purge_on < on_day) from core_record where hidden_at is null $$;
create function protect_expiry_confirmations() returns table (actor bigint, rules text[], at timestamptz)
language sql stable security definer set search_path = public, pg_temp as $$
  select f.actor, f.rules, f.at from core_fact f
  where f.kind = 'protect.expiry.confirmed' and f.actor > 0 order by f.at $$;
revoke all on function protect_heard(timestamptz), protect_passed_at(timestamptz), protect_expiring(date),
  protect_expiry_confirmations() from public;
grant execute on function protect_heard(timestamptz), protect_passed_at(timestamptz), protect_expiring(date),
  protect_expiry_confirmations() to watchfloor_app;
"""


class Migration(migrations.Migration):
    dependencies = [("protect", "0018_spill")]

    operations = [
        migrations.CreateModel(
            name="ExpiryStop",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("at", models.DateTimeField()),
                ("last_fact_at", models.DateTimeField(null=True)),
                ("held", models.BigIntegerField()),
                ("due", models.BigIntegerField()),
                ("rules", models.JSONField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddField("withdrawal", "reminded_at", models.DateTimeField(null=True)),
        migrations.AlterField("withdrawal", "purge_id", models.BigIntegerField(null=True)),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
