"""Orders to screen: asked for on a page, carried out by the worker, as far as it came; what ended stays as it ended."""

import uuid

from django.db import migrations, models

WALL = """
call wall.protect('analyze_screening', '{}');
revoke update on analyze_screening from watchfloor_app;
grant update (state, suspects, held, hits, too_common, ended_at, case_ref) on analyze_screening to watchfloor_app;
"""


class Migration(migrations.Migration):
    dependencies = [("analyze", "0009_lists_wall"), ("core", "0001_ground")]
    operations = [
        migrations.CreateModel(
            name="Screening",
            fields=[
                ("public_id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("label_id", models.IntegerField()),
                ("asked_by", models.BigIntegerField()),
                ("affiliation_id", models.BigIntegerField()),
                ("purpose", models.TextField()),
                ("case_ref", models.TextField(default="")),
                ("codes", models.JSONField(default=list)),
                ("asked_at", models.DateTimeField()),
                ("state", models.TextField(default="asked")),
                ("suspects", models.IntegerField(default=0)),
                ("held", models.IntegerField(default=0)),
                ("hits", models.IntegerField(default=0)),
                ("too_common", models.IntegerField(default=0)),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["asked_at"], condition=models.Q(("ended_at", None)), name="analyze_screening_open"
                    )
                ]
            },
        ),
        migrations.RunSQL(WALL, migrations.RunSQL.noop),
    ]
