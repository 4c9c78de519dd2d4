"""States of the national alert system that a person confirms, behind the wall of the item that states them."""

from django.db import migrations, models

WALL = """
call wall.protect('receive_statedstate', '{record_id}', '{}');
grant update (answer, answered_by, answered_at) on receive_statedstate to watchfloor_app;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("receive", "0006_feed_grants"),
    ]

    operations = [
        migrations.CreateModel(
            name="StatedState",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("record_id", models.BigIntegerField()),
                ("label_id", models.IntegerField()),
                ("said", models.TextField()),
                ("asked_at", models.DateTimeField()),
                ("answer", models.TextField(default="")),
                ("answered_by", models.BigIntegerField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("record_id", "said"), name="receive_state_once")],
            },
        ),
        migrations.RunSQL(WALL, migrations.RunSQL.noop),
    ]
