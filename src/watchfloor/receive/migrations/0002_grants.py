"""What the application may do with the sources; they hold no record and no id of one, so they need no row wall."""

from django.db import migrations

GRANTS = """
grant select, insert on receive_source to watchfloor_app;
grant update (reliability, rated_by, rated_at, last_in_at) on receive_source to watchfloor_app;
"""


class Migration(migrations.Migration):
    dependencies = [("receive", "0001_initial"), ("core", "0001_ground")]
    operations = [migrations.RunSQL(GRANTS, migrations.RunSQL.noop)]
