"""Bulk exports: asked for by one, approved by another, reached by a purge."""

import uuid
from pathlib import Path

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

SQL = Path(__file__).with_name("0007_export.sql")


class Migration(migrations.Migration):
    dependencies = [("disseminate", "0006_selection"), ("protect", "0005_true_purge")]

    operations = [
        migrations.CreateModel(
            name="Export",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("label_id", models.IntegerField()),
                ("what", models.TextField()),
                ("asked", models.TextField()),
                ("because", models.TextField()),
                ("purpose", models.TextField()),
                ("case_ref", models.TextField()),
                ("by_id", models.BigIntegerField()),
                ("affiliation_id", models.BigIntegerField()),
                ("second_id", models.BigIntegerField()),
                ("public_records", django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), size=None)),
                ("asked_at", models.DateTimeField()),
                ("lapses_at", models.DateTimeField()),
                ("answer", models.TextField(default="")),
                ("answered_at", models.DateTimeField(null=True)),
                ("sealed", models.BinaryField(default=b"")),
                ("key_id", models.BigIntegerField(null=True)),
                ("name", models.TextField(default="")),
                ("content_type", models.TextField(default="")),
                ("expires_at", models.DateTimeField(null=True)),
                ("taken_at", models.DateTimeField(null=True)),
                ("erased_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="ExportRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("record_id", models.BigIntegerField()),
                ("label_id", models.IntegerField()),
                (
                    "export",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="disseminate.export"
                    ),
                ),
            ],
        ),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
