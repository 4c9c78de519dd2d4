"""Models that were estimated and taken here; a question is asked once under each model."""

import uuid

from django.db import migrations, models

GRANTS = """
grant update (held_under) on analyze_party to watchfloor_app;
grant select, insert on analyze_estimate, analyze_modelverdict to watchfloor_app;
grant update (state, version, content, ended_at) on analyze_estimate to watchfloor_app;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("analyze", "0010_screening"),
    ]

    operations = [
        migrations.CreateModel(
            name="Estimate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("kind", models.TextField()),
                ("state", models.TextField(default="asked")),
                ("version", models.TextField(default="")),
                ("content", models.BinaryField(default=b"")),
                ("asked_by", models.BigIntegerField()),
                ("asked_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="ModelVerdict",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.TextField()),
                ("version", models.TextField()),
                ("verdict", models.TextField()),
                ("given_by", models.BigIntegerField()),
                ("given_at", models.DateTimeField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="match",
            name="analyze_match_once",
        ),
        migrations.AddField(
            model_name="party",
            name="held_under",
            field=models.TextField(db_default="", default=""),
        ),
        migrations.AddConstraint(
            model_name="match",
            constraint=models.UniqueConstraint(fields=("a_id", "b_id", "model"), name="analyze_match_once_a_model"),
        ),
        migrations.AddConstraint(
            model_name="estimate",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "asked")), fields=("kind",), name="analyze_estimate_one_open"
            ),
        ),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
    ]
