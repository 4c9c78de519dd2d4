"""Planned operations and where two meet; what may be read and done stands in the SQL beside this file."""

import uuid
from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).with_name("0010_operations.sql")


class Migration(migrations.Migration):
    dependencies = [("gather", "0009_officers"), ("core", "0001_ground")]
    operations = [
        migrations.CreateModel(
            name="Operation",
            fields=[
                ("public_id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("agency_id", models.BigIntegerField()),
                ("by_id", models.BigIntegerField()),
                ("contact_id", models.BigIntegerField()),
                ("backup_id", models.BigIntegerField(null=True)),
                ("lon", models.FloatField()),
                ("lat", models.FloatField()),
                ("radius_m", models.FloatField()),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField(db_index=True)),
                ("stated_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Conflict",
            fields=[
                ("public_id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("a_id", models.UUIDField(db_index=True)),
                ("b_id", models.UUIDField(db_index=True)),
                ("found_at", models.DateTimeField()),
                ("a_answered_at", models.DateTimeField(null=True)),
                ("b_answered_at", models.DateTimeField(null=True)),
                ("a_raised_at", models.DateTimeField(null=True)),
                ("b_raised_at", models.DateTimeField(null=True)),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("a_id", "b_id"), name="gather_conflict_once")]},
        ),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
