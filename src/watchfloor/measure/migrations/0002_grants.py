"""Totals a day hold no content and no ids, so they need no row wall."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("measure", "0001_initial"), ("core", "0001_ground")]
    operations = [
        migrations.RunSQL(
            "grant select, insert on measure_tally to watchfloor_app; grant update (n) on measure_tally to watchfloor_app",
            migrations.RunSQL.noop,
        )
    ]
