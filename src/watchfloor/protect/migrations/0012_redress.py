"""Redress: cases with their sealed entries, and which records are disputed."""

import uuid

from django.db import migrations, models

WALL = """
call wall.protect('protect_redresscase', '{record_id}');
revoke update on protect_redresscase from watchfloor_app;
grant update (acknowledged_at, verified_at, verified_by, decided_at, decided_by, outcome, appealed_at, appeal_decided_at,
  appeal_decided_by) on protect_redresscase to watchfloor_app;
call wall.protect('protect_redressentry', '{record_id}', '{sealed}');
revoke update on protect_redressentry from watchfloor_app;
create index protect_redressentry_record on protect_redressentry (record_id, at);
call wall.protect('protect_dispute', '{record_id}', '{correction}');
revoke update on protect_dispute from watchfloor_app;
grant update (ended_at, outcome, correction) on protect_dispute to watchfloor_app;
create index protect_dispute_record on protect_dispute (record_id);
create index protect_dispute_case on protect_dispute (case_id);

-- what is said in a case is said by the very person whose audience stands
create function protect_redress_is_ones_own() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if new.by_id is distinct from wall.person() then
    raise exception 'no such case' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
revoke all on function protect_redress_is_ones_own() from public;
create trigger protect_redress_is_ones_own before insert on protect_redressentry
  for each row execute function protect_redress_is_ones_own();

-- for whoever oversees and reads no case: how many of which kind, and how many are late
create function protect_redress_counts(acknowledge int, decide int) returns table (kind text, open bigint, late bigint, decided bigint, appealed bigint)
language sql stable security definer set search_path = public, pg_temp as $$
  select kind, count(*) filter (where decided_at is null),
    count(*) filter (where decided_at is null and (received_at < now() - make_interval(days => decide)
      or (acknowledged_at is null and received_at < now() - make_interval(days => acknowledge)))),
    count(decided_at), count(appealed_at) from protect_redresscase group by 1 order by 1 $$;
revoke all on function protect_redress_counts(int, int) from public;
grant execute on function protect_redress_counts(int, int) to watchfloor_app;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("protect", "0011_outside"),
    ]

    operations = [
        migrations.CreateModel(
            name="Dispute",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("record_id", models.BigIntegerField()),
                ("label_id", models.IntegerField()),
                ("case_id", models.UUIDField()),
                ("since", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("outcome", models.TextField(default="")),
                ("correction", models.BinaryField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="RedressCase",
            fields=[
                ("record_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(unique=True)),
                ("label_id", models.IntegerField()),
                ("kind", models.TextField()),
                ("code_mark", models.BinaryField(unique=True)),
                ("received_at", models.DateTimeField()),
                ("acknowledged_at", models.DateTimeField(null=True)),
                ("verified_at", models.DateTimeField(null=True)),
                ("verified_by", models.BigIntegerField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.BigIntegerField(null=True)),
                ("outcome", models.TextField(default="")),
                ("appealed_at", models.DateTimeField(null=True)),
                ("appeal_decided_at", models.DateTimeField(null=True)),
                ("appeal_decided_by", models.BigIntegerField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="RedressEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("record_id", models.BigIntegerField()),
                ("label_id", models.IntegerField()),
                ("at", models.DateTimeField()),
                ("by_id", models.BigIntegerField()),
                ("what", models.TextField()),
                ("sealed", models.BinaryField()),
            ],
        ),
        migrations.RunSQL(WALL, migrations.RunSQL.noop),
    ]
