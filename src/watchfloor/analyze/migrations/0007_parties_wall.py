"""Both walls around parties, matches and answers; answers are never changed, a match only by who holds it."""

from django.db import migrations

WALL = """
call wall.protect('analyze_party', '{record_id}', '{fields}');
call wall.protect('analyze_match', '{a_record_id,b_record_id}', '{steps}');
call wall.protect('analyze_answer', '{a_record_id,b_record_id}', '{because}');
grant update (superseded_at, asked_at) on analyze_party to watchfloor_app;
grant update (held_by, held_until) on analyze_match to watchfloor_app;
"""


class Migration(migrations.Migration):
    dependencies = [("analyze", "0006_parties"), ("core", "0001_ground")]
    operations = [migrations.RunSQL(WALL, migrations.RunSQL.noop)]
