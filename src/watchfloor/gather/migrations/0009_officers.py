"""Liaison officers: a directory by ids of persons, without records; so it has no row wall (tests/walls)."""

from django.db import migrations, models

GRANTS = """
grant select, insert on gather_officer to watchfloor_app;
grant update (agency_id, asked_at, approved_by, approved_at, ended_at) on gather_officer to watchfloor_app;
"""


class Migration(migrations.Migration):
    dependencies = [("gather", "0008_public"), ("core", "0001_ground")]
    operations = [
        migrations.CreateModel(
            name="Officer",
            fields=[
                ("person_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("agency_id", models.BigIntegerField()),
                ("asked_at", models.DateTimeField()),
                ("approved_by", models.BigIntegerField(null=True)),
                ("approved_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
    ]
