"""What its owner is told: somebody asked for what a restricted record holds."""

from uuid import uuid4

from django.db import migrations, models

WALL = """
call wall.protect('analyze_silenthit', '{record_id}');
revoke update on analyze_silenthit from watchfloor_app;
"""


class Migration(migrations.Migration):
    dependencies = [("analyze", "0004_pointer")]
    operations = [
        migrations.CreateModel(
            name="SilentHit",
            fields=[
                ("public_id", models.UUIDField(default=uuid4, primary_key=True, serialize=False)),
                ("record_id", models.BigIntegerField()),
                ("label_id", models.IntegerField()),
                ("agency_id", models.BigIntegerField()),
                ("purpose", models.TextField()),
                ("at", models.DateTimeField()),
                ("seq", models.BigIntegerField()),
            ],
            options={
                "indexes": [models.Index(fields=["record_id"], name="analyze_silenthit_record")],
                "constraints": [
                    models.UniqueConstraint(fields=("seq", "record_id"), name="analyze_silenthit_once"),
                ],
            },
        ),
        migrations.RunSQL(WALL, migrations.RunSQL.noop),
    ]
