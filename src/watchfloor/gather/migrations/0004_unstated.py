"""Rows of criminal intelligence without their predicate: set aside, and completed by a person."""

from django.db import migrations, models

WALL = """
call wall.protect('gather_unstated', '{}', '{}');
revoke update on gather_unstated from watchfloor_app;

-- What was set aside stands as a record now: its own copy and key go. Only for who may read what was set aside.
create function gather_mend(aside uuid) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
declare of_piece bigint; of_key bigint;
begin
  update core_set_aside s set mended_at = clock_timestamp(), reasons = '{}'
    where s.public_id = aside and s.mended_at is null and s.label_id < length(wall.bits())
      and get_bit(wall.bits()::varbit, s.label_id) = 1 returning s.piece_id into of_piece;
  if not found then return false; end if;
  delete from core_piece where id = of_piece returning key_id into of_key;
  delete from core_key where id = of_key;
  return true;
end $$;
revoke all on function gather_mend(uuid) from public;
grant execute on function gather_mend(uuid) to watchfloor_app;
"""


class Migration(migrations.Migration):
    dependencies = [("gather", "0003_declined"), ("core", "0001_ground")]
    operations = [
        migrations.CreateModel(
            name="Unstated",
            fields=[
                ("source", models.UUIDField(primary_key=True, serialize=False)),
                ("label_id", models.IntegerField()),
                ("agency_id", models.BigIntegerField()),
                ("mapping", models.JSONField()),
                ("places", models.JSONField()),
            ],
        ),
        migrations.RunSQL(WALL, migrations.RunSQL.noop),
    ]
