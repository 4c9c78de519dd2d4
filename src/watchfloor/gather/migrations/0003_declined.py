"""A proposal that was declined may be followed by another."""

from django.db import migrations

AGAIN = "grant update (proposed_by, proposed_at, determination, dismissal) on gather_vetting to watchfloor_app;"


class Migration(migrations.Migration):
    dependencies = [("gather", "0002_wall")]
    operations = [migrations.RunSQL(AGAIN, migrations.RunSQL.noop)]
