"""The settings of a person's desk. They hold no record and no id of one, so they need no row wall."""

import django.db.models.deletion
from django.db import migrations, models

GRANTS = """
grant select, insert on people_setting to watchfloor_app;
grant update (theme, size, room, keys, remap, sound, mail, changed_at) on people_setting to watchfloor_app;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0002_grants")]

    operations = [
        migrations.CreateModel(
            name="Setting",
            fields=[
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="people.person",
                    ),
                ),
                ("theme", models.TextField(default="")),
                ("size", models.TextField(default="")),
                ("room", models.TextField(default="")),
                ("keys", models.TextField(default="")),
                ("remap", models.JSONField(default=dict)),
                ("sound", models.BooleanField(default=False)),
                ("mail", models.BooleanField(default=True)),
                ("changed_at", models.DateTimeField()),
            ],
        ),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
    ]
