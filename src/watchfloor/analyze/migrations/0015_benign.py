"""Values of warning lists, by which nothing is matched, behind the wall of the list that they came in."""

from django.db import migrations, models

WALL = """
call wall.protect('analyze_benign', '{record_id}', '{name}');
grant update (superseded) on analyze_benign to watchfloor_app;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("analyze", "0014_crosses"),
    ]

    operations = [
        migrations.CreateModel(
            name="Benign",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("record_id", models.BigIntegerField()),
                ("label_id", models.IntegerField()),
                ("name", models.TextField()),
                ("key", models.BinaryField()),
                ("superseded", models.BooleanField(default=False)),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("superseded", False)), fields=["key"], name="analyze_benign_key"),
                    models.Index(fields=["record_id"], name="analyze_benign_record"),
                ],
            },
        ),
        migrations.RunSQL(WALL, migrations.RunSQL.noop),
    ]
