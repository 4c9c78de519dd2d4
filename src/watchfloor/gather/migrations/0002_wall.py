"""Both walls around the vetting of tips."""

from django.db import migrations

WALL = """
call wall.protect('gather_vetting', '{record_id}', '{determination,dismissal}');
grant update (state, privacy_by, confirmed_by, confirmed_at) on gather_vetting to watchfloor_app;
create index gather_vetting_waiting on gather_vetting (proposed_at) where state in ('promotion proposed', 'dismissal proposed');
"""


class Migration(migrations.Migration):
    dependencies = [("gather", "0001_initial"), ("core", "0001_ground")]
    operations = [migrations.RunSQL(WALL, migrations.RunSQL.noop)]
