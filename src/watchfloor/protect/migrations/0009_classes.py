"""What legal classes stand on: predicates, changes of class, subjects of identifying information, flags of courts."""

import uuid
from pathlib import Path

import django.contrib.postgres.fields
from django.db import migrations, models

SQL = Path(__file__).with_name("0009_classes.sql")


class Migration(migrations.Migration):
    dependencies = [
        ("protect", "0008_oversight"),
    ]

    operations = [
        migrations.CreateModel(
            name="ClassChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("record_id", models.BigIntegerField()),
                ("label_id", models.IntegerField()),
                ("was", models.TextField()),
                ("becomes", models.TextField()),
                ("because", models.BinaryField()),
                ("predicate_id", models.BigIntegerField(null=True)),
                (
                    "subjects",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                ("second", models.TextField(default="")),
                ("asked_by", models.BigIntegerField()),
                ("asked_at", models.DateTimeField()),
                ("answered_by", models.BigIntegerField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("answer", models.TextField(default="")),
            ],
        ),
        migrations.CreateModel(
            name="CourtOrder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("record_id", models.BigIntegerField()),
                ("label_id", models.IntegerField()),
                ("kind", models.TextField()),
                ("authority", models.BinaryField()),
                ("by_id", models.BigIntegerField()),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Predicate",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("record_id", models.BigIntegerField()),
                ("label_id", models.IntegerField()),
                ("offence", models.TextField()),
                ("underlying", models.TextField(default="")),
                ("dated_on", models.DateField()),
                ("reliability", models.TextField()),
                ("validity", models.TextField()),
                ("sensitivity", models.TextField()),
                ("lawful", models.BooleanField()),
                ("political", models.BooleanField()),
                ("statement", models.BinaryField()),
                ("by_id", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                ("approved_by", models.BigIntegerField(null=True)),
                ("approved_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Identifies",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("record_id", models.BigIntegerField()),
                ("subject_id", models.BigIntegerField()),
                ("label_id", models.IntegerField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("record_id", "subject_id"), name="protect_identifies_once")
                ],
            },
        ),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
