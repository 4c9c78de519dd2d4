"""A purge finds what was closed away of a record without reading all of it."""

from django.db import migrations

SQL = "create index protect_quarantine_any_record on protect_quarantine (record_id)"


class Migration(migrations.Migration):
    dependencies = [("protect", "0019_brake")]

    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
