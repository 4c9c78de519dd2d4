"""What persons took of the words of reports, behind both walls."""

import uuid

from django.db import migrations, models

WALL = """
call wall.protect('gather_extraction', '{record_id}', '{value}');
create index gather_extraction_record on gather_extraction (record_id);
"""


class Migration(migrations.Migration):
    dependencies = [("gather", "0011_likeness"), ("core", "0001_ground")]
    operations = [
        migrations.CreateModel(
            name="Extraction",
            fields=[
                ("public_id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("record_id", models.BigIntegerField()),
                ("label_id", models.IntegerField()),
                ("version", models.SmallIntegerField()),
                ("kind", models.TextField()),
                ("start", models.IntegerField()),
                ("value", models.TextField()),
                ("by_id", models.BigIntegerField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("record_id", "version", "kind", "start"), name="gather_taken_once")
                ]
            },
        ),
        migrations.RunSQL(WALL, migrations.RunSQL.noop),
    ]
