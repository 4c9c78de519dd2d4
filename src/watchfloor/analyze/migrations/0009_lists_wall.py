"""Both walls around watch lists and hits; an entry only ever ends, a hit is never changed, an answer neither."""

from django.db import migrations

WALL = """
call wall.protect('analyze_listedition', '{}');
call wall.protect('analyze_listentry', '{}', '{names,fields}');
call wall.protect('analyze_listhit', '{record_id}', '{steps,alias}', 'list_label_id');
call wall.protect('analyze_hitanswer', '{record_id}', '{because}', 'list_label_id');
grant update (ended_at, note) on analyze_listentry to watchfloor_app;
"""


class Migration(migrations.Migration):
    dependencies = [("analyze", "0008_lists"), ("core", "0001_ground")]
    operations = [migrations.RunSQL(WALL, migrations.RunSQL.noop)]
