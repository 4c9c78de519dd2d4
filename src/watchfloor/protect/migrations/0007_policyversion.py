"""Which policy was in force since when; only ever added to."""

from django.db import migrations, models

GRANTS = "grant select, insert on protect_policyversion to watchfloor_app;"


class Migration(migrations.Migration):
    dependencies = [("protect", "0006_access")]

    operations = [
        migrations.CreateModel(
            name="PolicyVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.TextField()),
                ("sha256", models.TextField()),
                ("content", models.TextField()),
                ("since", models.DateTimeField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("name", "since"), name="protect_policyversion_once")],
            },
        ),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
    ]
