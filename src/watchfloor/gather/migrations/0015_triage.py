"""Where reports stand in triage, behind both walls."""

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

WALL = """
call wall.protect('gather_priority', '{record_id}', '{}');
revoke update on gather_priority from watchfloor_app;
grant update (step, clock, because, due_at, called_at, looked_at, decided_at) on gather_priority to watchfloor_app;
create index gather_priority_open on gather_priority (step, due_at) where decided_at is null;
create index gather_priority_late on gather_priority (due_at) where decided_at is null and looked_at is null;
create index gather_priority_record on gather_priority (public_record);
create index gather_priority_called on gather_priority (called_at) where called_at is not null;

-- How often the roster was called since a moment: a count, of nobody's report in particular, so that a flood ends.
create function gather_called_since(moment timestamptz) returns bigint
language sql stable security definer set search_path = public, pg_temp as $$
  select count(*) from gather_priority where called_at > moment $$;
revoke all on function gather_called_since(timestamptz) from public;
grant execute on function gather_called_since(timestamptz) to watchfloor_app;

-- However a tip ends, its mailbox closes: also where the record went into a class that the drop box's service may not
-- read. It alone asks, by ids that the ledger told it, and learns the tokens of mailboxes and nothing of their records.
create function gather_close_mailboxes(records uuid[], at timestamptz) returns table (token bytea)
language sql security definer set search_path = public, pg_temp as $$
  update gather_mailbox m set closed_at = at, read_at = coalesce(m.read_at, at)
  where m.public_record = any(records) and m.closed_at is null and dropbox.is_opener() returning m.token $$;
revoke all on function gather_close_mailboxes(uuid[], timestamptz) from public;
grant execute on function gather_close_mailboxes(uuid[], timestamptz) to watchfloor_app;
"""


class Migration(migrations.Migration):
    dependencies = [("gather", "0014_mailbox_by_record"), ("core", "0001_ground")]
    operations = [
        migrations.CreateModel(
            name="Priority",
            fields=[
                ("record_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("public_record", models.UUIDField()),
                ("label_id", models.IntegerField()),
                ("step", models.SmallIntegerField()),
                ("clock", models.TextField()),
                ("because", ArrayField(models.TextField())),
                ("since", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("called_at", models.DateTimeField(null=True)),
                ("looked_at", models.DateTimeField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.RunSQL(WALL, migrations.RunSQL.noop),
    ]
