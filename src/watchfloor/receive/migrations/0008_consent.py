"""Whether a source is asked before what it sent goes on, and what it answered, behind the wall of the item."""

import uuid

from django.db import migrations, models

WALL = """
grant update (asks_first) on receive_source to watchfloor_app;
call wall.protect('receive_consent', '{record_id}', '{for_whom,why}');
grant update (answer, answered_by, answered_at) on receive_consent to watchfloor_app;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("receive", "0007_stated_state"),
    ]

    operations = [
        migrations.AddField("source", "asks_first", models.BooleanField(db_default=False, default=False)),
        migrations.CreateModel(
            name="Consent",
            fields=[
                ("public_id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("record_id", models.BigIntegerField()),
                ("label_id", models.IntegerField()),
                ("version_n", models.SmallIntegerField()),
                ("agency_id", models.BigIntegerField()),
                ("rfi", models.UUIDField()),
                ("for_whom", models.TextField()),
                ("why", models.TextField()),
                ("asked_by", models.BigIntegerField()),
                ("asked_at", models.DateTimeField()),
                ("answer", models.TextField(default="")),
                ("answered_by", models.BigIntegerField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
            ],
            options={"indexes": [models.Index(fields=["record_id"], name="receive_consent_record")]},
        ),
        migrations.RunSQL(WALL, migrations.RunSQL.noop),
    ]
