"""How long a thing is kept: the clock of a validation, holds that keep a purge away, and notices of the days to come."""

import uuid
from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).with_name("0004_retention.sql")


class Migration(migrations.Migration):
    dependencies = [
        ("protect", "0003_proposal"),
        ("core", "0001_ground"),
    ]

    operations = [
        migrations.CreateModel(
            name="Hold",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("kind", models.TextField()),
                ("record_id", models.BigIntegerField(null=True)),
                ("author_id", models.BigIntegerField(null=True)),
                ("label_id", models.IntegerField()),
                ("key_id", models.BigIntegerField(null=True)),
                ("authority", models.BinaryField()),
                ("placed_by", models.BigIntegerField()),
                ("placed_at", models.DateTimeField()),
                ("until_on", models.DateField()),
                ("lifted_by", models.BigIntegerField(null=True)),
                ("lifted_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="RetentionDay",
            fields=[
                ("on", models.DateField(primary_key=True, serialize=False)),
                ("told_at", models.DateTimeField()),
                ("told", models.IntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Validation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("record_id", models.BigIntegerField()),
                ("label_id", models.IntegerField()),
                ("by_id", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                ("finding", models.TextField()),
                ("current_activity", models.BooleanField()),
                ("explanation", models.BinaryField()),
                ("was_purge_on", models.DateField()),
                ("review_on", models.DateField()),
                ("purge_on", models.DateField()),
            ],
        ),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
