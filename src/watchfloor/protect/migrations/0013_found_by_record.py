"""A purge finds what is derived from a record, of every version, without reading all of it."""

from django.db import migrations

SQL = """
drop index protect_hold_record;
create index protect_hold_record on protect_hold (record_id);
create index protect_proposal_record on protect_proposal (record_id);
"""


class Migration(migrations.Migration):
    dependencies = [("protect", "0012_redress")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
