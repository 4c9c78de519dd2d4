"""Cases that people read for, break-glass with its review, and flags of readings that somebody should look at."""

import uuid
from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).with_name("0006_access.sql")


class Migration(migrations.Migration):
    dependencies = [
        ("protect", "0005_true_purge"),
    ]

    operations = [
        migrations.CreateModel(
            name="BreakGlass",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("person_id", models.BigIntegerField()),
                ("affiliation_id", models.BigIntegerField()),
                ("opened_at", models.DateTimeField()),
                ("until", models.DateTimeField()),
                ("review_by", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("reviewed_at", models.DateTimeField(null=True)),
                ("reviewed_by", models.BigIntegerField(null=True)),
                ("verdict", models.TextField(default="")),
            ],
        ),
        migrations.CreateModel(
            name="Case",
            fields=[
                ("mark", models.TextField(primary_key=True, serialize=False)),
                ("number", models.TextField()),
                ("agency", models.TextField()),
                ("first_at", models.DateTimeField()),
                ("known_at", models.DateTimeField(null=True)),
                ("known_by", models.BigIntegerField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Flag",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("rule", models.TextField()),
                ("seq", models.BigIntegerField()),
                ("actor", models.BigIntegerField()),
                ("purpose", models.TextField()),
                ("read_at", models.DateTimeField()),
                ("digest", models.BinaryField(null=True)),
                ("label_id", models.IntegerField()),
                ("raised_at", models.DateTimeField()),
                ("opened_at", models.DateTimeField(null=True)),
                ("opened_by", models.BigIntegerField(null=True)),
                ("settled_at", models.DateTimeField(null=True)),
                ("settled_by", models.BigIntegerField(null=True)),
                ("verdict", models.TextField(default="")),
            ],
        ),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
