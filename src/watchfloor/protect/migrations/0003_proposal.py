"""A purge that waits for its second person: walled as its record is, and forgotten with it."""

import uuid

from django.db import migrations, models

WALL = """
call wall.protect('protect_proposal', '{record_id}', '{because}');
revoke update on protect_proposal from watchfloor_app;
grant update (answered_at, answer) on protect_proposal to watchfloor_app;
create index protect_proposal_open on protect_proposal (lapses_at) where answered_at is null;

create function protect_proposal_is_ones_own() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if tg_op = 'INSERT' then
    if new.by_id is distinct from wall.person() or new.by_id = new.second_id or not core_may_read(new.record_id) then
      raise exception 'no such record' using errcode = 'insufficient_privilege';
    end if;
  elsif wall.person() is null or wall.person() not in (old.by_id, old.second_id) or old.answered_at is not null
      or (new.answer = 'confirmed' and wall.person() is distinct from old.second_id) then
    raise exception 'no such proposal' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
revoke all on function protect_proposal_is_ones_own() from public;
create trigger protect_proposal_is_ones_own before insert or update of answered_at, answer on protect_proposal
  for each row execute function protect_proposal_is_ones_own();

create function protect_holding_columns() returns table (table_name text, record_columns text[])
language sql stable security definer set search_path = public, pg_temp as $$
  select h.table_name, h.record_columns from wall.holding h where h.table_name <> 'protect_proposal' order by 1 $$;
revoke all on function protect_holding_columns() from public;
grant execute on function protect_holding_columns() to watchfloor_app;
"""


class Migration(migrations.Migration):
    dependencies = [("protect", "0002_purge"), ("core", "0001_ground")]

    operations = [
        migrations.CreateModel(
            name="Proposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("record_id", models.BigIntegerField()),
                ("public_record", models.UUIDField()),
                ("label_id", models.IntegerField()),
                ("by_id", models.BigIntegerField()),
                ("second_id", models.BigIntegerField()),
                ("effect", models.JSONField()),
                ("because", models.BinaryField()),
                ("opened_at", models.DateTimeField()),
                ("lapses_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
                ("answer", models.TextField(default="")),
            ],
        ),
        migrations.RunSQL(WALL, migrations.RunSQL.noop),
    ]
