"""Keys of parties, so that one record is held against those that its asker may see; the worker fills them in."""

from django.db import migrations, models

WALL = "call wall.protect('analyze_partykey', '{record_id}', '{key}')"


class Migration(migrations.Migration):
    dependencies = [
        ("analyze", "0012_estimate_beside"),
    ]

    operations = [
        migrations.CreateModel(
            name="PartyKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("party_id", models.BigIntegerField()),
                ("record_id", models.BigIntegerField()),
                ("label_id", models.IntegerField()),
                ("version", models.TextField()),
                ("key", models.BigIntegerField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["version", "key", "-party_id"], name="analyze_partykey_asked"),
                    models.Index(fields=["record_id"], name="analyze_partykey_record"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("party_id", "version", "key"), name="analyze_partykey_once")
                ],
            },
        ),
        migrations.RunSQL(WALL, migrations.RunSQL.noop),
    ]
