"""The two-part review of a SAR."""

from uuid import uuid4

from django.db import migrations, models

WALL = """
call wall.protect('gather_nexus', '{record_id}', '{statement}');
revoke update on gather_nexus from watchfloor_app;
create index gather_nexus_record on gather_nexus (record_id);
alter table gather_nexus add constraint gather_nexus_stated check (length(statement) > 28);
"""


class Migration(migrations.Migration):
    dependencies = [("gather", "0004_unstated")]
    operations = [
        migrations.CreateModel(
            name="Nexus",
            fields=[
                ("public_id", models.UUIDField(default=uuid4, primary_key=True, serialize=False)),
                ("record_id", models.BigIntegerField()),
                ("label_id", models.IntegerField()),
                ("behaviors", models.JSONField()),
                ("statement", models.BinaryField()),
                ("by_id", models.BigIntegerField()),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.RunSQL(WALL, migrations.RunSQL.noop),
    ]
