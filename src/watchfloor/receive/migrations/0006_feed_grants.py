"""What the application may do with feeds; they hold no record and no id of one, so they need no row wall."""

from django.db import migrations

GRANTS = """
grant select, insert, update on receive_feed, receive_feedpart to watchfloor_app;
grant select on receive_feed to watchfloor_auditor;
create index receive_feed_due on receive_feed (next_at) where switched_on;
"""


class Migration(migrations.Migration):
    dependencies = [("receive", "0005_feeds"), ("core", "0001_ground")]
    operations = [migrations.RunSQL(GRANTS, migrations.RunSQL.noop)]
