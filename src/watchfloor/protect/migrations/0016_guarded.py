"""What text guards found waits for a person."""

import uuid
from pathlib import Path

import django.contrib.postgres.fields
from django.db import migrations, models

SQL = Path(__file__).with_name("0016_guarded.sql")


class Migration(migrations.Migration):
    dependencies = [
        ("protect", "0015_withdrawal"),
    ]

    operations = [
        migrations.CreateModel(
            name="Guarded",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("record_id", models.BigIntegerField()),
                ("public_record", models.UUIDField()),
                ("n", models.SmallIntegerField()),
                ("label_id", models.IntegerField()),
                ("guards", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ("raised_at", models.DateTimeField()),
                ("looked_at", models.DateTimeField(null=True)),
                ("looked_by", models.BigIntegerField(null=True)),
                ("verdict", models.TextField(default="")),
            ],
        ),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
