"""Both walls around the vetting of tips."""

from django.db import migrations

WALL = """
call wall.protect('gather_vetting', '{record_id}', '{determination,dismissal}');
grant update (state, privacy_by, confirmed_by, confirmed_at) on gather_vetting to watchfloor_app;
"""


class Migration(migrations.Migration):
    dependencies = [("gather", "0001_initial"), ("core", "0001_ground")]
    operations = [migrations.RunSQL(WALL, migrations.RunSQL.noop)]
