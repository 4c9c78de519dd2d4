"""A proposal that was declined may be followed by another; one that was just made can be undone."""

from django.db import migrations, models

AGAIN = """
grant update (proposed_by, proposed_at, determination, dismissal, deed) on gather_vetting to watchfloor_app;
"""


class Migration(migrations.Migration):
    dependencies = [("gather", "0002_wall")]
    operations = [
        migrations.AddField("Vetting", "deed", models.UUIDField(null=True, db_index=True)),
        migrations.RunSQL(AGAIN, migrations.RunSQL.noop),
    ]
