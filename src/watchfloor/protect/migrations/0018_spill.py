"""What looks classified is closed away; its row without words waits for who decides."""

import uuid
from pathlib import Path

import django.contrib.postgres.fields
from django.db import migrations, models

SQL = Path(__file__).with_name("0018_spill.sql")


class Migration(migrations.Migration):
    dependencies = [
        ("protect", "0017_approvals"),
    ]

    operations = [
        migrations.CreateModel(
            name="Quarantine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("record_id", models.BigIntegerField()),
                ("label_id", models.IntegerField()),
                ("spill", models.UUIDField(unique=True)),
                ("was_label", models.IntegerField()),
                ("sealed", models.BinaryField()),
                ("began_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Spill",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("label_id", models.IntegerField()),
                ("way", models.TextField()),
                ("item", models.UUIDField(null=True)),
                ("about", models.UUIDField(null=True)),
                ("kind", models.TextField()),
                ("owner_id", models.BigIntegerField()),
                (
                    "levels",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
                ),
                (
                    "places",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
                ),
                ("marks", models.IntegerField()),
                ("size", models.BigIntegerField()),
                ("raised_at", models.DateTimeField()),
                ("raised_by", models.BigIntegerField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.BigIntegerField(null=True)),
                ("verdict", models.TextField(default="")),
                ("seconded_at", models.DateTimeField(null=True)),
                ("seconded_by", models.BigIntegerField(null=True)),
                ("purge", models.UUIDField(null=True)),
            ],
        ),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
