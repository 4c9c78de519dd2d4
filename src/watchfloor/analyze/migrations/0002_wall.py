"""Both walls around what analysis derives from records; a link and a touched report go with either end."""

from django.db import migrations

WALL = """
call wall.protect('analyze_mention', '{record_id}', '{value,said}');
call wall.protect('analyze_link', '{a_id,b_id}', '{causes,judged_because}');
call wall.protect('analyze_assessment', '{record_id}', '{inputs,risks}', 'base_label_id');
call wall.protect('analyze_implication', '{record_id}', '{target_name,reasons}', 'base_label_id');
call wall.protect('analyze_reportimplication', '{record_id,report_id}', '{reasons}');
grant update (superseded_at) on analyze_mention to watchfloor_app;
grant update (causes, strength, bits, state, proposed_at, judged_by, judged_at, judged_because) on analyze_link
  to watchfloor_app;
"""


class Migration(migrations.Migration):
    dependencies = [("analyze", "0001_initial"), ("core", "0001_ground")]
    operations = [migrations.RunSQL(WALL, migrations.RunSQL.noop)]
